"""What the bot says on its own: put in once, claimed by one, never said twice."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine, delete, event, select

from storage import outbox
from storage.conversations import mark_blocked
from storage.database import Database
from storage.tables import conversation
from storage.tables import outbox as table
from tests.databases import on_sqlite

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def begin(conn: Connection, *numbers: int, remind_at: datetime | None = None) -> None:
    for n in numbers:
        row = {"id": UUID(int=n), "channel": "telegram", "address": str(n), "language": "kk", "state": b"sealed"}
        when = {"version": 1, "created_at": NOW, "touched_at": NOW, "remind_at": remind_at}
        conn.execute(conversation.insert().values(row | when))


def say(conn: Connection, n: int, kind: str = "silence", key: str = "1", at: datetime = NOW) -> bool:
    return outbox.put(conn, UUID(int=n), kind, key, at=NOW, not_before=at)


def states(conn: Connection) -> list[str]:
    return list(conn.execute(select(table.c.state).order_by(table.c.id)).scalars())


@pytest.fixture
async def told(database: Database) -> Database:
    """Conversations 1, 2 and 3, and one word for each, a minute after the other."""
    await database.write(begin, 1, 2, 3)
    for n in (1, 2, 3):
        await database.write(say, n, at=NOW + n * MINUTE)
    return database


async def test_put_twice_it_is_there_once(told: Database) -> None:
    assert not await told.write(say, 1)
    assert await told.write(say, 1, key="2")
    assert await told.write(say, 1, kind="closed")
    assert len(await told.read(states)) == 5


async def test_it_is_claimed_when_its_time_has_come_the_oldest_first(told: Database) -> None:
    assert await told.write(outbox.claim, NOW, 10) == []
    claimed = await told.write(outbox.claim, NOW + 5 * MINUTE, 2)
    assert [(each.address, each.channel, each.kind, each.key) for each in claimed] == [
        ("1", "telegram", "silence", "1"),
        ("2", "telegram", "silence", "1"),
    ]
    assert [each.address for each in await told.write(outbox.claim, NOW + 5 * MINUTE, 2)] == ["3"]
    assert await told.write(outbox.claim, NOW + 5 * MINUTE, 2) == []


async def test_how_much_there_is_to_do_is_known_without_claiming_it(told: Database) -> None:
    assert await told.read(outbox.due, NOW, 10) == 0
    assert await told.read(outbox.due, NOW + 2 * MINUTE, 10) == 2
    assert await told.read(outbox.due, NOW + 5 * MINUTE, 2) == 2
    await told.write(outbox.claim, NOW + MINUTE, 1)
    assert await told.read(outbox.due, NOW + MINUTE, 10) == 0
    lapsed = NOW + 2 * MINUTE + outbox.LEASE
    assert await told.read(outbox.due, lapsed, 10) == 3
    await told.write(outbox.expire, lapsed)
    assert await told.read(outbox.due, lapsed, 10) == 2


async def test_of_two_workers_one_gets_it(told: Database, migrated: str) -> None:
    other = Database.open(migrated)
    try:
        both = await asyncio.gather(*(each.write(outbox.claim, NOW + 5 * MINUTE, 2) for each in (told, other)))
    finally:
        await other.close()
    assert sorted(each.address for claimed in both for each in claimed) == ["1", "2", "3"]


async def test_a_claim_that_nobody_answered_for_is_unknown_and_not_said_again(told: Database) -> None:
    [claimed] = await told.write(outbox.claim, NOW + MINUTE, 1)
    assert await told.write(outbox.expire, NOW + MINUTE + outbox.LEASE) == 0
    assert await told.write(outbox.expire, NOW + 2 * MINUTE + outbox.LEASE) == 1
    assert await told.read(states) == ["unknown", "waiting", "waiting"]
    assert [each.address for each in await told.write(outbox.claim, NOW + 99 * MINUTE, 9)] == ["2", "3"]
    await told.write(outbox.settle, claimed.id, "delivered")  # it was only slow
    assert (await told.read(states))[0] == "delivered"


async def test_an_outcome_stands(told: Database) -> None:
    [claimed] = await told.write(outbox.claim, NOW + MINUTE, 1)
    await told.write(outbox.settle, claimed.id, "refused")
    await told.write(outbox.settle, claimed.id, "delivered")
    await told.write(outbox.put_off, claimed.id, NOW)
    assert (await told.read(states))[0] == "refused"


async def test_what_is_put_off_waits(told: Database) -> None:
    [claimed] = await told.write(outbox.claim, NOW + MINUTE, 1)
    await told.write(outbox.put_off, claimed.id, NOW + 60 * MINUTE)
    assert [each.address for each in await told.write(outbox.claim, NOW + 5 * MINUTE, 9)] == ["2", "3"]
    assert [each.address for each in await told.write(outbox.claim, NOW + 60 * MINUTE, 9)] == ["1"]


async def test_what_was_said_is_told_without_what_was_dropped(told: Database) -> None:
    kinds = ("silence", "last_call")
    for kind, key in (("last_call", "10-15"), ("operator", "7"), ("silence", "2")):
        await told.write(say, 1, kind, key, NOW)
    claimed = await told.write(outbox.claim, NOW, 9)
    for each, outcome in zip(claimed, ("delivered", "delivered", "dropped"), strict=True):
        await told.write(outbox.settle, each.id, outcome)
    said = await told.read(outbox.spoken, UUID(int=1), kinds)
    assert {(each.kind, each.key, each.at) for each in said} == {
        ("silence", "1", NOW + MINUTE),
        ("last_call", "10-15", NOW),
    }


async def test_what_was_dropped_unsaid_can_be_put_in_again(told: Database) -> None:
    [claimed] = await told.write(outbox.claim, NOW + MINUTE, 1)
    await told.write(outbox.settle, claimed.id, "dropped")
    assert await told.write(say, 1, at=NOW + 9 * MINUTE)
    assert not await told.write(say, 1)
    assert [each.address for each in await told.write(outbox.claim, NOW + 9 * MINUTE, 9)] == ["2", "3", "1"]


async def test_it_goes_with_its_conversation(told: Database) -> None:
    await told.write(lambda conn: conn.execute(delete(conversation).where(conversation.c.address == "2")).rowcount)
    assert len(await told.read(states)) == 2


async def test_what_is_done_is_forgotten_after_its_term(told: Database) -> None:
    for each in await told.write(outbox.claim, NOW + 2 * MINUTE, 2):
        await told.write(outbox.settle, each.id, "delivered")
    assert await told.write(outbox.prune, NOW + 2 * MINUTE) == 1
    assert await told.read(states) == ["delivered", "waiting"]
    assert await told.read(outbox.counted) == {("silence", "delivered"): 1, ("silence", "waiting"): 1}


async def test_conversations_are_looked_at_when_it_is_time(database: Database) -> None:
    await database.write(begin, 1, remind_at=NOW)
    await database.write(begin, 2, remind_at=NOW - MINUTE)
    await database.write(begin, 3, remind_at=NOW + MINUTE)
    await database.write(begin, 4)
    assert await database.read(outbox.to_look_at, NOW, 9) == [UUID(int=2), UUID(int=1)]
    assert await database.read(outbox.to_look_at, NOW, 1) == [UUID(int=2)]
    await database.write(outbox.look_again, UUID(int=2), None)
    await database.write(outbox.look_again, UUID(int=1), NOW + MINUTE, 7)  # a turn came in between
    assert await database.read(outbox.to_look_at, NOW, 9) == [UUID(int=1)]
    await database.write(mark_blocked, "telegram", "1", NOW)
    assert await database.read(outbox.to_look_at, NOW, 9) == []


@on_sqlite
async def test_no_statement_walks_through_a_table(told: Database, migrated: str) -> None:
    """Among a hundred million rows a round costs what it costs among ten."""
    engine = create_engine(migrated)
    seen: list[tuple[str, object]] = []
    with engine.connect() as conn:
        event.listen(engine, "before_cursor_execute", lambda _c, _cursor, sql, args, *_: seen.append((sql, args)))
        outbox.to_look_at(conn, NOW, 5)
        outbox.due(conn, NOW, 5)
        [claimed] = outbox.claim(conn, NOW + MINUTE, 1)
        outbox.settle(conn, claimed.id, "delivered")
        outbox.put_off(conn, claimed.id, NOW)
        outbox.expire(conn, NOW)
        outbox.spoken(conn, UUID(int=1), ["silence"])
        outbox.look_again(conn, UUID(int=1), NOW, 1)
        outbox.prune(conn, NOW)
        statements = list(seen)
        plans = [conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", args).all() for sql, args in statements]
        conn.rollback()
    engine.dispose()
    assert [row[3] for plan in plans for row in plan if row[3].startswith("SCAN")] == []
