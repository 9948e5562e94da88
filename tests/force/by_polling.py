"""Updates by polling: kept until a later one is asked for, a hundred at a time, to one who asks; a second one is thrown out."""

import asyncio
import time

from tests.force.hostile import Telegram, Update

MOST = 100


class Conflict(Exception):
    """Somebody else has begun to ask."""


class ByPolling:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._pending: dict[int, Update] = {}
        self._handed_at: dict[int, float] = {}
        self._asked = self._newest = 0
        self._changed = asyncio.Event()
        self._met: set[str] = set()

    def bring(self, update: Update) -> None:
        telegram = self._telegram
        is_repeated = update.external in self._met
        self._met.add(update.external)
        self._put(update)
        if is_repeated:
            return
        if telegram.happens(telegram.mischief.twice):
            update.chat.open += 1
            self._put(telegram.repeated(update))
        if telegram.happens(telegram.mischief.late):
            telegram.repeated(update, late=True)

    def together(self, first: Update, second: Update) -> None:
        first.number, second.number = second.number, first.number
        self.bring(second)
        self.bring(first)

    async def settled(self) -> None:
        while self._pending:
            await self._happens()

    def _put(self, update: Update) -> None:
        if update.number < self._newest:  # held back: it has the number of when it comes
            update = self._telegram.renumbered(update)
        self._newest = update.number
        self._pending[update.number] = update
        self._changed.set()

    async def get_updates(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """What is not confirmed by `offset`; waits for something if need be. Raises Conflict."""
        self._asked += 1
        mine = self._asked
        self._changed.set()
        for number in [number for number in self._pending if number < offset]:
            self._telegram.done(self._pending.pop(number), self._handed_at[number])
        deadline = time.monotonic() + seconds
        while not (batch := list(self._pending.values())[: min(limit, MOST)]) and time.monotonic() < deadline:
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    await self._happens()
            except TimeoutError:
                break
            if mine != self._asked:
                raise Conflict
        for update in batch:
            if update.round != self._telegram.round:
                self._telegram.handed(update)
            self._handed_at[update.number] = time.monotonic()
        return batch

    async def _happens(self) -> None:
        event = self._changed
        if event.is_set():
            event = self._changed = asyncio.Event()
        await event.wait()
