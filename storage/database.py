"""The database of one process: many readers, few writers, and no waiting in the event loop.

What runs inside is plain functions on a `sqlalchemy.Connection`, the same on every database. Which one it is, is known to
`storage.sqlite` (the embedded default), `storage.postgres` and the two ways of storing a batch of turns beside them.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection as Connection  # noqa: PLC0414  # rooms that hold no SQL name it from here

from storage.address import is_sqlite, prepare, settle_url, shown
from storage.postgres import Postgres
from storage.sqlite import Sqlite

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5.0
"""How long a write waits for another process that holds the SQLite file."""


class Backend(Protocol):
    async def read(self, job: Callable[[Connection], T]) -> T: ...
    async def write(self, job: Callable[[Connection], T]) -> T: ...
    async def close(self) -> None: ...


class Database:
    """Open it with `Database.open`, close it with `close`; `read` and `write` are for any task of the event loop."""

    def __init__(self, backend: Sqlite | Postgres) -> None:
        self.backend = backend

    @classmethod
    def open(cls, url: str, *, busy_seconds: float = BUSY_SECONDS) -> "Database":
        """The database at `url`. Raises UnknownDatabase or StorageUnavailable, both sentences.

        SQLite is connected at once; PostgreSQL at the first read or write, in the event loop that makes it. The schema is
        not looked at: `storage.migrate.check` does that.
        """
        settled = settle_url(url)
        prepare(settled)
        where = shown(settled)
        return cls(Sqlite(settled, where, busy_seconds) if is_sqlite(settled) else Postgres(settled, where))

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`fn(conn, *args)` on a snapshot of the committed data. It cannot write. Raises StorageUnavailable."""
        return await self._backend().read(lambda conn: fn(conn, *args, **kwargs))

    async def write(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`fn(conn, *args)` as one transaction; returns after its COMMIT. What `fn` raises rolls everything back.

        Raises StorageUnavailable when the disk, the server or a lock is in the way. A caller that is cancelled cannot know
        whether the transaction was committed; it ends one way or the other.
        """
        return await self._backend().write(lambda conn: fn(conn, *args, **kwargs))

    async def close(self) -> None:
        """Finish what was begun, write what was queued, and let go of the file or the server."""
        await self._backend().close()

    def _backend(self) -> Backend:
        return self.backend
