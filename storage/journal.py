"""The journal: everything one turn changes, committed together, before the person is answered.

A turn brings its external id, the conversation as the dialogs leave it, answers, and actions of the nouns. Either all of it
is stored or nothing. A turn that comes again is recognised by its external id; two processes that took turns of one
conversation at once are told apart by its version.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, String, bindparam, cast, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from storage.database import Database
from storage.keyring import KeyRing
from storage.tables import answer, answer_log, conversation, inbox

Action = Callable[[Connection], object]
"""One write of a noun (a partial of a function of its actions.py). Its result is not looked at; what it raises refuses the
whole turn."""


class AlreadyHandled(Exception):
    """This turn was committed before. Nothing was changed: answer with the present prompt."""


class VersionClash(Exception):
    """The conversation moved on since it was loaded. Nothing was changed: load it again and take the turn again."""


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

    `state` is the dialogs' own text; it is sealed here.
    """

    id: UUID
    language: str
    household_id: UUID | None
    state: str = field(repr=False)
    expected_version: int


@dataclass(frozen=True, slots=True)
class TurnWrites:
    """All that one turn changes. `at` is when the door received it, aware."""

    channel: str
    address: str
    external_id: str
    at: datetime
    conversation: ConversationState
    answers: tuple[AnswerWrite, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation as it stands; `version` counts the turns committed. `remind_at`: see storage/outbox.py."""

    id: UUID
    channel: str
    address: str
    language: str
    household_id: UUID | None
    state: str = field(repr=False)
    version: int
    created_at: datetime
    touched_at: datetime
    blocked_at: datetime | None
    remind_at: datetime | None


class Journal:
    """Commits turns. One per process."""

    def __init__(self, database: Database, keyring: KeyRing) -> None:
        self._database = database
        self._keyring = keyring

    async def commit(self, writes: TurnWrites) -> int:
        """Store all of `writes` and return the conversation's new version, after COMMIT.

        Raises AlreadyHandled, VersionClash, StorageUnavailable, or what an action raised; then nothing was stored.
        """
        return await self._database.write(commit_turn, self._keyring, writes)


def commit_turn(conn: Connection, keyring: KeyRing, writes: TurnWrites) -> int:
    """The writes of one turn within a transaction of the caller's; see `Journal.commit`."""
    _remember_turn(conn, writes)
    _move_conversation(conn, keyring, writes)
    for given in writes.answers:
        _put_answer(conn, keyring, writes, given)
    for action in writes.actions:
        action(conn)
    return writes.conversation.expected_version + 1


_REMEMBER = insert_or(inbox).on_conflict_do_nothing()


def _remember_turn(conn: Connection, writes: TurnWrites) -> None:
    key = {"channel": writes.channel, "address": writes.address, "external_id": writes.external_id}
    if conn.execute(_REMEMBER, {**key, "handled_at": writes.at}).rowcount == 0:
        raise AlreadyHandled


_BEGIN = insert_or(conversation).on_conflict_do_nothing()
_MOVE = (
    update(conversation)
    .where(
        conversation.c.channel == bindparam("of_channel"),
        conversation.c.address == bindparam("of_address"),
        conversation.c.id == bindparam("of_id"),  # erased, and begun anew at the same address: another one
        conversation.c.version == bindparam("expected"),
    )
    .values(version=conversation.c.version + 1, blocked_at=None)
)


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
        "state": keyring.seal(other.state, _state_context(channel, address)),
        "touched_at": at,
        "version": other.expected_version + 1,
    }
    if conn.execute(update(conversation).where(*as_loaded).values(**kept)).rowcount == 0:
        raise VersionClash


def _move_conversation(conn: Connection, keyring: KeyRing, writes: TurnWrites) -> None:
    new = writes.conversation
    kept = {
        "language": new.language,
        "household_id": new.household_id,
        "state": keyring.seal(new.state, _state_context(writes.channel, writes.address)),
        "touched_at": writes.at,
    }
    if new.expected_version == 0:
        key = {"id": new.id, "channel": writes.channel, "address": writes.address}
        moved = conn.execute(_BEGIN, {**key, **kept, "version": 1, "created_at": writes.at})
    else:
        guard = {"of_channel": writes.channel, "of_address": writes.address, "of_id": new.id}
        moved = conn.execute(_MOVE, {**guard, "expected": new.expected_version, **kept})
    if moved.rowcount == 0:
        raise VersionClash


_PUT = insert_or(answer).values(
    position=select(func.coalesce(func.max(answer.c.position), 0) + 1)
    .where(answer.c.sheet_id == bindparam("of_sheet"))
    .scalar_subquery()
)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[answer.c.sheet_id, answer.c.ref],
    set_={"value": _PUT.excluded.value, "answered_at": _PUT.excluded.answered_at},
)
_TAKE_AWAY = delete(answer).where(answer.c.sheet_id == bindparam("of_sheet"), answer.c.ref == bindparam("of_ref"))
_LOG = insert(answer_log)


def _put_answer(conn: Connection, keyring: KeyRing, writes: TurnWrites, given: AnswerWrite) -> None:
    """A corrected answer keeps its place in the order; one taken away and given again comes last."""
    sealed = None
    if given.value is None:
        conn.execute(_TAKE_AWAY, {"of_sheet": given.sheet_id, "of_ref": given.ref})
    else:
        sealed = keyring.seal(given.value, answer_context(given.sheet_id, given.ref))
        row = {"sheet_id": given.sheet_id, "ref": given.ref, "value": sealed, "answered_at": writes.at}
        conn.execute(_PUT, {"of_sheet": given.sheet_id, **row})
    told = {"sheet_id": given.sheet_id, "ref": given.ref, "value": sealed, "at": writes.at}
    how = {"channel": writes.channel, "language": given.language, "refusals": given.refusals}
    conn.execute(_LOG, told | how)


def _state_context(channel: str, address: str) -> bytes:
    return f"conversation:{channel}:{address}".encode()


def answer_context(sheet_id: UUID, ref: str) -> bytes:
    return b"answer:" + sheet_id.bytes + ref.encode()


# --- what stands ------------------------------------------------------------------------------------------------------


# Statements that every turn needs are made once: SQLAlchemy takes longer to build one than SQLite to answer it.
_HANDLED = select(1).where(
    inbox.c.channel == bindparam("of_channel"),
    inbox.c.address == bindparam("of_address"),
    inbox.c.external_id == bindparam("of_turn"),
)
_AT_ADDRESS = select(conversation).where(
    conversation.c.channel == bindparam("of_channel"), conversation.c.address == bindparam("of_address")
)
_BY_ID = select(conversation).where(conversation.c.id == bindparam("of_id"))
_ANSWERS = (
    select(cast(answer.c.sheet_id, String), answer.c.ref, answer.c.value)
    .where(answer.c.sheet_id.in_(bindparam("of_sheets", expanding=True)))
    .order_by(answer.c.position, answer.c.answered_at, answer.c.ref)
)


def already_handled(conn: Connection, channel: str, address: str, external_id: str) -> bool:
    """Whether this turn was committed before; `Journal.commit` asks again, so this only spares the work."""
    key = {"of_channel": channel, "of_address": address, "of_turn": external_id}
    return conn.execute(_HANDLED, key).first() is not None


def load_conversation(conn: Connection, keyring: KeyRing, channel: str, address: str) -> StoredConversation | None:
    """The conversation of this address, None before its first turn. Raises KeyMissing or SealBroken."""
    return _stored(conn, keyring, _AT_ADDRESS, {"of_channel": channel, "of_address": address})


def load_conversation_by_id(conn: Connection, keyring: KeyRing, conversation_id: UUID) -> StoredConversation | None:
    """The conversation with this id, for staff; None when there is none. Raises KeyMissing or SealBroken."""
    return _stored(conn, keyring, _BY_ID, {"of_id": conversation_id})


def _stored(
    conn: Connection, keyring: KeyRing, one: Select[Any], key: Mapping[str, object]
) -> StoredConversation | None:
    row = conn.execute(one, key).mappings().one_or_none()
    if row is None:
        return None
    state = keyring.open(row["state"], _state_context(row["channel"], row["address"]))
    return StoredConversation(**{**row, "state": state})


def load_answers(conn: Connection, keyring: KeyRing, sheet_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The answers of the sheets, by reference, in answering order; a sheet without answers has an empty dict."""
    answers: dict[UUID, dict[str, str]] = {sheet_id: {} for sheet_id in sheet_ids}
    by_text = {text: sheet_id for sheet_id in sheet_ids for text in (sheet_id.hex, str(sheet_id))}  # SQLite, PostgreSQL
    for text, ref, sealed in conn.execute(_ANSWERS, {"of_sheets": sheet_ids}):
        sheet_id = by_text[text]
        answers[sheet_id][ref] = keyring.open(sealed, answer_context(sheet_id, ref))
    return answers


# --- care -------------------------------------------------------------------------------------------------------------


def mark_blocked(conn: Connection, channel: str, address: str, at: datetime) -> None:
    """The person has blocked the bot: say nothing to him on our own. His next turn clears it."""
    mine = update(conversation).where(conversation.c.channel == channel, conversation.c.address == address)
    conn.execute(mine.values(blocked_at=at, remind_at=None))


def prune_inbox(conn: Connection, before: datetime, limit: int = 10_000) -> int:
    """Forget up to `limit` turns handled before `before`, and say how many; again until it says 0.

    Telegram repeats an update for 24 hours, Twilio a webhook for less: keep a week.
    """
    key = tuple_(inbox.c.channel, inbox.c.address, inbox.c.external_id)
    old = select(inbox.c.channel, inbox.c.address, inbox.c.external_id).where(inbox.c.handled_at < before).limit(limit)
    return conn.execute(delete(inbox).where(key.in_(old))).rowcount
