"""Telegram's door as the program puts it together, on a real database: poison kept, blocks noted, a clean end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from aiohttp import web
from prometheus_client import REGISTRY

from bot.premises import House
from bot.settings import Settings
from bot.telegram_door import TelegramDoor, telegram_door
from dialogs.reply import Message, Reply
from dialogs.turn import Turn
from storage import poison
from storage.signals import LocalSignals
from storage.tables import conversation, lease
from tests.dialogs.conftest import campaign, empty_database, forms, new_scenario, scenario
from tests.dialogs.scenario import Scenario
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import SECRET, telegram

__all__ = ["campaign", "empty_database", "forms", "new_scenario", "scenario", "telegram"]


def house(of: Scenario) -> House:
    return House(of.campaign, of.database, of.desk._premises, of.desk)


@pytest.fixture
def settings(telegram: FakeTelegram) -> Settings:
    return replace(Settings(), telegram_token=telegram.token, telegram_api_url=telegram.url)


@asynccontextmanager
async def served(door: TelegramDoor, telegram: FakeTelegram) -> AsyncIterator[None]:
    """Open, and with the page's part of it served, as `sanaq serve` does."""
    app = web.Application()
    app.add_routes(door.routes)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with door.opened():
        if door.routes:
            telegram.updates.set_hook(f"http://{host}:{port}/telegram/webhook", SECRET, 40)
        try:
            yield
        finally:
            telegram.updates.hook = None
            door.stop()
    await runner.cleanup()


def breaks(scenario: Scenario) -> None:
    async def take(turn: Turn) -> Reply:
        raise ZeroDivisionError

    scenario.desk.take = take  # type: ignore[method-assign]


def read(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


@pytest.mark.parametrize("secret", ["", SECRET], ids=["polling", "webhook"])
async def test_a_poison_update_is_in_the_database_sealed(
    scenario: Scenario, telegram: FakeTelegram, settings: Settings, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.door.TRIES", 1)
    breaks(scenario)
    settings = replace(settings, telegram_webhook_secret=secret)
    aigul = telegram.person(1001)
    async with served(telegram_door(settings, house(scenario), LocalSignals()), telegram):
        await aigul.says("Айжан")
        await aigul.sees("сақталмады")
        assert read("sanaq_telegram_updates_total", outcome="kept") == 1
    [kept] = await scenario.database.read(poison.kept, 9)
    assert (kept.channel, kept.address, kept.error) == ("telegram", "1001", "ZeroDivisionError")
    shown = await scenario.database.write(poison.show, scenario.keyring, kept.id, by="dana", at=scenario.clock.now)
    assert shown
    assert "Айжан" in shown[1]
    assert read("sanaq_telegram_updates_total", outcome="kept") is None, "nothing is measured of a door that is closed"


async def test_a_person_who_blocks_the_bot_is_noted(
    scenario: Scenario, telegram: FakeTelegram, settings: Settings
) -> None:
    aigul = telegram.person(1001)
    blocked = sa.select(conversation.c.blocked_at).where(conversation.c.address == "1001")
    async with served(telegram_door(settings, house(scenario), LocalSignals()), telegram):
        await aigul.says("/start")
        await aigul.sees()
        await aigul.blocks_bot()
        async with asyncio.timeout(5):
            while await scenario.database.read(lambda conn: conn.execute(blocked).scalar_one()) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_at_the_end_the_lease_is_given_back_and_nothing_is_fetched(
    scenario: Scenario, telegram: FakeTelegram, settings: Settings
) -> None:
    holders = sa.select(sa.func.count()).select_from(lease)
    aigul = telegram.person(1001)
    async with served(telegram_door(settings, house(scenario), LocalSignals()), telegram):
        await aigul.says("/start")
        await aigul.sees()
        assert await scenario.database.read(lambda conn: conn.execute(holders).scalar_one()) == 1
        assert read("sanaq_telegram_polls") == 1
    assert await scenario.database.read(lambda conn: conn.execute(holders).scalar_one()) == 0
    await aigul.says("кешіктім")
    assert [update.body["text"] for update in telegram.updates.pending] == ["кешіктім"]


async def test_it_speaks_first_under_the_bots_name(
    scenario: Scenario, telegram: FakeTelegram, settings: Settings
) -> None:
    aigul = telegram.person(1001)
    aigul.started = True
    door = telegram_door(settings, house(scenario), LocalSignals())
    assert door.bot == "telegram:1446"
    async with served(door, telegram):
        assert await door.carriers["telegram"]("1001", Reply("kk", (Message("еске салу"),))) == "delivered"
    assert aigul.last.text == "еске салу"


async def test_without_a_token_there_is_no_door(scenario: Scenario) -> None:
    door = telegram_door(Settings(), house(scenario), LocalSignals())
    async with door.opened():
        door.stop()
    assert (list(door.routes), dict(door.carriers)) == ([], {})
