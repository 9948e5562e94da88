"""A real database of either kind, migrated, and a journal on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.journal import Journal
from storage.keyring import KeyRing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sanaq.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def migrated(any_database: str) -> str:
    return any_database


@pytest.fixture
def keyring() -> KeyRing:
    return KeyRing([("test", bytes(range(32)))])


@pytest.fixture
async def database(migrated: str) -> AsyncIterator[Database]:
    database = Database.open(migrated, busy_seconds=0.2)
    yield database
    await database.close()


@pytest.fixture
def journal(database: Database, keyring: KeyRing) -> Journal:
    return Journal(database, keyring)
