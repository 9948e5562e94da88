"""Telegram's door in the program: made before the page is served, for a webhook is one of its routes, and opened after.

A second program by mistake finds the port taken and ends; it must not have asked Telegram for anything by then.
"""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from aiohttp import web

from bot.clock import now
from bot.measures import Reading, measured
from bot.outbox import Carry
from bot.premises import House
from bot.settings import Settings
from bot.watch import Watch
from dialogs.reply import Reply
from dialogs.scene import Doors
from handlers.telegram.client import Client
from handlers.telegram.door import Door, Failed
from handlers.telegram.polling import Polling, TokenRefusedError
from handlers.telegram.profile import publish_profile, username
from handlers.telegram.rendering import render
from handlers.telegram.sending import Delivery, Outgoing
from handlers.telegram.webhook import PATH, Webhook
from storage.conversations import mark_blocked
from storage.poison import Poison
from storage.poison import keep as keep_poison
from storage.signals import Signals

log = logging.getLogger("sanaq")

DRAINING = 15
"""Seconds at the end for answers that are on their way out."""


@dataclass(frozen=True, slots=True)
class TelegramDoor:
    """`routes` belong to the page's application; for as long as `opened()` lasts people are answered, and can be spoken to.

    `carriers`: how the bot speaks first, by channel; empty without a token. `bot` is under whose name that is paced. `stop`:
    take nothing new from now on, for the program is about to end; what was begun is finished when `opened()` is left.
    """

    routes: Sequence[web.RouteDef]
    opened: Callable[[], AbstractAsyncContextManager[None]]
    carriers: Mapping[str, Carry]
    bot: str
    stop: Callable[[], None]


def telegram_door(settings: Settings, house: House, signals: Signals) -> TelegramDoor:
    """The door of the token; one that is not there without a token. Raises TokenMalformedError, SecretError."""
    if not settings.telegram_token:
        return TelegramDoor((), nullcontext, {}, "", lambda: None)
    client = Client(settings.telegram_token, settings.telegram_api_url)
    blocked = partial(_blocked, house)
    outgoing = Outgoing(client, blocked)
    door = Door(house.desk, blocked, keep=partial(_kept, house), bot=client.bot_id, clock=now)

    async def speak(chat: str, reply: Reply) -> Delivery | timedelta:
        return await outgoing.send(chat, render(reply, chat))

    carriers: Mapping[str, Carry] = {"telegram": speak}
    bot = f"telegram:{client.bot_id}"
    if settings.telegram_webhook_secret:
        webhook = Webhook(door, outgoing, settings.telegram_webhook_secret)
        named = partial(_named, house.premises.doors, client, [*_readings(door, outgoing), *_of_webhook(webhook)])
        way = partial(_by_webhook, client, webhook)
        return TelegramDoor((web.post(PATH, webhook.handle),), partial(named, way), carriers, bot, webhook.stop)
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    watch = Watch(house.database, f"{bot}:polling", holder, partial(Polling, client, door, outgoing), now, signals)
    polls = Reading(
        "sanaq_telegram_polls", "1 in the process that polls, 0 in those that stand by.", lambda: watch.is_on_duty
    )
    named = partial(_named, house.premises.doors, client, [*_readings(door, outgoing), polls])
    return TelegramDoor((), partial(named, partial(_by_polling, client, watch)), carriers, bot, watch.stop)


def _readings(door: Door, outgoing: Outgoing) -> list[Reading]:
    def updates() -> Mapping[str, float]:
        return {"taken": door.taken, "malformed": door.malformed, "failed": door.failed, "kept": door.kept}

    return [
        Reading(
            "sanaq_telegram_updates",
            "Updates of Telegram by what became of them; «taken» counts them all, «kept» those of the failed.",
            updates,
            counts=True,
            label="outcome",
        ),
        Reading("sanaq_telegram_outgoing", "Replies and messages waiting to be sent.", lambda: outgoing.pending),
    ]


def _of_webhook(webhook: Webhook) -> list[Reading]:
    return [
        Reading("sanaq_telegram_taking", "Updates being taken now.", lambda: webhook.taking),
        Reading("sanaq_telegram_put_off", "Updates answered with 503.", lambda: webhook.put_off, counts=True),
    ]


@asynccontextmanager
async def _named(
    doors: Doors, client: Client, readings: Sequence[Reading], way: Callable[[], AbstractAsyncContextManager[None]]
) -> AsyncIterator[None]:
    """Open the door by one of the two ways, show what it tells of itself, and learn by what name people find it."""
    with measured(*readings):
        async with way(), _learning(doors, client):
            yield


@asynccontextmanager
async def _learning(doors: Doors, client: Client) -> AsyncIterator[None]:
    learning = asyncio.create_task(_learn_name(doors, client))
    try:
        yield
    finally:
        learning.cancel()


async def _learn_name(doors: Doors, client: Client) -> None:
    doors.telegram = await username(client)


@asynccontextmanager
async def _by_webhook(client: Client, webhook: Webhook) -> AsyncIterator[None]:
    try:
        yield
        await webhook.drain(DRAINING)
    finally:
        await client.close()


@asynccontextmanager
async def _by_polling(client: Client, watch: Watch) -> AsyncIterator[None]:
    """One process polls; the others stand by with their page and their outbox."""
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(_poll(client, watch))
            try:
                yield
            finally:
                watch.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(running, DRAINING)
    finally:
        await client.close()


async def _poll(client: Client, watch: Watch) -> None:
    """Poll, or stand by, until stopped. A token that was revoked must not take the page down with it."""
    profile = asyncio.create_task(publish_profile(client))
    try:
        await watch.run()
    except TokenRefusedError as error:
        log.error("%s The web page is served all the same.", error)  # noqa: TRY400  # a sentence, not a defect
    finally:
        profile.cancel()


async def _kept(house: House, failed: Failed) -> bool:
    poisoned = Poison("telegram", failed.address, failed.external_id, failed.error, failed.place, now(), failed.body)
    return await house.database.write(keep_poison, house.premises.keyring, poisoned)


async def _blocked(house: House, address: str, blocked: bool) -> None:
    """Whom not to write to of our own accord; his next turn clears it, so there is nothing to do when he returns."""
    if blocked:
        await house.database.write(mark_blocked, "telegram", address, now())
