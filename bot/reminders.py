"""Reminders as a worker's job: who is due is found by an index, put into the outbox, and looked at again when it is time.

A round reads a bounded number of conversations whose time to be looked at has come and nothing else, however many there
are. What is put into the outbox is checked once more when it is said: whoever has gone on meanwhile hears nothing.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from bot.measures import Reading, measured
from bot.outbox import TOPIC, Carry, Clock, Sender, Sleep
from bot.premises import House
from census import queries
from census.campaign import Campaign
from census.household import Household
from census.reminders import Due, Kind, Said
from dialogs.conversation import Conversation
from dialogs.desk import Desk
from dialogs.reminding import draw, due, reminders_of
from dialogs.reply import Reply
from storage import outbox
from storage.conversations import load_conversation_by_id
from storage.database import Connection, Database
from storage.errors import StorageUnavailable
from storage.keyring import KeyRing
from storage.outbox import Claimed
from storage.signals import Signals

log = logging.getLogger(__name__)

EVERY = 60.0
AT_ONCE = 100
"""Conversations of one transaction."""
DISORDER = timedelta(days=1)
"""A conversation that cannot be read is not looked at again before."""
DRAINING = 15.0
"""Seconds at the end for what is on its way."""


class SpeakingDoor(Protocol):
    """Where the bot can speak first: by channel, and under whose name it is paced."""

    @property
    def carriers(self) -> Mapping[str, Carry]: ...
    @property
    def bot(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What was found of a conversation: the reminder that is due now, if any, and when to look again (None: after a turn)."""

    conversation_id: UUID
    version: int | None
    due: Due | None
    again: datetime | None


@dataclass(frozen=True, slots=True)
class Planner:
    """`clock` is the real time, `campaign_clock` the campaign's; `signals` wake whoever sends what was found."""

    database: Database
    campaign: Campaign
    keyring: KeyRing
    clock: Clock
    campaign_clock: Clock
    signals: Signals

    async def run(self, sleep: Sleep = asyncio.sleep) -> None:
        """Every minute, until cancelled."""
        while True:
            try:
                while await self.round() == AT_ONCE:
                    await sleep(0.1)  # turns come first
            except StorageUnavailable as error:
                log.warning("nobody was looked at whether he is to be reminded: %s", error.reason)
            except Exception as error:  # noqa: BLE001  # one bad round must not be the last
                log.error("a round of reminders failed: %s", type(error).__name__)  # noqa: TRY400  # a text may hold data
            await sleep(EVERY)

    async def round(self) -> int:
        """Look at those whose time has come; how many there were."""
        now, moment = self.clock(), self.campaign_clock()
        found = await self.database.read(self.plans, now, moment, AT_ONCE)
        if found:
            await self.database.write(keep, found, now)
        if any(plan.due for plan in found):
            self.signals.wake(TOPIC)
        return len(found)

    def plans(self, conn: Connection, now: datetime, moment: datetime, limit: int) -> list[Plan]:
        """What is to be done now with up to `limit` conversations. Reads only."""
        return [self._plan(conn, each, now, moment) for each in outbox.to_look_at(conn, now, limit)]

    def _plan(self, conn: Connection, conversation_id: UUID, now: datetime, moment: datetime) -> Plan:
        try:
            return self._planned(conn, conversation_id, now, moment)
        except Exception as error:  # noqa: BLE001  # a key is missing, a state is newer: the others are not to wait
            log.error("a conversation could not be looked at: %s", type(error).__name__)  # noqa: TRY400  # as above
            return Plan(conversation_id, None, None, now + DISORDER)

    def _planned(self, conn: Connection, conversation_id: UUID, now: datetime, moment: datetime) -> Plan:
        stored = load_conversation_by_id(conn, self.keyring, conversation_id)
        if stored is None or stored.household_id is None or stored.blocked_at is not None:
            return Plan(conversation_id, stored.version if stored else None, None, None)
        conversation = Conversation.of(stored)
        household = _waiting(conn, conversation, queries.household_of(conn, stored.household_id))
        said = reminders_of(conn, conversation_id)
        found = self._next(conversation, household, said, now, moment)
        if found is None or found.at > now:
            return Plan(conversation_id, stored.version, None, found.at if found else None)
        said.append(Said(found.kind, found.occasion, now))
        following = self._next(conversation, household, said, now, moment)
        return Plan(conversation_id, stored.version, found, following.at if following else None)

    def _next(
        self, conversation: Conversation, household: Household, said: Sequence[Said], now: datetime, moment: datetime
    ) -> Due | None:
        mine = household if household.campaign == self.campaign.id else None
        return due(self.campaign, conversation, mine, said, now, moment)


def _waiting(conn: Connection, conversation: Conversation, present: Household) -> Household:
    """The household something of which waits to be sent, to which the conversation comes back after a silence; else the present
    one. The conversation goes along."""
    for household_id, left in list(conversation.left.items()) if not present.unsent(conversation.only) else ():
        with suppress(KeyError):  # it was erased
            other = queries.household_of(conn, household_id)
            if other.unsent(left.only):
                conversation.go_to(household_id, present)
                return other
    return present


def keep(conn: Connection, plans: Sequence[Plan], now: datetime) -> None:
    """Put what is due into the outbox. A turn that came meanwhile decides itself when to look again."""
    for plan in plans:
        if plan.due is not None:
            outbox.put(conn, plan.conversation_id, plan.due.kind, plan.due.occasion, at=now, not_before=plan.due.at)
        outbox.look_again(conn, plan.conversation_id, plan.again, plan.version)


async def count_due(planner: Planner, now: datetime, moment: datetime) -> Mapping[Kind, int]:
    """How many reminders of each kind are due now, and are not in the outbox yet. Looks at everybody whose time has come."""
    found = await planner.database.read(planner.plans, now, moment, 10**9)
    return Counter(plan.due.kind for plan in found if plan.due is not None)


async def drawn(database: Database, desk: Desk, claimed: Claimed) -> Reply | datetime | None:
    """A reminder out of the outbox, as its conversation stands now."""
    scene = await desk.look(claimed.conversation_id)
    if scene is None:
        return None
    said = await database.read(reminders_of, claimed.conversation_id, claimed.id)
    return draw(scene, said, claimed.kind, claimed.key)


@asynccontextmanager
async def reminding(
    house: House,
    door: SpeakingDoor,
    clock: Clock,
    campaign_clock: Clock,
    signals: Signals,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[None]:
    """Remind people for as long as this lasts; nobody when there is no door to speak first at, or the campaign does not."""
    if not door.carriers or house.campaign.reminders is None:
        yield
        return
    planner = Planner(house.database, house.campaign, house.premises.keyring, clock, campaign_clock, signals)

    async def draws(claimed: Claimed) -> Reply | datetime | None:
        return await drawn(house.database, house.desk, claimed)

    sender = Sender(house.database, draws, door.carriers, clock, signals, door.bot)
    planning, sending = asyncio.create_task(planner.run(sleep)), asyncio.create_task(sender.run())
    readings = (
        Reading(
            "sanaq_outbox_said",
            "Messages of the outbox by outcome.",
            lambda: sender.outcomes,
            counts=True,
            label="outcome",
        ),
        Reading("sanaq_outbox_saying", "Messages of the outbox on their way.", lambda: sender.saying),
    )
    try:
        with measured(*readings):
            yield
    finally:
        planning.cancel()
        sender.stop()
        await asyncio.wait([sending], timeout=DRAINING)
        sending.cancel()
        await asyncio.gather(planning, sending, return_exceptions=True)
