"""What the export is given: times that are true, by the clock they belong to; and an end between two sheets."""

import asyncio
import os
import shutil
import signal
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import Event
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

import census.tables
from bot.campaign_commands import export
from bot.premises import keys
from bot.records import ExportStopped, SheetRecords
from bot.settings import Settings
from census import actions, queries
from census.campaign import load_campaign
from census.household import CountedPerson, Sheet
from dialogs.forms import Forms
from questionnaire import publish
from storage.database import Database
from storage.keyring import KeyRing
from tests.databases import migrated

assert census.tables  # imported for its tables
KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"
FORM = """
| survey |           |      |                      |                     |             |
|        | type      | name | label::Қазақша (kk)  | label::Русский (ru) | calculation |
|        | start     | begun |                     |                     |             |
|        | end       | ended |                     |                     |             |
|        | hidden    | census_date |               |                     |             |
|        | hidden    | respondent_iin |            |                     |             |
|        | calculate | day  |                      |                     | format-date(today(), '%Y-%m-%d') |
|        | text      | name | Атыңыз кім?          | Как Вас зовут?      |             |
| settings |         |      |                      |                     |             |
|        | form_id   | version | default_language  |                     |             |
|        | list      | 1    | Русский (ru)         |                     |             |
"""
BEGUN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SENT = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)  # in Kazakhstan the second of March has begun
HOME = UUID(int=7)
SHEET = Sheet(UUID(int=700), HOME, "list", "1", "", "", "open", BEGUN)


async def send(database: Database, keyring: KeyRing, version: str = "1") -> None:
    """A household with one sheet is begun and sent."""
    opened = partial(actions.open_household, keyring=keyring, household_id=HOME, campaign="kz-2021")
    await database.write(lambda conn: opened(conn, iin=None, name="А", at=BEGUN))
    await database.write(actions.open_sheet, replace(SHEET, form_version=version))
    await database.write(actions.submit_household, keyring, HOME, [CountedPerson(1, None, "А", "1" * 14)], SENT)


@pytest.mark.parametrize(
    ("demo", "day"), [(None, "2026-03-02"), (date(2021, 9, 10), "2021-09-10")], ids=["real", "demo"]
)
async def test_the_sheet_s_times_are_real_and_its_today_is_what_the_respondent_saw(
    tmp_path: Path, demo: date | None, day: str
) -> None:
    (tmp_path / "list.md").write_text(FORM.strip(), encoding="utf-8")
    form = publish(tmp_path / "list.md").form()
    forms = Forms({"list": "1"}, lambda *_: form)
    campaign = replace(load_campaign(KZ_2021), demo_today=demo)
    keyring = KeyRing([("test", bytes(range(32)))])
    database = Database.open(migrated(tmp_path / "sanaq.db"))
    await send(database, keyring)

    def columns_and_xml(conn: object) -> tuple[dict[str, str], bytes]:
        home = queries.household_of(conn, HOME)
        record = SheetRecords(conn, campaign, forms, keyring, Event()).record(home, home.sheets[0], {})
        return dict(record.columns()), record.xml()

    columns, xml = await database.read(columns_and_xml)
    await database.close()
    root = ET.fromstring(xml)
    assert columns["day"] == root.findtext("day") == day
    assert columns["begun"] == root.findtext("begun") == "2026-03-01T08:00:00.000+00:00"
    assert columns["ended"] == root.findtext("ended") == "2026-03-01T21:30:00.000+00:00"
    assert root.get("submissionDate") == columns["ended"]
    assert columns["meta/instanceID"] == root.findtext("meta/instanceID") == f"uuid:{SHEET.id}"


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_an_export_that_is_told_to_end_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: signal.Signals
) -> None:
    """A draft holds names in the clear. The signal comes while the first table is being written."""
    office = tmp_path / "office"
    shutil.copytree(KZ_2021, office, copy_function=os.symlink)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'sanaq.db'}", campaign=str(office))
    migrated(tmp_path / "sanaq.db")
    database = Database.open(settings.database_url)
    await send(database, keys(settings), publish(office / "forms" / "list.md").version)
    await database.close()
    drafts = []
    whole = SheetRecords.record

    def interrupted(self: SheetRecords, *of_a_sheet: object) -> object:
        drafts.extend((tmp_path / "out").glob(".sanaq-export-*/list.csv"))
        os.kill(os.getpid(), by)
        assert self._stopped.wait(5)
        return whole(self, *of_a_sheet)

    monkeypatch.setattr(SheetRecords, "record", interrupted)
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.raises(ExportStopped, match="nothing half written"):
            await export(settings, tmp_path / "out", None)
    finally:
        for name, handler in before.items():
            asyncio.get_running_loop().remove_signal_handler(name)
            signal.signal(name, handler)
    assert drafts, "it was under way"
    assert list((tmp_path / "out").iterdir()) == []


async def test_paradata_come_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = tmp_path / "office"
    shutil.copytree(KZ_2021, office, copy_function=os.symlink)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'sanaq.db'}", campaign=str(office))
    migrated(tmp_path / "sanaq.db")
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert await export(settings, tmp_path / "out", sys.stdout, paradata=True) == 0
    finally:
        for name, handler in before.items():
            asyncio.get_running_loop().remove_signal_handler(name)
            signal.signal(name, handler)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["paradata.csv"]
    assert "how 0 answers came about" in capsys.readouterr().out
