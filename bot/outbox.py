"""The way out of the outbox: claimed, drawn from the state as it is now, carried to the person, its outcome noted.

So many a second go out and no more: turns come first, and Telegram takes about thirty a second of what nobody asked for.
What was claimed and not noted when the program dies is not sent again (storage/outbox.py).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from dialogs.reply import Reply
from storage import outbox
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.outbox import Claimed, Outcome

log = logging.getLogger(__name__)

A_SECOND = 20
"""Messages of one process."""
REST = 5.0
"""Seconds until it is looked again when there was nothing to say."""
LATER = timedelta(minutes=1)

Draw = Callable[[Claimed], Awaitable[Reply | datetime | None]]
"""What is to be said; when it may be said, if not now; None when it is no longer to be said."""
Carry = Callable[[str, Reply], Awaitable[Outcome]]
"""Say it at an address of one door, and tell what became of it. Never raises for what the door or the network does."""
Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]


class Sender:
    """One per process; several processes share the work. `carriers` by channel, `sleep` takes seconds."""

    def __init__(
        self, database: Database, draw: Draw, carriers: Mapping[str, Carry], clock: Clock, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._database = database
        self._draw = draw
        self._carriers = carriers
        self._clock = clock
        self._sleep = sleep
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Send what is to be sent until `stop`; what is on its way then is finished."""
        while not self._stopping.is_set():
            said = 0
            try:
                said = await self.round()
            except StorageUnavailable as error:
                log.warning("the outbox was not looked into: %s", error.reason)
            except Exception as error:  # noqa: BLE001  # one bad round must not be the last
                log.error("a round of the outbox failed: %s", type(error).__name__)  # noqa: TRY400  # a text may hold data
            await self._rest(1.0 if said else REST)

    def stop(self) -> None:
        self._stopping.set()

    async def round(self) -> int:
        """Say what is to be said now, a second's worth at most; how many were claimed."""
        now = self._clock()
        if lost := await self._database.write(outbox.expire, now):
            log.warning("%d messages were claimed and never noted: whether they were sent is unknown", lost)
        claimed = await self._database.write(outbox.claim, now, A_SECOND)
        await asyncio.gather(*(self._say(each) for each in claimed))
        return len(claimed)

    async def _say(self, claimed: Claimed) -> None:
        try:
            await self._take_out(claimed)
        except StorageUnavailable as error:
            log.warning("what became of outbox row %d was not noted: %s", claimed.id, error.reason)

    async def _take_out(self, claimed: Claimed) -> None:
        carry = self._carriers.get(claimed.channel)
        drawn = await self._drawn(claimed) if carry is not None else self._clock() + LATER
        if isinstance(drawn, datetime):
            await self._database.write(outbox.put_off, claimed.id, drawn)
        elif isinstance(drawn, Reply) and carry is not None:
            await self._database.write(outbox.settle, claimed.id, await self._carried(carry, claimed, drawn))
        else:
            await self._database.write(outbox.settle, claimed.id, "dropped")

    async def _drawn(self, claimed: Claimed) -> Reply | datetime | None:
        try:
            return await self._draw(claimed)
        except StorageUnavailable:
            return self._clock() + LATER
        except Exception as error:  # noqa: BLE001  # one conversation in disorder must not stop the others
            log.error("outbox row %d was not drawn: %s", claimed.id, type(error).__name__)  # noqa: TRY400  # as above
            return None

    @staticmethod
    async def _carried(carry: Carry, claimed: Claimed, reply: Reply) -> Outcome:
        try:
            return await carry(claimed.address, reply)
        except Exception as error:  # noqa: BLE001  # it may have been sent all the same
            log.error("outbox row %d: %s while it was sent", claimed.id, type(error).__name__)  # noqa: TRY400  # as above
            return "unknown"

    async def _rest(self, seconds: float) -> None:
        tasks = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._stopping.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
