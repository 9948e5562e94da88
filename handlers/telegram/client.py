"""aiogram's Bot as the carrier of calls. The only module here that imports aiogram.

Calls travel untyped (`_Untyped` returns plain JSON): aiogram's models of messages and keyboards cost more than half of an
update's time, and one update they do not know would make a whole `getUpdates` batch unreadable.
"""

from functools import cache
from types import new_class
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from handlers.telegram.calls import Done, Flood, Params, Refused, Result, Unreached, Upload
from handlers.telegram.decoding import loads

_CODES: tuple[tuple[type[TelegramAPIError], int], ...] = (
    (TelegramUnauthorizedError, 401),
    (TelegramForbiddenError, 403),
    (TelegramNotFound, 404),
    (TelegramConflictError, 409),
    (TelegramEntityTooLarge, 413),
)


class TokenMalformedError(ValueError):
    """The setting is not a bot token at all; the token itself is not repeated."""

    def __str__(self) -> str:
        return (
            "SANAQ_TELEGRAM_TOKEN is not a Telegram bot token: it must look like 123456789:AAE…, as @BotFather gave it. "
            "Correct it, or remove the setting to run without Telegram."
        )


class Client:
    """One bot at one Bot API server. `api_url` is a local server's address; "" is Telegram's own.

    `connections` bounds the sockets: at 100 ms to Telegram 100 of them carry only 1000 calls a second.
    Raises TokenMalformedError.
    """

    def __init__(self, token: str, api_url: str = "", *, connections: int = 500) -> None:
        server = TelegramAPIServer.from_base(api_url.rstrip("/")) if api_url else PRODUCTION
        session = AiohttpSession(limit=connections, api=server, json_loads=loads)
        try:
            self._bot = Bot(token, session=session)
        except TokenValidationError as error:
            raise TokenMalformedError from error

    @property
    def bot_id(self) -> int:
        """Telegram's number of the bot, which its token begins with."""
        return self._bot.id

    async def call(self, method: str, params: Params, timeout: float = 30) -> Result:  # noqa: ASYNC109 (aiohttp keeps it)
        files = {
            name: BufferedInputFile(value.content, value.name) if isinstance(value, Upload) else value
            for name, value in params.items()
        }
        try:
            # whole seconds are what aiogram's signature promises; aiohttp takes any number
            value = await self._bot.session(self._bot, _method(method)(**files), timeout=int(timeout) or 1)
        except AiogramError as error:
            return _outcome(error)
        return Done(value)

    async def close(self) -> None:
        await self._bot.session.close()


def _outcome(error: AiogramError) -> Result:
    if isinstance(error, TelegramRetryAfter):
        return Flood(error.retry_after)
    for kind, code in _CODES:
        if isinstance(error, kind):
            return Refused(code, error.message)
    if isinstance(error, TelegramNetworkError):
        # a connection that never stood carried nothing: such a call may be repeated without saying anything twice
        sent = not isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError)
        return Unreached(sent, type(error.__cause__ or error).__name__)
    if isinstance(error, TelegramServerError | ClientDecodeError):
        return Unreached(True, type(error).__name__)
    if isinstance(error, TelegramAPIError):
        return Refused(400, error.message)
    raise error


@cache
def _method(name: str) -> type[TelegramMethod[Any]]:
    """A method of the Bot API by name, with any parameters, whose result stays plain JSON."""
    body = {"__module__": __name__, "__returning__": Any, "__api_method__": name}
    made = new_class(name, (TelegramMethod,), exec_body=lambda space: space.update(body))
    return cast("type[TelegramMethod[Any]]", made)
