"""Signals: «look again» between tasks and processes, and the pace that all processes keep together.

Nothing here is the truth and nothing of it is kept: what there is to do stands in the database, and whoever waits for a
wake-up looks again after a while without one. `LocalSignals` is one process's; `storage.redis_signals` carries the same
between processes. Topics and names of paces are a few constants of the program, never a person's address.
"""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Protocol


class Allowance(NamedTuple):
    """`granted` may go out now; when it is 0, ask again after `wait` seconds."""

    granted: int
    wait: float


class Signals(Protocol):
    """Lives in one event loop. `wake` and `pause` never wait, `wait` and `allow` never raise for a connection.

    mark = signals.mark(TOPIC)
    ...                                    # look whether there is something to do
    await signals.wait(TOPIC, mark, 5.0)   # returns at once when it was woken while it looked
    """

    def wake(self, topic: str) -> None:
        """Have everybody look who waits for this topic, in every process. Call it after the COMMIT."""
        ...

    def mark(self, topic: str) -> int:
        """Where the topic stands now."""
        ...

    async def wait(self, topic: str, mark: int, seconds: float) -> bool:
        """Wait until the topic was woken since `mark`, `seconds` at most; whether it was."""
        ...

    async def allow(self, whose: str, wanted: int, a_second: int) -> Allowance:
        """Up to `wanted` of the `a_second` that all processes together may send in this second for `whose`."""
        ...

    def pause(self, whose: str, seconds: float) -> None:
        """Have nothing more sent for `whose`, by any process, for so long."""
        ...


class LocalSignals:
    """Of one process. `clock` gives seconds that only go forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._woken: defaultdict[str, int] = defaultdict(int)
        self._waited_for: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._spent: dict[str, tuple[int, int]] = {}
        self._paused: dict[str, float] = {}

    def wake(self, topic: str) -> None:
        self._woken[topic] += 1
        if (waited_for := self._waited_for.pop(topic, None)) is not None:
            waited_for.set()

    def wake_all(self) -> None:
        """Whoever waits looks again: something may have gone unheard."""
        for topic in list(self._woken):
            self.wake(topic)

    def mark(self, topic: str) -> int:
        return self._woken[topic]

    async def wait(self, topic: str, mark: int, seconds: float) -> bool:
        if self._woken[topic] == mark:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._waited_for[topic].wait()
        return self._woken[topic] != mark

    async def allow(self, whose: str, wanted: int, a_second: int) -> Allowance:
        allowance = self.room(whose, wanted, a_second)
        self.spend(whose, allowance.granted)
        return allowance

    def room(self, whose: str, wanted: int, a_second: int) -> Allowance:
        """What `allow` would grant now."""
        now = self._clock()
        if (left := self._paused.get(whose, now) - now) > 0:
            return Allowance(0, left)
        granted = max(min(wanted, a_second - self._spent_in(whose, math.floor(now))), 0)
        return Allowance(granted, 0.0 if granted else math.floor(now) + 1 - now)

    def spend(self, whose: str, granted: int) -> None:
        second = math.floor(self._clock())
        self._spent[whose] = (second, self._spent_in(whose, second) + granted)

    def pause(self, whose: str, seconds: float) -> None:
        until = self._clock() + seconds
        self._paused[whose] = max(until, self._paused.get(whose, until))

    def _spent_in(self, whose: str, second: int) -> int:
        of, spent = self._spent.get(whose, (second, 0))
        return spent if of == second else 0
