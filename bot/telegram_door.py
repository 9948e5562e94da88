"""Telegram's door in the program: made before the page is served, for a webhook is one of its routes, and opened after.

A second program by mistake finds the port taken and ends; it must not have asked Telegram for anything by then.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from bot.clock import now
from bot.premises import House
from bot.settings import Settings
from storage.journal import mark_blocked

if TYPE_CHECKING:
    from handlers.telegram.client import Client
    from handlers.telegram.polling import Polling
    from handlers.telegram.webhook import Webhook

log = logging.getLogger("sanaq")

DRAINING = 15
"""Seconds at the end for answers that are on their way out."""


@dataclass(frozen=True, slots=True)
class TelegramDoor:
    """`routes` belong to the page's application; for as long as `opened()` lasts people are answered."""

    routes: Sequence[web.RouteDef]
    opened: Callable[[], AbstractAsyncContextManager[None]]


def telegram_door(settings: Settings, house: House) -> TelegramDoor:
    """The door of the token; one that is not there without a token. Raises TokenMalformedError, SecretError."""
    if not settings.telegram_token:
        return TelegramDoor((), nullcontext)
    from handlers.telegram.client import Client  # aiogram costs two seconds: only with a token
    from handlers.telegram.door import Door
    from handlers.telegram.polling import Polling
    from handlers.telegram.sending import Outgoing
    from handlers.telegram.webhook import PATH, Webhook

    client = Client(settings.telegram_token, settings.telegram_api_url)
    blocked = partial(_blocked, house)
    outgoing = Outgoing(client, blocked)
    door = Door(house.desk, blocked, bot=client.bot_id, clock=now)
    if settings.telegram_webhook_secret:
        webhook = Webhook(door, outgoing, settings.telegram_webhook_secret)
        return TelegramDoor((web.post(PATH, webhook.handle),), partial(_by_webhook, client, webhook))
    return TelegramDoor((), partial(_by_polling, client, Polling(client, door, outgoing)))


@asynccontextmanager
async def _by_webhook(client: "Client", webhook: "Webhook") -> AsyncIterator[None]:
    try:
        yield
        await webhook.drain(DRAINING)
    finally:
        await client.close()


@asynccontextmanager
async def _by_polling(client: "Client", polling: "Polling") -> AsyncIterator[None]:
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(_poll(client, polling))
            try:
                yield
            finally:
                polling.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(running, DRAINING)
    finally:
        await client.close()


async def _poll(client: "Client", polling: "Polling") -> None:
    """Poll until stopped. A token that was revoked must not take the page down with it."""
    from handlers.telegram.polling import TokenRefusedError
    from handlers.telegram.profile import publish_profile

    profile = asyncio.create_task(publish_profile(client))
    try:
        await polling.run()
    except TokenRefusedError as error:
        log.error("%s The web page is served all the same.", error)  # noqa: TRY400  # a sentence, not a defect
    finally:
        profile.cancel()


async def _blocked(house: House, address: str, blocked: bool) -> None:
    """Whom not to write to of our own accord; his next turn clears it, so there is nothing to do when he returns."""
    if blocked:
        await house.database.write(mark_blocked, "telegram", address, now())
