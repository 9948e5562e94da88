"""Migrated databases: the migrations run once in a process, and every test gets a copy of what they made."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import Connection, Table, create_engine, func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

import census.tables
from storage.database import Database
from storage.migrate import upgrade
from storage.tables import metadata

assert census.tables  # imported for its tables


on_sqlite = pytest.mark.parametrize("any_database", ["sqlite"], indirect=True)
"""A test that looks into the file itself."""
on_both = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
"""A test whose scenarios stand on a file once, and once on a server."""


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

    def filled(self, path: Path) -> str:
        """The address of a database with what stands in the SQLite file at `path`."""
        url = self.migrated()
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
        with engine.connect() as conn:
            rows = {
                table: [dict(row) for row in conn.execute(select(table)).mappings()] for table in metadata.sorted_tables
            }
        engine.dispose()

        async def fill() -> None:
            database = Database.open(url)
            await database.write(_put_in, rows)
            await database.close()

        _in_a_thread(fill)
        return url

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

    _in_a_thread(run)


def _in_a_thread(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A fixture may stand in an event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result()


def _put_in(conn: Connection, rows: Mapping[Table, Sequence[dict[str, Any]]]) -> None:
    for table, of_table in rows.items():
        if not of_table:
            continue
        conn.execute(insert(table), of_table)
        if table.autoincrement_column is not None:  # the next number is not one of those
            last = select(func.max(table.autoincrement_column)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
            conn.execute(select(func.setval(sequence, last)))
