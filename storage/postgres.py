"""PostgreSQL by asyncpg: one server for many processes.

Reads see one snapshot (REPEATABLE READ, read only), writes are READ COMMITTED and lock what they go by. The plain functions
of the nouns run through `AsyncConnection.run_sync`; batches of turns go through a pool of their own without SQLAlchemy
between (storage/postgres_turns.py).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar
from weakref import WeakSet

import asyncpg
from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import DRIVERS_OWN, ConnectionLost, Overtaken, StorageUnavailable, unavailable

log = logging.getLogger(__name__)

T = TypeVar("T")

CONNECTIONS = 8
"""Of one process, for what the nouns read and write."""
BATCHES = 2
"""Batches of turns on their way at once."""
CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 15.0
"""A statement that takes longer is given up, and as long again its end is waited for: a server that hangs must not hold a
person longer than a messenger waits (Telegram: 60 s)."""
WAIT_SECONDS = 10.0
"""How long one waits for a line while all are in use."""
LOCK_SECONDS = 2.0
"""How long a transaction waits for what another has locked; ours hold their locks for milliseconds."""
IDLE_SECONDS = 10.0
"""A process that stops in the middle of a batch loses its locks after this; elsewhere it may think six times as long."""
CLOSE_SECONDS = 5.0
TRIES = 3

_TROUBLE = (DBAPIError, PoolTimeout, *DRIVERS_OWN, TimeoutError)


class Postgres:
    """`url` as `settle_url` gives it; `where` as it may be shown. Connects when it is first used.

    `patient`: statements take and locks are waited for as long as they need, for who changes the tables themselves.
    """

    def __init__(self, url: URL, where: str, *, patient: bool = False) -> None:
        self._where = where
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._writing = create_async_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=WAIT_SECONDS,
            connect_args={"timeout": CONNECT_SECONDS} if patient else _limits(6 * IDLE_SECONDS),
        )
        self._reading = self._writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._lines: WeakSet[asyncpg.Connection] = WeakSet()
        event.listen(
            self._writing.sync_engine, "connect", lambda line, _record: self._lines.add(line.driver_connection)
        )
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
        """What is on its way is finished; a server that does not answer is left without a farewell."""
        self._closed = True
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                if self._pool is not None:
                    await self._pool.close()
                await self._writing.dispose()
        except (*_TROUBLE, OSError):
            log.warning("the database %s did not answer the farewell", self._where)
            for line in list(self._lines):
                line.terminate()

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
                    **_limits(IDLE_SECONDS),
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


def _limits(idle: float) -> dict[str, Any]:
    """What asyncpg is to keep to, and the server with it. `idle`: seconds between two statements of a transaction."""
    settings = {"lock_timeout": LOCK_SECONDS, "idle_in_transaction_session_timeout": idle}
    return {
        "timeout": CONNECT_SECONDS,
        "command_timeout": COMMAND_SECONDS,
        "server_settings": {name: f"{seconds * 1000:.0f}" for name, seconds in settings.items()},
    }
