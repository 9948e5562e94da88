"""The schema's versions: bringing a database to this program's, and refusing one it does not understand.

Alembic does the work; there is no alembic.ini. The tables' metadata is given by the caller, because the nouns' tables live
in rooms above this one. A migration is one transaction: it is applied wholly or not at all.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, MetaData, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.address import is_sqlite, prepare, settle_url, shown
from storage.alone import alone
from storage.errors import unavailable
from storage.postgres import Postgres

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseIsOlder(Exception):
    """The database has to be migrated first. `found` is its revision, None when it has no tables yet."""

    def __init__(self, where: str, found: str | None, needed: str) -> None:
        self.where, self.found, self.needed = where, found, needed
        super().__init__(where, found, needed)

    def __str__(self) -> str:
        stands = f"stands at version {self.found}" if self.found else "has no tables yet"
        return f"The database {self.where} {stands}; this program needs version {self.needed}. Run: sanaq migrate"


class DatabaseIsNewer(Exception):
    """The database was migrated by a newer program than this one."""

    def __init__(self, where: str, found: str, known: str) -> None:
        self.where, self.found, self.known = where, found, known
        super().__init__(where, found, known)

    def __str__(self) -> str:
        return (
            f"The database {self.where} belongs to a newer version of Sanaq: it stands at version {self.found}, this "
            f"program knows versions up to {self.known}. Install the newer Sanaq, or name another database in "
            "SANAQ_DATABASE_URL."
        )


def newest() -> str:
    """The version of the schema this program works with."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise FileNotFoundError(f"no migrations in {MIGRATIONS}")
    return head


def upgrade(url: str, metadata: MetaData, revision: str = "head") -> None:
    """Bring the database to `revision`; nothing happens when it is there. Raises DatabaseIsNewer, StorageUnavailable."""

    def work(conn: Connection) -> None:
        _refuse_newer(url, conn)
        command.upgrade(_config(conn, metadata), revision)

    _transact(url, work)


def downgrade(url: str, metadata: MetaData, revision: str) -> None:
    """Take the database back to `revision` ("base": no tables). What the later versions kept is lost."""

    def work(conn: Connection) -> None:
        _refuse_newer(url, conn)
        command.downgrade(_config(conn, metadata), revision)

    _transact(url, work)


def check(url: str) -> None:
    """Raises DatabaseIsOlder or DatabaseIsNewer unless the database stands where this program needs it."""
    where = settle_url(url)
    if is_sqlite(where) and not Path(where.database or "").exists():  # looking must not make the file
        raise DatabaseIsOlder(shown(where), None, newest())

    def work(conn: Connection) -> str | None:
        _refuse_newer(url, conn)
        return _revision(conn)

    found = _transact(url, work)
    if found != newest():
        raise DatabaseIsOlder(shown(where), found, newest())


def differences(url: str, metadata: MetaData) -> list[Any]:
    """What the database's tables have that `metadata` has not, and the other way round, as Alembic says it."""

    def work(conn: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), metadata))

    return _transact(url, work)


def _refuse_newer(url: str, conn: Connection) -> None:
    found = _revision(conn)
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseIsNewer(shown(settle_url(url)), found, newest())


def _revision(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _config(conn: Connection, metadata: MetaData) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes.update(connection=conn, metadata=metadata)
    return config


def _transact(url: str, work: Callable[[Connection], T]) -> T:
    """`work` on a connection of its own, in one transaction."""
    where = settle_url(url)
    if is_sqlite(where):
        return _on_sqlite(where, work)
    with ThreadPoolExecutor(1) as thread:  # the caller may stand in an event loop
        return thread.submit(asyncio.run, _on_postgres(where, work)).result()


def _on_sqlite(where: URL, work: Callable[[Connection], T]) -> T:
    """Foreign keys are off: SQLite changes a table by copying it."""
    prepare(where)
    engine = create_engine(where, poolclass=NullPool)

    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.cursor().execute("PRAGMA foreign_keys=OFF")
        connection.cursor().execute("PRAGMA busy_timeout=5000")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as conn:
            return work(conn)
    except DBAPIError as error:
        raise unavailable(shown(where), error) or error from error
    finally:
        engine.dispose()


async def _on_postgres(where: URL, work: Callable[[Connection], T]) -> T:
    """Of two programs that migrate at once the second waits, and finds it done."""
    postgres = Postgres(where, shown(where), patient=True)

    def one_after_the_other(conn: Connection) -> T:
        alone(conn)
        return work(conn)

    try:
        return await postgres.write(one_after_the_other)
    finally:
        await postgres.close()
