"""`sanaq import interviewers`: the documentation's own example goes in once, a bad file not at all."""

import asyncio
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import census.tables  # noqa: F401 # its tables join the metadata
from bot.campaign_commands import NotText
from bot.settings import Settings
from bot.staff_command import import_interviewers
from census.staff_cards import StaffCard, card_of
from census.staff_file import StaffFileError
from storage.database import Database
from storage.migrate import DatabaseIsOlder
from tests.databases import migrated

ROOT = Path(__file__).parents[2]
EXAMPLE = re.findall(r"```\n(number,.*?)```", (ROOT / "docs" / "campaign.md").read_text(encoding="utf-8"), re.DOTALL)[0]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    url = migrated(tmp_path / "sanaq.db")
    return replace(Settings(), database_url=url, campaign=str(ROOT / "campaigns" / "kz-2021"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cards.csv"


async def run(
    settings: Settings, file: Path, text: str = EXAMPLE, *, encoding: str = "utf-8", whole: bool = False
) -> str:
    await asyncio.to_thread(file.write_text, text, encoding=encoding)
    out = io.StringIO()
    assert await import_interviewers(settings, file, out, replace=whole) == 0
    return out.getvalue()


async def card(settings: Settings, key: str) -> StaffCard | None:
    database = Database.open(settings.database_url)
    try:
        return await database.read(card_of, "kz-2021", key)
    finally:
        await database.close()


async def test_the_example_of_the_documentation(settings: Settings, file: Path) -> None:
    assert "2 new cards, 0 changed, 0 as they were." in await run(settings, file)
    found = await card(settings, "1100123")
    assert found is not None
    assert found.standing(date(2021, 10, 30)) == "valid"
    assert "0 new cards, 0 changed, 2 as they were." in await run(settings, file)


async def test_the_whole_registry_anew(settings: Settings, file: Path) -> None:
    await run(settings, file)
    said = await run(settings, file, "\n".join(EXAMPLE.splitlines()[:2]), whole=True)
    assert "0 new cards, 0 changed, 1 as they were, 1 taken away." in said
    assert "Үлгіов" not in said
    assert await card(settings, "144607") is None


async def test_one_bad_row_and_nothing_is_changed(settings: Settings, file: Path) -> None:
    with pytest.raises(StaffFileError, match=r"nothing was changed:\n  row 3, role: is one of"):
        await run(settings, file, EXAMPLE.replace("operator", "boss"))
    assert await card(settings, "1100123") is None


async def test_another_encoding_is_a_sentence(settings: Settings, file: Path) -> None:
    with pytest.raises(NotText):
        await run(settings, file, re.sub("[Үіқө]", "я", EXAMPLE), encoding="cp1251")


async def test_a_database_that_was_not_migrated(settings: Settings, file: Path) -> None:
    with pytest.raises(DatabaseIsOlder):
        await run(replace(settings, database_url=f"{settings.database_url}.empty"), file)
