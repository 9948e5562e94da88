"""Of two processes one polls; the other takes over when it ends, dies, freezes or cannot renew its lease."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.watch import RENEW, TERM, Watch
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.signals import LocalSignals
from tests.databases import migrated
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import NOW, Bot, bot, telegram

__all__ = ["bot", "telegram"]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Duty:
    """Stands for polling. `ends` is raised, or None returned, when it is told to stop or the test says so."""

    def __init__(self, book: list[str], name: str) -> None:
        self._book = book
        self._name = name
        self._over = asyncio.Event()
        self.error: Exception | None = None

    async def run(self) -> None:
        self._book.append(f"{self._name} begins")
        try:
            await self._over.wait()
            if self.error is not None:
                raise self.error
        except asyncio.CancelledError:
            self._book.append(f"{self._name} is cut off")
            raise
        self._book.append(f"{self._name} ends")

    def stop(self) -> None:
        self._over.set()


class Process:
    """One process's watch over the common database."""

    def __init__(self, name: str, database: Database, clock: Clock, signals: LocalSignals, book: list[str]) -> None:
        self.duties: list[Duty] = []
        self.watch = Watch(database, "polling", name, self._begin, clock, signals)
        self.task = asyncio.create_task(self.watch.run())
        self._book, self._name = book, name

    def _begin(self) -> Duty:
        self.duties.append(Duty(self._book, self._name))
        return self.duties[-1]

    async def stops(self) -> None:
        self.watch.stop()
        async with asyncio.timeout(5):
            await self.task

    def is_killed(self) -> None:
        """Without a last word: not even the lease is given back."""
        for each in (self.watch, self.task):
            if isinstance(each, asyncio.Task):
                each.cancel()
            else:
                each._database = _Gone()


class _Gone:
    async def write(self, *_: object, **__: object) -> None:
        raise StorageUnavailable("the process is dead")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(migrated(tmp_path / "x.db"))
    yield database
    await database.close()


@pytest.fixture
def book() -> list[str]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def two(
    database: Database, clock: Clock, book: list[str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Process, Process]]:
    """The first one is on duty. Renewals follow each other quickly; how long a lease lasts is the clock's."""
    monkeypatch.setattr("bot.watch.RENEW", 0.02)
    signals = LocalSignals()
    first = Process("first", database, clock, signals, book)
    await until(lambda: first.watch.is_on_duty)
    second = Process("second", database, clock, signals, book)
    yield first, second
    for process in (first, second):
        process.watch.stop()
    await asyncio.gather(first.task, second.task, return_exceptions=True)


async def until(condition) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.002)


async def test_one_is_on_duty_and_stays_so(two: tuple[Process, Process], book: list[str], clock: Clock) -> None:
    first, second = two
    for _ in range(10):
        clock.now += timedelta(seconds=RENEW)
        await asyncio.sleep(0.03)
    assert book == ["first begins"]
    assert first.watch.is_on_duty
    assert not second.watch.is_on_duty


async def test_when_it_stops_the_other_takes_over_at_once(two: tuple[Process, Process], book: list[str]) -> None:
    first, second = two
    await first.stops()
    await until(lambda: second.watch.is_on_duty)
    assert book == ["first begins", "first ends", "second begins"]


async def test_when_it_dies_the_other_takes_over_within_seconds(
    two: tuple[Process, Process], book: list[str], clock: Clock
) -> None:
    first, second = two
    first.is_killed()
    await until(first.task.done)
    clock.now += timedelta(seconds=TERM - 0.1)
    await asyncio.sleep(0.1)
    assert not second.watch.is_on_duty
    clock.now += timedelta(seconds=0.2)
    await until(lambda: second.watch.is_on_duty)


async def test_when_it_was_frozen_and_wakes_it_gives_way(
    two: tuple[Process, Process], book: list[str], clock: Clock, database: Database
) -> None:
    first, second = two
    whole, first.watch._database = first.watch._database, _Gone()
    clock.now += timedelta(seconds=TERM)
    await until(lambda: second.watch.is_on_duty)
    first.watch._database = whole
    await until(lambda: not first.watch.is_on_duty)
    assert "first is cut off" in book
    await second.stops()
    await until(lambda: first.watch.is_on_duty)
    assert book[-2:] == ["second ends", "first begins"]


async def test_whoever_cannot_renew_stops_before_it_lapses(
    two: tuple[Process, Process], book: list[str], clock: Clock
) -> None:
    first, _ = two
    first.watch._database = _Gone()
    await asyncio.sleep(0.1)
    assert first.watch.is_on_duty, "a moment without the store is no reason"
    first.watch._valid_until = asyncio.get_running_loop().time() + 0.05
    await until(lambda: not first.watch.is_on_duty)
    assert "first is cut off" in book


async def test_told_to_end_while_it_takes_the_lease_it_does_not_begin(
    database: Database, clock: Clock, book: list[str]
) -> None:
    process = Process("only", database, clock, LocalSignals(), book)
    await asyncio.sleep(0)
    await process.stops()
    assert book == []


async def test_what_ends_the_duty_ends_the_watch(two: tuple[Process, Process], book: list[str]) -> None:
    first, second = two
    first.duties[0].error = ZeroDivisionError()
    first.duties[0].stop()
    with pytest.raises(ZeroDivisionError):
        await first.task
    await until(lambda: second.watch.is_on_duty)


# --- with Telegram ----------------------------------------------------------------------------------------------------


async def test_two_pollers_over_one_database_do_not_throw_each_other_out(
    bot: Bot, telegram: FakeTelegram, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    other, signals = Bot(telegram), LocalSignals()
    other.desk = bot.desk
    other.door._desk = bot.desk
    watches = [
        Watch(database, "telegram:1446:polling", name, each.new_polling, lambda: NOW, signals)
        for name, each in (("a", bot), ("b", other))
    ]
    tasks = [asyncio.create_task(watch.run()) for watch in watches]
    aigul = telegram.person(1001)
    await aigul.says("бір")
    await aigul.sees("бір")
    [on_duty] = [n for n, watch in enumerate(watches) if watch.is_on_duty]
    await aigul.says("екі")
    watches[on_duty].stop()
    await tasks[on_duty]
    await aigul.says("үш")
    await aigul.sees("үш")
    assert watches[1 - on_duty].is_on_duty
    watches[1 - on_duty].stop()
    await asyncio.gather(*tasks)
    assert bot.desk.words == ["бір", "екі", "үш"]
    assert "another program polls" not in caplog.text
    assert telegram.refusals == []
    await other.close()
