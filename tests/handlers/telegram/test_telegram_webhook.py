"""The webhook: only Telegram gets in, 200 only after the commit, trouble is put off and nonsense is counted."""

import asyncio
import io

import aiohttp
import orjson
import pytest

from dialogs.reply import Attached, Choice, Message, Reply
from dialogs.turn import Turn
from handlers.telegram.webhook import HEADER, PATH, SecretError, Webhook, WebhookNotSetError, set_webhook
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import SECRET, Bot, StorageAwayError, echo, message, update


async def post(bot: Bot, body: bytes, headers: dict[str, str]) -> aiohttp.ClientResponse:
    async with (
        aiohttp.ClientSession() as session,
        session.post(bot.public_url + PATH, data=io.BytesIO(body), headers=headers) as response,
    ):
        await response.read()
        return response


async def test_a_reply_rides_in_the_answer(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    async with bot.serves():
        await aigul.says("сәлем")
        await aigul.sees("сәлем")
    assert telegram.updates.deliveries[0].answer["method"] == "sendMessage"
    assert telegram.methods_called() == ["sendMessage"], "no request of our own was needed"
    assert telegram.refusals == []


async def test_several_messages_keep_their_order(bot: Bot, telegram: FakeTelegram) -> None:
    bot.desk.answer = lambda turn: Reply("kk", (Message("бір"), Message("екі"), Message("үш")))
    aigul = telegram.person(1001)
    async with bot.serves():
        await aigul.says("сәлем")
        await aigul.sees("үш")
    assert [m.text for m in aigul.chat[1:]] == ["бір", "екі", "үш"]


async def test_the_answer_to_a_press_rides_and_the_rest_follows(bot: Bot, telegram: FakeTelegram) -> None:
    bot.desk.answer = lambda turn: Reply(
        "kk", (Message("Сұрақ?", choices=(Choice("a.1.1.yes", "Иә"),), expects="choice"),)
    )
    aigul = telegram.person(1001)
    async with bot.serves():
        await aigul.says("/start")
        query = await aigul.presses("Иә")
        assert await aigul.is_answered(query) == ""
        await aigul.sees("Сұрақ?")
    assert telegram.updates.deliveries[1].answer["method"] == "answerCallbackQuery"
    assert aigul.chat[1].text == "Сұрақ?\n\n→ Иә"
    assert telegram.refusals == []


async def test_a_file_is_never_squeezed_into_the_answer(bot: Bot, telegram: FakeTelegram) -> None:
    bot.desk.answer = lambda turn: Reply("kk", (), files=(Attached("receipt.txt", "text/plain", b"14-46"),))
    aigul = telegram.person(1001)
    async with bot.serves():
        await aigul.says("сәлем")
        await aigul.sees("")
    assert aigul.last.file == b"14-46"


@pytest.mark.parametrize(
    "headers", [{}, {HEADER: ""}, {HEADER: "wrong"}, {HEADER: SECRET + "x"}, {HEADER: "құпия"}, {HEADER: "\udcff"}]
)
async def test_a_stranger_is_turned_away(bot: Bot, telegram: FakeTelegram, headers: dict[str, str]) -> None:
    async with bot.serves():
        if HEADER in headers and "\udcff" in headers[HEADER]:
            status = await raw_status(bot, b"\xff\xfe")
        else:
            status = (await post(bot, b'{"update_id": 1}', headers)).status
    assert status == 403
    assert bot.desk.begun == []


async def raw_status(bot: Bot, secret: bytes) -> int:
    """A header no ordinary client would send: bytes that are not even UTF-8."""
    host, _, port = bot.public_url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n")
    writer.write(HEADER.encode() + b": " + secret + b"\r\n\r\n{}")
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(line.split()[1])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"1" * (2 << 20), b"{}", b'{"message": 5}'])
async def test_nonsense_is_counted_and_not_repeated(bot: Bot, telegram: FakeTelegram, body: bytes) -> None:
    async with bot.serves():
        response = await post(bot, body, {HEADER: SECRET})
    assert response.status == 200
    assert bot.desk.begun == []
    assert bot.door.malformed == (0 if body == b"{}" else 1)


async def test_storage_that_is_away_is_said_with_retry_after_and_nothing_is_lost(
    bot: Bot, telegram: FakeTelegram
) -> None:
    def away(turn: Turn) -> Reply:
        raise StorageAwayError(7.4)

    bot.desk.answer = away
    aigul = telegram.person(1001)
    async with bot.serves():
        await aigul.says("бір")
        await aigul.says("екі")
        assert {(d.status, d.retry_after) for d in telegram.updates.deliveries} == {(503, "7")}
        bot.desk.answer = echo
        await telegram.deliver()
        await aigul.sees("екі")
    assert bot.desk.words == ["бір", "екі"]


async def test_a_poison_update_does_not_block_the_lane(bot: Bot, telegram: FakeTelegram) -> None:
    def broken(turn: Turn) -> Reply:
        raise ZeroDivisionError

    bot.desk.answer = broken
    aigul = telegram.person(1001)
    async with bot.serves():
        await aigul.says("улы")
        await aigul.sees("сақталмады")
    assert telegram.updates.pending == []


async def test_too_many_replies_waiting_put_telegram_off(bot: Bot, telegram: FakeTelegram, monkeypatch) -> None:
    monkeypatch.setattr("handlers.telegram.webhook.MOST_PENDING", -1)
    async with bot.serves():
        response = await post(bot, b'{"update_id": 1}', {HEADER: SECRET})
    assert (response.status, response.headers["Retry-After"]) == (503, "1")


async def test_an_update_that_comes_twice_reaches_the_desk_under_the_same_id(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    async with bot.serves():
        telegram.updates.hook, hook = None, telegram.updates.hook
        await aigul.says("сәлем")
        twice = telegram.updates.pending[0]
        telegram.updates.hook = hook
        await telegram.deliver()
        telegram.updates.again(twice)
        await telegram.deliver()
    assert [turn.external_id for turn in bot.desk.committed] == ["1446:m1", "1446:m1"]


async def test_while_a_chat_has_messages_on_the_way_nothing_overtakes_them(bot: Bot, telegram: FakeTelegram) -> None:
    """The first reply waits for flood control; the second must not ride past it."""
    gate = asyncio.Event()

    async def wait(seconds: float) -> None:
        await gate.wait()

    bot.outgoing._sleep = wait
    bot.desk.answer = lambda turn: Reply("kk", (Message(turn.act.text), Message("…")))
    telegram.flood("sendMessage", 3)
    aigul = telegram.person(1001)
    async with bot.serves():
        await aigul.says("бір")
        bot.desk.answer = lambda turn: Reply("kk", (Message(turn.act.text),))
        await aigul.says("екі")
        gate.set()
        await aigul.sees("екі")
    assert [m.text for m in aigul.chat if not m.mine] == ["бір", "…", "екі"]


@pytest.mark.parametrize("secret", ["", "with space", "құпия", "x" * 257])
def test_without_a_usable_secret_it_does_not_start(bot: Bot, secret: str) -> None:
    with pytest.raises(SecretError, match="SANAQ_TELEGRAM_WEBHOOK_SECRET"):
        Webhook(bot.door, bot.outgoing, secret)


async def test_set_webhook_tells_telegram(bot: Bot, telegram: FakeTelegram) -> None:
    assert await set_webhook(bot.client, "https://sanaq.example/", SECRET) == "https://sanaq.example/telegram/webhook"
    assert telegram.updates.hook.secret == SECRET
    assert telegram.updates.hook.max_connections == 100
    assert telegram.updates.allowed == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_set_webhook_says_what_telegram_objects_to() -> None:
    async with FakeTelegram(local=False) as strict:
        bot = Bot(strict)
        with pytest.raises(WebhookNotSetError, match="HTTPS"):
            await set_webhook(bot.client, "http://sanaq.example", SECRET)
        await bot.close()


async def test_a_message_in_a_webhook_body_is_read(bot: Bot, telegram: FakeTelegram) -> None:
    async with bot.serves():
        response = await post(bot, orjson.dumps(update(message=message(text="сәлем"))), {HEADER: SECRET})
        assert response.content_type == "application/json"
    assert bot.desk.words == ["сәлем"]
