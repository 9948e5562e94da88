"""Private sheets: a member of a household answers about himself by a link of his own, and nobody else sees his answers.

Who began the household passes the sheet on, and from then on sees only how far it is. He may take it back; what the member has
answered by then goes, for it was said in private. The household is sent by who began it; what the member corrects
afterwards he sends himself.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from census import access_codes
from census.actions import SheetClosed, hold
from census.identity import seal_name
from census.tables import person, sheet
from storage.keyring import KeyRing
from storage.tables import answer, answer_log


def pass_on(conn: Connection, household_id: UUID, item: int, at: datetime) -> None:
    """The member's sheets are his from now on; passed on before and not taken over, they stay so."""
    hold(conn, household_id)
    kept = sheet.c.passed_at.is_(None)
    conn.execute(update(sheet).where(_of(household_id, item), kept).values(passed_at=at))


def take_over(conn: Connection, household_id: UUID, item: int, at: datetime) -> None:
    """He has come by his link. Raises SheetClosed when the sheets were taken back meanwhile."""
    hold(conn, household_id)
    passed = and_(_of(household_id, item), sheet.c.passed_at.is_not(None))
    if conn.execute(update(sheet).where(passed).values(taken_over_at=at)).rowcount == 0:
        raise SheetClosed


def take_back(conn: Connection, household_id: UUID, item: int, *, at: datetime, channel: str, language: str) -> None:
    """Who began the household answers these sheets after all; the link ends, and what the member answered goes."""
    hold(conn, household_id)
    access_codes.revoke(conn, "member", household_id=household_id, item=item, at=at)
    forget_answers(conn, household_id, item, at=at, channel=channel, language=language)
    conn.execute(update(sheet).where(_of(household_id, item)).values(passed_at=None, taken_over_at=None))


def forget_answers(
    conn: Connection, household_id: UUID, item: int, *, at: datetime, channel: str, language: str
) -> None:
    """The answers of the member's sheets go, if it was he who answered them; that they went is logged, without them."""
    taken = select(sheet.c.id).where(_of(household_id, item), sheet.c.taken_over_at.is_not(None))
    for sheet_id in conn.execute(taken).scalars().all():
        refs = conn.execute(select(answer.c.ref).where(answer.c.sheet_id == sheet_id)).scalars().all()
        conn.execute(delete(answer).where(answer.c.sheet_id == sheet_id))
        conn.execute(delete(answer_log).where(answer_log.c.sheet_id == sheet_id))
        gone = {"sheet_id": sheet_id, "value": None, "at": at, "channel": channel, "language": language}
        if refs:
            conn.execute(insert(answer_log), [gone | {"ref": ref} for ref in refs])


def submit_corrections(
    conn: Connection, keyring: KeyRing, household_id: UUID, sheets: Collection[UUID], item: int, name: str, at: datetime
) -> None:
    """A member sends what he corrected of his own sheets; `name` as they have it. Nobody is counted anew by that."""
    hold(conn, household_id)
    mine = update(sheet).where(sheet.c.id.in_(sheets), _of(household_id, item), sheet.c.state == "open")
    conn.execute(mine.values(state="submitted", submitted_at=at))
    him = select(person.c.id).where(person.c.household_id == household_id, person.c.item == item)
    for person_id in conn.execute(him).scalars().all():
        conn.execute(
            update(person).where(person.c.id == person_id).values(name_sealed=seal_name(keyring, person_id, name))
        )


def _of(household_id: UUID, item: int) -> ColumnElement[bool]:
    return and_(sheet.c.household_id == household_id, sheet.c.subject == str(item))
