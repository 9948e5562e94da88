"""Hundreds of interviews at once, killed in the middle more than once: nothing acknowledged is lost, nothing counts twice.

Four of the combinations, with a census of a dozen turns and programs that are forks of one another; `make force` plays all of
them, with the real census and the program by itself too.
"""

from pathlib import Path

import pytest

from storage.migrate import upgrade
from storage.tables import metadata
from tests.databases import PostgresDatabases, migrated
from tests.force.nursery import Nursery
from tests.force.recording import SMALL, Script
from tests.force.stage import (
    Outcome,
    Props,
    Scene,
    everything_dies,
    one_dies,
    play,
    postgres_restarts,
    redis_is_flushed,
    redis_is_killed,
    the_poller_dies,
)
from tests.services import private_postgres, private_redis

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY, SOME, FEW = 500, 200, 100
"""People at once. On PostgreSQL a turn takes twice as long as on SQLite; `make force` has five hundred everywhere."""


def holds(outcome: Outcome, people: int, kills: int) -> None:
    judgement, tally = outcome.judgement, outcome.tally
    assert judgement.faults == ()
    assert (judgement.lost, judgement.doubled, judgement.finished) == (0, 0, people)
    assert outcome.kills == kills
    assert tally.again > people / 4, "it was not hostile"
    assert tally.out_of_order > people / 10, "it was not hostile"
    assert set(tally.statuses) <= {200, 503}
    assert tally.conflicts == 0


async def test_sqlite_by_webhook(script: Script, nursery: Nursery, tmp_path: Path) -> None:
    blows = [(0.2, everything_dies), (0.55, everything_dies)]
    props = Props(tmp_path, migrated(tmp_path / "sanaq.db"), nursery)
    outcome = await play(Scene(SMALL, script, MANY, "webhook", 1, blows, seed=1), props)
    holds(outcome, MANY, kills=2)


async def test_sqlite_by_polling(script: Script, nursery: Nursery, tmp_path: Path) -> None:
    blows = [(0.4, everything_dies)]
    props = Props(tmp_path, migrated(tmp_path / "sanaq.db"), nursery)
    outcome = await play(Scene(SMALL, script, FEW, "polling", 1, blows, seed=2), props)
    holds(outcome, FEW, kills=1)


async def test_postgresql_by_webhook_and_two_processes(script: Script, nursery: Nursery, tmp_path: Path) -> None:
    """One of the two dies; PostgreSQL is restarted, Redis is emptied and dies; then both die at once."""
    blows = [
        (0.15, one_dies),
        (0.3, redis_is_flushed),
        (0.35, postgres_restarts),
        (0.5, redis_is_killed),
        (0.6, everything_dies),
    ]
    with private_postgres() as postgres, private_redis() as redis:
        upgrade(postgres.url, metadata)
        props = Props(tmp_path, postgres.url, nursery, postgres, redis)
        outcome = await play(Scene(SMALL, script, SOME, "webhook", 2, blows, seed=3), props)
    holds(outcome, SOME, kills=3)


async def test_postgresql_by_polling_and_two_processes(
    script: Script, nursery: Nursery, tmp_path: Path, postgres: PostgresDatabases
) -> None:
    """The one that polls dies, and the one that stood by goes on."""
    database = postgres.new()
    upgrade(database, metadata)
    outcome = await play(
        Scene(SMALL, script, FEW, "polling", 2, [(0.4, the_poller_dies)], seed=4), Props(tmp_path, database, nursery)
    )
    holds(outcome, FEW, kills=1)
