"""Databases to copy, and Chromium."""

import asyncio
import shutil
from pathlib import Path

import pytest

import census.tables
from bot.forms import publish_forms
from census.campaign import load_campaign
from storage.database import Database
from storage.migrate import upgrade
from storage.tables import metadata
from tests.browser import chromium
from tests.journeys.program import CAMPAIGN

__all__ = ["chromium"]

assert census.tables  # imported for its tables


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "sanaq.db"
    upgrade(f"sqlite:///{path}", metadata)
    return path


@pytest.fixture(scope="session")
def published(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that a program has served before: its start publishes nothing."""
    path = tmp_path_factory.mktemp("published") / "sanaq.db"
    shutil.copy(migrated, path)

    async def publish() -> None:
        database = Database.open(f"sqlite:///{path}")
        await publish_forms(load_campaign(CAMPAIGN), database)
        await database.close()

    asyncio.run(publish())
    return path
