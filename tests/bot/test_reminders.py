"""Reminders at a strict Telegram: said once whatever happens on the way, and never to somebody who has blocked the bot."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.outbox import REST, Carry, Sender
from bot.premises import House
from bot.reminders import Planner, drawn, reminding
from bot.reminders_command import count_reminders
from bot.settings import Settings
from census.erasure import erase
from dialogs.reply import Reply
from dialogs.texts import texts
from handlers.telegram.calls import Call
from handlers.telegram.client import Client
from handlers.telegram.rendering import render
from handlers.telegram.sending import Outgoing
from storage import outbox
from storage.conversations import mark_blocked
from storage.database import Connection
from storage.outbox import LEASE, Outcome
from storage.signals import LocalSignals
from storage.tables import conversation
from tests.dialogs.conftest import campaign, empty_database, forms, new_scenario, scenario
from tests.dialogs.journeys import signs_in
from tests.dialogs.scenario import Person, Scenario
from tests.doubles.telegram import FakeTelegram

__all__ = ["campaign", "empty_database", "forms", "new_scenario", "scenario"]

HELLO = "Здравствуйте! Вы начали проходить перепись"


@dataclass
class Worker:
    """One program's: planner and sender on a scenario, at the double of Telegram."""

    scenario: Scenario
    client: Client

    def __post_init__(self) -> None:
        of = self.scenario
        self.slept: list[float] = []
        self.outgoing = Outgoing(self.client, self._blocked, sleep=self._sleep)

        def seconds() -> float:
            return of.clock.now.timestamp()

        signals = LocalSignals(seconds)
        self.planner = Planner(of.database, of.campaign, of.keyring, of.clock, of.day, signals)
        draw = partial(drawn, of.database, of.desk)
        self.sender = Sender(of.database, draw, {"telegram": self.speak}, of.clock, signals, self.bot)

    @property
    def bot(self) -> str:
        return "telegram:1446"

    @property
    def carriers(self) -> Mapping[str, Carry]:
        return {"telegram": self.speak}

    async def speak(self, chat: str, reply: Reply) -> Outcome | timedelta:
        return await self.outgoing.send(chat, render(reply, chat))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def _blocked(self, address: str, blocked: bool) -> None:
        await self.scenario.database.write(mark_blocked, "telegram", address, self.scenario.clock.now)

    async def works(self) -> None:
        await self.planner.round()
        await self.sender.round()
        await self.sender.finish()

    async def outcomes(self) -> dict[tuple[str, str], int]:
        return await self.scenario.database.read(outbox.counted)


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def worker(scenario: Scenario, telegram: FakeTelegram) -> AsyncIterator[Worker]:
    client = Client(telegram.token, telegram.url)
    yield Worker(scenario, client)
    await client.close()


@pytest.fixture
async def maria(worker: Worker, telegram: FakeTelegram) -> Person:
    """Signed in a day and some hours ago, and silent since."""
    return await somebody(worker, telegram, "900101400013")


async def somebody(worker: Worker, telegram: FakeTelegram, iin: str) -> Person:
    person = worker.scenario.person()
    telegram.person(int(person.address), "ru").started = True
    await signs_in(person, "ru", iin)
    worker.scenario.clock.moves(days=1, hours=2)
    return person


def chat(telegram: FakeTelegram, person: Person) -> list[str]:
    return [message.text for message in telegram.person(int(person.address)).chat]


async def test_a_reminder_is_delivered_with_its_buttons(worker: Worker, telegram: FakeTelegram, maria: Person) -> None:
    await worker.works()
    [said] = telegram.person(int(maria.address)).chat
    say = texts("ru")
    assert said.text.startswith(HELLO)
    assert said.buttons == [say("pause.continue"), say("reminders.later"), say("reminders.off")]
    assert await worker.outcomes() == {("silence", "delivered"): 1}
    await worker.works()
    assert len(chat(telegram, maria)) == 1
    assert telegram.refusals == []


async def test_whoever_blocked_the_bot_is_left_alone_until_he_returns(
    worker: Worker, telegram: FakeTelegram, maria: Person
) -> None:
    telegram.person(int(maria.address)).blocked = True
    await worker.works()
    assert await worker.outcomes() == {("silence", "blocked"): 1}
    telegram.person(int(maria.address)).blocked = False
    for _ in range(40):
        worker.scenario.clock.moves(days=1)
        await worker.works()
    assert chat(telegram, maria) == []
    await maria.says("?")
    worker.scenario.clock.moves(days=2)
    await worker.works()
    assert len(chat(telegram, maria)) == 1


async def test_flood_control_stops_everything_unasked_for_as_long_as_it_says(
    worker: Worker, telegram: FakeTelegram, maria: Person
) -> None:
    erzhan = await somebody(worker, telegram, "880101300123")
    telegram.flood("sendMessage", 120, times=2)
    await worker.works()
    assert await worker.outcomes() == {("silence", "waiting"): 2}
    worker.scenario.clock.now += timedelta(seconds=119)
    await worker.works()
    assert telegram.methods_called() == ["sendMessage"] * 2
    worker.scenario.clock.now += timedelta(seconds=1)
    await worker.works()
    assert await worker.outcomes() == {("silence", "delivered"): 2}
    assert [len(chat(telegram, person)) for person in (maria, erzhan)] == [1, 1]


@pytest.mark.parametrize(("trouble", "heard"), [("lost answer", 1), ("500", 0)])
async def test_what_may_have_been_said_is_not_said_again(
    worker: Worker, telegram: FakeTelegram, maria: Person, trouble, heard: int
) -> None:
    telegram.fault("sendMessage", trouble)
    await worker.works()
    assert await worker.outcomes() == {("silence", "unknown"): 1}
    worker.scenario.clock.moves(hours=20)
    await worker.works()
    assert len(chat(telegram, maria)) == heard
    worker.scenario.clock.moves(hours=30)  # the next silence has its own
    await worker.works()
    assert len(chat(telegram, maria)) == heard + 1


async def test_killed_between_claiming_and_sending_it_is_lost_and_not_repeated(
    worker: Worker, telegram: FakeTelegram, maria: Person
) -> None:
    await worker.planner.round()
    await worker.scenario.database.write(outbox.claim, worker.scenario.clock.now, 1)  # and the power goes out
    await worker.works()
    assert await worker.outcomes() == {("silence", "claimed"): 1}
    worker.scenario.clock.now += LEASE * 2
    await worker.works()
    assert await worker.outcomes() == {("silence", "unknown"): 1}
    assert chat(telegram, maria) == []
    assert await worker.sender.round() == REST


async def test_two_workers_say_it_once(
    worker: Worker, telegram: FakeTelegram, maria: Person, new_scenario: Callable[..., Scenario]
) -> None:
    people = [maria, await somebody(worker, telegram, "880101300123")]
    other = Worker(new_scenario(shared_with=worker.scenario), worker.client)
    for _ in range(3):
        await asyncio.gather(worker.works(), other.works())
    assert [len(chat(telegram, person)) for person in people] == [1, 1]
    assert await worker.outcomes() == {("silence", "delivered"): 2}


async def test_a_refusal_is_noted_and_not_repeated(worker: Worker, telegram: FakeTelegram, maria: Person) -> None:
    async def nonsense(chat: str, reply: Reply) -> Outcome:
        broken = Call("sendMessage", {"chat_id": chat, "text": "<b>", "parse_mode": "HTML"})
        return await worker.outgoing.send(chat, [broken])

    worker.sender._carriers = {"telegram": nonsense}
    await worker.works()
    assert await worker.outcomes() == {("silence", "refused"): 1}
    assert await worker.sender.round() == REST


async def test_a_door_that_fails_leaves_it_unknown(worker: Worker, maria: Person) -> None:
    async def broken(chat: str, reply: Reply) -> Outcome:
        raise OSError

    worker.sender._carriers = {"telegram": broken}
    await worker.works()
    assert await worker.outcomes() == {("silence", "unknown"): 1}


async def test_without_its_door_it_waits(worker: Worker, telegram: FakeTelegram, maria: Person) -> None:
    carriers, worker.sender._carriers = worker.sender._carriers, {}
    await worker.works()
    assert await worker.outcomes() == {("silence", "waiting"): 1}
    worker.sender._carriers = carriers
    worker.scenario.clock.moves(minutes=2)
    await worker.works()
    assert len(chat(telegram, maria)) == 1


async def test_a_conversation_that_cannot_be_read_stops_nobody(
    worker: Worker, telegram: FakeTelegram, maria: Person
) -> None:
    def spoil(conn: Connection) -> None:
        mine = conversation.c.address == maria.address
        conn.execute(sa.update(conversation).where(mine).values(state=b"not sealed"))

    await worker.scenario.database.write(spoil)
    erzhan = await somebody(worker, telegram, "880101300123")
    await worker.works()
    assert len(chat(telegram, erzhan)) == 1
    assert chat(telegram, maria) == []
    assert await worker.planner.round() == 0


async def test_erased_with_the_conversation(worker: Worker, maria: Person) -> None:
    await worker.planner.round()
    scene = await maria.scene()
    await worker.scenario.database.write(
        erase,
        [scene.household.household.id],
        conversation_id=scene.conversation.id,
        by="respondent",
        at=worker.scenario.clock.now,
    )
    assert await worker.outcomes() == {}


async def test_the_program_reminds_and_ends_in_good_order(
    worker: Worker, telegram: FakeTelegram, maria: Person
) -> None:
    of = worker.scenario
    house, signals = House(of.campaign, of.database, of.desk._premises, of.desk), LocalSignals()
    async with asyncio.timeout(10), reminding(house, worker, of.clock, of.day, signals, worker._sleep):
        while not chat(telegram, maria):
            await telegram.something_said()
    assert await worker.outcomes() == {("silence", "delivered"): 1}


async def test_the_command_says_how_many_and_sends_nothing(
    worker: Worker, telegram: FakeTelegram, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = worker.scenario
    monkeypatch.setattr("bot.reminders_command.now", of.clock)
    monkeypatch.setattr("bot.reminders_command.keys", lambda _: of.keyring)
    settings = replace(Settings(), database_url=f"sqlite:///{of.path}", campaign=str(of.campaign.path))
    said = io.StringIO()
    await count_reminders(settings, said)
    lines = [line.split(maxsplit=1) for line in said.getvalue().splitlines()]
    assert ["1", "after a silence"] in lines
    assert ["0", "before a window closes"] in lines
    assert ["0", "waiting"] in lines
    assert maria.address not in said.getvalue()
    assert await worker.outcomes() == {}
    await worker.works()
    said = io.StringIO()
    await count_reminders(settings, said)
    assert ["1", "delivered"] in [line.split(maxsplit=1) for line in said.getvalue().splitlines()]
