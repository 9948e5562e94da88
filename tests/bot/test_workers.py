"""Housekeeping: what has outlived the campaign's terms goes, in short transactions; the rest stays."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.retention_command import keep_terms_now
from bot.settings import Settings
from bot.workers import EVERY, keep_terms
from census.campaign import load_campaign
from census.retention import draft_until
from census.tables import access_code, erasure, household, person, sheet
from storage.database import Connection, Database
from storage.tables import answer, answer_log, conversation, inbox, outbox, poison_update
from tests.databases import migrated

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
CAMPAIGN = load_campaign(Path(__file__).parents[2] / "campaigns" / "kz-2021")
AKMOLA = "111010000"
OVER = draft_until(CAMPAIGN, AKMOLA)


def fill(conn: Connection) -> None:
    """Of everything one that is young and one that is old; household 1 is a draft, household 2 was sent."""
    for days in (0, 6, 8, 30):
        row = {"channel": "web", "address": "a", "external_id": f"{days}", "handled_at": NOW - timedelta(days=days)}
        conn.execute(sa.insert(inbox).values(row))
    sent = {1: None, 2: NOW - timedelta(days=200), 3: NOW}
    for n, at in sent.items():
        home = {"id": UUID(int=n), "campaign": CAMPAIGN.id, "region": "11", "locality": AKMOLA, "created_at": NOW}
        conn.execute(sa.insert(household).values(home | {"submitted_at": at}))
        opened = {"id": UUID(int=n), "household_id": UUID(int=n), "form": "list", "form_version": "1", "subject": ""}
        state = {"part": "", "state": "submitted" if at else "open", "started_at": NOW, "submitted_at": at}
        conn.execute(sa.insert(sheet).values(opened | state))
        told = {"sheet_id": UUID(int=n), "ref": "x", "value": b"sealed"}
        conn.execute(sa.insert(answer).values(told | {"position": 1, "answered_at": NOW}))
        conn.execute(sa.insert(answer_log).values(told | {"at": NOW, "channel": "web", "language": "kk"}))
        he = {"id": UUID(int=n), "household_id": UUID(int=n), "no_iin": True, "respondent": True}
        conn.execute(sa.insert(person).values(he))
    for name, home_id, days in (("s29", None, 29), ("s31", None, 31), ("draft", 1, 300), ("sent", 2, 300)):
        own = {"id": UUID(int=days + (home_id or 0)), "channel": "web", "address": name, "language": "kk"}
        kept = {"household_id": home_id and UUID(int=home_id), "state": b"sealed", "version": 1, "created_at": NOW}
        conn.execute(sa.insert(conversation).values(own | kept | {"touched_at": NOW - timedelta(days=days)}))
    for name, hours in (("ended", 25), ("spent", 23), ("open", -1)):
        row = {"fingerprint": name.encode(), "purpose": "move", "conversation_id": UUID(int=1), "made_at": NOW}
        used = NOW if name == "spent" else None
        conn.execute(sa.insert(access_code).values(row | {"expires_at": NOW - timedelta(hours=hours), "used_at": used}))
    for days in (6, 8):
        failed = {"channel": "web", "address": "a", "external_id": f"{days}", "error": "E", "place": "a.py:1 f"}
        conn.execute(sa.insert(poison_update).values(failed | {"at": NOW - timedelta(days=days), "body": b"sealed"}))
    for state, days in (("delivered", 179), ("unknown", 181), ("waiting", 200)):
        said = {"conversation_id": UUID(int=302), "kind": "silence", "key": state, "state": state, "made_at": NOW}
        conn.execute(sa.insert(outbox).values(said | {"not_before": NOW - timedelta(days=days)}))


def kept(conn: Connection) -> Mapping[str, list[str]]:
    return {
        "inbox": sorted(conn.execute(sa.select(inbox.c.external_id)).scalars()),
        "conversation": sorted(conn.execute(sa.select(conversation.c.address)).scalars()),
        "household": sorted(str(one.int) for one in conn.execute(sa.select(household.c.id)).scalars()),
        "answer": sorted(str(one.int) for one in conn.execute(sa.select(answer.c.sheet_id)).scalars()),
        "answer_log": sorted(str(one.int) for one in conn.execute(sa.select(answer_log.c.sheet_id)).scalars()),
        "outbox": sorted(conn.execute(sa.select(outbox.c.state)).scalars()),
        "poison": sorted(conn.execute(sa.select(poison_update.c.external_id)).scalars()),
        "access_code": sorted(conn.execute(sa.select(access_code.c.fingerprint)).scalars()),
        "erasure": [f"{by} {scope}" for by, scope in conn.execute(sa.select(erasure.c.by, erasure.c.scope))],
    }


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(migrated(tmp_path / "x.db"))
    await database.write(fill)
    yield database
    await database.close()


async def works_once(database: Database, moment: datetime) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if seconds == EVERY.total_seconds():
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep_terms(database, CAMPAIGN, lambda: NOW, lambda: moment, sleep)
    assert slept[-1] == EVERY.total_seconds()
    assert len(slept) == 2  # one round had something to do, the next found nothing


async def test_what_has_outlived_its_term_goes_and_drafts_stay_until_their_census_is_over(database: Database) -> None:
    await works_once(database, OVER - timedelta(seconds=1))
    assert await database.read(kept) == {
        "inbox": ["0", "6"],
        "conversation": ["draft", "s29", "sent"],
        "household": ["1", "2", "3"],
        "answer": ["1", "2", "3"],
        "answer_log": ["1", "3"],
        "outbox": ["delivered", "waiting"],
        "poison": ["6"],
        "access_code": [b"open", b"spent"],
        "erasure": [],
    }


async def test_a_draft_goes_whole_when_its_term_is_over_and_leaves_a_note(database: Database) -> None:
    await works_once(database, OVER)
    left = await database.read(kept)
    assert (left["household"], left["answer"], left["answer_log"]) == (["2", "3"], ["2", "3"], ["3"])
    assert left["conversation"] == ["s29", "sent"]
    assert left["erasure"] == ["retention draft"]


async def test_corrections_not_sent_by_then_are_dropped_and_what_was_sent_stands(database: Database) -> None:
    third = UUID(int=3)

    def correct(conn: Connection) -> None:
        conn.execute(sa.update(sheet).where(sheet.c.id == third).values(state="open"))
        conn.execute(sa.update(answer).where(answer.c.sheet_id == third).values(value=b"corrected"))

    def standing(conn: Connection) -> tuple[str, bytes]:
        row = conn.execute(
            sa.select(sheet.c.state, answer.c.value)
            .join_from(sheet, answer, answer.c.sheet_id == sheet.c.id)
            .where(sheet.c.id == third)
        ).one()
        return row.state, row.value

    await database.write(correct)
    await works_once(database, OVER - timedelta(seconds=1))
    assert await database.read(standing) == ("open", b"corrected")
    await works_once(database, OVER)
    assert await database.read(standing) == ("submitted", b"sealed")


async def test_the_command_says_how_much_and_a_dry_run_takes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retention_command.now", lambda: NOW)
    settings = replace(Settings(), database_url=f"sqlite:///{tmp_path}/x.db", campaign=str(CAMPAIGN.path))
    before, said = await database.read(kept), io.StringIO()
    await keep_terms_now(settings, said, dry_run=True)
    assert await database.read(kept) == before
    counts = [line.split()[0] for line in said.getvalue().splitlines()[1:]]
    assert counts == ["2", "1", "0", "0", "1", "1", "1", "1"]  # the demo lives on a day of the census: no draft is over
    await keep_terms_now(settings, said, dry_run=False)
    assert (await database.read(kept))["inbox"] == ["0", "6"]
