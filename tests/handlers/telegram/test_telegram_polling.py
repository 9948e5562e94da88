"""Polling: nothing acknowledged is lost, one chat in order, nobody held up by another."""

import asyncio

import pytest

from dialogs.reply import Message, Reply
from dialogs.turn import Turn
from handlers.telegram.polling import TokenRefusedError
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import Bot, StorageAwayError, echo


async def until(condition) -> None:
    """Let the others run until the condition holds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.001)


async def test_a_person_is_answered(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("сәлем")
        shown = await aigul.sees("сәлем")
    assert shown.text == "m1: Text(text='сәлем')"
    assert telegram.updates.pending == []


async def test_what_is_said_while_the_bot_is_away_is_answered_when_it_returns(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    await aigul.says("бір")
    await aigul.says("екі")
    async with bot.polls():
        await aigul.sees("екі")
    assert bot.desk.words == ["бір", "екі"]


async def test_one_chat_in_order_and_the_others_do_not_wait(bot: Bot, telegram: FakeTelegram) -> None:
    """Айгүл's first turn is slow: her second waits for it, Ержан's does not, and the offset stays before hers."""
    gate = asyncio.Event()

    async def slow(turn: Turn) -> Reply:
        await gate.wait()
        return echo(turn)

    bot.desk.answer = lambda turn: slow(turn) if getattr(turn.act, "text", "") == "баяу" else echo(turn)
    aigul, erzhan = telegram.person(1001), telegram.person(1002, "ru", "Ержан")
    await aigul.says("баяу")
    await aigul.says("кейін")
    await erzhan.says("привет")
    async with bot.polls() as polling:
        await erzhan.sees("привет")
        await erzhan.says("ещё")
        await erzhan.sees("ещё")
        assert bot.desk.words == ["привет", "ещё"]
        assert polling.offset == 100_001
        assert telegram.updates.confirmed <= 100_001
        gate.set()
        await aigul.sees("кейін")
    assert [m.text for m in aigul.chat if not m.mine] == ["m1: Text(text='баяу')", "m2: Text(text='кейін')"]
    assert telegram.updates.confirmed == 100_005


async def test_a_loop_cut_midway_loses_nothing(bot: Bot, telegram: FakeTelegram) -> None:
    """Killed with one turn uncommitted: Telegram still has it, and all that stood behind it."""
    stuck = asyncio.Event()

    async def never(turn: Turn) -> Reply:
        stuck.set()
        await asyncio.Event().wait()
        return echo(turn)

    bot.desk.answer = lambda turn: never(turn) if getattr(turn.act, "text", "") == "екі" else echo(turn)
    people = [telegram.person(n) for n in (1001, 1002, 1003)]
    for person, words in zip(people, ("бір", "екі", "үш"), strict=True):
        await person.says(words)
    task = asyncio.create_task(bot.polling.run())
    await stuck.wait()
    await until(lambda: bot.desk.words == ["бір", "үш"])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [u.body["text"] for u in telegram.updates.pending][-2:] == ["екі", "үш"]

    bot.desk.answer = echo
    bot.polling = bot.new_polling()
    async with bot.polls():
        await people[1].sees("екі")
    assert set(bot.desk.words) == {"бір", "екі", "үш"}
    again = [turn.external_id for turn in bot.desk.committed if turn.address == "1003"]
    assert len(set(again)) == 1, "a turn that comes twice comes with the same id"


@pytest.mark.parametrize("cut_after", range(0, 40, 3))
async def test_wherever_the_loop_is_cut_every_turn_is_committed_in_the_end(
    bot: Bot, telegram: FakeTelegram, cut_after: int
) -> None:
    people = [telegram.person(2000 + n) for n in range(6)]
    said = [f"{person.id}-{n}" for n in range(3) for person in people]
    for words in said:
        await telegram.person(int(words.split("-")[0])).says(words)
    task = asyncio.create_task(bot.polling.run())
    for _ in range(cut_after):
        await asyncio.sleep(0.0005)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    committed = set(bot.desk.words)
    left = {u.body["text"] for u in telegram.updates.pending}
    assert committed | left == set(said)

    bot.polling = bot.new_polling()
    async with bot.polls():
        await until(lambda: set(bot.desk.words) == set(said) and not telegram.updates.pending)
    for person in people:
        first_time = list(dict.fromkeys(t.act.text for t in bot.desk.committed if t.address == str(person.id)))
        assert first_time == [f"{person.id}-{n}" for n in range(3)]


async def test_storage_that_is_away_is_waited_for(bot: Bot, telegram: FakeTelegram) -> None:
    away = [StorageAwayError(7.0), StorageAwayError(7.0)]

    def answer(turn: Turn) -> Reply:
        if away:
            raise away.pop()
        return echo(turn)

    bot.desk.answer = answer
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("сәлем")
        await aigul.sees("сәлем")
    assert bot.sleep.slept.count(7.0) == 2
    assert len(aigul.heard) == 1, "the person hears nothing of the trouble"


async def test_stopping_while_storage_is_away_leaves_the_update_with_telegram(bot: Bot, telegram: FakeTelegram) -> None:
    def away(turn: Turn) -> Reply:
        raise StorageAwayError(7.0)

    bot.desk.answer = away
    await telegram.person(1001).says("бір")
    await telegram.person(1001).says("екі")
    async with bot.polls():
        await until(lambda: 7.0 in bot.sleep.slept)
    assert [u.body["text"] for u in telegram.updates.pending] == ["бір", "екі"]


async def test_a_poison_update_is_apologised_for_and_blocks_nobody(
    bot: Bot, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    iin = "850412300123"

    def answer(turn: Turn) -> Reply:
        if turn.act.text == "улы":
            raise ValueError(iin)
        return echo(turn)

    bot.desk.answer = answer
    aigul = telegram.person(1001)
    await aigul.says("улы")
    async with bot.polls():
        apology = await aigul.sees("сақталмады")
        assert "не сохранено" in apology.text
        await aigul.says("сәлем")
        await aigul.sees("сәлем")
    assert [turn.act.text for turn in bot.desk.begun].count("улы") == 3
    assert bot.door.failed == 1
    assert "100001" in caplog.text
    assert "ValueError" in caplog.text
    assert iin not in caplog.text
    assert "улы" not in caplog.text.replace('turn.act.text == "улы"', "")


async def test_a_reply_that_cannot_be_rendered_says_that_the_answer_is_kept(bot: Bot, telegram: FakeTelegram) -> None:
    bot.desk.answer = lambda turn: Reply("kk", (Message(None),))  # type: ignore[arg-type]  # a defect of a dialog
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("сәлем")
        await aigul.sees("Жауабыңыз сақталды")
    assert bot.desk.words == ["сәлем"]


async def test_a_malformed_update_is_passed_over(
    bot: Bot, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.updates.add("message", {"chat": "Айгүл", "text": "құпия"}, 1001)
    telegram.updates.add("message", {}, 1001)
    aigul = telegram.person(1001)
    await aigul.says("сәлем")
    async with bot.polls():
        await aigul.sees("сәлем")
    assert bot.door.malformed == 2
    assert "құпия" not in caplog.text
    assert telegram.updates.pending == []


async def test_a_webhook_left_behind_is_removed(
    bot: Bot, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = telegram.person(1001)
    await aigul.says("күтіп тұрмын")
    telegram.updates.set_hook("http://127.0.0.1:1/telegram/webhook", "s", 40)
    async with bot.polls():
        await aigul.sees("күтіп тұрмын")
    assert telegram.updates.hook is None
    assert "webhook" in caplog.text


async def test_a_refused_token_is_said_in_a_sentence(telegram: FakeTelegram) -> None:
    stranger = Bot(telegram, token="999:AAHwrong")
    with pytest.raises(TokenRefusedError, match="BotFather"):
        await stranger.polling.run()
    await stranger.close()


async def test_a_second_poller_is_named_and_the_first_goes_on_afterwards(
    bot: Bot, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = telegram.person(1001)
    async with bot.polls():
        await until(lambda: ("getUpdates", 50) in [(m, p.get("timeout")) for m, p in telegram.requests])
        await bot.client.call("getUpdates", {"timeout": 0})  # another program, for a moment
        await until(lambda: "only one" in caplog.text)
        await aigul.says("сәлем")
        await aigul.sees("сәлем")


@pytest.mark.parametrize("trouble", ["lost request", "lost answer", "500", "502"])
async def test_a_lost_line_to_telegram_is_taken_up_again(bot: Bot, telegram: FakeTelegram, trouble) -> None:
    telegram.fault("getMe", trouble)
    telegram.fault("getUpdates", trouble, 3)
    aigul = telegram.person(1001)
    await aigul.says("сәлем")
    async with bot.polls():
        await aigul.sees("сәлем")
    assert len(bot.desk.committed) == 1


async def test_flood_control_of_fetching_is_obeyed(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.flood("getUpdates", 11)
    aigul = telegram.person(1001)
    await aigul.says("сәлем")
    async with bot.polls():
        await aigul.sees("сәлем")
    assert 11 in bot.sleep.slept


async def test_stopping_answers_what_was_fetched(bot: Bot, telegram: FakeTelegram) -> None:
    gate = asyncio.Event()

    async def slow(turn: Turn) -> Reply:
        await gate.wait()
        return echo(turn)

    bot.desk.answer = slow
    aigul = telegram.person(1001)
    await aigul.says("сәлем")
    async with bot.polls() as polling:
        await until(lambda: bot.desk.begun)
        polling.stop()
        asyncio.get_running_loop().call_soon(gate.set)
    assert aigul.last.text == "m1: Text(text='сәлем')"
    assert telegram.updates.pending == []


async def test_more_people_than_a_batch_holds(bot: Bot, telegram: FakeTelegram) -> None:
    people = [telegram.person(3000 + n) for n in range(250)]
    for person in people:
        await person.says("сәлем")
    async with bot.polls():
        await until(lambda: len(bot.desk.committed) == 250)
    assert all(person.last.text.endswith("'сәлем')") for person in people)
    assert telegram.updates.pending == []


async def test_fetching_waits_while_too_much_is_unsent(
    bot: Bot, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.polling.MOST_PENDING", 0)
    gate = asyncio.Event()

    async def wait(seconds: float) -> None:
        await gate.wait()

    bot.outgoing._sleep = wait
    telegram.flood("sendMessage", 30)
    aigul, erzhan = telegram.person(1001), telegram.person(1002, "ru", "Ержан")
    await aigul.says("сәлем")
    async with bot.polls():
        await until(lambda: "sendMessage" in telegram.methods_called() and bot.outgoing.pending == 1)
        await until(lambda: bot.sleep.slept.count(0.5) > 3)
        await erzhan.says("привет")
        await until(lambda: bot.sleep.slept.count(0.5) > 6)
        assert bot.desk.words == ["сәлем"]
        gate.set()
        await erzhan.sees("привет")
