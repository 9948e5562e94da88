"""What the bot says on its own, by the real planner and sender on the scenario's database; only the door is a list."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, func, select

from bot.outbox import Sender
from bot.reminders import Planner, drawn
from dialogs.reply import Reply
from storage.outbox import Outcome
from storage.signals import LocalSignals
from storage.tables import conversation, outbox
from tests.dialogs.scenario import Person, Scenario, holds, shown


@dataclass
class Bell:
    """`heard`: what was said, with the address. `fate`: what becomes of it."""

    scenario: Scenario
    heard: list[tuple[str, Reply]] = field(default_factory=list)
    fate: Outcome = "delivered"

    def __post_init__(self) -> None:
        of = self.scenario

        def seconds() -> float:
            return of.clock.now.timestamp()

        signals = LocalSignals(seconds)
        self.planner = Planner(of.database, of.campaign, of.keyring, of.clock, of.day, signals)
        draw = partial(drawn, of.database, of.desk)
        self.sender = Sender(of.database, draw, {"telegram": self._carry}, of.clock, signals, "bot")

    async def _carry(self, address: str, reply: Reply) -> Outcome:
        self.heard.append((address, reply))
        return self.fate

    async def rings(self) -> list[tuple[str, Reply]]:
        """A round of the workers, now; what they said, and to which address."""
        before = len(self.heard)
        await self.planner.round()
        await self.sender.round()
        await self.sender.finish()
        return self.heard[before:]

    async def rings_for(self, person: Person) -> bool:
        """The same; what was said to this person stands on his screen, and nobody else heard anything."""
        said = await self.rings()
        for address, reply in said:
            assert address == person.address
            holds(reply)
            person.screen = reply
            person.transcript.append(f"< {self.scenario.day().astimezone(self.scenario.campaign.zone):%d.%m %H:%M}")
            person.transcript += [line for message in reply.messages for line in shown(message)]
        return bool(said)

    async def waits(self, person: Person, days: float, hour: float = 1) -> bool:
        """Time passes, the workers look every so many hours; whether the person heard anything, and then time stands.

        Rounds in which there is nothing to look at are left out: they are a thousand.
        """
        passed, due = 0.0, await self.scenario.database.read(_next_due)
        while passed < days * 24:
            self.scenario.clock.moves(hours=hour)
            passed += hour
            if due is None or self.scenario.clock.now < due:
                continue
            if await self.rings_for(person):
                return True
            due = await self.scenario.database.read(_next_due)
        return False


def _next_due(conn: Connection) -> datetime | None:
    """When the workers next find something to look at or to say."""
    looked_at = conn.execute(select(func.min(conversation.c.remind_at))).scalar_one()
    said = conn.execute(select(func.min(outbox.c.not_before)).where(outbox.c.state == "waiting")).scalar_one()
    return min(filter(None, (looked_at, said)), default=None)
