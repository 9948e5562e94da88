"""The database of one process: many readers, one writer, and no waiting in the event loop.

SQLite, the embedded default: WAL with synchronous=FULL, so that a COMMIT that returned survives a power cut; all writes go
through one thread with one connection (SQLite has one writer anyway, and so the queue is ours and fair), reads through a
few threads with their own. What runs inside is plain functions on a `sqlalchemy.Connection`: on another database the same
functions run through `AsyncConnection.run_sync`.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy import Connection as Connection  # noqa: PLC0414  # rooms that hold no SQL name it from here
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from storage.errors import StorageUnavailable, unavailable

P = ParamSpec("P")
T = TypeVar("T")

READERS = 4
BUSY_SECONDS = 5.0
"""How long a write waits for another process that holds the file."""


class UnknownDatabase(Exception):
    """SANAQ_DATABASE_URL names a database Sanaq cannot use. `problem` is the sentence."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"SANAQ_DATABASE_URL {problem} The default is sqlite:///var/sanaq.db.")


class Database:
    """Open it with `Database.open`, close it with `close`; `read` and `write` are for any task of the event loop."""

    def __init__(self, url: URL, busy_seconds: float) -> None:
        self._where = shown(url)
        self._reading = _engine(url, "BEGIN", ("query_only=ON",), busy_seconds)
        self._writing = _engine(url, "BEGIN IMMEDIATE", ("journal_mode=WAL", *_DURABLE), busy_seconds)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="storage-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="storage-write")
        self._connection: Connection | None = None

    @classmethod
    def open(cls, url: str, *, busy_seconds: float = BUSY_SECONDS) -> "Database":
        """The database at `url`, connected. Raises UnknownDatabase or StorageUnavailable, both sentences.

        The schema is not looked at: `storage.migrate.check` does that.
        """
        settled = settle_url(url)
        prepare(settled)
        database = cls(settled, busy_seconds)
        try:
            database._writer.submit(database._write, _look).result()
        except BaseException:
            database._shut_down()
            raise
        return database

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`fn(conn, *args)` on a snapshot of the committed data, in a thread. It cannot write."""
        return await self._run(self._readers, lambda: self._read(lambda conn: fn(conn, *args, **kwargs)))

    async def write(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`fn(conn, *args)` as one transaction; returns after its COMMIT. What `fn` raises rolls everything back.

        Raises StorageUnavailable when the disk or a lock is in the way. A caller that is cancelled cannot know whether the
        transaction was committed; it ends one way or the other.
        """
        return await self._run(self._writer, lambda: self._write(lambda conn: fn(conn, *args, **kwargs)))

    async def close(self) -> None:
        """Finish what was begun, write what was queued, and let go of the file."""
        await asyncio.to_thread(self._shut_down)

    # --- in the threads -------------------------------------------------------------------------------------------

    async def _run(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        try:
            future = asyncio.get_running_loop().run_in_executor(threads, job)
        except RuntimeError as error:
            raise StorageUnavailable(f"The database {self._where} is closed: the program is stopping.") from error
        return await future

    def _read(self, job: Callable[[Connection], T]) -> T:
        try:
            with self._reading.connect() as conn, conn.begin():
                return job(conn)
        except (DBAPIError, sqlite3.Error) as error:
            raise unavailable(self._where, error) or error from error

    def _write(self, job: Callable[[Connection], T]) -> T:
        try:
            if self._connection is None:
                self._connection = self._writing.connect()
            with self._connection.begin():
                return job(self._connection)
        except (DBAPIError, sqlite3.Error) as error:
            self._let_go()  # a connection that failed is not trusted with the next turn
            raise unavailable(self._where, error) or error from error

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _shut_down(self) -> None:
        with contextlib.suppress(RuntimeError):  # closed before
            self._writer.submit(self._let_go)
        self._writer.shutdown()
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()


def _look(conn: Connection) -> None:
    """A first statement: a file that is damaged, or no database, shows at the start and not at the first turn."""
    conn.exec_driver_sql("SELECT count(*) FROM sqlite_schema")


_DURABLE = ("synchronous=FULL", f"journal_size_limit={64 << 20}")


def settle_url(url: str) -> URL:
    """`url` checked. Raises UnknownDatabase."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise UnknownDatabase("is not an address of a database.") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _settle_sqlite(parsed)
        case "postgresql" | "postgres":
            raise UnknownDatabase("names PostgreSQL, which this version of Sanaq does not serve yet.")
        case other:
            raise UnknownDatabase(f"names «{other}»; Sanaq keeps its data in SQLite.")


def _settle_sqlite(url: URL) -> URL:
    if not url.database or url.database == ":memory:" or url.query.get("mode") == "memory":
        raise UnknownDatabase("names a database in memory: every answer would be lost with the program. Name a file.")
    return url.set(drivername="sqlite+pysqlite")


def prepare(url: URL) -> None:
    """Make the folder and the file of a SQLite database, unless they are there; only their owner may read the file.

    SQLite gives its log and index the permissions of the file. Raises StorageUnavailable.
    """
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise StorageUnavailable(
            f"The database {path} cannot be made: {error.strerror}. Mend its folder, or set SANAQ_DATABASE_URL."
        ) from error


def shown(url: URL) -> str:
    """The address as it may be shown and logged: without a password."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def _engine(url: URL, begin: str, pragmas: tuple[str, ...], busy_seconds: float) -> Engine:
    """An engine that begins its transactions with `begin`; Python's own, implicit BEGIN is switched off."""
    engine = create_engine(url, poolclass=QueuePool, pool_size=READERS, max_overflow=0)

    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={int(busy_seconds * 1000)}", "foreign_keys=ON", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine
