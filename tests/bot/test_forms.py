"""Forms are published once: a start that finds nothing changed compiles what is kept; sheets keep their version's lists."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update

import bot.forms
from bot.forms import publish_forms, source_of, warm
from census.campaign import Campaign, load_campaign
from dialogs.understanding import Several, search
from questionnaire import Interview, PublishError
from storage.database import Connection, Database
from storage.keyring import KeyRing
from storage.known_keys import confirm_keys
from storage.tables import published_form, published_form_list, published_list
from tests.databases import migrated
from tests.journeys.program import CAMPAIGN

NOW = datetime(2021, 9, 2, tzinfo=UTC)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    """The campaign with lists of a dozen places, so that publishing it is a moment."""
    folder = tmp_path / "campaign"
    shutil.copytree(CAMPAIGN, folder)
    for name in ("kato", "places"):
        file = folder / "forms" / f"{name}.csv"
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join([lines[0], *(line for line in lines[1:] if line.endswith(",yes\n"))][:31]))
    return load_campaign(folder)


@pytest.fixture
async def database(tmp_path: Path):
    database = Database.open(migrated(tmp_path / "sanaq.db"))
    yield database
    await database.close()


async def test_two_processes_that_start_at_once_publish_once(campaign: Campaign, any_database: str) -> None:
    """The first of them on a new database may have a twin: both find nothing, and both would write it."""
    ring = KeyRing([("test", bytes(range(32)))])
    twins = [Database.open(any_database) for _ in range(3)]
    try:
        await asyncio.gather(*(twin.write(confirm_keys, ring, NOW) for twin in twins))
        found = await asyncio.gather(*(publish_forms(campaign, twin) for twin in twins))
    finally:
        for twin in twins:
            await twin.close()
    assert [one.current for one in found] == [found[0].current] * 3


async def test_a_second_start_publishes_nothing(campaign: Campaign, database: Database, monkeypatch) -> None:
    first = await publish_forms(campaign, database)
    monkeypatch.setattr(bot.forms, "publish", lambda path: pytest.fail(f"{path} is published again"))
    second = await publish_forms(campaign, database)
    assert second.current == first.current


async def test_a_renamed_village_is_for_new_sheets_only(campaign: Campaign, database: Database) -> None:
    before = await publish_forms(campaign, database)
    file = campaign.path / "forms" / "kato.csv"
    file.write_text(file.read_text().replace("Семей қаласы", "Жаңа Семей қаласы"))
    after = await publish_forms(campaign, database)
    changed = {name for name in after.current if after.current[name] != before.current[name]}
    assert changed == {"list", "dwelling", "person"}  # a visitor is asked about countries only

    old, new = (after.get("dwelling", version.current["dwelling"]) for version in (before, after))
    assert label(old, "101010000") == "Семей қаласы — Абай облысы"
    assert label(new, "101010000") == "Жаңа Семей қаласы — Абай облысы"


async def test_sheets_begun_before_lists_were_kept_go_on(campaign: Campaign, database: Database) -> None:
    """A version published by an earlier program takes the lists it finds beside the forms, as it did, and then has them."""
    before = await publish_forms(campaign, database)
    file = campaign.path / "forms" / "kato.csv"
    whole = file.read_text()
    for name in ("Жаңа Семей қаласы", "Ескі Семей қаласы"):
        if name.startswith("Жаңа"):
            await database.write(as_an_earlier_program_kept_them)
        file.write_text(whole.replace("Семей қаласы", name))
        after = await publish_forms(campaign, database)
        assert after.current["dwelling"] != before.current["dwelling"]
        old = after.get("dwelling", before.current["dwelling"])
        assert label(old, "101010000") == "Жаңа Семей қаласы — Абай облысы"
        assert after.get("visitor", before.current["visitor"])


async def test_a_form_kept_before_lists_were_is_not_taken_for_changed(campaign: Campaign, database: Database) -> None:
    """Also with a version of its own, which does not tell of the lists."""
    before = await publish_forms(campaign, database)
    await database.write(as_an_earlier_program_kept_them)
    after = await publish_forms(campaign, database)
    assert after.current == before.current


async def test_a_form_that_is_broken_later_is_refused_and_the_kept_one_stays(
    campaign: Campaign, database: Database
) -> None:
    before = await publish_forms(campaign, database)
    path = campaign.form_path("dwelling")
    whole = path.read_text()
    path.write_text(whole.replace("select_one_from_file kato.csv", "select_one_from_file nowhere.csv"))
    with pytest.raises(PublishError, match=r"nowhere\.csv"):
        await publish_forms(campaign, database)
    path.write_text(whole)
    assert (await publish_forms(campaign, database)).current == before.current


def test_a_source_changes_with_the_form_and_with_its_lists(tmp_path: Path) -> None:
    form, beside = tmp_path / "form.md", tmp_path / "places.csv"
    form.write_text("| survey |")
    seen = {source_of(form)}
    beside.write_text("name,label\n")
    seen.add(source_of(form))
    beside.write_text("name,label\na,A\n")
    seen.add(source_of(form))
    form.write_text("| survey | |")
    seen.add(source_of(form))
    assert len(seen) == 4


async def test_whoever_searches_first_finds_the_index_made(campaign: Campaign, database: Database, monkeypatch) -> None:
    """Also of a list inside a roster, before the roster has anybody; in either language."""
    forms = await publish_forms(campaign, database)
    warm(forms, lambda: False)
    monkeypatch.setattr("dialogs.understanding.lookup.PlaceIndex", lambda _: pytest.fail("an index is made at a turn"))
    for name in forms.current:
        for language in ("kk", "ru"):
            for choices in Interview(forms.get(name), now=NOW, language=language).fixed_lists():
                if len(choices) > 20:
                    assert isinstance(search(choices, "а", language), Several)


def as_an_earlier_program_kept_them(conn: Connection) -> None:
    conn.execute(delete(published_form_list))
    conn.execute(delete(published_list))
    conn.execute(update(published_form).values(source=None))


def label(form, value: str) -> str:
    (choices,) = (c for c in Interview(form, now=NOW, language="kk").fixed_lists() if c.by_value(value))
    choice = choices.by_value(value)
    assert choice is not None
    return choice.label
