"""A batch of turns on PostgreSQL: one transaction of three statements, whatever the size of the batch.

The first locks the conversations and households of the batch, in one order, and tells how they stand; which turns are
refused is decided here (storage.turns.refusal); the others are written by arrays. Turns with actions have a transaction
of their own, so that nobody waits for them with locks held.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table

from storage.errors import ConnectionLost, Locked, Overtaken, StorageUnavailable
from storage.keyring import KeyRing
from storage.postgres import BATCHES, Postgres
from storage.turns import Sealed, TurnWrites, VersionClash, commit_turn, refusal, seal

TRIES = 3

_STANDING = """
WITH turn AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t(channel, address, external_id, n)),
standing AS (
    SELECT channel, address, id, version FROM conversation
    WHERE (channel, address) IN (SELECT channel, address FROM turn) ORDER BY channel, address FOR UPDATE
)
SELECT s.id, s.version, EXISTS (
    SELECT FROM inbox i WHERE (i.channel, i.address, i.external_id) = (t.channel, t.address, t.external_id)
) AS handled
FROM turn t LEFT JOIN standing s USING (channel, address) ORDER BY t.n
"""
_BEGIN = """
INSERT INTO conversation (id, channel, address, language, household_id, state, touched_at, created_at, version)
SELECT *, touched_at, 1
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::bytea[], $7::timestamptz[])
    AS new(id, channel, address, language, household_id, state, touched_at)
ON CONFLICT DO NOTHING RETURNING id
"""
_WRITE = """
WITH moved AS (
    UPDATE conversation c SET language = new.language, household_id = new.household_id, state = new.state,
        touched_at = new.touched_at, version = c.version + 1, blocked_at = NULL
    FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::timestamptz[])
        AS new(id, language, household_id, state, touched_at)
    WHERE c.id = new.id
), remembered AS (
    INSERT INTO inbox (channel, address, external_id, handled_at)
    SELECT * FROM unnest($6::text[], $7::text[], $8::text[], $9::timestamptz[])
), put AS (
    INSERT INTO answer (sheet_id, ref, value, answered_at, position)
    SELECT new.sheet_id, new.ref, new.value, new.at, new.n + coalesce(last.position, 0)
    FROM unnest($10::uuid[], $11::text[], $12::bytea[], $13::timestamptz[]) WITH ORDINALITY AS new(sheet_id, ref, value, at, n)
    LEFT JOIN LATERAL (SELECT max(position) AS position FROM answer WHERE sheet_id = new.sheet_id) last ON true
    ON CONFLICT (sheet_id, ref) DO UPDATE SET value = excluded.value, answered_at = excluded.answered_at
)
INSERT INTO answer_log (sheet_id, ref, value, at, channel, language, refusals)
SELECT * FROM unnest($14::uuid[], $15::text[], $16::bytea[], $17::timestamptz[], $18::text[], $19::text[], $20::int[])
"""
_HURRY = "SET LOCAL lock_timeout = '100ms'"
_TAKE_AWAY = "DELETE FROM answer WHERE (sheet_id, ref) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))"


class _Ready(NamedTuple):
    writes: TurnWrites
    sealed: Sealed


class PostgresTurns:
    """Stores batches; `about` as for `commit_turn`."""

    at_once = BATCHES
    apart = True

    def __init__(self, postgres: Postgres, keyring: KeyRing, about: Table | None) -> None:
        self._postgres = postgres
        self._keyring = keyring
        self._about = about
        name = "" if about is None else about.name
        self._versions = f"SELECT id, version FROM {name} WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"  # noqa: S608  # the name of a table of ours
        self._move_on = f"UPDATE {name} SET version = version + 1 WHERE id = ANY($1::uuid[])"  # noqa: S608  # as above

    async def store(self, batch: Sequence[TurnWrites]) -> Sequence[Exception | None]:
        """What became of each turn; those with actions beside the others."""
        plain = [writes for writes in batch if not writes.actions]
        alone = [writes for writes in batch if writes.actions]
        together, others = await asyncio.gather(self._together(plain), asyncio.gather(*map(self._alone, alone)))
        outcomes = iter(together), iter(others)
        return [next(outcomes[bool(writes.actions)]) for writes in batch]

    async def _alone(self, writes: TurnWrites) -> Exception | None:
        try:
            await self._postgres.write(lambda conn: commit_turn(conn, self._keyring, writes, self._about))
        except Exception as error:  # noqa: BLE001  # it is the turn's outcome, raised where the turn is waited for
            return error
        return None

    async def _together(self, batch: Sequence[TurnWrites], *, hurried: bool = False) -> Sequence[Exception | None]:
        """`hurried`: a lock was waited for already."""
        if not batch:
            return []
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                return await self._transact(batch, hurried=hurried)
            except (Overtaken, ConnectionLost) as error:  # if it was committed after all, the inbox tells
                if last:
                    return [error] * len(batch)
            except Exception as error:  # noqa: BLE001  # as in `_alone`
                if len(batch) == 1 or (isinstance(error, StorageUnavailable) and not isinstance(error, Locked)):
                    return [error] * len(batch)
                break  # it is the matter of one of them
        outcomes = await asyncio.gather(*(self._together([writes], hurried=True) for writes in batch))
        return [outcome for (outcome,) in outcomes]

    async def _transact(self, batch: Sequence[TurnWrites], *, hurried: bool) -> Sequence[Exception | None]:
        turns = [_Ready(writes, seal(self._keyring, writes)) for writes in batch]
        async with self._postgres.transaction() as conn:
            if hurried:
                await conn.execute(_HURRY)
            refused = await self._refusals(conn, batch)
            begun = [turn for turn, why in zip(turns, refused, strict=True) if why is None and turn.writes.is_new]
            begun_ids = await _begin(conn, begun)
            outcomes = [
                VersionClash()
                if why is None and turn.writes.is_new and turn.writes.conversation.id not in begun_ids
                else why
                for turn, why in zip(turns, refused, strict=True)
            ]
            await self._write(conn, [turn for turn, why in zip(turns, outcomes, strict=True) if why is None])
        return outcomes

    async def _refusals(self, conn: Any, batch: Sequence[TurnWrites]) -> list[Exception | None]:
        columns = _columns([(writes.channel, writes.address, writes.external_id) for writes in batch], 3)
        rows = await conn.fetch(_STANDING, *columns)
        versions = await self._versions_of(conn, batch)
        return [
            refusal(
                writes,
                handled=row["handled"],
                standing=None if row["id"] is None else (row["id"], row["version"]),
                versions=versions,
            )
            for writes, row in zip(batch, rows, strict=True)
        ]

    async def _versions_of(self, conn: Any, batch: Sequence[TurnWrites]) -> Mapping[UUID, int]:
        seen = {one for writes in batch for one in writes.seen}
        if not seen:
            return {}
        return {row["id"]: row["version"] for row in await conn.fetch(self._versions, list(seen))}

    async def _write(self, conn: Any, turns: Sequence[_Ready]) -> None:
        if not turns:
            return
        answered = [one for writes, _ in turns if writes.answers for one in writes.seen]
        if answered:
            await conn.execute(self._move_on, answered)
        gone = [(given.sheet_id, given.ref) for writes, _ in turns for given in writes.answers if given.value is None]
        if gone:
            await conn.execute(_TAKE_AWAY, *_columns(gone, 2))
        moved = [
            (new.id, new.language, new.household_id, sealed.state, writes.at)
            for writes, sealed in turns
            if not writes.is_new and (new := writes.conversation)
        ]
        remembered = [(writes.channel, writes.address, writes.external_id, writes.at) for writes, _ in turns]
        columns = (*_columns(moved, 5), *_columns(remembered, 4), *_columns(_put(turns), 4), *_columns(_log(turns), 7))
        await conn.execute(_WRITE, *columns)


async def _begin(conn: Any, turns: Sequence[_Ready]) -> set[UUID]:
    """Begin the new conversations; the ids of those that another process has not begun meanwhile."""
    if not turns:
        return set()
    rows = [  # in one order everywhere: two processes must not wait for each other
        (new.id, writes.channel, writes.address, new.language, new.household_id, sealed.state, writes.at)
        for writes, sealed in sorted(turns, key=lambda turn: (turn.writes.channel, turn.writes.address))
        if (new := writes.conversation)
    ]
    return {row["id"] for row in await conn.fetch(_BEGIN, *_columns(rows, 7))}


def _put(turns: Sequence[_Ready]) -> list[tuple[Any, ...]]:
    """The answers that stand after each turn: of several for one question the last."""
    rows: list[tuple[Any, ...]] = []
    for writes, sealed in turns:
        last = {(one.sheet_id, one.ref): value for one, value in zip(writes.answers, sealed.values, strict=True)}
        rows += [(*key, value, writes.at) for key, value in last.items() if value is not None]
    return rows


def _log(turns: Sequence[_Ready]) -> list[tuple[Any, ...]]:
    return [
        (one.sheet_id, one.ref, value, writes.at, writes.channel, one.language, one.refusals)
        for writes, sealed in turns
        for one, value in zip(writes.answers, sealed.values, strict=True)
    ]


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows turned into the arrays that `unnest` takes."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
