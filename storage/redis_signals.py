"""Signals between processes, through Redis. It may be flushed, restarted, slow or dead at any time: each process then does
the same for itself (`LocalSignals`), says so once, and takes Redis up again when it answers.

Nobody waits for it longer than `PATIENCE`, and only whoever paces what the bot says on its own waits at all: a wake-up and a
pause are left to a task of their own.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Self

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from storage.signals import Allowance, LocalSignals

log = logging.getLogger(__name__)

CHANNEL = "sanaq:wake"
PATIENCE = 0.3
"""Seconds within which Redis answers, or counts as away."""
BEAT = 2.0
"""Seconds between questions whether it is still there."""
SHORT_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds between tries to take it up again; doubled with each."""
STEADY = 60.0
"""Seconds of answering after which tries are frequent again; nor is trouble spoken of more often than that."""

TROUBLE = (RedisError, OSError, TimeoutError)

# Time is the server's: the processes' clocks differ. Of a pause and a longer one the longer stands.
_ALLOW = """
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return {0, paused} end
local time = redis.call('TIME')
local second, spent = time[1], 0
if redis.call('HGET', KEYS[2], 'second') == second then spent = tonumber(redis.call('HGET', KEYS[2], 'spent')) end
local granted = math.max(math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - spent), 0)
redis.call('HSET', KEYS[2], 'second', second, 'spent', spent + granted)
redis.call('EXPIRE', KEYS[2], 10)
return {granted, 1000 - math.floor(time[2] / 1000)}
"""
_PAUSE = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
"""


class UnknownRedis(Exception):
    """The address holds what no Redis understands. It may hold a password, so it is not repeated."""

    def __str__(self) -> str:
        return (
            "SANAQ_REDIS_URL holds something that is no option of a Redis address: look at what stands after its «?» "
            "and at the number after its last «/». For example: redis://127.0.0.1:6379/0"
        )


class RedisSignals:
    """Use it with `async with`. `url` may hold a password and is never logged. Raises UnknownRedis."""

    def __init__(self, url: str, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._redis = _client(url)
        self._here = LocalSignals()
        self._sleep = sleep
        self._me = secrets.token_hex(8)
        self._tasks: list[asyncio.Task[None]] = []
        self._errand = asyncio.Event()
        self._to_wake: set[str] = set()
        self._to_pause: dict[str, float] = {}
        self._risen_at = 0.0
        self._next_pause = SHORT_PAUSE
        self._told: bool | None = None  # whether the log was last told that it answers, or that it does not
        self._told_at = -STEADY
        self.is_up = False
        """Whether Redis answered last."""

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._tell)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    def wake(self, topic: str) -> None:
        self._here.wake(topic)
        self._to_wake.add(topic)
        self._errand.set()

    def mark(self, topic: str) -> int:
        return self._here.mark(topic)

    async def wait(self, topic: str, mark: int, seconds: float) -> bool:
        return await self._here.wait(topic, mark, seconds)

    async def allow(self, whose: str, wanted: int, a_second: int) -> Allowance:
        here = self._here.room(whose, wanted, a_second)
        if self.is_up and here.granted:
            try:
                here = await self._allowed(whose, here.granted, a_second)
            except TROUBLE as error:
                self._fell(error)
        self._here.spend(whose, here.granted)
        return here

    def pause(self, whose: str, seconds: float) -> None:
        self._here.pause(whose, seconds)
        self._to_pause[whose] = max(seconds, self._to_pause.get(whose, 0.0))
        self._errand.set()

    # --- with Redis ---------------------------------------------------------------------------------------------------

    async def _allowed(self, whose: str, wanted: int, a_second: int) -> Allowance:
        keys = (_pause_of(whose), f"sanaq:{{{whose}}}:second")
        granted, milliseconds = await self._run(_ALLOW, keys, wanted, a_second)
        return Allowance(int(granted), 0.0 if granted else int(milliseconds) / 1000)

    async def _run(self, script: str, keys: tuple[str, ...], *arguments: object) -> Any:
        async with asyncio.timeout(PATIENCE):
            return await self._redis.eval(script, len(keys), *keys, *map(str, arguments))

    async def _tell(self) -> None:
        """Pass on wake-ups and pauses; what Redis does not take now is dropped, for each process helps itself then."""
        while True:
            await self._errand.wait()
            self._errand.clear()
            topics, pauses = self._to_wake, self._to_pause
            self._to_wake, self._to_pause = set(), {}
            if not self.is_up:
                continue
            try:
                for whose, seconds in pauses.items():
                    await self._run(_PAUSE, (_pause_of(whose),), max(round(seconds * 1000), 1))
                for topic in topics:
                    async with asyncio.timeout(PATIENCE):
                        await self._redis.publish(CHANNEL, f"{self._me} {topic}")
            except TROUBLE as error:
                self._fell(error)

    async def _listen(self) -> None:
        """Hear the other processes' wake-ups, and find out whether Redis is there at all."""
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as ear:
                    await ear.subscribe(CHANNEL)
                    await self._hear(ear)
            except TROUBLE as error:
                self._fell(error)
            await self._sleep(self._next_pause)
            self._next_pause = min(self._next_pause * 2, LONGEST_PAUSE)

    async def _hear(self, ear: PubSub) -> None:
        asked_at = 0.0
        while True:
            if not self.is_up or time.monotonic() - asked_at > BEAT:
                async with asyncio.timeout(PATIENCE):
                    await self._redis.ping()
                asked_at = time.monotonic()
                self._rose()
            heard = await ear.get_message(timeout=BEAT)
            if heard is not None:
                whose, _, topic = str(heard["data"]).partition(" ")
                if whose != self._me:
                    self._here.wake(topic)

    def _rose(self) -> None:
        if self.is_up:
            if time.monotonic() - self._risen_at > STEADY:
                self._next_pause = SHORT_PAUSE
            return
        self.is_up, self._risen_at = True, time.monotonic()
        if not self._told:
            log.info("Redis answers")
        self._told = True
        self._here.wake_all()

    def _fell(self, error: Exception) -> None:
        self.is_up = False
        if self._told is not False and time.monotonic() - self._told_at > STEADY:
            self._told, self._told_at = False, time.monotonic()
            log.warning(
                "Redis does not answer (%s): until it does, this process wakes and paces itself alone. "
                "No answer waits for it; look at SANAQ_REDIS_URL and at the server",
                type(error).__name__,
            )


def _client(url: str) -> Redis:
    """Not connected yet. Its own retries would make us wait: we are content without an answer."""
    try:
        redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=PATIENCE * 3,
            socket_timeout=BEAT * 2,
        )
        # an option nobody knows shows here, and not in a task
        redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
    except (ValueError, TypeError):
        raise UnknownRedis from None
    return redis


def _pause_of(whose: str) -> str:
    return f"sanaq:{{{whose}}}:pause"
