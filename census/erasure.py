"""Erasing what people said: answers, names, IINs, the log and the conversation go; that they were counted stays.

Of a household that was sent there stay its region and the day, and of each person counted three things: when, the receipt
number, so that it can still be verified (without a name), and the keyed fingerprint of the IIN. Without the fingerprint the
same person could be counted a second time; nobody can read an IIN from it without the keys, and who has keys and an IIN
learns no more than what the register says anyway: counted. Of a household that was not sent nothing stays.

Every erasure leaves a row in `erasure`: when, of what, by whom. The external ids of handled turns are forgotten by
retention: until then they keep a repeated turn from being taken again.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update
from sqlalchemy.exc import NoResultFound

from census import private_sheets
from census.actions import hold
from census.tables import access_code, erasure, household, person, sheet
from storage import poison
from storage.tables import answer, answer_log, conversation

Scope = Literal["conversation", "draft", "sent"]


@dataclass(frozen=True, slots=True)
class Held:
    """What would be erased of a household: persons on it, how many of them are counted, answers. `sent`: the count stays."""

    household_id: UUID
    sent: bool
    persons: int
    counted: int
    answers: int


def held_of(conn: Connection, household_id: UUID) -> Held | None:
    """What is held of a household; None when there is none."""
    row = conn.execute(select(household.c.submitted_at).where(household.c.id == household_id)).one_or_none()
    if row is None:
        return None
    theirs = person.c.household_id == household_id
    return Held(
        household_id,
        row.submitted_at is not None,
        persons=_count(conn, person.c.id, theirs),
        counted=_count(conn, person.c.id, theirs & person.c.counted_at.is_not(None)),
        answers=_count(conn, answer.c.ref, answer.c.sheet_id.in_(_sheets(household_id))),
    )


def household_of_receipt(conn: Connection, receipt: str) -> UUID | None:
    """The household that a person with this receipt number (fourteen digits) was counted with."""
    return conn.execute(select(person.c.household_id).where(person.c.receipt == receipt)).scalar_one_or_none()


def erase(
    conn: Connection, households: Collection[UUID], *, conversation_id: UUID | None, by: str, at: datetime
) -> list[Held]:
    """Erase the households, every conversation about them, and the conversation `conversation_id`. Twice is once.

    Returns what was held. A household that is not there, or was erased before, leaves no second row in `erasure`.
    """
    erased = [held for one in households if (held := _erase_household(conn, one, by, at))]
    mine = conversation.c.household_id.in_(households) | (conversation.c.id == conversation_id)
    into = access_code.c.conversation_id.in_(select(conversation.c.id).where(mine))
    conn.execute(delete(access_code).where(into | access_code.c.household_id.in_(households)))
    poison.forget_of(conn, select(conversation.c.channel, conversation.c.address).where(mine))
    gone = conn.execute(delete(conversation).where(mine)).rowcount
    if gone and not erased:
        _note(conn, "conversation", None, by, at)
    return erased


def erase_left(conn: Connection, household_id: UUID, *, by: str, at: datetime) -> None:
    """Erase the draft that a conversation has left for another household, unless others are about it or have sent it."""
    about = select(conversation.c.id).where(conversation.c.household_id == household_id)
    held = held_of(conn, household_id)
    if held is not None and not held.sent and conn.execute(about).first() is None:
        erase(conn, [household_id], conversation_id=None, by=by, at=at)


def erase_member(
    conn: Connection, household_id: UUID, item: int, *, conversation_id: UUID, by: str, at: datetime, language: str
) -> None:
    """Erase what a member answered by his private link, and his conversation. He stays on the household list, which is not
    his; of a household not sent yet his sheet is answered by who began it, or not at all."""
    sent = conn.execute(select(household.c.submitted_at).where(household.c.id == household_id)).scalar_one_or_none()
    private_sheets.forget_answers(conn, household_id, item, at=at, channel="", language=language)
    if sent is None:
        private_sheets.take_back(conn, household_id, item, at=at, channel="", language=language)
    conn.execute(delete(access_code).where(access_code.c.conversation_id == conversation_id))
    his = conversation.c.id == conversation_id
    poison.forget_of(conn, select(conversation.c.channel, conversation.c.address).where(his))
    if conn.execute(delete(conversation).where(conversation.c.id == conversation_id)).rowcount:
        _note(conn, "conversation", None, by, at)


def _erase_household(conn: Connection, household_id: UUID, by: str, at: datetime) -> Held | None:
    with suppress(NoResultFound):  # erased before
        hold(conn, household_id)
    held = held_of(conn, household_id)
    before = select(erasure.c.id).where(erasure.c.household_id == household_id)
    if held is None or conn.execute(before).first() is not None:
        return None
    for table in (answer, answer_log):
        conn.execute(delete(table).where(table.c.sheet_id.in_(_sheets(household_id))))
    conn.execute(delete(sheet).where(sheet.c.household_id == household_id))
    theirs = person.c.household_id == household_id
    if held.sent:
        conn.execute(delete(person).where(theirs, person.c.counted_at.is_(None)))
        conn.execute(update(person).where(theirs).values(iin_sealed=None, name_sealed=None, item=None))
        conn.execute(update(household).where(household.c.id == household_id).values(locality=None))
    else:
        conn.execute(delete(person).where(theirs))
        conn.execute(delete(household).where(household.c.id == household_id))
    _note(conn, "sent" if held.sent else "draft", held, by, at)
    return held


def _note(conn: Connection, scope: Scope, held: Held | None, by: str, at: datetime) -> None:
    counted = {"persons": held.persons, "counted": held.counted} if held else {"persons": 0, "counted": 0}
    row = {"at": at, "by": by, "scope": scope, "household_id": held.household_id if held else None}
    conn.execute(insert(erasure).values(**row, **counted))


def _sheets(household_id: UUID) -> Select[tuple[UUID]]:
    return select(sheet.c.id).where(sheet.c.household_id == household_id)


def _count(conn: Connection, column: ColumnElement[Any], *where: ColumnElement[bool]) -> int:
    return conn.execute(select(func.count(column)).where(*where)).scalar_one()
