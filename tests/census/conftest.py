"""A real database of either kind with the census's tables."""

from collections.abc import AsyncIterator

import pytest

import census.tables  # noqa: F401 # its tables join the metadata
from storage.database import Database
from storage.keyring import KeyRing


@pytest.fixture
def keyring() -> KeyRing:
    return KeyRing([("test", bytes(range(32)))])


@pytest.fixture
async def database(any_database: str) -> AsyncIterator[Database]:
    database = Database.open(any_database)
    yield database
    await database.close()
