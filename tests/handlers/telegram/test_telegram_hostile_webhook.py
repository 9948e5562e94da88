"""What anybody may send to the webhook's address, and what Telegram itself may send that we have never seen."""

import asyncio
import gzip
import io

import aiohttp
import orjson
import pytest

from handlers.telegram.webhook import HEADER, MOST_BYTES, PATH
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import SECRET, Bot, message, update

KNOWN = {HEADER: SECRET}


class Line:
    """A connection on which one says exactly what one likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, bot: Bot) -> "Line":
        host, _, port = bot.public_url.removeprefix("http://").partition(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    async def says(self, *lines: str, body: bytes = b"") -> None:
        head = "\r\n".join((f"POST {PATH} HTTP/1.1", "Host: x", *lines, "", ""))
        self._writer.write(head.encode() + body)
        await self._writer.drain()

    async def status(self) -> int:
        async with asyncio.timeout(5):
            line = await self._reader.readline()
        return int(line.split()[1]) if line else 0

    async def hangs_up(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


async def post(bot: Bot, body: bytes, headers: dict[str, str], method: str = "POST") -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, bot.public_url + PATH, data=io.BytesIO(body), headers=headers) as response,
    ):
        await response.read()
        return response.status


async def still_answers(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    await aigul.says("сәлем")
    await aigul.sees("сәлем")
    assert telegram.updates.pending == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_another_method_is_refused(bot: Bot, telegram: FakeTelegram, method: str) -> None:
    async with bot.serves():
        assert await post(bot, b"{}", KNOWN, method) == 405
        await still_answers(bot, telegram)


async def test_a_stranger_is_refused_before_his_body_is_read(bot: Bot, telegram: FakeTelegram) -> None:
    """He announces a gigabyte and sends none of it."""
    async with bot.serves() as webhook:
        line = await Line.to(bot)
        await line.says(f"{HEADER}: wrong", f"Content-Length: {1 << 30}")
        assert await line.status() == 403
        assert webhook.taking == 0
        await line.hangs_up()
        await still_answers(bot, telegram)


async def test_a_body_that_does_not_come_is_not_waited_for_without_end(
    bot: Bot, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.webhook.BODY_SECONDS", 0.05)
    async with bot.serves() as webhook:
        line = await Line.to(bot)
        await line.says(f"{HEADER}: {SECRET}", "Content-Length: 100", body=b'{"update_id": 1, ')
        assert await line.status() == 408
        assert webhook.taking == 0
        await line.hangs_up()
        await still_answers(bot, telegram)
    assert len(bot.desk.begun) == 1


async def test_a_line_that_breaks_in_the_middle_of_an_update_changes_nothing(
    bot: Bot, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    whole = orjson.dumps(update(message=message(text="жартысы")))
    async with bot.serves() as webhook:
        line = await Line.to(bot)
        await line.says(f"{HEADER}: {SECRET}", f"Content-Length: {len(whole)}", body=whole[:-5])
        await _until(lambda: webhook.taking == 1)
        await line.hangs_up()
        await _until(lambda: webhook.taking == 0)
        await still_answers(bot, telegram)
    assert bot.desk.words == ["сәлем"]
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, b"not gzip at all"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b" " * (100 << 20))),
        ({"Content-Type": "text/plain; charset=nonsense"}, b"{"),
        ({}, b"[" * MOST_BYTES),
        ({}, b'{"a":' * 200_000),
        ({}, b'{"update_id": ' + b"9" * 100_000 + b"}"),
        ({}, b'{"update_id": NaN}'),
        ({}, b'"\\ud83d"'),
        ({}, b" " * MOST_BYTES),
        ({}, b" " * (MOST_BYTES + 1)),
    ],
    ids=["no gzip", "bomb", "type", "brackets", "objects", "number", "NaN", "half a pair", "1 MB", "over 1 MB"],
)
async def test_whoever_knows_the_secret_cannot_break_it(
    bot: Bot, telegram: FakeTelegram, headers: dict[str, str], body: bytes
) -> None:
    async with bot.serves() as webhook:
        assert await post(bot, body, KNOWN | headers) in (200, 400)
        assert webhook.taking == 0
        await still_answers(bot, telegram)
    assert bot.desk.words == ["сәлем"]


@pytest.mark.parametrize(
    "body",
    [
        {"poll": {"id": "1"}},
        {"message_reaction": {}},
        {"a_kind_of_next_year": {"chat": {"id": 1001}}},
        {"message": message(an_act_of_next_year={"x": 1})},
        {"message": message(text="сәлем", fields_of_next_year=[None])},
    ],
)
async def test_what_telegram_invents_next_year_stops_nothing(bot: Bot, telegram: FakeTelegram, body) -> None:
    async with bot.serves():
        assert await post(bot, orjson.dumps(update(**body)), KNOWN) == 200
        await still_answers(bot, telegram)
    assert bot.door.malformed == 0
    assert bot.door.failed == 0


async def test_the_largest_message_we_take_reaches_the_desk(bot: Bot, telegram: FakeTelegram) -> None:
    words = "ә" * 400_000
    async with bot.serves():
        assert await post(bot, orjson.dumps(update(message=message(text=words))), KNOWN) == 200
        await still_answers(bot, telegram)
    assert bot.desk.words == [words, "сәлем"]


async def test_half_a_letter_is_no_reason_for_silence(bot: Bot, telegram: FakeTelegram) -> None:
    whole = orjson.dumps(update(message=message(text="Айжан ?")))
    async with bot.serves():
        assert await post(bot, whole.replace(b"?", b"\\ud83d"), KNOWN) == 200
    assert bot.desk.words == ["Айжан ?"]


async def _until(condition) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.001)
