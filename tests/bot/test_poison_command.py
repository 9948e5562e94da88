"""`sanaq poison`: a list that names nobody, one opened with the keys and noted, and forgetting."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import parser
from bot.poison_command import NoSuchPoison, forget_poison, list_poison, show_poison
from bot.settings import Settings
from storage import poison
from storage.database import Database
from storage.keyring import KeyMissing, KeyRing
from storage.poison import Poison
from tests.databases import migrated

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
KEY = "k:" + "A" * 43 + "="
BODY = '{"message": {"text": "Айжан 900101400013"}}'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Settings(), database_url=migrated(tmp_path / "x.db"), secret_keys=KEY)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database.open(settings.database_url)
    place = "door.py:121 _said, desk.py:80 take"
    one = Poison("telegram", "706543219", "1446:u7", "ValueError", place, NOW, BODY)
    await database.write(poison.keep, KeyRing.parse(KEY), one)
    yield database
    await database.close()


async def test_the_list_names_nobody_and_needs_no_keys(settings: Settings, database: Database) -> None:
    said = io.StringIO()
    assert await list_poison(replace(settings, secret_keys="other:" + "B" * 43 + "="), said) == 0
    assert said.getvalue() == "     1  01.09.2021 06:30:00  telegram •••219    ValueError at desk.py:80 take\n"


async def test_one_is_opened_with_the_keys_and_that_is_noted(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "dana")
    said = io.StringIO()
    assert await show_poison(settings, 1, said) == 0
    assert '"text": "Айжан 900101400013"' in said.getvalue()
    assert "address 706543219, update 1446:u7" in said.getvalue()
    assert "  door.py:121 _said\n  desk.py:80 take\n" in said.getvalue()
    listed = io.StringIO()
    await list_poison(settings, listed)
    assert "by dana)" in listed.getvalue()
    with pytest.raises(KeyMissing):
        await show_poison(replace(settings, secret_keys="other:" + "B" * 43 + "="), 1, said)


async def test_what_is_mended_is_forgotten(settings: Settings, database: Database) -> None:
    said = io.StringIO()
    with pytest.raises(NoSuchPoison, match="sanaq poison list"):
        await show_poison(settings, 2, said)
    with pytest.raises(NoSuchPoison, match="No failed update 2 is kept"):
        await forget_poison(settings, 2, said)
    await forget_poison(settings, 1, said)
    await forget_poison(settings, None, said)
    await list_poison(settings, said)
    assert said.getvalue() == "Forgotten: 1.\nForgotten: 0.\nNo update has failed by itself.\n"


async def test_one_that_was_cut_off_is_shown_as_it_is(settings: Settings, database: Database) -> None:
    long = '{"text": "' + "ұ" * poison.MOST_CHARACTERS
    await database.write(
        poison.keep, KeyRing.parse(KEY), Poison("telegram", "5", "1446:u8", "E", "a.py:1 f", NOW, long)
    )
    said = io.StringIO()
    await show_poison(settings, 2, said)
    assert said.getvalue().rstrip().endswith("ұ")


@pytest.mark.parametrize(
    ("words", "how"), [("list", "_poison_list"), ("show 3", "_poison_show"), ("forget --all", "_poison_forget")]
)
def test_the_command_line_knows_them(words: str, how: str) -> None:
    assert parser().parse_args(["poison", *words.split()]).run.__name__ == how


@pytest.mark.parametrize("words", ["forget", "forget 3 --all", "show", "show x"])
def test_what_is_meant_must_be_said(words: str) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["poison", *words.split()])
