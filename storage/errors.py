"""When the database cannot serve: driver's error codes made into sentences for whoever runs the system."""

import sqlite3

from sqlalchemy.exc import DBAPIError


class StorageUnavailable(Exception):
    """Nothing was stored, nothing is half done; the same turn may be tried again. `reason` is a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


_REASONS = {
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


def unavailable(where: str, error: Exception) -> StorageUnavailable | None:
    """The sentence for an error that lies with the disk or the server; None when it lies with the statement."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return None
    code = getattr(cause, "sqlite_errorcode", None)  # absent from errors raised by the Python module itself
    reason = _REASONS.get(code & 0xFF) if code is not None else None
    return StorageUnavailable(f"The database {where} cannot be used: {reason}") if reason else None
