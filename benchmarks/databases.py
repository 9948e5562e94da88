"""Databases of benchmarks: migrated, with the campaign's forms published, and copied for every run.

SQLite files lie in the benchmark's folder; on PostgreSQL databases named sanaq_bench… are made beside the one that
SANAQ_TEST_DATABASE_URL names, and dropped again.
"""

import asyncio
import base64
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from benchmarks.process import SANAQ, clean_environment, cpu_of
from benchmarks.script import CAMPAIGN
from bot.premises import open_house
from bot.settings import load_settings

KEYS = "b1:" + base64.b64encode(bytes(range(32))).decode()


class Unserved(Exception):
    """This database cannot be measured here; the sentence says why."""


class Databases(Protocol):
    """Copies of one prepared database. `ask` gives the one number a query asks for, `cpu` the CPU time so far of the server's
    processes at work on a copy, µs. Everything may raise Unserved."""

    name: str

    def url(self, copy: str) -> str: ...
    async def prepare(self) -> None: ...
    async def copy(self, copy: str) -> str: ...
    async def ask(self, copy: str, sql: str) -> int: ...
    async def run(self, copy: str, *statements: str) -> None: ...
    async def cpu(self, copy: str) -> float: ...
    async def drop(self, copy: str) -> None: ...


def settings(url: str, **more: object) -> dict[str, str]:
    """The environment of a Sanaq on this database."""
    address = "https://sanaq.example.kz"
    own = {
        "database_url": url,
        "secret_keys": KEYS,
        "campaign": CAMPAIGN,
        "public_url": address,
        "log_level": "WARNING",
    }
    return {f"SANAQ_{name.upper()}": str(value) for name, value in (own | more).items()}


async def prepared(url: str, folder: Path) -> None:
    """Migrate it as an operator does and open it once: the first time the forms are published. Raises Unserved."""
    environment = settings(url)
    pipe = asyncio.subprocess.PIPE
    migrating = await asyncio.create_subprocess_exec(
        SANAQ, "migrate", cwd=folder, env=clean_environment() | environment, stdout=pipe, stderr=pipe
    )
    _, said = await migrating.communicate()
    if migrating.returncode:
        sentence = said.decode().strip().splitlines() or ["it cannot be migrated"]
        raise Unserved(sentence[-1].removeprefix("sanaq: "))
    async with open_house(load_settings(environment, env_file=None)):
        pass


class Sqlite:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, copy: str) -> str:
        return f"sqlite:///{self._folder / copy}.db"

    async def prepare(self) -> None:
        await prepared(self.url("template"), self._folder)
        with closing(self._connected("template")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def copy(self, copy: str) -> str:
        shutil.copy(self._folder / "template.db", self._folder / f"{copy}.db")
        return self.url(copy)

    async def ask(self, copy: str, sql: str) -> int:
        with closing(self._connected(copy)) as connection:
            return int(connection.execute(sql).fetchone()[0])

    async def run(self, copy: str, *statements: str) -> None:
        """Without safety: a database that is being filled may be thrown away."""
        with closing(self._connected(copy)) as connection:
            connection.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA cache_size=-500000;")
            for statement in statements:
                connection.executescript(statement)
            connection.executescript("PRAGMA journal_mode=WAL;")

    async def cpu(self, copy: str) -> float:  # noqa: ARG002 - there is no server
        return 0.0

    async def drop(self, copy: str) -> None:
        for path in self._folder.glob(f"{copy}.db*"):
            path.unlink()

    def _connected(self, copy: str) -> sqlite3.Connection:
        return sqlite3.connect(self._folder / f"{copy}.db", isolation_level=None)


@dataclass
class Postgres:
    """`server`: the address of a database from which others may be made."""

    server: str
    folder: Path
    name: str = "PostgreSQL"

    def url(self, copy: str) -> str:
        return f"{self.server.rpartition('/')[0]}/{self._named(copy)}"

    def _named(self, copy: str) -> str:
        return f"sanaq_bench_{os.getpid()}_{copy}"

    async def prepare(self) -> None:
        await self._make("template", "")
        await prepared(self.url("template"), self.folder)

    async def copy(self, copy: str) -> str:
        await self._make(copy, f"TEMPLATE {self._named('template')}")
        return self.url(copy)

    async def _make(self, copy: str, how: str) -> None:
        await self._run(self.server, f"CREATE DATABASE {self._named(copy)} {how}")

    async def ask(self, copy: str, sql: str) -> int:
        connection = await self._connected(self.url(copy))
        try:
            return int(await connection.fetchval(sql))
        finally:
            await connection.close()

    async def run(self, copy: str, *statements: str) -> None:
        await self._run(self.url(copy), *statements)

    async def cpu(self, copy: str) -> float:
        """Nothing for a server on another machine: its processes are not ours to see."""
        connection = await self._connected(self.server)
        try:
            rows = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE datname = $1", self._named(copy))
        finally:
            await connection.close()
        return cpu_of(row["pid"] for row in rows if _is_postgres(row["pid"]))

    async def drop(self, copy: str) -> None:
        await self._run(self.server, f"DROP DATABASE IF EXISTS {self._named(copy)} WITH (FORCE)")

    async def _run(self, url: str, *statements: str) -> None:
        connection = await self._connected(url)
        try:
            for statement in statements:
                await connection.execute(statement, timeout=3600)
        except asyncpg.PostgresError as error:
            raise Unserved(f"the server of PostgreSQL says: {error}") from error
        finally:
            await connection.close()

    async def _connected(self, url: str) -> Any:
        try:
            return await asyncpg.connect(url)
        except (OSError, asyncpg.PostgresError) as error:
            raise Unserved(
                f"no PostgreSQL answers there ({type(error).__name__}); set SANAQ_TEST_DATABASE_URL."
            ) from error


def _is_postgres(pid: int) -> bool:
    name = Path(f"/proc/{pid}/comm")
    return name.exists() and name.read_text().startswith("postgres")


def available(folder: Path) -> list[Databases]:
    """SQLite always, PostgreSQL where a server is named or the usual one answers."""
    server = os.environ.get("SANAQ_TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
    return [Sqlite(folder), Postgres(server, folder)]
