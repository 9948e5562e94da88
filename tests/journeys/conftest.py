"""Databases to copy, Chromium, and a program that the page's journeys share."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

import census.tables
from bot.forms import publish_forms
from census.campaign import load_campaign
from storage.database import Database
from storage.migrate import upgrade
from storage.tables import metadata
from tests.browser import chromium
from tests.doubles.telegram import FakeTelegram
from tests.journeys.browsers import Here
from tests.journeys.eyes import eyes
from tests.journeys.program import CAMPAIGN, Program, with_database

__all__ = ["chromium"]

assert census.tables  # imported for its tables
HURRIED = (sys.executable, Path(__file__).with_name("hurried.py"), "serve")


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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def here(published: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Here]:
    """One program for all journeys on the page: each family has IINs of its own (`Respondent.number`)."""
    folder = with_database(published, tmp_path_factory.mktemp("page") / "sanaq")
    async with FakeTelegram() as telegram, aiohttp.ClientSession() as session:
        settings = {"telegram_token": telegram.token, "telegram_api_url": telegram.url}
        async with Program(folder, command=HURRIED, **settings) as program, eyes(program) as look:
            yield Here(program, telegram, look, session)
