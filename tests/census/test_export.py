"""The export writes what was sent, all of it, in a form spreadsheets and ODK servers take; or it leaves nothing."""

import asyncio
import csv
import os
import stat
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from census import actions
from census.drafts import ExportFailed
from census.export import ABOUT, Answers, Records, export_csv, export_xml, instance_of, safe_cell, sent
from census.household import CountedPerson, Household, Sheet
from storage.database import Database
from storage.forms import PublishedForm, publish_form
from storage.journal import Journal
from storage.keyring import KeyRing
from storage.turns import AnswerWrite, ConversationState, TurnWrites
from tests.databases import on_sqlite

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
SENT = datetime(2021, 9, 2, 18, 0, tzinfo=UTC)
FIELDS = {
    ("list", "1"): ("address", "member[]/name", "member[]/job[]/title", "member[]/age"),
    ("list", "2"): ("address", "rooms", "member[]/name", "member[]/job[]/title", "member[]/age", "pet[]/name"),
    ("person", "1"): ("details/name", "details/education"),
}


class Told:
    """A record that says the answers as they are."""

    def __init__(self, sheet: Sheet, values: Mapping[str, str]) -> None:
        self._sheet = sheet
        self._values = values

    def columns(self) -> Mapping[str, str]:
        return self._values

    def xml(self) -> bytes:
        inside = "".join(f"<v>{escape(value)}</v>" for value in self._values.values())
        return f'<d id="{instance_of(self._sheet)}" at="{sent(self._sheet).isoformat()}">{inside}</d>'.encode()


class TestRecords:
    """Answers are the record, under the same paths; a person's sheet is given the address by the list's."""

    __test__ = False

    def columns(self, form: str, version: str) -> Iterable[str]:
        return FIELDS[form, version]

    def record(self, household: Household, sheet: Sheet, answers: Answers) -> Told:
        return Told(sheet, answers[sheet.id])


RECORDS = TestRecords()


async def send(
    database: Database,
    keyring: KeyRing,
    number: int,
    sheets: Mapping[tuple[str, str], Mapping[str, str]],
    sent: bool = True,
) -> UUID:
    """A household is opened, its sheets are answered, and it is sent."""
    home = UUID(int=number)
    opened = [
        Sheet(UUID(int=number * 100 + n), home, form, "1", subject, "", "open", NOW)
        for n, (form, subject) in enumerate(sheets)
    ]
    await database.write(actions.open_household, keyring, home, "kz-2021", iin=None, name="А", at=NOW)
    await database.write(actions.set_region, home, "71", "Астана")
    answers = tuple(
        AnswerWrite(sheet.id, ref, value, "kk")
        for sheet, given in zip(opened, sheets.values(), strict=True)
        for ref, value in given.items()
    )
    state = ConversationState(home, "kk", home, "{}", 0)
    doing = tuple(partial(actions.open_sheet, opened=sheet) for sheet in opened)
    await Journal(database, keyring).commit(TurnWrites("web", str(number), "1", NOW, state, answers, doing))
    if sent:
        person = CountedPerson(1, None, "А", f"{number:014}")
        await database.write(actions.submit_household, keyring, home, [person], SENT)
    return home


@pytest.fixture
async def filled(database: Database, keyring: KeyRing) -> Database:
    for name, version in FIELDS:
        await database.write(publish_form, PublishedForm(name, version, "<h/>", {}))
    family = {
        "address": "Абай көшесі, 1",
        "member[1]/name": "Айгүл",
        "member[1]/job[1]/title": "дәрігер",
        "member[1]/job[2]/title": "оқытушы",
        "member[2]/name": '=HYPERLINK("http://x")',
        "member[2]/age": "7",
    }
    await send(database, keyring, 1, {("list", ""): family, ("person", "1"): {"details/name": "Айгүл"}})
    await send(database, keyring, 2, {("list", ""): {"address": 'үш\nжол; «тырнақша» "тағы"'}})
    await send(database, keyring, 3, {("list", ""): {"address": "жіберілмеген"}}, sent=False)
    return database


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def kinds(path: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.iterdir()}


# --- tables -----------------------------------------------------------------------------------------------------------


async def test_one_row_for_every_sheet_that_was_sent(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "csv"
    assert await filled.read(export_csv, keyring, "kz-2021", folder, RECORDS) == 3
    first, second = rows(folder / "list.csv")
    assert list(first) == [*ABOUT, "address", "rooms"], "rooms is of version 2, which nobody has answered"
    assert (first["_sheet"], first["_household"]) == (str(UUID(int=100)), str(UUID(int=1)))
    assert (first["_version"], first["_region"], first["_locality"]) == ("1", "71", "Астана")
    assert (first["_started_at"], first["_submitted_at"]) == (NOW.isoformat(), SENT.isoformat())
    assert [one["address"] for one in (first, second)] == ["Абай көшесі, 1", 'үш\nжол; «тырнақша» "тағы"']
    (person,) = rows(folder / "person.csv")
    assert (person["_subject"], person["details/name"], person["details/education"]) == ("1", "Айгүл", "")


async def test_until_a_correction_is_sent_what_was_sent_counts(
    filled: Database, keyring: KeyRing, tmp_path: Path
) -> None:
    """An answer changed, a sheet withdrawn and one opened since: none of it is handed in yet."""
    home, at = UUID(int=1), SENT + timedelta(days=1)
    await filled.write(actions.reopen_sheet, UUID(int=100))
    await filled.write(actions.withdraw_sheet, UUID(int=101))
    opened = Sheet(UUID(int=109), home, "person", "1", "2", "", "open", at)
    given = (AnswerWrite(UUID(int=100), "address", "Жаңа көше, 2", "kk"),)
    state = ConversationState(home, "kk", home, "{}", 1)
    doing = (partial(actions.open_sheet, opened=opened),)
    await Journal(filled, keyring).commit(TurnWrites("web", "1", "2", at, state, given, doing))
    await filled.read(export_csv, keyring, "kz-2021", tmp_path / "before", RECORDS)
    assert next(one["address"] for one in rows(tmp_path / "before" / "list.csv")) == "Абай көшесі, 1"
    assert [one["_subject"] for one in rows(tmp_path / "before" / "person.csv")] == ["1"]
    person = CountedPerson(1, None, "А", f"{1:014}")
    await filled.write(actions.submit_household, keyring, home, [person], at)
    await filled.read(export_csv, keyring, "kz-2021", tmp_path / "after", RECORDS)
    (first, _) = rows(tmp_path / "after" / "list.csv")
    assert (first["address"], first["_submitted_at"]) == ("Жаңа көше, 2", at.isoformat())
    assert [one["_subject"] for one in rows(tmp_path / "after" / "person.csv")] == ["2"]


async def test_rosters_have_tables_of_their_own(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    await filled.read(export_csv, keyring, "kz-2021", tmp_path / "out", RECORDS)
    sheet = str(UUID(int=100))
    assert rows(tmp_path / "out" / "list.member.csv") == [
        {"_sheet": sheet, "_item": "1", "name": "Айгүл", "age": ""},
        {"_sheet": sheet, "_item": "2", "name": '\'=HYPERLINK("http://x")', "age": "7"},
    ]
    assert rows(tmp_path / "out" / "list.member.job.csv") == [
        {"_sheet": sheet, "_item": "1.1", "title": "дәрігер"},
        {"_sheet": sheet, "_item": "1.2", "title": "оқытушы"},
    ]
    assert rows(tmp_path / "out" / "list.pet.csv") == []


async def test_only_the_owner_may_read_and_nothing_else_is_left(
    filled: Database, keyring: KeyRing, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    await filled.read(export_csv, keyring, "kz-2021", folder, RECORDS)
    names = {"list.csv", "list.member.csv", "list.member.job.csv", "list.pet.csv", "person.csv"}
    assert kinds(folder) == dict.fromkeys(names, 0o600)


async def test_an_earlier_export_is_replaced(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    for _ in range(2):
        await filled.read(export_csv, keyring, "kz-2021", tmp_path / "out", RECORDS)
    assert len(rows(tmp_path / "out" / "list.csv")) == 2


async def test_the_mark_excel_wants(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    await filled.read(export_csv, keyring, "kz-2021", tmp_path / "plain", RECORDS)
    await filled.read(partial(export_csv, bom=True), keyring, "kz-2021", tmp_path / "excel", RECORDS)
    assert (tmp_path / "plain" / "list.csv").read_bytes().startswith(b"_sheet,")
    assert (tmp_path / "excel" / "list.csv").read_bytes().startswith(b"\xef\xbb\xbf_sheet,")


async def test_another_campaign_has_no_sheets(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    assert await filled.read(export_csv, keyring, "kz-2030", tmp_path / "out", RECORDS) == 0
    assert rows(tmp_path / "out" / "list.csv") == []


@pytest.mark.parametrize(
    "value", ["", "0", "-3", "-3.5", "12", "900125450126", "1990-03-25", "Абай", "a=b", "read write"]
)
def test_ordinary_values_stay_as_they_are(value: str) -> None:
    assert safe_cell(value) == value


@given(st.sampled_from("=+-@\t\r＝＋－＠"), st.text())
def test_a_formula_never_stands_first(sign: str, rest: str) -> None:
    cell = safe_cell(sign + rest)
    assert cell == "'" + sign + rest or cell.removeprefix("-").replace(".", "", 1).isdecimal()


@given(st.text(" \u00a0", max_size=3), st.sampled_from("=+@"), st.text())
def test_spaces_do_not_hide_a_formula(spaces: str, sign: str, rest: str) -> None:
    assert safe_cell(spaces + sign + rest).startswith("'")


# --- submissions ------------------------------------------------------------------------------------------------------

NAMES = [f"{form}/{UUID(int=number)}.xml" for form, number in (("list", 100), ("list", 200), ("person", 101))]
FIRST = f'<d id="uuid:{UUID(int=101)}" at="{SENT.isoformat()}"><v>Айгүл</v></d>'


async def test_submissions_in_a_zip(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    target = tmp_path / "sheets.zip"
    for _ in range(2):  # an earlier one is replaced
        assert await filled.read(export_xml, keyring, "kz-2021", target, RECORDS) == 3
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == NAMES
        assert archive.read(NAMES[2]).decode() == FIRST
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_submissions_in_a_folder(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    target = tmp_path / "out" / "xml"
    assert await filled.read(export_xml, keyring, "kz-2021", target, RECORDS) == 3
    assert sorted(str(path.relative_to(target)) for path in target.rglob("*.xml")) == NAMES
    assert (target / NAMES[2]).read_text() == FIRST
    assert list((tmp_path / "out").iterdir()) == [target]


async def test_a_folder_that_is_there_is_left_alone(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    target = tmp_path / "xml"
    target.mkdir()
    (target / "mine.txt").write_text("менікі")
    with pytest.raises(ExportFailed, match="there is something of this name"):
        await filled.read(export_xml, keyring, "kz-2021", target, RECORDS)
    assert list(kinds(target)) == ["mine.txt"]


# --- what goes wrong --------------------------------------------------------------------------------------------------


class Broken(TestRecords):
    """The second sheet cannot be read."""

    def record(self, household: Household, sheet: Sheet, answers: Answers) -> Told:
        if household.id.int == 2:
            raise LookupError("no such form")
        return super().record(household, sheet, answers)


@pytest.mark.parametrize(("export", "name"), [(export_csv, ""), (export_xml, "sheets.zip"), (export_xml, "xml")])
async def test_an_export_that_breaks_off_leaves_the_earlier_one(
    export: Callable[[Connection, KeyRing, str, Path, Records], int],
    name: str,
    filled: Database,
    keyring: KeyRing,
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    await filled.read(export_csv, keyring, "kz-2021", out, RECORDS)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(LookupError):
        await filled.read(export, keyring, "kz-2021", out / name, Broken())
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


async def test_a_file_in_the_way_is_a_sentence(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ExportFailed, match=r"The export to .*out failed: .*name another folder"):
        await filled.read(export_csv, keyring, "kz-2021", tmp_path / "out", RECORDS)


CHILD = textwrap.dedent(
    """
    import asyncio, resource, signal, sys
    from pathlib import Path
    from census.drafts import ExportFailed
    from census.export import export_csv, export_xml
    from storage.database import Database
    from storage.keyring import KeyRing
    from tests.census.test_export import RECORDS

    async def main(url, csv_folder, zip_file):
        database = Database.open(url)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))
        ring = KeyRing([("test", bytes(range(32)))])
        for export, target in ((export_csv, csv_folder), (export_xml, zip_file)):
            try:
                await database.read(export, ring, "kz-2021", Path(target), RECORDS)
            except ExportFailed as refused:
                print(refused)
        await database.close()

    asyncio.run(main(*sys.argv[1:]))
    """
)


@pytest.mark.skipif(os.name != "posix", reason="needs resource limits")
@on_sqlite
async def test_a_full_disk_is_a_sentence_and_leaves_nothing(filled: Database, keyring: KeyRing, tmp_path: Path) -> None:
    """No file may grow over 2 KiB: the disk is full in the middle of the export."""
    for number in range(10, 60):
        await send(filled, keyring, number, {("list", ""): {"address": os.urandom(20).hex()}})
    root = Path(__file__).parents[2]
    out = tmp_path / "out"
    run = partial(subprocess.run, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True)
    command = [sys.executable, "-c", CHILD, f"sqlite:///{tmp_path / 'sanaq.db'}", str(out), str(out / "sheets.zip")]
    ended = await asyncio.to_thread(run, command)
    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.splitlines()
    assert [line.partition(" failed: ")[0] for line in said] == [
        f"The export to {out}",
        f"The export to {out / 'sheets.zip'}",
    ]
    assert all("File too large" in line and "Nothing half written was left" in line for line in said)
    assert kinds(out) == {}
