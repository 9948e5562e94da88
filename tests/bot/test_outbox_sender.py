"""The way out of the outbox: its pace, whom it waits for, what wakes it, and how it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.outbox import A_SECOND, AT_ONCE, REST, TOPIC, Sender
from dialogs.reply import Message, Reply
from storage import outbox
from storage.database import Connection, Database
from storage.outbox import Claimed, Outcome
from storage.redis_signals import RedisSignals
from storage.signals import LocalSignals, Signals
from storage.tables import conversation
from tests.databases import migrated
from tests.services import redis_url

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()


def put(conn: Connection, *numbers: int) -> None:
    """A word for each of these conversations."""
    for n in numbers:
        row = {
            "id": UUID(int=n),
            "channel": "telegram",
            "address": str(n),
            "language": "ru",
            "state": b"",
            "version": 1,
        }
        conn.execute(sa.insert(conversation).values(row | {"created_at": NOW, "touched_at": NOW}))
        outbox.put(conn, UUID(int=n), "silence", "1", at=NOW, not_before=NOW)


async def draw(claimed: Claimed) -> Reply:
    return Reply("ru", (Message("x"),))


class Bell:
    """A sender of one process. `said` are the addresses; `fate` is asked what becomes of each."""

    def __init__(self, database: Database, clock: Clock, signals: Signals) -> None:
        self.said: list[str] = []
        self.rung = asyncio.Event()
        self.fate: Callable[[str], Outcome | timedelta] = lambda address: "delivered"
        self.gate = asyncio.Event()
        self.gate.set()
        self.sender = Sender(database, draw, {"telegram": self._carry}, clock, signals, "telegram:1446")

    async def _carry(self, address: str, reply: Reply) -> Outcome | timedelta:
        self.said.append(address)
        self.rung.set()
        await self.gate.wait()
        return self.fate(address)

    async def rings(self) -> float:
        rest = await self.sender.round()
        await self.sender.finish()
        return rest

    @asynccontextmanager
    async def works(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.sender.run())
        try:
            yield
        finally:
            self.sender.stop()
            async with asyncio.timeout(5):
                await task


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(migrated(tmp_path / "x.db"))
    yield database
    await database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bell(database: Database, clock: Clock) -> Bell:
    return Bell(database, clock, LocalSignals(clock.seconds))


async def test_so_many_a_second_and_no_more(bell: Bell, database: Database, clock: Clock) -> None:
    await database.write(put, *range(A_SECOND + 3))
    assert await bell.rings() == 0
    assert await bell.rings() == 1.0
    assert len(bell.said) == A_SECOND
    clock.now += timedelta(seconds=1)
    assert await bell.rings() == 0
    assert await bell.rings() == REST
    assert sorted(bell.said, key=int) == [str(n) for n in range(A_SECOND + 3)]


async def test_two_processes_say_no_more_than_one_and_nothing_twice(database: Database, clock: Clock) -> None:
    signals = LocalSignals(clock.seconds)
    bells = [Bell(database, clock, signals) for _ in range(2)]
    await database.write(put, *range(2 * A_SECOND))
    for second in range(1, 3):
        await asyncio.gather(*(each.rings() for each in bells for _ in range(3)))
        assert len(bells[0].said + bells[1].said) == second * A_SECOND
        clock.now += timedelta(seconds=1)
    assert sorted(bells[0].said + bells[1].said, key=int) == [str(n) for n in range(2 * A_SECOND)]


async def test_flood_control_of_the_bot_silences_all_processes(database: Database, clock: Clock) -> None:
    signals = LocalSignals(clock.seconds)
    here, there = (Bell(database, clock, signals) for _ in range(2))
    await database.write(put, 1)
    here.fate = lambda address: timedelta(seconds=40)
    await here.rings()
    await database.write(put, 2, 3)
    assert await there.rings() == 40
    assert there.said == []
    clock.now += timedelta(seconds=40)
    await there.rings()
    assert there.said == ["2", "3", "1"], "what Telegram did not take is not lost, and comes when it may"
    assert await database.read(outbox.counted) == {("silence", "delivered"): 3}


async def test_one_that_takes_long_does_not_hold_up_the_others(bell: Bell, database: Database, clock: Clock) -> None:
    await database.write(put, 1)
    bell.gate.clear()
    await bell.sender.round()
    await bell.rung.wait()
    await database.write(put, 2)
    bell.rung.clear()
    await bell.sender.round()
    await bell.rung.wait()
    assert bell.said == ["1", "2"]
    assert await database.read(outbox.counted) == {("silence", "claimed"): 2}
    bell.gate.set()
    await bell.sender.finish()
    assert await database.read(outbox.counted) == {("silence", "delivered"): 2}


async def test_no_more_are_on_their_way_than_so_many(bell: Bell, database: Database, clock: Clock) -> None:
    await database.write(put, *range(AT_ONCE + 5))
    bell.gate.clear()
    for _ in range(AT_ONCE // A_SECOND):
        await bell.sender.round()
        clock.now += timedelta(seconds=1)
    waiting = asyncio.create_task(bell.sender.round())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    assert len(bell.said) == AT_ONCE
    bell.gate.set()
    await waiting
    await bell.sender.finish()


async def test_it_is_woken_at_once_when_something_is_put_in(database: Database, clock: Clock) -> None:
    signals = LocalSignals()
    bell = Bell(database, clock, signals)
    async with bell.works():
        await asyncio.sleep(0.02)  # it has looked, and rests
        begun = asyncio.get_running_loop().time()
        await database.write(put, 1)
        signals.wake(TOPIC)
        async with asyncio.timeout(REST):
            await bell.rung.wait()
        assert asyncio.get_running_loop().time() - begun < 1


async def test_it_is_woken_by_another_process(database: Database, clock: Clock) -> None:
    with redis_url() as url:
        async with RedisSignals(url) as here, RedisSignals(url) as there:
            bell = Bell(database, clock, there)
            async with asyncio.timeout(5):
                while not (here.is_up and there.is_up):  # noqa: ASYNC110 (they tell nobody)
                    await asyncio.sleep(0.005)
            async with bell.works():
                await asyncio.sleep(0.02)
                begun = asyncio.get_running_loop().time()
                await database.write(put, 1)
                here.wake(TOPIC)
                async with asyncio.timeout(REST):
                    await bell.rung.wait()
                assert asyncio.get_running_loop().time() - begun < 1


async def test_at_the_end_what_was_claimed_is_said_and_noted(bell: Bell, database: Database) -> None:
    await database.write(put, 1, 2)
    bell.gate.clear()
    task = asyncio.create_task(bell.sender.run())
    await bell.rung.wait()
    bell.sender.stop()
    await asyncio.sleep(0)
    assert not task.done()
    bell.gate.set()
    async with asyncio.timeout(5):
        await task
    assert await database.read(outbox.counted) == {("silence", "delivered"): 2}


async def test_a_store_that_is_away_is_looked_into_again(
    bell: Bell, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.outbox.TROUBLE", 0.01)
    await database.write(put, 1)
    whole, troubles = database.read, [outbox_is_away(), ValueError("Айжан")]

    async def away(*args):
        if troubles:
            raise troubles.pop()
        return await whole(*args)

    monkeypatch.setattr(database, "read", away)
    async with bell.works(), asyncio.timeout(5):
        await bell.rung.wait()
    assert "the disk is full" in caplog.text
    assert "ValueError" in caplog.text
    assert "Айжан" not in caplog.text


def outbox_is_away() -> Exception:
    from storage.errors import StorageUnavailable

    return StorageUnavailable("the disk is full")
