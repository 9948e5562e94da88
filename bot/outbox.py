"""The way out of the outbox: claimed, drawn from the state as it is now, carried to the person, its outcome noted.

So many a second go out of all processes together and no more: turns come first, and Telegram takes about thirty a second of
what nobody asked for. Flood control that meets one of them stops them all, in every process, for as long as it says. What was
claimed and not noted when the program dies is not sent again (storage/outbox.py).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from dialogs.reply import Reply
from storage import outbox
from storage.database import Connection, Database
from storage.errors import StorageUnavailable
from storage.outbox import Claimed, Outcome
from storage.signals import Signals

log = logging.getLogger(__name__)

TOPIC = "outbox"
"""Woken when something was put in that is due now."""
A_SECOND = 20
"""Messages of one bot."""
AT_ONCE = 100
"""Messages of one process on their way; a chat that is slow holds up the others no sooner than this."""
REST = 5.0
"""Seconds until it is looked again when there was nothing to say and nobody woke us."""
TROUBLE = 1.0
"""Seconds until it is looked again when looking failed."""
LATER = timedelta(minutes=1)

Draw = Callable[[Claimed], Awaitable[Reply | datetime | None]]
"""What is to be said; when it may be said, if not now; None when it is no longer to be said."""
Carry = Callable[[str, Reply], Awaitable[Outcome | timedelta]]
"""Say it at an address of one door, and tell what became of it. A timedelta: it was not said, and nothing is to be said
unasked for so long. Never raises for what the door or the network does."""
Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]


class Sender:
    """One per process; several processes share the work and, by `signals`, the pace of `bot`. `carriers` by channel."""

    def __init__(
        self, database: Database, draw: Draw, carriers: Mapping[str, Carry], clock: Clock, signals: Signals, bot: str
    ) -> None:
        self._database = database
        self._draw = draw
        self._carriers = carriers
        self._clock = clock
        self._signals = signals
        self._bot = bot
        self._saying: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.outcomes: Counter[str] = Counter()
        """What became of what was claimed, since the start."""

    @property
    def saying(self) -> int:
        """Messages on their way."""
        return len(self._saying)

    async def run(self) -> None:
        """Send what is to be sent until `stop`; what is on its way then is finished."""
        while not self._stopping:
            mark = self._signals.mark(TOPIC)
            try:
                rest = await self.round()
            except StorageUnavailable as error:
                log.warning("the outbox was not looked into: %s", error.reason)
                rest = TROUBLE
            except Exception as error:  # noqa: BLE001  # one bad round must not be the last
                log.error("a round of the outbox failed: %s", type(error).__name__)  # noqa: TRY400  # a text may hold data
                rest = TROUBLE
            if rest and not self._stopping:
                await self._signals.wait(TOPIC, mark, rest)
        await self.finish()

    def stop(self) -> None:
        self._stopping = True
        self._signals.wake(TOPIC)

    async def round(self) -> float:
        """Begin to say what is to be said now, as much as may be said; seconds until it is worth looking again."""
        if len(self._saying) >= AT_ONCE:
            await asyncio.wait(self._saying, return_when=asyncio.FIRST_COMPLETED)
        now, room = self._clock(), min(A_SECOND, AT_ONCE - len(self._saying))
        due = await self._database.read(outbox.due, now, room)
        if not due:
            return REST
        allowed = await self._signals.allow(self._bot, due, A_SECOND)
        if not allowed.granted:
            return allowed.wait
        lost, claimed = await self._database.write(_take, now, allowed.granted)
        if lost:
            log.warning("%d messages were claimed and never noted: whether they were sent is unknown", lost)
        for each in claimed:
            task = asyncio.create_task(self._say(each))
            self._saying.add(task)
            task.add_done_callback(self._saying.discard)
        return 0.0

    async def finish(self) -> None:
        """Wait until everything that was claimed is said and noted."""
        await asyncio.gather(*self._saying)

    async def _say(self, claimed: Claimed) -> None:
        try:
            await self._take_out(claimed)
        except StorageUnavailable as error:
            log.warning("what became of outbox row %d was not noted: %s", claimed.id, error.reason)
        except Exception as error:  # noqa: BLE001  # its claim lapses; the others go on
            log.error("what became of outbox row %d was not noted: %s", claimed.id, type(error).__name__)  # noqa: TRY400

    async def _take_out(self, claimed: Claimed) -> None:
        carry = self._carriers.get(claimed.channel)
        drawn = await self._drawn(claimed) if carry is not None else self._clock() + LATER
        if isinstance(drawn, Reply) and carry is not None:
            became = await self._carried(carry, claimed, drawn)
            if isinstance(became, timedelta):
                log.warning("flood control: nothing more is said unasked for %g s", became.total_seconds())
                self._signals.pause(self._bot, became.total_seconds())
                self.outcomes["put off"] += 1
                await self._database.write(outbox.put_off, claimed.id, self._clock() + became)
            else:
                self.outcomes[became] += 1
                await self._database.write(outbox.settle, claimed.id, became)
        elif isinstance(drawn, datetime):
            self.outcomes["put off"] += 1
            await self._database.write(outbox.put_off, claimed.id, drawn)
        else:
            self.outcomes["dropped"] += 1
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
    async def _carried(carry: Carry, claimed: Claimed, reply: Reply) -> Outcome | timedelta:
        try:
            return await carry(claimed.address, reply)
        except Exception as error:  # noqa: BLE001  # it may have been sent all the same
            log.error("outbox row %d: %s while it was sent", claimed.id, type(error).__name__)  # noqa: TRY400  # as above
            return "unknown"


def _take(conn: Connection, now: datetime, limit: int) -> tuple[int, list[Claimed]]:
    """How many claims nobody answered for, and what is claimed now."""
    return outbox.expire(conn, now), outbox.claim(conn, now, limit)
