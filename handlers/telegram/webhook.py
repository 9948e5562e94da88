"""The webhook: Telegram posts an update, we commit it, and only then answer 200.

One call may ride in the answer, which saves a request; Telegram never reports its result. To keep a chat's messages in
order only a call whose order does not matter rides there (the answer to a press), or the only call of the reply, and only
when nothing else is on its way to that chat and nothing else of that person is being taken.

What we cannot take in good time we do not take: 503 with Retry-After, which Telegram honours, keeps the update with Telegram.
"""

import asyncio
import hmac
import logging
import re
from collections import Counter
from typing import Any

import orjson
from aiohttp import ClientError, web

from handlers.telegram.calls import Api, Call, Done, Refused
from handlers.telegram.decoding import loads
from handlers.telegram.door import Answer, BusyError, Door
from handlers.telegram.incoming import ALLOWED_UPDATES, Update, chat_of
from handlers.telegram.sending import Outgoing, quotable

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1 << 20
"""Telegram's largest update is a small part of this."""
BODY_SECONDS = 10.0
"""How long an update may take to come in."""
MOST_TURNS = 1024
"""Updates being taken at once; at a thousand turns a second the last of them waits one second."""
MOST_PENDING = 2000
"""Batches waiting to be sent before updates are put off."""
SHORTLY = 1.0
"""Seconds after which what was put off may come again."""
MOST_CONNECTIONS = 100

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SecretError(ValueError):
    """There is no usable secret; without one anybody could speak as anybody."""

    def __str__(self) -> str:
        return (
            "The webhook needs SANAQ_TELEGRAM_WEBHOOK_SECRET: 1 to 256 of A-Z, a-z, 0-9, _ and -. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )


class WebhookNotSetError(Exception):
    """Telegram did not accept the webhook; `reason` is its sentence or ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The webhook was not set: {self.reason}. Check SANAQ_PUBLIC_URL and SANAQ_TELEGRAM_TOKEN, then repeat."


class Webhook:
    """Serve `handle` at POST `PATH`. Raises SecretError. `put_off` counts what was answered with 503."""

    def __init__(self, door: Door, outgoing: Outgoing, secret: str) -> None:
        self._door = door
        self._outgoing = outgoing
        self._secret = checked(secret).encode()
        self._stopping = False
        self._of_chat: Counter[str] = Counter()
        self._idle = asyncio.Event()
        self._idle.set()
        self.taking = 0
        """Updates that are being read or taken now."""
        self.put_off = 0

    async def handle(self, request: web.Request) -> web.Response:
        """200 after the commit, 403 for a stranger, 503 with Retry-After while nothing can be committed, or too much is at it.

        What is not an update at all is counted and answered with 200 too: Telegram would repeat it for a day and keep the
        person's later messages waiting behind it.
        """
        if not self._is_telegram(request):
            return web.Response(status=403)
        if self._stopping or self.taking >= MOST_TURNS or self._outgoing.pending > MOST_PENDING:
            return self._later(SHORTLY)
        self.taking += 1
        self._idle.clear()
        try:
            return await self._received(request)
        except BusyError as busy:
            return self._later(busy.retry_after)
        finally:
            self.taking -= 1
            if not self.taking:
                self._idle.set()

    def stop(self) -> None:
        """Take nothing new; what is being taken is answered."""
        self._stopping = True

    async def drain(self, seconds: float) -> None:
        """Stop, and wait until all that was taken is committed and every reply is sent; what is not by then is dropped."""
        self.stop()
        end = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(end):
                await self._idle.wait()
        except TimeoutError:
            log.warning("%d updates were not taken in time; Telegram will bring them again", self.taking)
        await self._outgoing.drain(max(end - asyncio.get_running_loop().time(), 0.0))

    async def _received(self, request: web.Request) -> web.Response:
        try:
            update = await _update(request)
        except TimeoutError:
            return web.Response(status=408)
        except (
            web.RequestPayloadError,
            ClientError,
            OSError,
        ):  # the line broke, or what it says of its own length or packing is not true
            return web.Response(status=400)
        if update is None:
            self._door.malformed += 1
            log.warning("a webhook request held no update")
            return web.Response()
        chat = chat_of(update)
        self._of_chat[chat] += 1
        try:
            return await self._take(update)
        finally:
            self._of_chat[chat] -= 1
            if not self._of_chat[chat]:
                del self._of_chat[chat]

    async def _take(self, update: Update) -> web.Response:
        answer = await self._door.take(update)
        if answer is None:
            return web.Response()
        riding, rest = self._divide(answer)
        self._outgoing.post(answer.chat, rest)
        if riding is None:
            return web.Response()
        body = orjson.dumps({"method": riding.method, **riding.params})
        return web.Response(body=body, content_type="application/json")

    def _divide(self, answer: Answer) -> tuple[Call | None, list[Call]]:
        """The call that rides in the answer, and the others."""
        match answer.calls:
            case [first, *rest] if first.method == "answerCallbackQuery":
                return first, rest
            case [only] if not only.has_upload and only.otherwise is None and self._is_alone(answer.chat):
                return only, []
            case calls:
                return None, calls

    def _is_alone(self, chat: str) -> bool:
        return self._of_chat[chat] <= 1 and self._outgoing.is_idle(chat)

    def _later(self, seconds: float) -> web.Response:
        self.put_off += 1
        # Telegram honours whole seconds up to an hour.
        return web.Response(status=503, headers={"Retry-After": str(min(max(round(seconds), 1), 3600))})

    def _is_telegram(self, request: web.Request) -> bool:
        # As bytes: compare_digest raises for a str that is not ASCII, and anybody can send such a header.
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._secret)


async def set_webhook(api: Api, public_url: str, secret: str) -> str:
    """Tell Telegram where to deliver; gives the address set. For one command, never for each replica's start.

    Raises SecretError, WebhookNotSetError.
    """
    url = public_url.rstrip("/") + PATH
    params = {
        "url": url,
        "secret_token": checked(secret),
        "max_connections": MOST_CONNECTIONS,
        "allowed_updates": list(ALLOWED_UPDATES),
        "drop_pending_updates": False,
    }
    match await api.call("setWebhook", params):
        case Done():
            return url
        case Refused(_, description):
            raise WebhookNotSetError(quotable(description))
        case other:
            raise WebhookNotSetError(f"Telegram could not be asked ({type(other).__name__})")


def checked(secret: str) -> str:
    """The secret, if Telegram will take it. Raises SecretError."""
    if _SECRET.fullmatch(secret) is None:
        raise SecretError
    return secret


async def _update(request: web.Request) -> dict[str, Any] | None:
    """The update, or None for a body that is too large or is not a JSON object. Raises TimeoutError."""
    if (request.content_length or 0) > MOST_BYTES:
        return None
    if request.content.is_eof():  # it came with its head, as nearly all do: no need to watch the clock
        body = request.content.read_nowait()
    else:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _body(request)
    if len(body) > MOST_BYTES:
        return None
    try:
        update = loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) else None


async def _body(request: web.Request) -> bytes:
    """The body, or what came of it until it was too large."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            break
    return bytes(body)
