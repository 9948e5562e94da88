"""SQLite, the embedded default: WAL with synchronous=FULL, so that a COMMIT that returned survives a power cut.

All writes go through one thread with one connection (SQLite has one writer anyway, and so the queue is ours and fair), reads
through a few threads with their own.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from storage.errors import StorageUnavailable, unavailable

T = TypeVar("T")

READERS = 4
_DURABLE = ("synchronous=FULL", f"journal_size_limit={64 << 20}")


class Sqlite:
    """`url` as `settle_url` gives it, its file made; `where` as it may be shown. Raises StorageUnavailable."""

    def __init__(self, url: URL, where: str, busy_seconds: float) -> None:
        self._where = where
        self._reading = _engine(url, "BEGIN", ("query_only=ON",), busy_seconds)
        self._writing = _engine(url, "BEGIN IMMEDIATE", ("journal_mode=WAL", *_DURABLE), busy_seconds)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="storage-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="storage-write")
        self._connection: Connection | None = None
        try:
            self._writer.submit(self._write, _look).result()
        except BaseException:
            self._shut_down()
            raise

    async def read(self, job: Callable[[Connection], T]) -> T:
        return await self._run(self._readers, lambda: self._read(job))

    async def write(self, job: Callable[[Connection], T]) -> T:
        return await self._run(self._writer, lambda: self._write(job))

    async def write_raw(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """As `write`, without SQLAlchemy between: its transaction costs more than a turn within it."""
        return await self._run(self._writer, lambda: self._write_raw(job))

    async def close(self) -> None:
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
            with self._line().begin():
                return job(self._line())
        except (DBAPIError, sqlite3.Error) as error:
            self._let_go()  # a connection that failed is not trusted with the next turn
            raise unavailable(self._where, error) or error from error

    def _write_raw(self, job: Callable[[sqlite3.Connection], T]) -> T:
        try:
            raw = self._line().connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("BEGIN IMMEDIATE")
            try:
                done = job(raw)
                raw.execute("COMMIT")
            except BaseException:
                if raw.in_transaction:
                    raw.execute("ROLLBACK")
                raise
        except (DBAPIError, sqlite3.Error) as error:
            self._let_go()
            raise unavailable(self._where, error) or error from error
        return done

    def _line(self) -> Connection:
        if self._connection is None:
            self._connection = self._writing.connect()
        return self._connection

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
