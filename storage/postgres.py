"""PostgreSQL by asyncpg: one server for many processes.

Reads see one snapshot (REPEATABLE READ, read only), writes are READ COMMITTED and lock what they go by. The plain functions
of the nouns run through `AsyncConnection.run_sync`; batches of turns go through a pool of their own without SQLAlchemy
between (storage/postgres_turns.py).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import ConnectionLost, Overtaken, StorageUnavailable, unavailable

T = TypeVar("T")

CONNECTIONS = 8
"""Of one process, for what the nouns read and write."""
BATCHES = 2
"""Batches of turns on their way at once."""
CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 60.0
"""A statement that takes longer is given up: a server that hangs must not hold a person for ever."""
TRIES = 3

_TROUBLE = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


class Postgres:
    """`url` as `settle_url` gives it; `where` as it may be shown. Connects when it is first used."""

    def __init__(self, url: URL, where: str) -> None:
        self._where = where
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._writing = create_async_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            connect_args={"timeout": CONNECT_SECONDS, "command_timeout": COMMAND_SECONDS},
        )
        self._reading = self._writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._pool: Any = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def read(self, job: Callable[[Connection], T]) -> T:
        """Again when the line was lost: the server may have been restarted, and reading twice is harmless."""
        try:
            return await self._run(self._reading, job)
        except ConnectionLost:
            return await self._run(self._reading, job)

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Again when two transactions stood in each other's way, or the line was lost before the COMMIT was asked for."""
        for _ in range(TRIES - 1):
            asked = False

            def whole(conn: Connection) -> T:
                nonlocal asked
                done = job(conn)
                asked = True
                return done

            try:
                return await self._run(self._writing, whole)
            except Overtaken:
                continue
            except ConnectionLost:
                if asked:
                    raise
        return await self._run(self._writing, job)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """A transaction on a connection of asyncpg's own, for a batch of turns. Raises StorageUnavailable."""
        with self._sentences(OSError):
            pool = await self._batches()
            async with pool.acquire() as conn, conn.transaction():
                yield conn

    async def close(self) -> None:
        self._closed = True
        if self._pool is not None:
            await self._pool.close()
        await self._writing.dispose()

    # --- within -----------------------------------------------------------------------------------------------------

    async def _run(self, over: AsyncEngine, job: Callable[[Connection], T]) -> T:
        with self._sentences():
            conn = await self._line(over)
            try:
                async with conn.begin():
                    return await conn.run_sync(job)
            finally:
                await conn.close()

    async def _line(self, over: AsyncEngine) -> AsyncConnection:
        try:
            return await over.connect()
        except OSError as error:  # not of the job's own: an export may meet a full disk
            raise unavailable(self._where, error) or error from error

    async def _batches(self) -> Any:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._dsn,
                    min_size=0,
                    max_size=BATCHES,
                    timeout=CONNECT_SECONDS,
                    command_timeout=COMMAND_SECONDS,
                )
        return self._pool

    @contextmanager
    def _sentences(self, *others: type[Exception]) -> Iterator[None]:
        """What the server or the line to it does becomes StorageUnavailable."""
        if self._closed:
            raise StorageUnavailable(f"The database {self._where} is closed: the program is stopping.")
        try:
            yield
        except (*_TROUBLE, *others) as error:
            raise unavailable(self._where, error) or error from error
