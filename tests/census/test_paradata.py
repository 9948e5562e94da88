"""Paradata tell how answers came about and nothing of what they are."""

import csv
import os
import stat
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census import actions
from census.drafts import ExportFailed
from census.household import Sheet
from census.paradata import COLUMNS, Entry, export_paradata, paradata_of
from storage.database import Database
from storage.journal import Journal
from storage.keyring import KeyRing
from storage.turns import AnswerWrite, ConversationState, TurnWrites

NOON = datetime(2021, 9, 1, 6, tzinfo=UTC)


async def talk(
    database: Database, keyring: KeyRing, number: int, *turns: tuple[float, str, Sequence[AnswerWrite]]
) -> None:
    """A household that is never sent: each turn is (seconds since noon, door, what it writes)."""
    home = UUID(int=number)
    opened = Sheet(UUID(int=number * 100), home, "list", "1", "", "", "open", NOON)
    await database.write(actions.open_household, keyring, home, "kz-2021", iin=None, name="Айгүл", at=NOON)
    await database.write(actions.open_sheet, opened)
    seen: dict[str, int] = {}
    for at, door, writes in turns:
        version = seen.get(door, 0)
        state = ConversationState(UUID(int=number * 10 + len(door)), "kk", home, "{}", version)
        turn = TurnWrites(door, str(number), str(at), NOON + timedelta(seconds=at), state, tuple(writes))
        seen[door] = await Journal(database, keyring).commit(turn)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def test_every_answer_has_its_row_and_no_answer_stands_in_it(
    database: Database, keyring: KeyRing, tmp_path: Path
) -> None:
    sheet = UUID(int=100)
    put = partial(AnswerWrite, sheet)
    await talk(
        database,
        keyring,
        1,
        (0, "telegram", [put("name", "Бақытгүл", "kk")]),
        (12.5, "telegram", [put("rooms", "777", "kk", 3)]),
        (20, "web", [put("rooms", None, "ru"), put("kind", "саман", "ru")]),
        (21, "web", [put("rooms", "888", "ru", 1)]),
    )
    await talk(database, keyring, 2, (500, "web", [AnswerWrite(UUID(int=200), "name", "Ерлан", "ru")]))
    assert await database.read(export_paradata, "kz-2021", tmp_path / "out") == 5
    file = tmp_path / "out" / "paradata.csv"
    told = [tuple(row.values()) for row in rows(file)]
    assert tuple(rows(file)[0]) == COLUMNS
    assert [row[1:2] + row[3:] for row in told] == [
        ("name", "telegram", "kk", "", "0", "0"),
        ("rooms", "telegram", "kk", "12.5", "0", "3"),
        ("kind", "web", "ru", "7.5", "0", "0"),
        ("rooms", "web", "ru", "1.0", "1", "1"),
        ("name", "web", "ru", "", "0", "0"),
    ]
    assert told[1][0] == str(sheet)
    assert told[1][2] == (NOON + timedelta(seconds=12.5)).isoformat()
    text = file.read_text()
    assert not any(said in text for said in ("Бақытгүл", "777", "888", "саман", "Ерлан", "Айгүл"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["paradata.csv"]


async def test_another_campaign_has_none_and_pages_lose_nobody(
    database: Database, keyring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("census.paradata.PAGE", 2)
    for number in range(1, 6):
        await talk(database, keyring, number, (0, "web", [AnswerWrite(UUID(int=number * 100), "q", "1", "ru")]))
    assert await database.read(export_paradata, "kz-2030", tmp_path) == 0
    assert await database.read(export_paradata, "kz-2021", tmp_path) == 5
    assert len({row["sheet"] for row in rows(tmp_path / "paradata.csv")}) == 5


async def test_an_answer_from_before_refusals_were_counted_says_nothing_of_them() -> None:
    (row,) = paradata_of([Entry(UUID(int=1), "q", NOON, "web", "ru", True, None)])
    assert row.cells()[-1] == ""


async def test_what_ends_it_between_households_leaves_the_earlier_file(
    database: Database, keyring: KeyRing, tmp_path: Path
) -> None:
    await talk(database, keyring, 1, (0, "web", [AnswerWrite(UUID(int=100), "q", "1", "ru")]))
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "paradata.csv").write_text("earlier")

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await database.read(partial(export_paradata, go_on=stop), "kz-2021", folder)
    assert (folder / "paradata.csv").read_text() == "earlier"
    assert [name for _, _, names in os.walk(folder) for name in names] == ["paradata.csv"]


async def test_a_file_in_the_way_is_a_sentence(database: Database, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(ExportFailed, match="name another folder"):
        await database.read(export_paradata, "kz-2021", tmp_path / "out")


logs = st.lists(
    st.builds(
        Entry,
        st.integers(1, 2).map(lambda n: UUID(int=n)),
        st.sampled_from(["a", "b"]),
        st.integers(0, 5).map(lambda s: NOON + timedelta(seconds=s)),
        st.sampled_from(["web", "telegram"]),
        st.sampled_from(["kk", "ru"]),
        st.booleans(),
        st.one_of(st.none(), st.integers(0, 9)),
    )
)


@given(logs)
def test_corrections_count_up_and_pauses_are_never_negative(log: list[Entry]) -> None:
    told = list(paradata_of(log))
    assert [row.entry for row in told] == [entry for entry in log if entry.given]
    for key in {(entry.sheet_id, entry.ref) for entry in log}:
        mine = [row.corrections for row in told if (row.entry.sheet_id, row.entry.ref) == key]
        assert mine == list(range(len(mine)))
    assert all(row.seconds is None or row.seconds >= 0 for row in told)


@given(logs)
def test_the_pauses_of_a_household_are_the_time_it_took(log: list[Entry]) -> None:
    """Each turn's pause counted once, they reach from the first turn to the last."""
    log = sorted((entry for entry in log if entry.given), key=lambda entry: entry.at)
    pauses = {row.entry.at: row.seconds or 0.0 for row in paradata_of(log)}
    assert sum(pauses.values()) == pytest.approx((log[-1].at - log[0].at).total_seconds() if log else 0.0)
