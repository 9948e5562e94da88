"""Updates by webhook: up to a hundred at once, one of a lane after the other, each until it is answered with 200.

What was held back or repeated, and two things said at once, do not keep to their lane: they come when they come.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from typing import Any

import orjson

from benchmarks.line import Answer, Line, request
from tests.force.hostile import Telegram, Update

PATH = "/telegram/webhook"
SECRET = "by-force"
CONNECTIONS = 100
ASTRAY = 0.2
"""How often an update goes to any of the processes, not to that where the person's others went."""
SECONDS = 60.0
"""How long Telegram waits for an answer."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
"""Seconds before an update comes again whose line broke; the real one is more patient."""


class ByWebhook:
    """`ports`: the processes behind a proxy that sends most of a person's updates to one of them."""

    def __init__(self, telegram: Telegram, ports: Sequence[int]) -> None:
        self._telegram, self._ports = telegram, ports
        self._lanes: defaultdict[tuple[int, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._lines: defaultdict[int, list[Line]] = defaultdict(list)
        self._tasks: set[asyncio.Task[None]] = set()
        self._met: set[str] = set()

    def bring(self, update: Update) -> None:
        is_repeated = update.external in self._met
        self._met.add(update.external)
        self._begin(self._until_done(update) if is_repeated else self._in_its_lane(update))

    def together(self, first: Update, second: Update) -> None:
        both = [first, second]
        self._telegram.chance.shuffle(both)
        for update in both:
            self._met.add(update.external)
            self._begin(self._until_done(update))

    async def settled(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks)
        for line in (line for lines in self._lines.values() for line in lines):
            line.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_its_lane(self, update: Update) -> None:
        telegram, mischief = self._telegram, self._telegram.mischief
        async with self._lanes[update.chat.id, update.lane]:
            if telegram.happens(mischief.cut):
                await self._cut_off(update)
            if telegram.happens(mischief.twice):
                await asyncio.gather(self._until_done(update), self._until_done(update))
            else:
                await self._until_done(update)
        if telegram.happens(mischief.late):
            telegram.repeated(update, late=True)

    async def _until_done(self, update: Update) -> None:
        pause = FIRST_PAUSE
        while True:
            handed_at = time.monotonic()
            answer = await self._post(update)
            if answer is None:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            self._telegram.tally.statuses[answer.status] += 1
            if answer.status == 200:
                if answer.body:
                    self._telegram.carry_out(orjson.loads(answer.body))
                self._telegram.done(update, handed_at)
                return
            await asyncio.sleep(answer.retry_after or LONGEST_PAUSE)

    def _port(self, update: Update) -> int:
        if self._telegram.happens(ASTRAY):
            return self._telegram.chance.choice(self._ports)
        return self._ports[update.chat.id % len(self._ports)]

    async def _post(self, update: Update) -> Answer | None:
        """None: the line broke, or never was."""
        async with self._places:
            port = self._port(update)
            free = self._lines[port]
            try:
                line = free.pop() if free else await Line.open(port)
            except OSError:  # nobody is there: nothing was brought
                return None
            self._telegram.handed(update)
            try:
                async with asyncio.timeout(SECONDS):
                    answer = await line.ask(_request(update))
            except OSError:  # TimeoutError is one
                self._telegram.tally.cut += 1
                line.close()
                return None
            free.append(line)
            return answer

    async def _cut_off(self, update: Update) -> None:
        """Send it whole and hang up: whether it was taken, nobody here will know."""
        async with self._places:
            try:
                line = await Line.open(self._port(update))
            except OSError:
                return
            self._telegram.handed(update)
            self._telegram.tally.cut += 1
            asking = asyncio.ensure_future(line.ask(_request(update)))
            await asyncio.sleep(self._telegram.chance.random() * 0.01)
            line.close()
            await asyncio.gather(asking, return_exceptions=True)


def _request(update: Update) -> bytes:
    return request(PATH, update.json, f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n")
