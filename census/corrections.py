"""Corrections of what was sent: until they are sent again, the answers of the last sending count.

A sheet that was sent and is answered again is open, with the time of its sending kept; so is one that the household list
calls for no longer. What stood at that time is read from the log of answers: an export in the middle of a correction, or a
respondent who leaves everything as it was, finds it there.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, update

from census.actions import hold
from census.household import Household
from census.tables import sheet
from storage.answers import load_answers
from storage.history import answers_at, restore_answers
from storage.keyring import KeyRing


def answers_as_sent(conn: Connection, keyring: KeyRing, household: Household) -> dict[UUID, Mapping[str, str]]:
    """The answers that count of a household that was sent, by sheet; sheets that never were sent are left out."""
    answers: dict[UUID, Mapping[str, str]] = {}
    untouched = [one.id for one in household.sheets if one.submitted_at and not one.corrected]
    answers.update(load_answers(conn, keyring, untouched))
    for one in household.sheets:
        if one.submitted_at and one.corrected:
            answers[one.id] = answers_at(conn, keyring, one.id, one.submitted_at)
    return answers


def drop_corrections(
    conn: Connection,
    household_id: UUID,
    sheets: Collection[UUID] | None = None,
    *,
    at: datetime,
    channel: str,
    language: str,
) -> None:
    """Leave these sheets of the household (None: all) as they were sent: those corrected get their answers back, those opened
    since are withdrawn."""
    hold(conn, household_id)
    mine = sheet.c.household_id == household_id
    if sheets is not None:
        mine &= sheet.c.id.in_(sheets)
    corrected = select(sheet.c.id, sheet.c.submitted_at).where(
        mine, sheet.c.submitted_at.is_not(None), sheet.c.state != "submitted"
    )
    for one in conn.execute(corrected).all():
        restore_answers(conn, one.id, one.submitted_at, now=at, channel=channel, language=language)
    conn.execute(update(sheet).where(mine, sheet.c.submitted_at.is_not(None)).values(state="submitted"))
    conn.execute(update(sheet).where(mine, sheet.c.submitted_at.is_(None)).values(state="withdrawn"))
