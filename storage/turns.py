"""What one turn changes, and the rules by which it is stored or refused; the same on every database.

A turn brings its external id, the conversation as the dialogs leave it, answers, and actions of the nouns. Either all of it
is stored or nothing. It is refused

- when its external id is in the inbox: it was committed before;
- when the conversation moved on since it was loaded;
- when what it is about (a household) moved on, or went: somebody else of the family answered, or it was erased.

Most turns are plain: they bring no actions, and storage/journal.py commits many of them at once. Those with actions take
the way of this module, through SQLAlchemy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or  # SQLite speaks the same

from storage.answers import answer_context
from storage.conversations import already_handled, state_context
from storage.keyring import KeyRing
from storage.tables import answer, answer_log, conversation, inbox

Action = Callable[[Connection], object]
"""One write of a noun (a partial of a function of its actions.py). Its result is not looked at; what it raises refuses the
whole turn."""


class AlreadyHandled(Exception):
    """This turn was committed before. Nothing was changed: answer with the present prompt."""


class VersionClash(Exception):
    """The conversation, or what it is about, moved on since it was loaded. Nothing was changed: load it again and take the
    turn again."""


@dataclass(frozen=True, slots=True)
class AnswerWrite:
    """`value` None takes the answer away; "" means skipped on purpose. `language` is the one it was asked in, `refusals`
    how many tries at the question were not taken just before."""

    sheet_id: UUID
    ref: str
    value: str | None = field(repr=False)
    language: str
    refusals: int = 0


@dataclass(frozen=True, slots=True)
class ConversationState:
    """The conversation as a turn leaves it. `expected_version` is the version it was loaded with, 0 for a new one.

    `state` is the dialogs' own text; it is sealed when it is stored.
    """

    id: UUID
    language: str
    household_id: UUID | None
    state: str = field(repr=False)
    expected_version: int


NOTHING: Mapping[UUID, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TurnWrites:
    """All that one turn changes. `at` is when the door received it, aware. `seen`: the households it looked at, in the
    versions it saw; one that was answered for moves on by one."""

    channel: str
    address: str
    external_id: str
    at: datetime
    conversation: ConversationState
    answers: tuple[AnswerWrite, ...] = ()
    actions: tuple[Action, ...] = ()
    seen: Mapping[UUID, int] = field(default_factory=lambda: NOTHING)

    @property
    def is_new(self) -> bool:
        """Whether the conversation begins with this turn."""
        return self.conversation.expected_version == 0


class Sealed(NamedTuple):
    """What of a turn must not be read on a disk, sealed: the state, and the answers' values in their order."""

    state: bytes
    values: tuple[bytes | None, ...]


def seal(keyring: KeyRing, writes: TurnWrites) -> Sealed:
    state = keyring.seal(writes.conversation.state, state_context(writes.channel, writes.address))
    values = (
        None if one.value is None else keyring.seal(one.value, answer_context(one.sheet_id, one.ref))
        for one in writes.answers
    )
    return Sealed(state, tuple(values))


def refusal(
    writes: TurnWrites, *, handled: bool, standing: tuple[UUID, int] | None, versions: Mapping[UUID, int]
) -> AlreadyHandled | VersionClash | None:
    """Why a turn is not stored, as things stand. `standing`: id and version of the conversation at its address, `versions`
    those of the households it has seen."""
    if handled:
        return AlreadyHandled()
    new = writes.conversation
    expected = None if writes.is_new else (new.id, new.expected_version)
    if standing != expected or any(versions.get(one) != version for one, version in writes.seen.items()):
        return VersionClash()
    return None


# --- one turn through SQLAlchemy ------------------------------------------------------------------------------------

# Statements that every turn needs are made once: SQLAlchemy takes longer to build one than SQLite to answer it.
_STANDING = (
    select(conversation.c.id, conversation.c.version)
    .where(conversation.c.channel == bindparam("of_channel"), conversation.c.address == bindparam("of_address"))
    .with_for_update()
)
_BEGIN = insert_or(conversation).on_conflict_do_nothing()
_MOVE = (
    update(conversation)
    .where(conversation.c.id == bindparam("of_id"))
    .values(version=conversation.c.version + 1, blocked_at=None)
)
_PUT = insert_or(answer).values(
    sheet_id=bindparam("of_sheet"),
    ref=bindparam("of_ref"),
    position=select(func.coalesce(func.max(answer.c.position), 0) + 1)
    .where(answer.c.sheet_id == bindparam("of_sheet"))
    .scalar_subquery(),
)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[answer.c.sheet_id, answer.c.ref],
    set_={"value": _PUT.excluded.value, "answered_at": _PUT.excluded.answered_at},
)
_LOG = insert(answer_log)
_TAKE_AWAY = delete(answer).where(answer.c.sheet_id == bindparam("of_sheet"), answer.c.ref == bindparam("of_ref"))


def commit_turn(conn: Connection, keyring: KeyRing, writes: TurnWrites, about: Table | None = None) -> None:
    """The writes of one turn within a transaction of the caller's. `about` is the table of what turns are about, with an
    `id` and a `version`; None where they are about nothing. Raises AlreadyHandled, VersionClash, or what an action raised."""
    sealed = seal(keyring, writes)
    at = {"of_channel": writes.channel, "of_address": writes.address}
    standing = conn.execute(_STANDING, at).one_or_none()
    handled = already_handled(conn, writes.channel, writes.address, writes.external_id)
    versions = _versions(conn, about, writes)
    refused = refusal(writes, handled=handled, standing=standing and (standing.id, standing.version), versions=versions)
    if refused is not None:
        raise refused
    _move_conversation(conn, writes, sealed)
    key = {"channel": writes.channel, "address": writes.address, "external_id": writes.external_id}
    conn.execute(insert(inbox), {**key, "handled_at": writes.at})
    if about is not None and writes.answers and writes.seen:
        conn.execute(update(about).where(about.c.id.in_(list(writes.seen))).values(version=about.c.version + 1))
    _put_answers(conn, writes, sealed)
    for action in writes.actions:
        action(conn)


def _versions(conn: Connection, about: Table | None, writes: TurnWrites) -> dict[UUID, int]:
    if about is None or not writes.seen:
        return {}
    rows = select(about.c.id, about.c.version).where(about.c.id.in_(list(writes.seen)))
    return {row.id: row.version for row in conn.execute(rows.order_by(about.c.id).with_for_update())}


def _move_conversation(conn: Connection, writes: TurnWrites, sealed: Sealed) -> None:
    new = writes.conversation
    kept: dict[str, Any] = {
        "language": new.language,
        "household_id": new.household_id,
        "state": sealed.state,
        "touched_at": writes.at,
    }
    if not writes.is_new:
        conn.execute(_MOVE, {"of_id": new.id, **kept})
        return
    key = {"id": new.id, "channel": writes.channel, "address": writes.address}
    begun = conn.execute(_BEGIN, {**key, **kept, "version": 1, "created_at": writes.at})
    if begun.rowcount == 0:  # another process was quicker by less than we could see
        raise VersionClash


def _put_answers(conn: Connection, writes: TurnWrites, sealed: Sealed) -> None:
    """A corrected answer keeps its place in the order; one taken away and given again comes last."""
    for given, value in zip(writes.answers, sealed.values, strict=True):
        key = {"of_sheet": given.sheet_id, "of_ref": given.ref}
        if value is None:
            conn.execute(_TAKE_AWAY, key)
        else:
            conn.execute(_PUT, {**key, "value": value, "answered_at": writes.at})
        told = {"sheet_id": given.sheet_id, "ref": given.ref, "value": value, "at": writes.at}
        how = {"channel": writes.channel, "language": given.language, "refusals": given.refusals}
        conn.execute(_LOG, told | how)


# --- another conversation than the turn's own --------------------------------------------------------------------------


def put_other(
    conn: Connection, keyring: KeyRing, channel: str, address: str, other: ConversationState, at: datetime
) -> None:
    """Another conversation than the turn's own, as the turn leaves it, within its transaction.

    Raises VersionClash when it moved on, or went, since it was loaded: a turn that is taken there at this moment is either
    wholly before this one or wholly after it.
    """
    as_loaded = (conversation.c.id == other.id, conversation.c.version == other.expected_version)
    kept = {
        "language": other.language,
        "household_id": other.household_id,
        "state": keyring.seal(other.state, state_context(channel, address)),
        "touched_at": at,
        "version": other.expected_version + 1,
    }
    if conn.execute(update(conversation).where(*as_loaded).values(**kept)).rowcount == 0:
        raise VersionClash
