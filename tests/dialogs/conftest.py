"""The real campaign, its forms and an empty, migrated database, ready for a Scenario."""

import base64
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest

import census.tables
from census.campaign import Campaign, load_campaign
from dialogs.forms import Forms
from questionnaire import Publication, publish
from storage.database import Database
from storage.keyring import KeyRing
from storage.migrate import upgrade
from storage.tables import metadata
from tests.dialogs.scenario import Scenario

assert census.tables  # imported for its tables
CAMPAIGN = Path(__file__).resolve().parents[2] / "campaigns" / "kz-2021"


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return load_campaign(CAMPAIGN)


@pytest.fixture(scope="session")
def forms(campaign: Campaign) -> Forms:
    """The forms as `sanaq serve` has them, but published without a database."""
    published: dict[str, Publication] = {
        name: publish(campaign.form_path(name)) for name in {rule.form for rule in campaign.sheets}
    }
    return Forms({name: p.version for name, p in published.items()}, lambda name, _version: published[name].form())


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "sanaq.db"
    upgrade(f"sqlite:///{path}", metadata)
    return path


@pytest.fixture
async def new_scenario(
    campaign: Campaign, forms: Forms, empty_database: Path, tmp_path: Path
) -> AsyncIterator[Callable[..., Scenario]]:
    """`new_scenario(today=…, seed=…)`: the desk on a database of its own, by default on 10 September 2021."""
    opened: list[Database] = []

    def make(today: datetime | None = None, seed: int = 1, campaign: Campaign = campaign) -> Scenario:
        path = tmp_path / f"sanaq{len(opened)}.db"
        shutil.copy(empty_database, path)
        database = Database.open(f"sqlite:///{path}")
        opened.append(database)
        keyring = KeyRing.parse("t1:" + base64.b64encode(bytes(range(32))).decode())
        day = today or datetime(2021, 9, 10, 12, 0, tzinfo=campaign.zone)
        return Scenario(database, campaign, forms, keyring, day, seed=seed)

    yield make
    for database in opened:
        await database.close()


@pytest.fixture
def scenario(new_scenario: Callable[..., Scenario]) -> Scenario:
    return new_scenario()
