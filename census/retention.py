"""How long what is stored is kept: the campaign's terms, what has outlived them, and its end.

While a census can be answered nothing of a draft expires: its term begins when the last window of its region closes, by the
campaign's clock (a demo, which lives on one day, expires nothing). The other terms run by the real one. What has outlived
its term is looked for by reading, a bounded number of rows at a time, and taken away in short writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, select

from census import access_codes
from census.corrections import drop_corrections
from census.document import Document
from census.erasure import erase
from census.schedule import Schedule
from census.tables import access_code, household, sheet
from storage.outbox import is_done
from storage.tables import answer_log, conversation, inbox, outbox

if TYPE_CHECKING:
    from census.campaign import Campaign

REPEATS = timedelta(days=2)
"""Telegram repeats an update for a day: forgotten sooner, it would be taken again."""
MOST = 500
"""Rows of one write: turns come first."""


@dataclass(frozen=True, slots=True)
class Retention:
    """`handled_turns`: external ids, after they were handled. `strangers`: conversations without a household, after their
    last message. `drafts`: what was not sent, households and corrections, after the region's last window closes.
    `answer_log`: the log of a household's answers, after it was sent. `outbox`: that the bot said something on its own."""

    handled_turns: timedelta
    strangers: timedelta
    drafts: timedelta
    answer_log: timedelta
    outbox: timedelta


@dataclass(frozen=True, slots=True)
class Outlived:
    """What is to go now, at most `MOST` of each unless more was asked for; of three only the number of rows."""

    handled_turns: int
    strangers: Sequence[UUID]
    drafts: Sequence[UUID]
    corrections: Sequence[UUID]
    answer_log: Sequence[int]
    access_codes: int
    outbox: int

    def __bool__(self) -> bool:
        ids = self.strangers or self.drafts or self.corrections or self.answer_log
        return bool(ids or self.handled_turns or self.access_codes or self.outbox)


def read_retention(document: Document, schedule: Schedule) -> Retention:
    """`schedule`: what can still be corrected can be left as it was sent, and the way back is the log of answers."""
    document.only("handled_turns", "strangers", "drafts", "answer_log", "outbox")
    keys = ("handled_turns", "strangers", "drafts", "answer_log", "outbox")
    terms = Retention(*(document[key].duration() for key in keys))
    if document["handled_turns"].exists and terms.handled_turns < REPEATS:
        document["handled_turns"].wrong("keep them for P2D or more: messengers repeat what they sent for a day")
    for key in ("strangers", "drafts"):
        if document[key].exists and getattr(terms, key) < timedelta(days=1):
            document[key].wrong("keep them for P1D or more: who pauses in the evening goes on in the morning")
    online, last = schedule.online, schedule.extension or schedule.online
    back = last.last - online.first + timedelta(days=1) + terms.drafts
    if document["answer_log"].exists and terms.answer_log < back:
        document["answer_log"].wrong(
            f"keep it for P{back.days}D or more: until then a correction may be taken back by it"
        )
    return terms


def draft_until(campaign: "Campaign", place: str | None) -> datetime:
    """Until when a household at this place (KATO) that was not sent is kept, by the campaign's clock."""
    schedule = campaign.schedule_of(place)
    last = schedule.extension or schedule.online
    return last.closes_at(campaign.zone_of(place)) + campaign.retention.drafts


def outlived(conn: Connection, campaign: "Campaign", now: datetime, moment: datetime, most: int = MOST) -> Outlived:
    """What has outlived its term at the real time `now` and the campaign's `moment`. Reads only."""
    terms = campaign.retention
    old_turns = select(inbox.c.handled_at).where(inbox.c.handled_at < now - terms.handled_turns).limit(most)
    said = select(outbox.c.id).where(is_done(now - terms.outbox)).limit(most)
    codes = select(access_code.c.made_at).where(access_codes.ended(now)).limit(most)
    strangers = select(conversation.c.id).where(
        conversation.c.household_id.is_(None), conversation.c.touched_at < now - terms.strangers
    )
    log = (
        select(answer_log.c.id)
        .join(sheet, sheet.c.id == answer_log.c.sheet_id)
        .where(sheet.c.submitted_at < now - terms.answer_log, sheet.c.state == "submitted")
    )  # a correction that was not sent goes first: the log is the way back from it
    return Outlived(
        conn.execute(select(func.count()).select_from(old_turns.subquery())).scalar_one(),
        conn.execute(strangers.limit(most)).scalars().all(),
        _ended(conn, campaign, moment, most, _UNSENT),
        _ended(conn, campaign, moment, most, _CORRECTED),
        conn.execute(log.limit(most)).scalars().all(),
        conn.execute(select(func.count()).select_from(codes.subquery())).scalar_one(),
        conn.execute(select(func.count()).select_from(said.subquery())).scalar_one(),
    )


_UNSENT = household.c.submitted_at.is_(None)
_CORRECTED = household.c.id.in_(
    select(sheet.c.household_id).where(sheet.c.submitted_at.is_not(None), sheet.c.state != "submitted")
)


def _ended(
    conn: Connection, campaign: "Campaign", moment: datetime, most: int, which: ColumnElement[bool]
) -> Sequence[UUID]:
    """Households whose region's last window closed so long ago that what was not sent is not kept."""
    places = [None, *(place for override in campaign.overrides for place in override.places)]
    places += [region.code for region in campaign.regions]
    if moment < min(draft_until(campaign, place) for place in places):
        return ()  # as it is until the census is over: nobody's rows are looked at
    mine = select(household.c.id, household.c.locality).where(household.c.campaign == campaign.id, which)
    ended = (row.id for row in conn.execute(mine) if draft_until(campaign, row.locality) <= moment)
    return [household_id for household_id, _ in zip(ended, range(most), strict=False)]


def forget(conn: Connection, campaign: "Campaign", found: Outlived, now: datetime) -> None:
    """Take away what was found. A conversation that was touched, or a household that was sent, meanwhile stays."""
    terms = campaign.retention
    idle = conversation.c.household_id.is_(None) & (conversation.c.touched_at < now - terms.strangers)
    conn.execute(delete(conversation).where(conversation.c.id.in_(found.strangers), idle))
    unsent = select(household.c.id).where(household.c.id.in_(found.drafts), household.c.submitted_at.is_(None))
    erase(conn, conn.execute(unsent).scalars().all(), conversation_id=None, by="retention", at=now)
    for household_id in found.corrections:
        drop_corrections(conn, household_id, at=now, channel="", language="")
    conn.execute(delete(answer_log).where(answer_log.c.id.in_(found.answer_log)))
    access_codes.forget_ended(conn, now)
