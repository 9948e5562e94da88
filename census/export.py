"""The submitted sheets as files: CSV tables for statisticians, OpenRosa submissions for any ODK server.

It reads households one after the other, so that ten million cost no more memory than ten; everything comes from one
snapshot of the database. The files hold names and IINs in the clear; how they come about is told in census/drafts.py.

How answers become a record is the questionnaire's business, which this room does not know: `Records` is given by the
caller.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID

from sqlalchemy import Connection

from census.corrections import answers_as_sent
from census.drafts import ExportFailed, draft_folder, into_folder, into_zip, sentences, text_file
from census.household import Household, Sheet
from census.queries import submitted_households
from storage.forms import published_versions
from storage.keyring import KeyRing

Answers = Mapping[UUID, Mapping[str, str]]


class Record(Protocol):
    """What a sheet that was handed in comes to: only what is relevant (questionnaire.Record is one)."""

    def columns(self) -> Mapping[str, str]:
        """Values by path: "details/education", within rosters with the position from 1: "member[2]/sex"."""
        ...

    def xml(self) -> bytes:
        """The OpenRosa submission."""
        ...


class Records(Protocol):
    """How sheets are read."""

    def columns(self, form: str, version: str) -> Iterable[str]:
        """Every path a record of this version may have, in the form's order; rosters without position: "member[]/sex"."""
        ...

    def record(self, household: Household, sheet: Sheet, answers: Answers) -> Record:
        """The record of `sheet`, handed in as `instance_of(sheet)`; `answers` are those of all the household's sheets, for
        one gives to the others."""
        ...


def export_csv(
    conn: Connection, keyring: KeyRing, campaign: str, folder: Path, records: Records, *, bom: bool = False
) -> int:
    """Write a table of every published form into `folder`, and say how many sheets there are.

    `FORM.csv` has one row for every submitted sheet, `FORM.ROSTER.csv` one for every item of a roster of the form; columns
    are all the form's fields in its order, whether anybody answered them or not. UTF-8; `bom` for Excel, which takes it
    for another encoding otherwise. Files of an earlier export are replaced. Raises ExportFailed, KeyRingError.
    """
    with sentences(folder), ExitStack() as stack:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = stack.enter_context(draft_folder(folder))
        encoding = "utf-8-sig" if bom else "utf-8"
        tables = {form: _Table(form, columns) for form, columns in _columns(conn, records).items()}
        with ExitStack() as files:
            for table in tables.values():
                table.open(lambda name: files.enter_context(text_file(draft / name, encoding)))
            number = 0
            for household, sheet, answers in _submitted(conn, keyring, campaign):
                tables[sheet.form].write(household, sheet, records.record(household, sheet, answers).columns())
                number += 1
        for written in sorted(draft.iterdir()):
            written.replace(folder / written.name)
    return number


def export_xml(conn: Connection, keyring: KeyRing, campaign: str, target: Path, records: Records) -> int:
    """Write every submitted sheet as an OpenRosa submission, `FORM/SHEET-ID.xml`, and say how many there are.

    `target` is a zip when its name ends in .zip (an earlier one is replaced), else a folder that is not there yet.
    Raises ExportFailed, KeyRingError.
    """
    with sentences(target), ExitStack() as stack:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = stack.enter_context(draft_folder(target.parent))
        zipped = target.suffix.lower() == ".zip"
        if not zipped and target.exists():
            raise ExportFailed(target, "there is something of this name")
        whole = draft / target.name
        with ExitStack() as files:
            put = into_zip(files, whole) if zipped else into_folder(whole)
            number = 0
            for household, sheet, answers in _submitted(conn, keyring, campaign):
                record = records.record(household, sheet, answers)
                put(f"{sheet.form}/{sheet.id}.xml", record.xml())
                number += 1
        whole.replace(target)
    return number


def _submitted(conn: Connection, keyring: KeyRing, campaign: str) -> Iterator[tuple[Household, Sheet, Answers]]:
    for household in submitted_households(conn, campaign):
        answers = answers_as_sent(conn, keyring, household)
        for sheet in household.sheets:
            if sheet.submitted_at:
                yield household, sheet, answers


def instance_of(sheet: Sheet) -> str:
    """The name under which a sheet goes out, the same in every export: OpenRosa's instanceID."""
    return f"uuid:{sheet.id}"


def sent(sheet: Sheet) -> datetime:
    """When the sheet was submitted, by the real clock. Raises ValueError for one that was not."""
    if sheet.submitted_at is None:
        raise ValueError(f"sheet {sheet.id} is submitted without a time")
    return sheet.submitted_at


def _columns(conn: Connection, records: Records) -> dict[str, list[str]]:
    """The columns of every published form: its versions' fields, each once, in the order they came in."""
    columns: dict[str, dict[str, None]] = {}
    for form, version in published_versions(conn):
        columns.setdefault(form, {}).update(dict.fromkeys(records.columns(form, version)))
    return {form: list(fields) for form, fields in columns.items()}


# --- tables -----------------------------------------------------------------------------------------------------------

ABOUT = (
    "_sheet",
    "_household",
    "_version",
    "_subject",
    "_part",
    "_region",
    "_locality",
    "_started_at",
    "_submitted_at",
)
"""The columns before the form's own in FORM.csv; their names cannot be mistaken for a form's."""
OF_ITEM = ("_sheet", "_item")
"""The columns before a roster's own: the sheet, and the item's position ("2"; within another roster "2.1")."""

_POSITION = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class _Table:
    """The files of one form: its own, and one for every roster; `""` names the form's own."""

    def __init__(self, form: str, columns: Iterable[str]) -> None:
        self._form = form
        self._fields: dict[str, list[str]] = {"": []}
        self._writers: dict[str, csv.DictWriter[str]] = {}
        for column in columns:
            roster, field = _placed(column)
            self._fields.setdefault(roster, []).append(field)

    def open(self, open_file: Callable[[str], IO[str]]) -> None:
        for roster, fields in self._fields.items():
            name = ".".join(part for part in (self._form, roster.replace("/", ".")) if part)
            writer = csv.DictWriter(open_file(f"{name}.csv"), [*(OF_ITEM if roster else ABOUT), *fields])
            writer.writeheader()
            self._writers[roster] = writer

    def write(self, household: Household, sheet: Sheet, values: Mapping[str, str]) -> None:
        rows: dict[tuple[str, str], dict[str, str]] = {("", ""): _about(household, sheet)}
        for path, value in values.items():
            roster, field = _placed(_POSITION.sub("[]", path))
            item = ".".join(_POSITION.findall(path))
            row = rows.setdefault((roster, item), {"_sheet": str(sheet.id), "_item": item})
            row[field] = safe_cell(value)
        for (roster, _), row in rows.items():
            self._writers[roster].writerow(row)


def _placed(column: str) -> tuple[str, str]:
    """The roster a column stands in ("" for none) and its name there: "member[]/sex" is "sex" of "member"."""
    before, bracket, field = column.rpartition("[]/")
    return (before.replace("[]", ""), field) if bracket else ("", column)


def _about(household: Household, sheet: Sheet) -> dict[str, str]:
    values = (
        str(sheet.id),
        str(household.id),
        sheet.form_version,
        sheet.subject,
        sheet.part,
        household.region or "",
        household.locality or "",
        sheet.started_at.isoformat(),
        sent(sheet).isoformat(),
    )
    return dict(zip(ABOUT, map(safe_cell, values), strict=True))


def safe_cell(value: str) -> str:
    """`value` as a spreadsheet may be shown it: what it would take for a formula gets an apostrophe in front.

    After OWASP, «CSV Injection». Numbers stay numbers, negative ones too.
    """
    first = value.lstrip()[:1]
    if (first and first in "=+-@＝＋－＠" and not _NUMBER.fullmatch(value)) or value[:1] in ("\t", "\r", "\n"):
        return "'" + value
    return value
