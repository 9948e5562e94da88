"""A batch of turns on SQLite: one transaction in the writer's thread, one statement after the other.

Plain turns go by prepared SQL without SQLAlchemy between: a statement of four microseconds would cost ten times that
through it. There is one writer, so what a turn is refused by is looked at first, and then nothing can come between; only
turns with actions need a savepoint.
"""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from storage.errors import StorageUnavailable, unavailable
from storage.keyring import KeyRing
from storage.sqlite import Sqlite
from storage.turns import Sealed, TurnWrites, commit_turn, refusal, seal

_STANDING = "SELECT id, version FROM conversation WHERE channel = ? AND address = ?"
_HANDLED = "SELECT 1 FROM inbox WHERE channel = ? AND address = ? AND external_id = ?"
_REMEMBER = "INSERT INTO inbox (channel, address, external_id, handled_at) VALUES (?, ?, ?, ?)"
_BEGIN = (
    "INSERT INTO conversation (language, household_id, state, touched_at, id, channel, address, created_at, version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)"
)
_MOVE = (
    "UPDATE conversation SET language = ?, household_id = ?, state = ?, touched_at = ?,"
    " version = version + 1, blocked_at = NULL WHERE id = ?"
)
_PUT = (
    "INSERT INTO answer (sheet_id, ref, value, answered_at, position) VALUES (?1, ?2, ?3, ?4,"
    " (SELECT coalesce(max(position), 0) + 1 FROM answer WHERE sheet_id = ?1))"
    " ON CONFLICT (sheet_id, ref) DO UPDATE SET value = excluded.value, answered_at = excluded.answered_at"
)
_TAKE_AWAY = "DELETE FROM answer WHERE sheet_id = ? AND ref = ?"
_LOG = "INSERT INTO answer_log (sheet_id, ref, value, at, channel, language, refusals) VALUES (?, ?, ?, ?, ?, ?, ?)"


class SqliteTurns:
    """Stores batches; `about` as for `commit_turn`."""

    at_once = 1
    apart = False

    def __init__(self, sqlite: Sqlite, keyring: KeyRing, about: Table | None) -> None:
        self._sqlite = sqlite
        self._keyring = keyring
        self._about = about
        name = "" if about is None else about.name
        self._version = f"SELECT version FROM {name} WHERE id = ?"  # noqa: S608  # the name of a table of ours
        self._move_on = f"UPDATE {name} SET version = version + 1 WHERE id = ?"  # noqa: S608  # as above

    async def store(self, batch: Sequence[TurnWrites]) -> Sequence[Exception | None]:
        """What became of each turn. Raises StorageUnavailable: nothing of the batch was stored."""
        try:
            if any(writes.actions for writes in batch):
                return await self._sqlite.write(lambda conn: [self._stored(conn, writes) for writes in batch])
            return await self._sqlite.write_raw(lambda raw: [self._plainly(raw, writes) for writes in batch])
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # it is the turn's outcome, raised where the turn is waited for
            if len(batch) == 1:
                return [error]
        return [outcome for writes in batch for outcome in await self.store([writes])]

    def _stored(self, conn: Connection, writes: TurnWrites) -> Exception | None:
        if writes.actions:
            return self._with_actions(conn, writes)
        raw = conn.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return self._plainly(raw, writes)

    def _plainly(self, raw: sqlite3.Connection, writes: TurnWrites) -> Exception | None:
        try:
            sealed = seal(self._keyring, writes)
        except ValueError as defect:  # half a surrogate pair is no text that can be kept
            return defect
        refused = self._refusal(raw, writes)
        if refused is None:
            self._put(raw, writes, sealed)
        return refused

    def _with_actions(self, conn: Connection, writes: TurnWrites) -> Exception | None:
        savepoint = conn.begin_nested()
        try:
            commit_turn(conn, self._keyring, writes, self._about)
            savepoint.commit()
        except Exception as error:
            if isinstance(error, (DBAPIError, sqlite3.Error)) and unavailable("", error):
                raise  # a full disk has ended the whole transaction
            savepoint.rollback()
            return error
        return None

    def _refusal(self, raw: sqlite3.Connection, writes: TurnWrites) -> Exception | None:
        found = raw.execute(_STANDING, (writes.channel, writes.address)).fetchone()
        handled = raw.execute(_HANDLED, (writes.channel, writes.address, writes.external_id)).fetchone()
        versions = {
            one: row[0] for one in writes.seen if (row := raw.execute(self._version, (one.hex,)).fetchone()) is not None
        }
        standing = (UUID(hex=found[0]), found[1]) if found else None
        return refusal(writes, handled=handled is not None, standing=standing, versions=versions)

    def _put(self, raw: sqlite3.Connection, writes: TurnWrites, sealed: Sealed) -> None:
        at, new = instant(writes.at), writes.conversation
        household = None if new.household_id is None else new.household_id.hex
        kept = (new.language, household, sealed.state, at, new.id.hex)
        if writes.is_new:
            raw.execute(_BEGIN, (*kept, writes.channel, writes.address, at))
        else:
            raw.execute(_MOVE, kept)
        raw.execute(_REMEMBER, (writes.channel, writes.address, writes.external_id, at))
        if writes.answers:
            for one in writes.seen:
                raw.execute(self._move_on, (one.hex,))
        for given, value in zip(writes.answers, sealed.values, strict=True):
            sheet = given.sheet_id.hex
            if value is None:
                raw.execute(_TAKE_AWAY, (sheet, given.ref))
            else:
                raw.execute(_PUT, (sheet, given.ref, value, at))
            raw.execute(_LOG, (sheet, given.ref, value, at, writes.channel, given.language, given.refusals))


def instant(at: datetime) -> str:
    """As SQLAlchemy writes an `Instant` into SQLite."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
