"""The outbox: what the bot says on its own, at most once.

    put ─► waiting ─► claimed ─► delivered | blocked | refused | unknown
              ▲          └─► dropped: it was no longer to be said
              └── put_off

A row says who is written to and why, never what: that is drawn from the state when it is said. It is claimed before it is
sent, in a transaction of its own, so that of two workers one sends it. Whoever dies between claiming and noting the
outcome leaves a claim behind; after its lease it becomes `unknown`, and is not sent again: a thing said twice is worse
than one said never, and the next occasion comes. A row goes with its conversation, whoever erases it.

Whom to look at: `conversation.remind_at` is when somebody has to think whether anything is to be said, never the exact
time of saying it. It is early rather than exact, so that hardly any turn has to write it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or  # SQLite speaks the same

from storage.tables import conversation, outbox

Outcome = Literal["delivered", "blocked", "refused", "unknown", "dropped"]
LEASE = timedelta(minutes=15)
"""Far longer than a message takes that is held up by flood control."""
DONE: tuple[Outcome, ...] = ("delivered", "blocked", "refused", "unknown", "dropped")


@dataclass(frozen=True, slots=True)
class Claimed:
    """Something to be said now by whoever claimed it, at the door and address of its conversation."""

    id: int
    conversation_id: UUID
    kind: str
    key: str
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something said, or about to be: `at` is when it was claimed, before that when it was to be said."""

    id: int
    kind: str
    key: str
    at: datetime


_PUT = insert_or(outbox)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[outbox.c.conversation_id, outbox.c.kind, outbox.c.key],
    set_={"state": "waiting", "made_at": _PUT.excluded.made_at, "not_before": _PUT.excluded.not_before},
    where=outbox.c.state == "dropped",
)


def put(conn: Connection, conversation_id: UUID, kind: str, key: str, *, at: datetime, not_before: datetime) -> bool:
    """Have something said. False when it is there already, whatever became of it, unless it was dropped unsaid."""
    row = {"conversation_id": conversation_id, "kind": kind, "key": key, "made_at": at, "not_before": not_before}
    return conn.execute(_PUT, {**row, "state": "waiting"}).rowcount > 0


def due(conn: Connection, now: datetime, limit: int) -> int:
    """How much there is to do now, `limit` at most: to be said, or claims to be given up. Reads only."""
    to_say = (outbox.c.state == "waiting") & (outbox.c.not_before <= now)
    lapsed = (outbox.c.state == "claimed") & (outbox.c.claimed_at < now - LEASE)
    return len(conn.execute(select(outbox.c.id).where(to_say | lapsed).limit(limit)).all())


def claim(conn: Connection, now: datetime, limit: int) -> list[Claimed]:
    """Take up to `limit` of what is to be said now, the oldest first; nobody else gets them."""
    mine = select(outbox.c.id).where(outbox.c.state == "waiting", outbox.c.not_before <= now)
    mine = mine.order_by(outbox.c.not_before, outbox.c.id).limit(limit).with_for_update(skip_locked=True)
    taken = update(outbox).where(outbox.c.id.in_(mine), outbox.c.state == "waiting")
    ids = conn.execute(taken.values(state="claimed", claimed_at=now).returning(outbox.c.id)).scalars().all()
    rows = select(outbox.c.id, outbox.c.conversation_id, outbox.c.kind, outbox.c.key)
    to_whom = rows.add_columns(conversation.c.channel, conversation.c.address).join_from(outbox, conversation)
    found = conn.execute(to_whom.where(outbox.c.id.in_(ids)).order_by(outbox.c.not_before, outbox.c.id))
    return [Claimed(**row) for row in found.mappings()]


def settle(conn: Connection, outbox_id: int, outcome: Outcome) -> None:
    """Note what became of something claimed; also when its lease ran out meanwhile."""
    mine = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state.in_(("claimed", "unknown")))
    conn.execute(mine.values(state=outcome))


def put_off(conn: Connection, outbox_id: int, until: datetime) -> None:
    """Give back something claimed that may not be said before `until`."""
    mine = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state == "claimed")
    conn.execute(mine.values(state="waiting", not_before=until, claimed_at=None))


def expire(conn: Connection, now: datetime) -> int:
    """Claims whose holder has not been heard of since: whether they were said nobody knows. How many there were."""
    lost = update(outbox).where(outbox.c.state == "claimed", outbox.c.claimed_at < now - LEASE)
    return conn.execute(lost.values(state="unknown")).rowcount


def spoken(conn: Connection, conversation_id: UUID, kinds: Collection[str]) -> list[Spoken]:
    """All of these kinds that was said to somebody, or is on its way; not what was dropped."""
    at = func.coalesce(outbox.c.claimed_at, outbox.c.not_before, type_=outbox.c.not_before.type).label("at")
    theirs = select(outbox.c.id, outbox.c.kind, outbox.c.key, at).where(
        outbox.c.conversation_id == conversation_id, outbox.c.kind.in_(kinds), outbox.c.state != "dropped"
    )
    return [Spoken(**row) for row in conn.execute(theirs).mappings()]


def is_done(before: datetime) -> ColumnElement[bool]:
    """Rows that are done and were to be said before `before`."""
    return outbox.c.state.in_(DONE) & (outbox.c.not_before < before)


def prune(conn: Connection, before: datetime, limit: int = 10_000) -> int:
    """Forget up to `limit` of those, and say how many."""
    old = select(outbox.c.id).where(is_done(before)).limit(limit)
    return conn.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount


def counted(conn: Connection) -> dict[tuple[str, str], int]:
    """How many rows there are of each kind and state. Walks through the whole table."""
    rows = select(outbox.c.kind, outbox.c.state, func.count()).group_by(outbox.c.kind, outbox.c.state)
    return {(kind, state): n for kind, state, n in conn.execute(rows)}


# --- whom to look at --------------------------------------------------------------------------------------------------


def to_look_at(conn: Connection, now: datetime, limit: int) -> Sequence[UUID]:
    """Up to `limit` conversations whose time has come, the longest overdue first."""
    due = select(conversation.c.id).where(conversation.c.remind_at <= now)
    return conn.execute(due.order_by(conversation.c.remind_at).limit(limit)).scalars().all()


def look_again(conn: Connection, conversation_id: UUID, at: datetime | None, version: int | None = None) -> None:
    """Look at this conversation at `at`; None: not before its next turn. With `version`, only if no turn came since."""
    mine = update(conversation).where(conversation.c.id == conversation_id)
    if version is not None:
        mine = mine.where(conversation.c.version == version)
    conn.execute(mine.values(remind_at=at))
