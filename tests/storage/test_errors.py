"""What a driver raises becomes «not now» where it lies with the server or the line: a turn is then brought again."""

import asyncpg
import pytest
from sqlalchemy import Connection

from storage.database import Database
from storage.errors import ConnectionLost
from tests.databases import PostgresDatabases


async def test_a_line_that_was_cut_a_moment_ago_is_a_lost_one(postgres: PostgresDatabases) -> None:
    """asyncpg says so with an error that is neither the server's nor of its interface."""

    def cut(conn: Connection) -> None:
        raise asyncpg.InternalClientError('cannot switch to state 12; protocol is in the "failed" state')

    database = Database.open(postgres.new())
    try:
        for ask in (database.read, database.write):
            with pytest.raises(ConnectionLost):
                await ask(cut)
    finally:
        await database.close()
