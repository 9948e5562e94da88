"""Messages and presses of one person come by two roads: the real desk takes them one by one, and an old press harms nothing."""

import asyncio
from collections import Counter
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest

from dialogs.reply import Reply
from dialogs.turn import Turn
from tests.dialogs.conftest import campaign, empty_database, forms, new_scenario, scenario
from tests.dialogs.journeys import signs_in
from tests.dialogs.scenario import Person, Scenario
from tests.doubles.telegram import FakeTelegram
from tests.doubles.telegram import Person as TelegramPerson
from tests.handlers.telegram.conftest import Bot, Patience

__all__ = ["campaign", "empty_database", "forms", "new_scenario", "scenario"]

HEAD = "Глава домохозяйства"


class Watched:
    """The desk's work on a turn, slowed down; `most` is how many turns of one person were ever at it together."""

    def __init__(self, scenario: Scenario) -> None:
        self._whole = scenario.desk._taken
        self._at_it: Counter[str] = Counter()
        self.most = 0
        scenario.desk._taken = self  # type: ignore[method-assign]

    async def __call__(self, turn: Turn) -> Reply:
        self._at_it[turn.address] += 1
        self.most = max(self.most, self._at_it[turn.address])
        try:
            for _ in range(20):
                await asyncio.sleep(0)
            return await self._whole(turn)
        finally:
            self._at_it[turn.address] -= 1


@dataclass
class Chat:
    """Мария at the first question of the list, in Telegram, and what is stored of her."""

    bot: Bot
    way: str
    maria: TelegramPerson
    stored: Person

    def opened(self) -> AbstractAsyncContextManager[object]:
        return self.bot.polls() if self.way == "polling" else self.bot.serves()

    async def asks(self) -> None:
        async with self.opened():
            await self.maria.says("/start")
            await self.maria.sees(HEAD)
        self.bot.polling = self.bot.new_polling()

    async def comes_at_once(self) -> None:
        """All that was done while nobody looked is brought by both roads together."""
        telegram = self.bot.telegram
        async with self.opened():
            async with asyncio.timeout(5):
                while telegram.updates.pending:
                    if telegram.updates.hook is not None:
                        await telegram.deliver()
                    await asyncio.sleep(0.001)
            await self.bot.outgoing.drain(5)
        self.bot.polling = self.bot.new_polling()

    async def question(self) -> str:
        asked = await self.stored.asked()
        assert asked is not None
        return asked[2].ref.rpartition("/")[2]


@pytest.fixture(params=["polling", "webhook"])
async def chat(request: pytest.FixtureRequest, bot: Bot, telegram: FakeTelegram, scenario: Scenario) -> Chat:
    stored = scenario.person()
    await signs_in(stored, "ru")
    bot.door._desk, bot.door._clock, bot.outgoing._sleep = scenario.desk, scenario.clock, Patience()
    chat = Chat(bot, str(request.param), telegram.person(int(stored.address), "ru", "Мария"), stored)
    await chat.asks()
    return chat


async def test_a_word_and_a_press_at_once_are_taken_one_after_the_other(
    chat: Chat, scenario: Scenario, telegram: FakeTelegram
) -> None:
    """Whichever comes first answers; the other one finds the question answered and does not touch the next."""
    watched = Watched(scenario)
    await chat.maria.says("1")
    query = await chat.maria.presses("Да, это я")
    await chat.comes_at_once()
    assert watched.most == 1
    assert await chat.stored.answer("head_is_self") is not None
    assert (await chat.stored.asked())[2].answer is None
    assert query.toast is not None
    assert chat.bot.door.failed == 0


async def test_many_at_once_of_one_person_are_taken_in_their_order(chat: Chat, scenario: Scenario) -> None:
    watched = Watched(scenario)
    taken: list[str] = []
    whole = scenario.desk.take

    async def take(turn: Turn) -> Reply:
        reply = await whole(turn)
        taken.append(turn.external_id)
        return reply

    scenario.desk.take = take  # type: ignore[method-assign]
    for n in range(12):
        await chat.maria.says(f"?{n}")
    await chat.comes_at_once()
    numbers = [int(name.rpartition(":m")[2]) for name in taken]
    assert len(numbers) == 12
    assert numbers == sorted(numbers)
    assert watched.most == 1


async def test_a_press_for_an_older_question_late_and_twice_changes_nothing(chat: Chat, telegram: FakeTelegram) -> None:
    """She presses, loses patience, types another answer and goes on; only then the press arrives, and once more."""
    query = await chat.maria.presses("Нет, другой человек")
    [press] = telegram.updates.pending
    telegram.updates.pending.clear()
    for words in ("1", "Серикова Мария"):
        await chat.maria.says(words)
        await chat.comes_at_once()
    kept, question = await chat.stored.kept(), await chat.question()
    assert question != "head_is_self"
    for _ in range(2):
        telegram.updates.again(press)
        await chat.comes_at_once()
        assert await chat.stored.kept() == kept
        assert await chat.question() == question
    assert query.toast is not None
    assert chat.bot.door.failed == 0
