"""The door of the web page: frames of a WebSocket come in as Turns, Replies go out as JSON.

From the page, one JSON object per frame; `id` is the page's own and stays the same when the frame is sent again:

    {"type": "say", "id": …, "text": …}      {"type": "press", "id": …, "token": …}
    {"type": "arrive", "id": …}              {"type": "attach", "id": …, "kind": …}

To the page:

    {"type": "reply", "to": id, "reply": …}            a `dialogs.reply.Reply`; files in base64, `scan` drawn (scan.py)
    {"type": "reply", "to": id, "reply": …, "said": …} the same for the session's other tabs, with what was said
    {"type": "wait", "to": id, "seconds": …, "text": …} not taken yet: the page keeps the frame and sends it again
    {"type": "problem", "to": id or null, "text": …}   not taken and not to be sent again as it is
    {"type": "full", "seconds": …, "text": …}          no line is to be had now: the page opens another after so long
    {"type": "ended", "reason": "left" | "no_session" | "too_many", "text": …}  the line closes for good

A frame is answered only after the desk has committed it. Lines keep nothing: closing one loses nothing.
"""

import asyncio
import base64
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast, get_args

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from dialogs.reply import Reply
from dialogs.texts import texts
from dialogs.turn import Act, Arrival, Attachment, AttachmentKind, Channel, Press, Text, Turn
from handlers.crowd import Bucket, Crowd, Limits
from handlers.scan import with_scans

log = logging.getLogger(__name__)

FRAME_BYTES = 64 * 1024
LARGEST_FRAME = 4 * FRAME_BYTES
"""Above FRAME_BYTES a frame is refused with a sentence; above this aiohttp drops the line before it reads the rest."""
HEARTBEAT_S = 25.0
"""Below the minute after which many proxies cut a silent connection."""
BURST, PER_SECOND = 30.0, 3.0
"""Turns one session may send at once, and how fast it earns new ones: ticking a long list must not be hindered."""
ENDED = 4001
"""Close code of a line that must not be opened again by itself (4000-4999 are free for applications, RFC 6455 7.4.2)."""

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class Desk(Protocol):
    """Takes a turn and gives the reply once everything is committed.

    An exception with an attribute `retry_after` (seconds) says that the turn was not taken and may come again.
    `knows` tells whether a conversation was begun at an address.
    """

    async def take(self, turn: Turn) -> Reply: ...
    async def knows(self, channel: Channel, address: str) -> bool: ...


class FrameError(Exception):
    """A frame that cannot become a Turn. `key` names the sentence for the person, `id` the frame where it was legible."""

    def __init__(self, key: str, frame_id: str | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.id = frame_id


def read_frame(data: str) -> tuple[str, Act]:
    """The frame's id and the act in it. Raises FrameError."""
    if len(data.encode("utf-8", "surrogatepass")) > FRAME_BYTES:
        raise FrameError("webchat.too_long")
    try:
        frame = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise FrameError("webchat.malformed") from None
    if not isinstance(frame, dict):
        raise FrameError("webchat.malformed")
    frame_id = frame.get("id")
    if not isinstance(frame_id, str) or not _ID.fullmatch(frame_id):
        raise FrameError("webchat.malformed")
    act = _act(frame)
    if act is None:
        raise FrameError("webchat.malformed", frame_id)
    return frame_id, act


def _act(frame: dict[str, Any]) -> Act | None:
    match frame:
        case {"type": "say", "text": str(text)}:
            return Text(text)
        case {"type": "press", "token": str(token)} if token.isascii() and len(token) <= 64:
            return Press(token)
        case {"type": "arrive"}:
            return Arrival()
        case {"type": "attach", "kind": str(kind)}:
            known = kind if kind in get_args(AttachmentKind) else "other"
            return Attachment(cast("AttachmentKind", known))
        case _:
            return None


@dataclass(slots=True)
class Session:
    """The open lines of one address, their pace and the language last spoken with it.

    `begun`: the desk knows the conversation; before that its first words are the client's to begin one with.
    """

    address: str
    client: str
    bucket: Bucket
    language: str
    hint: str
    begun: bool = False
    lines: set[web.WebSocketResponse] = field(default_factory=set)


class WebChat:
    """All open lines of this process. `now` stamps turns (aware, UTC), `monotonic` paces them (seconds)."""

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
    ) -> None:
        self._desk = desk
        self._now = now
        self._monotonic = monotonic
        self._limits = limits or Limits()
        self._crowd = Crowd(self._limits)
        self._told = 0
        self._log_again_at = float("-inf")
        self._sessions: dict[str, Session] = {}

    def newcomer_waits(self, client: str) -> float:
        """Seconds until somebody new may begin a conversation from this client's address; 0 at once."""
        return self._crowd.newcomer_waits(client, self._monotonic())

    async def serve(self, request: web.Request, address: str | None, client: str, language: str) -> web.StreamResponse:
        """One line, from its opening to its end. Origin and cookie were checked by the page's room.

        `language` is the page's, until the conversation has told its own.

        A browser hides from the page why an upgrade was refused, so a line that cannot be had is opened, told why, closed;
        with too many of those at once it is refused by HTTP (429, 503) after all.
        """
        hint = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()[:16]
        if reason := self._crowd.refuses(client):
            return await self._turn_away(request, reason, language)
        self._crowd.enters(client, self._monotonic())
        try:
            line = await _opened(request)
            if address is None:
                return await _ended(line, "no_session", language)
            return await self._converse(self._session(address, client, language, hint), line)
        finally:
            self._crowd.leaves(client, self._monotonic())

    async def _converse(self, session: Session, line: web.WebSocketResponse) -> web.WebSocketResponse:
        if len(session.lines) >= self._limits.lines_of_session:
            return await _ended(line, "too_many", session.language)
        session.lines.add(line)
        try:
            # A line that goes while we write to it is no error: the page opens another and asks again.
            with suppress(ConnectionError):
                async for message in line:
                    if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                        await self._handle(session, line, message.data)
        finally:
            session.lines.discard(line)
            if not session.lines:
                asyncio.get_running_loop().call_later(BURST / PER_SECOND, self._forget, session)
        return line

    async def _turn_away(self, request: web.Request, reason: str, language: str) -> web.WebSocketResponse:
        """Say why there is no line; with too many who are being told, refuse by HTTP. The log says so once a minute."""
        now = self._monotonic()
        if now >= self._log_again_at:
            self._log_again_at = now + 60
            whose = "of this process" if reason == "full" else "of one client address (is your proxy a trusted one?)"
            log.warning("lines are refused: all %s are open", whose)
        if self._told >= self._limits.told:
            refusal = web.HTTPServiceUnavailable if reason == "full" else web.HTTPTooManyRequests
            raise refusal(headers={"Retry-After": f"{self._limits.rest:.0f}"})
        self._told += 1
        try:
            line = await _opened(request)
            with suppress(ConnectionError):
                await _send(line, type="full", seconds=self._limits.rest, text=texts(language)(f"webchat.{reason}"))
                await line.close(code=WSCloseCode.TRY_AGAIN_LATER)
        finally:
            self._told -= 1
        return line

    async def leave(self, address: str) -> None:
        """The person ended the session on this device: all its lines are told so and closed."""
        if session := self._sessions.pop(address, None):
            await asyncio.gather(*(_ended(line, "left", session.language) for line in tuple(session.lines)))

    async def close(self) -> None:
        """The process stops: lines are closed in a way that lets pages open them elsewhere."""
        lines = [line for session in self._sessions.values() for line in session.lines]
        await asyncio.gather(*(line.close(code=WSCloseCode.GOING_AWAY) for line in lines), return_exceptions=True)

    def _session(self, address: str, client: str, language: str, hint: str) -> Session:
        session = self._sessions.get(address)
        if session is None:
            bucket = Bucket.full(BURST, PER_SECOND, self._monotonic())
            session = Session(address, client, bucket, language, hint)
            self._sessions[address] = session
        session.client = client  # a telephone goes from one network to another
        return session

    def _forget(self, session: Session) -> None:
        """Called when an unused bucket is full again: closing and opening a line must not refill it sooner."""
        if not session.lines and self._sessions.get(session.address) is session:
            del self._sessions[session.address]

    async def _handle(self, session: Session, line: web.WebSocketResponse, data: str | bytes) -> None:
        wait = session.bucket.take(self._monotonic())  # a malformed frame costs as much as a good one
        try:
            frame_id, act = read_frame(data if isinstance(data, str) else "")
        except FrameError as bad:
            if not wait:  # who floods with garbage is not answered for every piece of it
                await _send(line, type="problem", to=bad.id, text=texts(session.language)(bad.key))
            return
        if wait:
            await self._ask_to_wait(session, line, frame_id, wait, "webchat.too_fast")
            return
        turn = Turn("web", session.address, frame_id, self._now(), act, session.hint, session.client)
        try:
            if wait := await self._newcomer(session, act):
                await self._ask_to_wait(session, line, frame_id, wait, "webchat.crowded")
                return
            reply = await self._desk.take(turn)
        except Exception as problem:
            if (retry_after := getattr(problem, "retry_after", None)) is not None:
                await self._ask_to_wait(session, line, frame_id, float(retry_after), "webchat.unavailable")
            else:
                # The text of an exception may quote an answer; its kind and place are enough to find it.
                log.error("a turn failed: %s", type(problem).__name__, exc_info=_without_text(problem))  # noqa: TRY400  # see above
                await _send(line, type="problem", to=frame_id, text=texts(session.language)("webchat.failed"))
            return
        session.language = reply.language
        await _send(line, type="reply", to=frame_id, reply=with_scans(reply))
        await self._tell_others(session, line, frame_id, act, reply)

    async def _newcomer(self, session: Session, act: Act) -> float:
        """Seconds to wait before a conversation nobody has begun yet may begin; an arrival alone begins none."""
        if session.begun or isinstance(act, Arrival):
            return 0.0
        known = await self._desk.knows("web", session.address)
        wait = 0.0 if known else self._crowd.begins(session.client, self._monotonic())
        session.begun = not wait
        return wait

    async def _ask_to_wait(
        self, session: Session, line: web.WebSocketResponse, frame_id: str, seconds: float, key: str
    ) -> None:
        await _send(line, type="wait", to=frame_id, seconds=seconds, text=texts(session.language)(key))

    async def _tell_others(
        self, session: Session, line: web.WebSocketResponse, frame_id: str, act: Act, reply: Reply
    ) -> None:
        match act:
            case Text(text):
                said: dict[str, str] = {"type": "say", "text": text}
            case Press(token):
                said = {"type": "press", "token": token}
            case _:
                return
        for other in session.lines - {line}:
            # A tab that sleeps must not hold up the one in use; it asks anew when it wakes.
            with suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(2):
                    await _send(other, type="reply", to=frame_id, reply=with_scans(reply), said=said)


async def _opened(request: web.Request) -> web.WebSocketResponse:
    # No permessage-deflate: replies are about 1 KB, a compressor costs 300 KB for each open line.
    line = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_FRAME, compress=False, timeout=2.0)
    await line.prepare(request)
    return line


async def _ended(line: web.WebSocketResponse, reason: str, language: str) -> web.WebSocketResponse:
    with suppress(ConnectionError):
        await _send(line, type="ended", reason=reason, text=texts(language)(f"webchat.{reason}"))
        await line.close(code=ENDED)
    return line


async def _send(line: web.WebSocketResponse, **frame: object) -> None:
    await line.send_str(orjson.dumps(frame, default=_in_base64).decode())


def _in_base64(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in a frame")


def _without_text(problem: Exception) -> tuple[type[Exception], Exception, Any]:
    return type(problem), Exception("(text withheld)"), problem.__traceback__
