"""Where the database is: SANAQ_DATABASE_URL read, checked, and shown without its password."""

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import StorageUnavailable


class UnknownDatabase(Exception):
    """SANAQ_DATABASE_URL names a database Sanaq cannot use. `problem` is the sentence."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"SANAQ_DATABASE_URL {problem} The default is sqlite:///var/sanaq.db.")


def settle_url(url: str) -> URL:
    """`url` checked, with the driver we use. Raises UnknownDatabase."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise UnknownDatabase("is not an address of a database.") from None
    match parsed.drivername.partition("+")[0]:
        case "sqlite":
            return _settle_sqlite(parsed)
        case "postgresql" | "postgres":
            return _settle_postgres(parsed)
        case other:
            raise UnknownDatabase(f"names «{other}»; Sanaq keeps its data in SQLite or PostgreSQL.")


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _settle_sqlite(url: URL) -> URL:
    if not url.database or url.database == ":memory:" or url.query.get("mode") == "memory":
        raise UnknownDatabase("names a database in memory: every answer would be lost with the program. Name a file.")
    return url.set(drivername="sqlite+pysqlite")


def _settle_postgres(url: URL) -> URL:
    if not url.database:
        raise UnknownDatabase("names a PostgreSQL server and no database: write postgresql://user@server/sanaq.")
    return url.set(drivername="postgresql+asyncpg")


def prepare(url: URL) -> None:
    """Make the folder and the file of a SQLite database, unless they are there; only their owner may read the file.

    SQLite gives its log and index the permissions of the file. A PostgreSQL database is made by its administrator: nothing
    happens. Raises StorageUnavailable.
    """
    if not is_sqlite(url):
        return
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
    return url.set(drivername=url.get_backend_name(), query={}).render_as_string(hide_password=True)
