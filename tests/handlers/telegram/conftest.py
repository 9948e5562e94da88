"""A bot at the fake Bot API server, with a desk the test scripts. No test here sleeps: `Patience` counts instead."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from dialogs.reply import Message, Reply
from dialogs.turn import Turn
from handlers.telegram.client import Client
from handlers.telegram.door import Door, Failed
from handlers.telegram.polling import Polling
from handlers.telegram.sending import Outgoing
from handlers.telegram.webhook import PATH, Webhook
from tests.doubles.telegram import FakeTelegram

NOW = datetime(2021, 9, 1, 6, 0, tzinfo=UTC)
SECRET = "a-secret_of-the-test"


class Patience:
    """Stands for sleep: remembers how long one would have slept, and lets the others run."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        for _ in range(5):
            await asyncio.sleep(0)


class StorageAwayError(Exception):
    """What a desk raises that cannot commit now."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("storage is away")
        self.retry_after = retry_after


def echo(turn: Turn) -> Reply:
    _, _, of_the_bot = turn.external_id.partition(":")
    return Reply("kk", (Message(f"{of_the_bot}: {turn.act}"),))


class ScriptedDesk:
    """Answers with `answer(turn)`; `committed` are the turns it has returned from, in that order."""

    def __init__(self) -> None:
        self.answer: Callable[[Turn], Reply | Awaitable[Reply]] = echo
        self.begun: list[Turn] = []
        self.committed: list[Turn] = []

    async def take(self, turn: Turn) -> Reply:
        self.begun.append(turn)
        reply = self.answer(turn)
        if not isinstance(reply, Reply):
            reply = await reply
        self.committed.append(turn)
        return reply

    @property
    def words(self) -> list[str]:
        """What was committed, the words only."""
        return [getattr(turn.act, "text", "") for turn in self.committed]


class Bot:
    """The door, put together as the program does it."""

    def __init__(self, telegram: FakeTelegram, token: str | None = None) -> None:
        self.telegram = telegram
        self.client = Client(token or telegram.token, telegram.url)
        self.desk = ScriptedDesk()
        self.now = NOW
        self.sleep = Patience()
        self.blocked: list[tuple[str, bool]] = []
        self.kept: list[Failed] = []
        self.outgoing = Outgoing(self.client, self.on_blocked, sleep=self.sleep)
        self.door = Door(
            self.desk,
            self.on_blocked,
            keep=self.keep,
            bot=self.client.bot_id,
            clock=lambda: self.now,
            sleep=self.sleep,
        )
        self.polling = self.new_polling()

    def new_polling(self) -> Polling:
        return Polling(self.client, self.door, self.outgoing, sleep=self.sleep)

    async def on_blocked(self, address: str, blocked: bool) -> None:
        self.blocked.append((address, blocked))

    async def keep(self, failed: Failed) -> bool:
        self.kept.append(failed)
        return True

    @asynccontextmanager
    async def polls(self) -> AsyncIterator[Polling]:
        """Poll for as long as the block lasts, and stop in good order."""
        task = asyncio.create_task(self.polling.run())
        try:
            yield self.polling
        finally:
            self.polling.stop()
            async with asyncio.timeout(5):
                await task

    @asynccontextmanager
    async def serves(self) -> AsyncIterator[Webhook]:
        """Serve the webhook for as long as the block lasts, and have Telegram know it."""
        webhook = Webhook(self.door, self.outgoing, SECRET)
        app = web.Application()
        app.router.add_post(PATH, webhook.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.05)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.public_url = f"http://{host}:{port}"
        self.telegram.updates.set_hook(self.public_url + PATH, SECRET, 40)
        try:
            yield webhook
        finally:
            await webhook.drain(5)
            self.telegram.updates.hook = None
            await runner.cleanup()

    async def close(self) -> None:
        await self.client.close()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    made = Bot(telegram)
    yield made
    await made.close()


ids = itertools.count(1)


def update(**body: Any) -> dict[str, Any]:
    """An update as Telegram sends it."""
    return {"update_id": next(ids), **body}


def message(**content: Any) -> dict[str, Any]:
    """A message of Айгүл in her private chat."""
    person = {"id": 1001, "is_bot": False, "first_name": "Айгүл", "language_code": "kk"}
    chat = {"id": 1001, "type": "private", "first_name": "Айгүл"}
    return {"message_id": 7, "from": person, "chat": chat, "date": 1_630_476_000, **content}
