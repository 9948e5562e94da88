"""When the database cannot serve: driver's error codes made into sentences for whoever runs the system."""

import sqlite3

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageUnavailable(Exception):
    """Nothing was stored, nothing is half done; the same turn may be tried again. `reason` is a sentence.

    When a line broke in the middle of a COMMIT nobody knows whether it was stored. The same turn tried again finds out: its
    external id is in the inbox or it is not.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ConnectionLost(StorageUnavailable):
    """The line to the server broke; a new one may serve."""


class Overtaken(StorageUnavailable):
    """The server rolled the transaction back so that another could go on: done again at once it may succeed."""


class Locked(StorageUnavailable):
    """Somebody holds what is wanted longer than one waits for it. Others may be served."""


_SQLITE = {
    sqlite3.SQLITE_FULL: "the disk is full. Free some space; nothing that was confirmed is lost.",
    sqlite3.SQLITE_READONLY: "it may not be written to. Give the program's user write permission on the file and its folder.",
    sqlite3.SQLITE_IOERR: "the disk refuses to read or write. Look at its space, its quota and its health.",
    sqlite3.SQLITE_BUSY: "another program has kept it locked. Find it (a migration, a backup, a sqlite3 shell) and end it.",
    sqlite3.SQLITE_LOCKED: "it is locked by another task of this program. Try again.",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened. The folder must exist and belong to the program's user.",
    sqlite3.SQLITE_PERM: "the file may not be opened. Give the program's user permission on the file and its folder.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged. Stop the program and restore the last backup.",
    sqlite3.SQLITE_NOTADB: "the file is not a SQLite database. Look at SANAQ_DATABASE_URL.",
}

_POSTGRES = {  # by SQLSTATE, or its class: PostgreSQL documentation, appendix A
    "3D000": "the server has no database of this name. Make it (createdb), or look at SANAQ_DATABASE_URL.",
    "28": "the server does not let us in. Look at user and password in SANAQ_DATABASE_URL.",
    "25006": "it takes no writing: this server is a standby. Name the primary in SANAQ_DATABASE_URL.",
    "25P03": "the server has ended a transaction that stood still. Look at the load of this machine.",
    "42501": "the user of SANAQ_DATABASE_URL lacks a right. Give him the tables, or make him their owner.",
    "53100": "the server's disk is full. Free some space; nothing that was confirmed is lost.",
    "53300": "the server has no connection left. Raise its max_connections, or start fewer processes.",
    "53": "the server has run out of something. Look at its log.",
    "55P03": "what is wanted is locked by another. Try again.",
    "57014": "a statement took too long and was given up. Look at the server's load.",
    "57": "the server is stopping or starting. It serves again when it is up.",
    "58": "the server's disk refuses. Look at its space and its health.",
    "XX": "the server has met a defect. Look at its log.",
}
_KINDS: dict[str, type[StorageUnavailable]] = {"57P": ConnectionLost, "25P": ConnectionLost, "55P": Locked}
_OF_THE_LINE = (asyncpg.InterfaceError, asyncpg.InternalClientError)
"""The latter is what a line says that was cut a moment ago, before it is known to be closed."""
DRIVERS_OWN = (asyncpg.PostgresError, *_OF_THE_LINE)
_LOST = "the line to the server broke. It serves again when the server is up."
_SILENT = "the server does not answer in time. Look at its load, and at the line to it."
_BUSY = "every line to the server is in use, and none came free in time. Look at the server's load."
_UNREACHED = "the server cannot be reached. Is it running, and is SANAQ_DATABASE_URL right?"


def unavailable(where: str, error: BaseException) -> StorageUnavailable | None:
    """The sentence for an error that lies with the disk or the server; None when it lies with the statement."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)  # absent from errors raised by the Python module itself
        reason = _SQLITE.get(code & 0xFF) if code is not None else None
        return StorageUnavailable(_sentence(where, reason)) if reason else None
    if isinstance(cause, (TimeoutError, PoolTimeout)):  # not to be tried again at once: it took long enough
        return StorageUnavailable(_sentence(where, _BUSY if isinstance(cause, PoolTimeout) else _SILENT))
    if isinstance(cause, OSError):
        return ConnectionLost(_sentence(where, _UNREACHED))
    driver = cause if isinstance(cause, DRIVERS_OWN) else getattr(cause, "__cause__", None)
    state = getattr(driver, "sqlstate", None) or ""
    if state[:2] == "40":
        return Overtaken(_sentence(where, "another transaction was in the way. Try again."))
    if reason := _POSTGRES.get(state) or _POSTGRES.get(state[:2]):
        return _KINDS.get(state[:3], StorageUnavailable)(_sentence(where, reason))
    broken = isinstance(error, DBAPIError) and error.connection_invalidated
    if broken or state[:2] == "08" or isinstance(driver, (*_OF_THE_LINE, OSError)):
        return ConnectionLost(_sentence(where, _LOST))
    return None


def _sentence(where: str, reason: str) -> str:
    return f"The database {where} cannot be used: {reason}"
