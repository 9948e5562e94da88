"""More than can be taken, and the end of the program: nothing is lost, and Telegram is told when to come again."""

import asyncio

import aiohttp
import pytest

from dialogs.reply import Message, Reply
from dialogs.turn import Turn
from handlers.telegram.webhook import HEADER, PATH
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import SECRET, Bot, echo


class Gate:
    """A desk that takes its time: turns wait until it opens."""

    def __init__(self) -> None:
        self.open = asyncio.Event()

    async def __call__(self, turn: Turn) -> Reply:
        await self.open.wait()
        return echo(turn)


@pytest.fixture
def gate(bot: Bot) -> Gate:
    gate = Gate()
    bot.desk.answer = gate
    return gate


async def status_of_another(bot: Bot) -> tuple[int, str | None]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(bot.public_url + PATH, data=b'{"update_id": 1}', headers={HEADER: SECRET}) as response,
    ):
        return response.status, response.headers.get("Retry-After")


async def until(condition) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.001)


async def test_more_turns_than_it_can_take_are_put_off_and_taken_later(
    bot: Bot, telegram: FakeTelegram, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.webhook.MOST_TURNS", 3)
    people = [telegram.person(2000 + n) for n in range(8)]
    async with bot.serves() as webhook:
        telegram.updates.hook, hook = None, telegram.updates.hook
        for person in people:
            await person.says("сәлем")
        telegram.updates.hook = hook
        delivering = asyncio.create_task(telegram.deliver())
        await until(lambda: webhook.taking == 3 and webhook.put_off >= 5)
        assert len(bot.desk.begun) == 3
        assert await status_of_another(bot) == (503, "1")
        gate.open.set()
        await delivering
        async with asyncio.timeout(5):
            while telegram.updates.pending:
                await telegram.deliver()
        for person in people:
            await person.sees("сәлем")
        assert webhook.taking == 0
    assert sorted(turn.address for turn in bot.desk.committed) == [str(person.id) for person in people]
    assert {delivery.status for delivery in telegram.updates.deliveries} == {200, 503}


async def test_a_stranger_is_not_told_that_we_are_busy(
    bot: Bot, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.webhook.MOST_TURNS", 0)
    async with (
        bot.serves(),
        aiohttp.ClientSession() as session,
        session.post(bot.public_url + PATH, data=b"{}") as response,
    ):
        assert response.status == 403


async def test_at_the_end_what_was_begun_is_answered_and_the_rest_is_left_to_telegram(
    bot: Bot, telegram: FakeTelegram, gate: Gate
) -> None:
    aigul, erzhan = telegram.person(1001), telegram.person(1002)
    async with bot.serves() as webhook:
        saying = asyncio.create_task(aigul.says("сәлем"))
        await until(lambda: bot.desk.begun)
        ending = asyncio.create_task(webhook.drain(5))
        await until(lambda: webhook._stopping)
        await erzhan.says("кешіктім")
        assert telegram.updates.deliveries[-1].status == 503
        assert telegram.updates.deliveries[-1].retry_after == "1"
        assert not ending.done()
        gate.open.set()
        await asyncio.gather(saying, ending)
    assert aigul.last.text == "m1: Text(text='сәлем')"
    assert [pending.body["text"] for pending in telegram.updates.pending] == ["кешіктім"]
    assert [turn.address for turn in bot.desk.committed] == ["1001"]


async def test_replies_on_their_way_are_sent_before_the_end(bot: Bot, telegram: FakeTelegram) -> None:
    gate = asyncio.Event()

    async def wait(seconds: float) -> None:
        await gate.wait()

    bot.outgoing._sleep = wait
    bot.desk.answer = lambda turn: Reply("kk", (Message("бір"), Message("екі")))
    telegram.flood("sendMessage", 3)
    aigul = telegram.person(1001)
    async with bot.serves() as webhook:
        await aigul.says("сәлем")
        ending = asyncio.create_task(webhook.drain(5))
        await until(lambda: bot.outgoing.pending == 1)
        gate.set()
        await ending
    assert [m.text for m in aigul.chat if not m.mine] == ["бір", "екі"]


async def test_a_turn_that_does_not_end_does_not_hold_up_the_end(
    bot: Bot, telegram: FakeTelegram, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    async with bot.serves() as webhook:
        saying = asyncio.create_task(telegram.person(1001).says("сәлем"))
        await until(lambda: bot.desk.begun)
        await webhook.drain(0.02)
        assert "1 updates were not taken in time" in caplog.text
        gate.open.set()
        await saying


async def test_two_replies_to_one_person_at_once_do_not_race(bot: Bot, telegram: FakeTelegram, gate: Gate) -> None:
    """What rides in an answer has an order with nothing; while another of her updates is being taken, nothing rides."""
    aigul = telegram.person(1001)
    async with bot.serves():
        aigul.started = True
        telegram.updates.hook, hook = None, telegram.updates.hook
        await aigul.says("бір")
        shown = telegram.new_message(aigul, text="?", keyboard=[[{"text": "Иә", "callback_data": "a.1.1.yes"}]])
        await aigul.presses("Иә", shown)
        telegram.updates.hook = hook
        delivering = asyncio.create_task(telegram.deliver())
        await until(lambda: len(bot.desk.begun) == 2)
        gate.open.set()
        await delivering
        await until(lambda: len([m for m in aigul.chat if not m.mine]) == 3)
    said = [delivery.answer["method"] for delivery in telegram.updates.deliveries if delivery.answer]
    assert "sendMessage" not in said
    assert telegram.refusals == []
