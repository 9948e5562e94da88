"""The door of the web page: frames of a WebSocket come in as Turns, Replies go out as JSON.

From the page, one JSON object per frame; `id` is the page's own and stays the same when the frame is sent again:

    {"type": "say", "id": …, "text": …}      {"type": "press", "id": …, "token": …}
    {"type": "arrive", "id": …}              {"type": "attach", "id": …, "kind": …}

To the page:

    {"type": "reply", "to": id, "reply": …}            a `dialogs.reply.Reply`; files in base64
    {"type": "reply", "to": id, "reply": …, "said": …} the same for the session's other tabs, with what was said
    {"type": "wait", "to": id, "seconds": …, "text": …} not taken yet: the page keeps the frame and sends it again
    {"type": "problem", "to": id or null, "text": …}   not taken and not to be sent again as it is
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
from dialogs.turn import Act, Arrival, Attachment, AttachmentKind, Press, Text, Turn

log = logging.getLogger(__name__)

FRAME_BYTES = 64 * 1024
LARGEST_FRAME = 4 * FRAME_BYTES
"""Above FRAME_BYTES a frame is refused with a sentence; above this aiohttp drops the line before it reads the rest."""
HEARTBEAT_S = 25.0
"""Below the minute after which many proxies cut a silent connection."""
LINES_PER_SESSION = 8
BURST, PER_SECOND = 30.0, 3.0
"""Turns one session may send at once, and how fast it earns new ones: ticking a long list must not be hindered."""
ENDED = 4001
"""Close code of a line that must not be opened again by itself (4000-4999 are free for applications, RFC 6455 7.4.2)."""

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class Desk(Protocol):
    """Takes a turn and gives the reply once everything is committed.

    An exception with an attribute `retry_after` (seconds) says that the turn was not taken and may come again.
    """

    async def take(self, turn: Turn) -> Reply: ...


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
class Bucket:
    """Paces one session: `take` gives 0 and spends one turn, or gives the seconds to wait and spends nothing."""

    left: float
    at: float

    def take(self, now: float) -> float:
        self.left = min(BURST, self.left + (now - self.at) * PER_SECOND)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / PER_SECOND
        self.left -= 1
        return 0.0


@dataclass(slots=True)
class Session:
    """The open lines of one address, their pace and the language last spoken with it."""

    address: str
    bucket: Bucket
    language: str
    hint: str
    lines: set[web.WebSocketResponse] = field(default_factory=set)


class WebChat:
    """All open lines of this process. `now` stamps turns (aware, UTC), `monotonic` paces them (seconds)."""

    def __init__(
        self, desk: Desk, now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk = desk
        self._now = now
        self._monotonic = monotonic
        self._sessions: dict[str, Session] = {}

    async def serve(self, request: web.Request, address: str | None) -> web.StreamResponse:
        """One line, from its opening to its end. Origin and cookie were checked by the page's room.

        A browser hides from the page why an upgrade was refused, so a line that cannot be had is opened, told why, closed.
        """
        # No permessage-deflate: replies are about 1 KB, a compressor costs 300 KB for each open line.
        line = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_FRAME, compress=False, timeout=2.0)
        await line.prepare(request)
        hint = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()[:16]
        if address is None:
            await _end(line, "no_session", _first_language(hint))
            return line
        session = self._session(address, hint)
        if len(session.lines) >= LINES_PER_SESSION:
            await _end(line, "too_many", session.language)
            return line
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

    async def leave(self, address: str) -> None:
        """The person ended the session on this device: all its lines are told so and closed."""
        if session := self._sessions.pop(address, None):
            await asyncio.gather(*(_end(line, "left", session.language) for line in tuple(session.lines)))

    async def close(self) -> None:
        """The process stops: lines are closed in a way that lets pages open them elsewhere."""
        lines = [line for session in self._sessions.values() for line in session.lines]
        await asyncio.gather(*(line.close(code=WSCloseCode.GOING_AWAY) for line in lines), return_exceptions=True)

    def _session(self, address: str, hint: str) -> Session:
        session = self._sessions.get(address)
        if session is None:
            session = Session(address, Bucket(BURST, self._monotonic()), _first_language(hint), hint)
            self._sessions[address] = session
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
        turn = Turn("web", session.address, frame_id, self._now(), act, session.hint)
        try:
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
        await _send(line, type="reply", to=frame_id, reply=reply)
        await self._tell_others(session, line, frame_id, act, reply)

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
                    await _send(other, type="reply", to=frame_id, reply=reply, said=said)


def _first_language(hint: str) -> str:
    return "ru" if hint.lower().startswith("ru") else "kk"


async def _end(line: web.WebSocketResponse, reason: str, language: str) -> None:
    with suppress(ConnectionError):
        await _send(line, type="ended", reason=reason, text=texts(language)(f"webchat.{reason}"))
        await line.close(code=ENDED)


async def _send(line: web.WebSocketResponse, **frame: object) -> None:
    await line.send_str(orjson.dumps(frame, default=_in_base64).decode())


def _in_base64(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in a frame")


def _without_text(problem: Exception) -> tuple[type[Exception], Exception, Any]:
    return type(problem), Exception("(text withheld)"), problem.__traceback__
