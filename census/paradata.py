"""How the answers came about, for whoever mends a questionnaire: when, where, how long it took, how often it was refused.

What was answered is not here. Households that were not sent are: where people stop is what one looks for. All but the
refusals is derived from the log of answers, so that a turn pays nothing for it.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select

from census.drafts import draft_folder, sentences, text_file
from census.tables import household, sheet
from storage.tables import answer_log

COLUMNS = ("sheet", "question", "at", "door", "language", "seconds", "corrections", "refusals")
PAGE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log of answers. `given` is False when an answer was taken away; `refusals` None: not counted then."""

    sheet_id: UUID
    ref: str
    at: datetime
    channel: str
    language: str
    given: bool
    refusals: int | None


@dataclass(frozen=True, slots=True)
class Paradatum:
    """One answer given. `seconds` since the turn before that changed an answer of the household, None for its first;
    `corrections`: how often this question had been answered before.
    """

    entry: Entry
    seconds: float | None
    corrections: int

    def cells(self) -> tuple[str, ...]:
        """As in the table, in the order of COLUMNS."""
        entry = self.entry
        return (
            str(entry.sheet_id),
            entry.ref,
            entry.at.isoformat(),
            entry.channel,
            entry.language,
            "" if self.seconds is None else f"{self.seconds:.1f}",
            str(self.corrections),
            "" if entry.refusals is None else str(entry.refusals),
        )


def paradata_of(log: Iterable[Entry]) -> Iterator[Paradatum]:
    """What the log of one household, in its order, tells of the answers. Answers of one turn share its pause."""
    before: datetime | None = None
    turn: datetime | None = None
    answered: Counter[tuple[UUID, str]] = Counter()
    for entry in log:
        if entry.at != turn:
            before, turn = turn, entry.at
        if entry.given:
            # Two processes' clocks may differ by a little: a pause is never negative.
            seconds = None if before is None else max(0.0, (entry.at - before).total_seconds())
            yield Paradatum(entry, seconds, answered[entry.sheet_id, entry.ref])
            answered[entry.sheet_id, entry.ref] += 1


def export_paradata(
    conn: Connection, campaign: str, folder: Path, *, bom: bool = False, go_on: Callable[[], None] = lambda: None
) -> int:
    """Write `paradata.csv` into `folder`, a row for every answer that was given, and say how many there are.

    `go_on` is called between households; what it raises ends the export and leaves an earlier file as it was. UTF-8, `bom`
    for Excel. Raises ExportFailed.
    """
    name, number = "paradata.csv", 0
    with sentences(folder), ExitStack() as stack:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = stack.enter_context(draft_folder(folder))
        with text_file(draft / name, "utf-8-sig" if bom else "utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for log in _logs(conn, campaign):
                go_on()
                for row in paradata_of(log):
                    writer.writerow(row.cells())
                    number += 1
        (draft / name).replace(folder / name)
    return number


def _logs(conn: Connection, campaign: str) -> Iterator[Iterator[Entry]]:
    """The log of every household of the campaign, one after the other."""
    columns = (
        sheet.c.household_id,
        sheet.c.id,
        answer_log.c.ref,
        answer_log.c.at,
        answer_log.c.channel,
        answer_log.c.language,
        answer_log.c.value.is_not(None),
        answer_log.c.refusals,
    )
    logged = select(*columns).join_from(sheet, answer_log, answer_log.c.sheet_id == sheet.c.id)
    mine = select(household.c.id).where(household.c.campaign == campaign).order_by(household.c.id).limit(PAGE)
    after = UUID(int=0)
    while page := conn.execute(mine.where(household.c.id > after)).scalars().all():
        theirs = logged.where(sheet.c.household_id.in_(page)).order_by(sheet.c.household_id, answer_log.c.id)
        for _, rows in groupby(conn.execute(theirs), key=lambda row: row[0]):
            yield (Entry(*row[1:]) for row in rows)
        after = page[-1]
