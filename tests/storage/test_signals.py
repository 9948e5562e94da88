"""Wake-ups and the common pace: in one process, between processes, and with Redis flushed, dead, slow and back again."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from redis import Redis

from storage.redis_signals import PATIENCE, RedisSignals, UnknownRedis
from storage.signals import LocalSignals
from tests.services import PrivateRedis, private_redis

TOPIC = "outbox"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.25

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def alone(clock: Clock) -> LocalSignals:
    return LocalSignals(clock)


async def test_whoever_waits_is_woken_and_others_are_not(alone: LocalSignals) -> None:
    waiting = [asyncio.create_task(alone.wait(TOPIC, alone.mark(TOPIC), 5)) for _ in range(2)]
    other = asyncio.create_task(alone.wait("other", alone.mark("other"), 0.01))
    await asyncio.sleep(0)
    alone.wake(TOPIC)
    assert await asyncio.gather(*waiting) == [True, True]
    assert not await other


async def test_what_is_woken_while_one_looks_is_not_slept_over(alone: LocalSignals) -> None:
    mark = alone.mark(TOPIC)
    alone.wake(TOPIC)
    assert await alone.wait(TOPIC, mark, 5)
    assert not await alone.wait(TOPIC, alone.mark(TOPIC), 0)


async def test_so_many_a_second_and_the_rest_in_the_next(alone: LocalSignals, clock: Clock) -> None:
    assert await alone.allow("bot", 15, 20) == (15, 0)
    assert await alone.allow("another bot", 15, 20) == (15, 0)
    assert await alone.allow("bot", 15, 20) == (5, 0)
    assert await alone.allow("bot", 15, 20) == (0, 0.75)
    clock.now += 0.75
    assert await alone.allow("bot", 99, 20) == (20, 0)


async def test_a_pause_stops_everything_for_as_long_as_it_lasts(alone: LocalSignals, clock: Clock) -> None:
    alone.pause("bot", 30)
    alone.pause("bot", 3)  # of two the longer stands
    assert await alone.allow("bot", 1, 20) == (0, 30)
    assert await alone.allow("another bot", 1, 20) == (1, 0)
    clock.now += 30
    assert await alone.allow("bot", 1, 20) == (1, 0)


# --- with Redis -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[PrivateRedis]:
    with private_redis() as redis:
        yield redis


async def shortly(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 0.02))


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.005)


@pytest.fixture
async def two(server: PrivateRedis) -> AsyncIterator[tuple[RedisSignals, RedisSignals]]:
    """Two processes' signals, both with Redis."""
    with Redis.from_url(server.url) as redis:
        redis.flushall()
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(RedisSignals(server.url, sleep=shortly)) for _ in range(2)]
        await until(lambda: all(each.is_up for each in both))
        yield both[0], both[1]


async def test_a_wake_up_reaches_the_other_process_at_once(two: tuple[RedisSignals, RedisSignals]) -> None:
    here, there = two
    waiting = asyncio.create_task(there.wait(TOPIC, there.mark(TOPIC), 5))
    begun = asyncio.get_running_loop().time()
    here.wake(TOPIC)
    assert await waiting
    assert asyncio.get_running_loop().time() - begun < 1


async def test_two_processes_keep_one_pace(two: tuple[RedisSignals, RedisSignals]) -> None:
    """Asked again and again for 1.2 seconds, which touch three of the clock's at most; each alone would have taken 40."""
    granted = 0
    async with asyncio.timeout(5):
        end = asyncio.get_running_loop().time() + 1.2
        while asyncio.get_running_loop().time() < end:
            for each in two:
                allowed = await each.allow("bot", 7, 20)
                granted += allowed.granted
                assert allowed.granted or 0 < allowed.wait <= 1
    assert 20 < granted <= 60


async def test_a_pause_is_everybodys(two: tuple[RedisSignals, RedisSignals]) -> None:
    here, there = two
    here.pause("bot", 30)
    assert await here.allow("bot", 1, 20) == (0, pytest.approx(30, abs=1))
    async with asyncio.timeout(5):
        while (allowed := await there.allow("bot", 1, 1000)).granted:  # noqa: ASYNC110 (Redis tells nobody)
            await asyncio.sleep(0.005)
    assert 25 < allowed.wait <= 30
    assert (await there.allow("another bot", 1, 20)).granted == 1
    here.pause("bot", 2)  # a shorter one does not end it
    await asyncio.sleep(0.05)
    assert (await there.allow("bot", 1, 20)).wait > 20


async def test_flushed_it_goes_on(two: tuple[RedisSignals, RedisSignals], server: PrivateRedis) -> None:
    here, there = two
    assert (await here.allow("bot", 5, 20)).granted == 5
    with Redis.from_url(server.url) as redis:
        redis.flushall()
        redis.script_flush()
    assert (await here.allow("bot", 5, 20)).granted == 5
    waiting = asyncio.create_task(there.wait(TOPIC, there.mark(TOPIC), 5))
    here.wake(TOPIC)
    assert await waiting
    assert here.is_up


async def test_dead_each_helps_itself_and_takes_it_up_again(
    two: tuple[RedisSignals, RedisSignals], server: PrivateRedis, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = two
    server.kill()
    try:
        await until(lambda: not here.is_up and not there.is_up)
        for _ in range(50):
            here.wake(TOPIC)
            await here.allow("bot", 1, 20)
        assert (await here.allow("bot", 99, 20)).granted <= 20
        assert await here.wait(TOPIC, -1, 5)
        here.pause("bot", 9)
        assert (await here.allow("bot", 1, 20)).wait > 8
        assert (await there.allow("bot", 99, 20)).granted == 20
    finally:
        server.start()
    mark = there.mark(TOPIC)
    await until(lambda: here.is_up and there.is_up)
    assert await there.wait(TOPIC, mark, 5), "whoever waits looks again: something may have gone unheard"
    waiting = asyncio.create_task(there.wait(TOPIC, there.mark(TOPIC), 5))
    await asyncio.sleep(0)
    here.wake(TOPIC)
    assert await waiting
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 2, "each process says it once"


async def test_slow_nobody_waits_for_it(two: tuple[RedisSignals, RedisSignals], server: PrivateRedis) -> None:
    here, _ = two
    server.signal(signal.SIGSTOP)
    try:
        begun = asyncio.get_running_loop().time()
        assert (await here.allow("bot", 1, 20)).granted == 1
        assert asyncio.get_running_loop().time() - begun < PATIENCE * 3
        begun = asyncio.get_running_loop().time()
        for _ in range(10):
            assert (await here.allow("bot", 1, 20)).granted == 1
            here.wake(TOPIC)
        assert asyncio.get_running_loop().time() - begun < PATIENCE, "only the first waits at all"
    finally:
        server.signal(signal.SIGCONT)
    await until(lambda: here.is_up)


@pytest.mark.parametrize("wrong", ["address", "password"])
async def test_with_a_wrong_address_or_password_it_serves_alone(
    server: PrivateRedis, wrong: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it stays so, that is said once."""
    monkeypatch.setattr("storage.redis_signals.STEADY", 0)
    url = "redis://127.0.0.1:1/0" if wrong == "address" else server.url.replace("//", "//:s3cret@")
    with Redis.from_url(server.url) as redis:
        redis.config_set("requirepass", "another")
        try:
            async with RedisSignals(url, sleep=shortly) as signals:
                await until(lambda: "does not answer" in caplog.text)
                assert (await signals.allow("bot", 5, 20)).granted == 5
                await asyncio.sleep(0.1)  # it tries again several times
                assert not signals.is_up
        finally:
            redis.config_set("requirepass", "")
    assert caplog.text.count("does not answer") == 1
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("rest", ["0?patience=1", "0?socket_timeout=long", "0?db=zero"])
async def test_an_address_no_redis_understands_is_a_sentence(rest: str) -> None:
    with pytest.raises(UnknownRedis, match="SANAQ_REDIS_URL holds something that is no option") as caught:
        RedisSignals(f"redis://:s3cret@127.0.0.1:6379/{rest}")
    assert "s3cret" not in str(caught.value)


async def test_one_that_answers_but_may_not_be_used_is_not_spoken_of_again_and_again(
    two: tuple[RedisSignals, RedisSignals], server: PrivateRedis, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = two
    caplog.set_level(logging.INFO)
    with Redis.from_url(server.url) as redis:
        redis.execute_command("ACL", "SETUSER", "default", "-eval")
        try:
            for _ in range(3):
                await until(lambda: here.is_up)
                assert (await here.allow("bot", 1, 20)).granted == 1
                assert not here.is_up
                here._rose()  # as the next beat does
        finally:
            redis.execute_command("ACL", "SETUSER", "default", "+eval")
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert (await there.allow("bot", 1, 20)).granted == 1
