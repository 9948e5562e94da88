"""A real SQLite file with the census's tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import census.tables  # noqa: F401 # its tables join the metadata
from storage.database import Database
from storage.keyring import KeyRing
from tests.databases import migrated


@pytest.fixture
def keyring() -> KeyRing:
    return KeyRing([("test", bytes(range(32)))])


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(migrated(tmp_path / "sanaq.db"))
    yield database
    await database.close()
