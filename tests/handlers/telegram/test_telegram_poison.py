"""An update that fails by itself: apologised for, kept whole for study, and in nobody's way, whatever becomes of keeping it."""

import asyncio

import orjson
import pytest

from dialogs.reply import Message, Reply
from dialogs.turn import Turn
from handlers.telegram.door import TRIES, Failed
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import Bot, StorageAwayError, echo

NAME = "Нұргүл"


def breaks_at(words: str):
    def answer(turn: Turn) -> Reply:
        if getattr(turn.act, "text", "") == words:
            raise ValueError(words)
        return echo(turn)

    return answer


@pytest.fixture(params=["polling", "webhook"])
def way(request: pytest.FixtureRequest, bot: Bot):
    return bot.polls if request.param == "polling" else bot.serves


async def test_it_is_kept_whole_and_the_next_message_is_answered(
    bot: Bot, telegram: FakeTelegram, way, caplog: pytest.LogCaptureFixture
) -> None:
    bot.desk.answer = breaks_at(NAME)
    aigul = telegram.person(1001)
    async with way():
        await aigul.says(NAME)
        await aigul.sees("сақталмады")
        await aigul.says("сәлем")
        await aigul.sees("сәлем")
    [failed] = bot.kept
    assert (failed.address, failed.external_id, failed.error) == ("1001", "1446:u100001", "ValueError")
    assert failed.place.endswith("answer")
    assert NAME not in failed.place
    assert orjson.loads(failed.body)["message"]["text"] == NAME
    assert (bot.door.failed, bot.door.kept) == (1, 1)
    assert len(bot.desk.begun) == TRIES + 1
    assert telegram.updates.pending == []
    assert NAME not in caplog.text


async def test_others_are_answered_while_it_is_tried(bot: Bot, telegram: FakeTelegram, way) -> None:
    gate = asyncio.Event()

    async def wait(seconds: float) -> None:
        await gate.wait()

    bot.door._sleep = wait
    bot.desk.answer = breaks_at(NAME)
    aigul, erzhan = telegram.person(1001), telegram.person(1002)
    async with way():
        saying = asyncio.create_task(aigul.says(NAME))
        await erzhan.says("сәлем")
        await erzhan.sees("сәлем")
        assert bot.kept == []
        gate.set()
        await saying
        await aigul.sees("сақталмады")
    assert len(bot.kept) == 1


@pytest.mark.parametrize("trouble", [StorageAwayError(5), OSError("диск: Нұргүл"), None])
async def test_when_it_cannot_be_kept_the_apology_still_goes(
    bot: Bot, telegram: FakeTelegram, way, trouble, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None: the store does not answer at all."""
    monkeypatch.setattr("handlers.telegram.door.KEEPING_SECONDS", 0.02)

    async def keep(failed: Failed) -> bool:
        if trouble is None:
            await asyncio.Event().wait()
        raise trouble

    bot.door._keep = keep
    bot.desk.answer = breaks_at(NAME)
    aigul = telegram.person(1001)
    async with way():
        await aigul.says(NAME)
        await aigul.sees("сақталмады")
    assert "update 100001 could not be kept for study" in caplog.text
    assert (bot.door.failed, bot.door.kept) == (1, 0)
    assert NAME not in caplog.text


async def test_when_too_many_are_kept_it_is_said(
    bot: Bot, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    async def keep(failed: Failed) -> bool:
        return False

    bot.door._keep = keep
    bot.desk.answer = breaks_at(NAME)
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says(NAME)
        await aigul.sees("сақталмады")
    assert "too many are kept; see `sanaq poison list`" in caplog.text
    assert bot.door.kept == 0


async def test_a_reply_that_cannot_be_said_is_kept_too(bot: Bot, telegram: FakeTelegram, way) -> None:
    bot.desk.answer = lambda turn: Reply("kk", (Message(None),))  # type: ignore[arg-type]  # a defect of a dialog
    aigul = telegram.person(1001)
    async with way():
        await aigul.says(NAME)
        await aigul.sees("Жауабыңыз сақталды")
    [failed] = bot.kept
    assert "render" in failed.place
    assert bot.desk.words == [NAME]


async def test_what_the_store_refuses_for_now_is_no_poison(bot: Bot, telegram: FakeTelegram) -> None:
    away = [StorageAwayError(1), StorageAwayError(1), StorageAwayError(1), StorageAwayError(1)]

    def answer(turn: Turn) -> Reply:
        if away:
            raise away.pop()
        return echo(turn)

    bot.desk.answer = answer
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says(NAME)
        await aigul.sees(NAME)
    assert bot.kept == []
    assert bot.door.failed == 0
