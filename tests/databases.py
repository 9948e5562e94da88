"""Migrated databases: the migrations run once in a process, and every test gets a copy of what they made."""

import asyncio
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url

import census.tables
from storage.migrate import upgrade
from storage.tables import metadata

assert census.tables  # imported for its tables


on_sqlite = pytest.mark.parametrize("any_database", ["sqlite"], indirect=True)
"""A test that looks into the file itself."""


def migrated(path: Path) -> str:
    """A new database at `path`; its address. Only its owner may read it, as one that the program makes."""
    path.touch(mode=0o600)
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sanaq.db"
        upgrade(f"sqlite:///{path}", metadata)
        return path.read_bytes()


class PostgresDatabases:
    """Databases on one server: `migrated` is one used by one test after the other, `new` another one of their own."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._made: list[str] = []
        self._shared = ""

    def migrated(self) -> str:
        """The address of a database with the tables and nothing in them."""
        if self._shared:
            tables = ", ".join(metadata.tables)
            _run(self._shared, f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        else:
            self._shared = self.new()
            upgrade(self._shared, metadata)
        return self._shared

    def new(self) -> str:
        """The address of a database with nothing in it."""
        name = f"sanaq_test_{os.getpid()}_{uuid4().hex[:8]}"
        _run(self._server, f"CREATE DATABASE {name}")
        self._made.append(name)
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def drop(self) -> None:
        for name in self._made:
            _run(self._server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(url: str, statement: str) -> None:
    async def run() -> None:
        conn = await asyncpg.connect(url)
        try:
            await conn.execute(statement)
        finally:
            await conn.close()

    with ThreadPoolExecutor(1) as thread:  # a fixture may stand in an event loop
        thread.submit(asyncio.run, run()).result()
