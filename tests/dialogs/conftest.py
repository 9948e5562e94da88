"""The real campaign, its forms and an empty, migrated database, ready for a Scenario."""

import base64
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import pytest

import census.tables
from census.campaign import Campaign, load_campaign
from dialogs.forms import Forms
from dialogs.reply import Reply  # noqa: TC001 - next to the others that are needed at run time
from questionnaire import Prompt, Publication, publish
from storage.database import Database
from storage.keyring import KeyRing
from tests.databases import migrated
from tests.dialogs.journeys import Asked, answers_as_the_family, signs_in
from tests.dialogs.scenario import Clock, Person, Scenario

assert census.tables  # imported for its tables
NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
CAMPAIGN = Path(__file__).resolve().parents[2] / "campaigns" / "kz-2021"


@pytest.fixture(params=["kk", "ru"])
def language(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it is made in both languages."""
    return str(request.param)


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return _campaign()


@cache
def _campaign() -> Campaign:
    """Once in a process: several rooms of tests/ have these fixtures, and each would make its own."""
    return load_campaign(CAMPAIGN)


@pytest.fixture(scope="session")
def forms() -> Forms:
    return _forms()


@cache
def _forms() -> Forms:
    """The forms as `sanaq serve` has them, but published without a database."""
    campaign = _campaign()
    published: dict[str, Publication] = {
        name: publish(campaign.form_path(name)) for name in {rule.form for rule in campaign.sheets}
    }
    return Forms({name: p.version for name, p in published.items()}, lambda name, _version: published[name].form())


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "sanaq.db"
    migrated(path)
    return path


@pytest.fixture
async def new_scenario(
    campaign: Campaign,
    forms: Forms,
    empty_database: Path,
    tmp_path: Path,
    database_kind: str,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Callable[..., Scenario]]:
    """`new_scenario(today=…, seed=…)`: the desk on a database of its own, by default on 10 September 2021.

    `copy_of` a database's file; `shared_with` another scenario: a second process on the same database, by the same clock.
    On a server there is one database, and the last scenario that shares it with nobody has emptied it.
    """
    opened: list[Database] = []
    postgres = request.getfixturevalue("postgres") if database_kind == "postgresql" else None

    def make(
        today: datetime | None = None,
        seed: int = 1,
        campaign: Campaign = campaign,
        copy_of: Path = empty_database,
        shared_with: Scenario | None = None,
        kind: str = database_kind,
    ) -> Scenario:
        path = tmp_path / f"sanaq{len(opened)}.db"
        if shared_with is not None:
            path, url, clock, today = shared_with.path, shared_with.url, shared_with.clock, shared_with.day()
        elif kind == "postgresql":
            url, clock = postgres.migrated() if copy_of == empty_database else postgres.filled(copy_of), Clock(NOW)
        else:
            url, clock = f"sqlite:///{path}", Clock(NOW)
            shutil.copy(copy_of, path)
        database = Database.open(url)
        opened.append(database)
        keyring = KeyRing.parse("t1:" + base64.b64encode(bytes(range(32))).decode())
        day = today or datetime(2021, 9, 10, 12, 0, tzinfo=campaign.zone)
        return Scenario(database, campaign, forms, keyring, day, clock=clock, seed=seed, path=path, url=url)

    yield make
    for database in opened:
        await database.close()


@pytest.fixture
def scenario(new_scenario: Callable[..., Scenario]) -> Scenario:
    return new_scenario()


class Stages:
    """Households that have come so far: the family of four goes once through the census, and is copied at every step.

    Stages are "listed" (the list is whole), "housed" (the dwelling too), "filled" (every sheet, not sent yet), "sent", and
    every question with the short name of whom it is about ("" when that does not matter).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[tuple[str, ...], tuple[Path, datetime, Reply, int]] = {}

    async def person(self, make: Callable[..., Scenario], stage: str, language: str) -> Person:
        return await self._resume(make, language, stage)

    async def at(
        self, make: Callable[..., Scenario], language: str, question: str, who: str = ""
    ) -> tuple[Person, Prompt]:
        person = await self._resume(make, language, question, who)
        asked = await person.asked()
        assert asked is not None
        return person, asked[2]

    async def _resume(self, make: Callable[..., Scenario], language: str, *stage: str) -> Person:
        if (language, "sent") not in self._kept:
            await self._go(make(kind="sqlite").person(), language)
        path, now, screen, turns = self._kept[language, *stage]
        scenario = make(copy_of=path, seed=2)
        scenario.clock.now = now
        person = scenario.person()
        person.screen, person.turns = screen, turns
        return person

    async def _go(self, person: Person, language: str) -> None:
        pages = {1: "listed", 2: "housed", 6: "filled"}

        def keeps(asked: Asked | None) -> bool:
            if asked is not None:
                question = asked[2].ref.rpartition("/")[2]
                self._keep(person, (language, question, asked[1]), (language, question, ""))
            elif person.prompt.tone == "success":
                self._keep(person, (language, "sent"))
            elif page := pages.get(sum(entry.mark == "done" for entry in person.prompt.entries)):
                self._keep(person, (language, page))
            return person.prompt.tone == "success"

        await signs_in(person, language)
        await answers_as_the_family(person, language, keeps)

    def _keep(self, person: Person, *stages: tuple[str, ...]) -> None:
        """A copy of the database as it stands, the first time somebody comes here."""
        if all(stage in self._kept for stage in stages):
            return
        path = self._folder / f"{len(self._kept)}.db"
        with closing(sqlite3.connect(person.scenario.path)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
        for stage in stages:
            self._kept.setdefault(stage, (path, person.scenario.clock.now, person.screen, person.turns))


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    return Stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture
def resumed(stages: Stages, new_scenario: Callable[..., Scenario]) -> Callable[[str, str], Awaitable[Person]]:
    """`await resumed("filled", "kk")`: a respondent who has come so far."""
    return lambda stage, language: stages.person(new_scenario, stage, language)


@pytest.fixture
def stopped_at(
    stages: Stages, new_scenario: Callable[..., Scenario]
) -> Callable[..., Awaitable[tuple[Person, Prompt]]]:
    """`await stopped_at("kk", "birth_place", "Айгүл")`: a respondent with this question open, and the question."""
    return partial(stages.at, new_scenario)
