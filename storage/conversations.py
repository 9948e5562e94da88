"""Conversations as they stand: loaded for a turn, moved by another turn, pruned and marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, select, tuple_, update

from storage.keyring import KeyRing
from storage.tables import conversation, inbox


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
    state = keyring.open(row["state"], state_context(row["channel"], row["address"]))
    return StoredConversation(**{**row, "state": state})


def state_context(channel: str, address: str) -> bytes:
    """What the seal of a conversation's state is bound to."""
    return f"conversation:{channel}:{address}".encode()


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
