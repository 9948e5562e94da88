"""The carrier of calls: one method of the Bot API is one POST, JSON both ways (multipart when a file goes along).

Calls travel as plain JSON and not as aiogram's models, whose building and reading cost more than all the rest of a call, and
whose import costs two seconds and 117 MB (decisions/0011). One value they do not know would make a whole `getUpdates`
unreadable.
"""

import re
from typing import Any

import orjson
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    TCPConnector,
)

from handlers.telegram.calls import Done, Flood, Params, Refused, Result, Unreached, Upload
from handlers.telegram.decoding import loads

TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"([0-9]+):[A-Za-z0-9_-]+")
_JSON = {"Content-Type": "application/json"}


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
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise TokenMalformedError
        self.bot_id = int(found[1])
        """Telegram's number of the bot, which its token begins with."""
        self._url = f"{(api_url or TELEGRAM).rstrip('/')}/bot{token}/"
        self._connections = connections
        self._session: ClientSession | None = None

    async def call(self, method: str, params: Params, timeout: float = 30) -> Result:  # noqa: ASYNC109 (aiohttp keeps it)
        try:
            # anything but a redirect: a token must not be carried to another place
            sent = self._opened().post(
                self._url + method, timeout=ClientTimeout(total=timeout), allow_redirects=False, **_body(params)
            )
            async with sent as response:
                return _result(response.status, await response.read())
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            # a connection that never stood carried nothing: such a call may be repeated without saying anything twice
            return Unreached(False, type(error).__name__)
        except (ClientError, TimeoutError, OSError) as error:
            return Unreached(True, type(error).__name__)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> ClientSession:
        """Made in the event loop that uses it. Raises ClientError after `close`."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=self._connections))
        if self._session.closed:
            raise ClientError("the client is closed")
        return self._session


def _body(params: Params) -> dict[str, Any]:
    if not any(isinstance(value, Upload) for value in params.values()):
        return {"data": orjson.dumps(params), "headers": _JSON}
    form = FormData()
    for name, value in params.items():
        if isinstance(value, Upload):
            form.add_field(name, value.content, filename=value.name)
        else:
            form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    return {"data": form}


def _result(status: int, body: bytes) -> Result:
    try:
        answer = loads(body)
    except ValueError:
        answer = None
    match answer:
        case {"ok": True, "result": value}:
            return Done(value)
        case {"ok": False, "parameters": {"retry_after": int() | float() as seconds}}:
            return Flood(seconds)
        case {"ok": False, "error_code": int(code), **said} if code < 500:
            return Refused(code, str(said.get("description", "")))
    if status == 413:
        return Refused(413, "the file is too large")
    return Unreached(True, f"HTTP {status}")
