"""What goes out: in order, through flood control, lost lines and people who are gone."""

import asyncio
from datetime import timedelta

import pytest

from handlers.telegram.calls import Call
from handlers.telegram.client import Client, TokenMalformedError
from handlers.telegram.lanes import Lanes
from handlers.telegram.sending import FLOODS, quotable
from tests.doubles.telegram import FakeTelegram, Person
from tests.handlers.telegram.conftest import Bot


def text(words: str, chat: str = "1001") -> Call:
    return Call("sendMessage", {"chat_id": chat, "text": words})


@pytest.fixture
async def aigul(telegram: FakeTelegram) -> Person:
    person = telegram.person(1001)
    await person.says("/start")
    return person


def heard(person: Person) -> list[str]:
    return [message.text for message in person.chat if not message.mine]


async def test_flood_control_is_waited_out_and_order_kept(bot: Bot, telegram: FakeTelegram, aigul: Person) -> None:
    telegram.flood("sendMessage", 30, times=2)
    bot.outgoing.post("1001", [text("бір"), text("екі")])
    bot.outgoing.post("1001", [text("үш")])
    await bot.outgoing.drain()
    assert heard(aigul) == ["бір", "екі", "үш"]
    assert bot.sleep.slept == [30, 30]


async def test_one_chat_in_flood_control_does_not_hold_up_another(
    bot: Bot, telegram: FakeTelegram, aigul: Person
) -> None:
    gate = asyncio.Event()

    async def wait(seconds: float) -> None:
        await gate.wait()

    bot.outgoing._sleep = wait
    erzhan = telegram.person(1002)
    await erzhan.says("/start")
    telegram.flood("sendMessage", 30)
    bot.outgoing.post("1001", [text("бір")])
    await asyncio.sleep(0.02)  # the first call must meet the flood
    assert await bot.outgoing.send("1002", [text("екі", "1002")]) == "delivered"
    assert heard(aigul) == []
    gate.set()
    await bot.outgoing.drain()
    assert heard(aigul) == ["бір"]


async def test_flood_control_without_end_is_given_up(
    bot: Bot, telegram: FakeTelegram, aigul: Person, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.flood("sendMessage", 1, times=FLOODS + 1)
    bot.outgoing.post("1001", [text("бір"), text("екі")])
    await bot.outgoing.drain()
    assert heard(aigul) == ["екі"]
    assert f"sendMessage was given up after {FLOODS} waits" in caplog.text


async def test_what_the_bot_says_unasked_does_not_wait_out_flood_control_but_comes_back(
    bot: Bot, telegram: FakeTelegram, aigul: Person
) -> None:
    """Nobody is held up behind it, and whoever sent it hears for how long to be quiet."""
    telegram.flood("sendMessage", 40)
    assert await bot.outgoing.send("1001", [text("еске салу"), text("екі")]) == timedelta(seconds=40)
    assert bot.sleep.slept == []
    assert heard(aigul) == []
    assert await bot.outgoing.send("1001", [text("еске салу")]) == "delivered"


async def test_of_what_was_begun_unasked_the_rest_is_said(bot: Bot, telegram: FakeTelegram, aigul: Person) -> None:
    async def wait(seconds: float) -> None:
        telegram.pass_time(seconds)

    bot.outgoing._sleep = wait
    telegram.chat_limit = 1
    assert await bot.outgoing.send("1001", [text("бір"), text("екі")]) == "delivered"
    assert heard(aigul) == ["бір", "екі"]


async def test_the_servers_own_limit_for_a_chat_is_obeyed(bot: Bot, telegram: FakeTelegram, aigul: Person) -> None:
    telegram.chat_limit = 1

    async def wait(seconds: float) -> None:
        telegram.pass_time(seconds)

    bot.outgoing._sleep = wait
    assert await bot.outgoing.send("1001", [text("бір"), text("екі"), text("үш")]) == "delivered"
    assert heard(aigul) == ["бір", "екі", "үш"]


async def test_a_person_who_blocked_the_bot_is_reported_once_and_left_alone(
    bot: Bot, telegram: FakeTelegram, aigul: Person
) -> None:
    aigul.blocked = True
    assert await bot.outgoing.send("1001", [text("бір"), text("екі")]) == "blocked"
    assert bot.blocked == [("1001", True)]
    assert telegram.methods_called() == ["sendMessage"]


async def test_strangers_deleted_accounts_and_unknown_chats_cannot_be_written_to(
    bot: Bot, telegram: FakeTelegram
) -> None:
    telegram.person(1003).started = telegram.person(1003).deactivated = True
    telegram.person(1004)
    for chat in ("1003", "1004", "777"):
        assert await bot.outgoing.send(chat, [text("бір", chat)]) == "blocked"
    assert bot.blocked == [("1003", True), ("1004", True), ("777", True)]


async def test_being_thrown_out_of_a_group_is_nobodys_block(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.group(-5)
    assert await bot.outgoing.send("-5", [text("бір", "-5")]) == "blocked"
    assert bot.blocked == []


async def test_a_failure_to_note_a_block_does_not_stop_the_sending(
    bot: Bot, telegram: FakeTelegram, aigul: Person
) -> None:
    async def broken(address: str, blocked: bool) -> None:
        raise OSError

    bot.outgoing._on_blocked = broken
    aigul.blocked = True
    assert await bot.outgoing.send("1001", [text("бір")]) == "blocked"
    aigul.blocked = False
    assert await bot.outgoing.send("1001", [text("екі")]) == "delivered"


@pytest.mark.parametrize("trouble", ["lost answer", "500", "502"])
async def test_a_message_of_unknown_fate_is_not_said_twice(
    bot: Bot, telegram: FakeTelegram, aigul: Person, trouble
) -> None:
    telegram.fault("sendMessage", trouble)
    assert await bot.outgoing.send("1001", [text("бір"), text("екі")]) == "unknown"
    assert heard(aigul) == (["бір", "екі"] if trouble == "lost answer" else ["екі"])


@pytest.mark.parametrize("trouble", ["lost request", "lost answer", "500", "502"])
async def test_an_edit_is_repeated_until_it_is_done(bot: Bot, telegram: FakeTelegram, aigul: Person, trouble) -> None:
    await bot.outgoing.send("1001", [text("бір")])
    telegram.fault("editMessageText", trouble, times=2)
    edit = Call("editMessageText", {"chat_id": "1001", "message_id": aigul.last.id, "text": "екі"})
    assert await bot.outgoing.send("1001", [edit]) == "delivered"
    assert heard(aigul) == ["екі"]


async def test_what_never_left_is_sent_again_and_given_up_in_the_end(bot: Bot) -> None:
    nowhere = Client(bot.telegram.token, "http://127.0.0.1:1")
    bot.outgoing._api = nowhere
    assert await bot.outgoing.send("1001", [text("бір")]) == "unknown"
    assert bot.sleep.slept == [1.0, 2.0, 4.0]
    await nowhere.close()


async def test_refusals_that_cost_nothing_are_no_trouble(
    bot: Bot, telegram: FakeTelegram, aigul: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.outgoing.send("1001", [text("бір")])
    place = {"chat_id": "1001", "message_id": aigul.last.id}
    calls = [
        Call("editMessageText", {**place, "text": "бір"}),
        Call("editMessageReplyMarkup", place),
        Call("editMessageReplyMarkup", {**place, "message_id": 999}),
        Call("editMessageReplyMarkup", {**place, "message_id": 1}),
        Call("answerCallbackQuery", {"callback_query_id": "1"}),
    ]
    assert await bot.outgoing.send("1001", calls) == "delivered"
    assert len(telegram.refusals) == len(calls)
    assert caplog.text == ""


async def test_an_edit_that_is_not_possible_becomes_a_new_message(bot: Bot, aigul: Person) -> None:
    edit = Call("editMessageText", {"chat_id": "1001", "message_id": 999, "text": "бір"}, otherwise=text("бір"))
    assert await bot.outgoing.send("1001", [edit]) == "delivered"
    assert heard(aigul) == ["бір"]


async def test_an_edit_that_changes_nothing_does_not(bot: Bot, aigul: Person) -> None:
    await bot.outgoing.send("1001", [text("бір")])
    place = {"chat_id": "1001", "message_id": aigul.last.id, "text": "бір"}
    await bot.outgoing.send("1001", [Call("editMessageText", place, otherwise=text("бір"))])
    assert heard(aigul) == ["бір"]


async def test_other_refusals_are_logged_without_what_they_quote(
    bot: Bot, aigul: Person, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Call("sendMessage", {"chat_id": "1001", "text": "<айжан>", "parse_mode": "HTML"})
    assert await bot.outgoing.send("1001", [broken]) == "refused"
    assert "sendMessage (400): Bad Request: can't parse entities: Unsupported start tag" in caplog.text
    assert "айжан" not in caplog.text


def test_quotations_are_cut_out_even_when_torn() -> None:
    assert quotable('tag "құпия" at 5, found "сыр') == 'tag "…" at 5, found "…"'


async def test_draining_drops_what_does_not_get_through_in_time(
    bot: Bot, telegram: FakeTelegram, aigul: Person
) -> None:
    async def forever(seconds: float) -> None:
        await asyncio.Event().wait()

    bot.outgoing._sleep = forever
    telegram.flood("sendMessage", 3600)
    bot.outgoing.post("1001", [text("бір")])
    bot.outgoing.post("1001", [text("екі")])
    await bot.outgoing.drain(0.05)
    assert bot.outgoing.pending == 0
    assert bot.outgoing.is_idle("1001")


async def test_a_lane_goes_on_after_a_job_that_raises_and_is_forgotten_when_empty(
    caplog: pytest.LogCaptureFixture,
) -> None:
    lanes, done = Lanes(), []

    async def job(n: int) -> None:
        if n == 0:
            raise ValueError("ЖСН")
        done.append(n)

    for n in range(3):
        lanes.put("a", lambda n=n: job(n))
    assert (lanes.pending, lanes.is_idle("a")) == (3, False)
    await lanes.drain()
    assert done == [1, 2]
    assert (lanes.pending, lanes.is_idle("a")) == (0, True)
    assert "ValueError" in caplog.text
    assert "ЖСН" not in caplog.text


def test_a_malformed_token_is_named_by_its_setting_and_not_repeated() -> None:
    with pytest.raises(TokenMalformedError, match="SANAQ_TELEGRAM_TOKEN") as caught:
        Client("my secret")
    assert "my secret" not in str(caught.value)


def asking(words: str) -> Call:
    key = {"text": "Көмек", "callback_data": "v.help"}
    return Call("sendMessage", {"chat_id": "1001", "text": words, "reply_markup": {"inline_keyboard": [[key]]}})


def standing(person: Person) -> list[str]:
    """The messages that still bear buttons."""
    return [message.text for message in person.chat if message.keyboard]


async def test_a_question_answered_by_typing_loses_its_buttons_to_the_next(bot: Bot, aigul: Person) -> None:
    bot.outgoing.post("1001", [asking("бір")])
    bot.outgoing.post("1001", [text("ескертпе")])
    await bot.outgoing.drain()
    assert standing(aigul) == ["бір"], "a sentence in between takes nothing away"
    bot.outgoing.post("1001", [asking("көмек"), asking("екі")])
    await bot.outgoing.drain()
    assert standing(aigul) == ["көмек", "екі"], "messages of one reply stand together"
    bot.outgoing.post("1001", [asking("үш")])
    await bot.outgoing.drain()
    assert standing(aigul) == ["үш"]


async def test_what_the_bot_says_on_its_own_leaves_the_question_its_buttons(bot: Bot, aigul: Person) -> None:
    bot.outgoing.post("1001", [asking("сұрақ")])
    await bot.outgoing.send("1001", [asking("еске салу")])
    assert standing(aigul) == ["сұрақ", "еске салу"]
    bot.outgoing.post("1001", [asking("келесі")])
    await bot.outgoing.drain()
    assert standing(aigul) == ["келесі"]


async def test_buttons_already_taken_away_are_not_taken_twice(bot: Bot, telegram: FakeTelegram, aigul: Person) -> None:
    bot.outgoing.post("1001", [asking("бір")])
    await bot.outgoing.drain()
    settled = Call("editMessageReplyMarkup", {"chat_id": "1001", "message_id": aigul.last.id})
    bot.outgoing.post("1001", [asking("екі"), settled])
    await bot.outgoing.drain()
    assert standing(aigul) == ["екі"]
    assert telegram.refusals == []
