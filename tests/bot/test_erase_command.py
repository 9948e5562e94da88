"""`sanaq erase`: it says what would go, goes only with --yes, and names who did it."""

import base64
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.erase_command import NothingToErase, erase_for_staff
from bot.settings import Settings
from census import actions, queries
from census.household import CountedPerson
from census.tables import erasure, person
from dialogs.conversation import Conversation
from storage import poison
from storage.database import Connection, Database
from storage.journal import Journal
from storage.keyring import KeyRing
from storage.poison import Poison
from storage.tables import conversation, poison_update
from storage.turns import ConversationState, TurnWrites
from tests.databases import migrated

KEYS = "t1:" + base64.b64encode(bytes(range(32))).decode()
NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
HOME, BEFORE, CHAT = UUID(int=1), UUID(int=2), UUID(int=3)
IIN, RECEIPT = "900101400013", "48217730561825"


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A chat with a household that was sent and one that was not."""
    url, keyring = migrated(tmp_path / "sanaq.db"), KeyRing.parse(KEYS)
    database = Database.open(url)

    def fill(conn: Connection) -> None:
        for home, iin in ((BEFORE, IIN), (HOME, "850615300012")):
            actions.open_household(conn, keyring, home, "kz-2021", iin=iin, name=None, at=NOW)
        actions.submit_household(conn, keyring, BEFORE, [CountedPerson(1, IIN, "Айгүл", RECEIPT)], NOW)

    await database.write(fill)
    kept = Conversation(CHAT, "web", "a", earlier=[BEFORE])
    kept.become("family")
    state = ConversationState(CHAT, "kk", HOME, kept.dump(), expected_version=0)
    await Journal(database, keyring).commit(TurnWrites("web", "a", "1", NOW, state))
    await database.close()
    return replace(Settings(), database_url=url, secret_keys=KEYS)


async def rows(settings: Settings, table: sa.Table) -> list[sa.RowMapping]:
    database = Database.open(settings.database_url)
    found = await database.read(lambda conn: list(conn.execute(sa.select(table)).mappings()))
    await database.close()
    return found


async def run(settings: Settings, *, receipt: str | None = None, chat: str | None = None, yes: bool = False) -> str:
    out = io.StringIO()
    assert await erase_for_staff(settings, receipt, chat, out, yes=yes) == 0
    return out.getvalue()


async def test_without_yes_it_only_says_what_would_go(settings: Settings) -> None:
    said = await run(settings, receipt="4821-7730-5618-25")
    assert "A household that was sent: 1 persons, 0 answers; 1 stay counted" in said
    assert "everybody on its list is erased, not one person alone" in said
    assert "add --yes" in said
    assert IIN not in said
    assert await rows(settings, erasure) == []


async def test_by_a_receipt_number_the_count_stays(settings: Settings) -> None:
    await run(settings, receipt="4821‑7730‑5618‑25", yes=True)
    again = await run(settings, receipt=RECEIPT, yes=True)
    assert "It was erased before" in again
    [counted] = [row for row in await rows(settings, person) if row["receipt"]]
    assert (counted["iin_sealed"], counted["name_sealed"], counted["receipt"]) == (None, None, RECEIPT)
    [noted] = await rows(settings, erasure)
    assert (noted["scope"], noted["household_id"]) == ("sent", BEFORE)
    assert noted["by"].startswith("staff: ")
    assert len(await rows(settings, conversation)) == 1
    database = Database.open(settings.database_url)
    assert await database.read(queries.is_counted, KeyRing.parse(KEYS), IIN)
    await database.close()


async def test_by_a_conversation_all_of_it_goes(settings: Settings) -> None:
    said = await run(settings, chat=str(CHAT), yes=True)
    assert said.count("A household that was") == 2
    assert await rows(settings, conversation) == []
    assert [row["receipt"] for row in await rows(settings, person)] == [RECEIPT]
    assert sorted(row["scope"] for row in await rows(settings, erasure)) == ["draft", "sent"]


@pytest.mark.parametrize(("receipt", "chat"), [("1", None), (None, "no uuid"), (None, str(UUID(int=9)))])
async def test_what_is_not_there_is_said(settings: Settings, receipt: str | None, chat: str | None) -> None:
    with pytest.raises(NothingToErase, match="Nothing was erased"):
        await run(settings, receipt=receipt, chat=chat, yes=True)
    assert await rows(settings, erasure) == []


async def test_what_failed_of_the_conversation_goes_too(settings: Settings) -> None:
    database = Database.open(settings.database_url)
    for address in ("a", "b"):
        failed = Poison("web", address, "7", "ValueError", "desk.py:80 take", NOW, "Айгүл")
        await database.write(poison.keep, KeyRing.parse(KEYS), failed)
    await database.close()
    await run(settings, chat=str(CHAT), yes=True)
    assert [row["address"] for row in await rows(settings, poison_update)] == ["b"]
