"""Telegram's side for benchmarks: a Bot API server that takes every call and answers as if it were done, in little time.

    python -m benchmarks.fake_api PORT

Not a double for tests (tests/doubles/telegram is, and strict); what it knows of a call is its method and chat. GET /tally
tells by bot how many calls came and how many of them were refusals of Sanaq's («❕»).
"""

import asyncio
import itertools
import re
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import orjson
import uvloop
from aiohttp import web

from benchmarks.line import Line
from benchmarks.process import PYTHON, Child, free_port

CHAT = re.compile(rb'chat_id(?:=|"\r\n\r\n|"\s*:\s*"?)(-?\d+)')
"""In a body of whatever kind: a form, parts, JSON."""
REFUSALS = ("❕".encode(), b"%E2%9D%95", rb"\u2755")
TALLY = b"GET /tally HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
BOT = {"id": 42, "is_bot": True, "first_name": "Sanaq", "username": "sanaq_bot"}
MESSAGES = frozenset({"sendMessage", "editMessageText", "editMessageReplyMarkup", "sendDocument", "sendPhoto"})


@dataclass(slots=True)
class Tally:
    """Calls that came, and those of them that held a refusal of Sanaq's."""

    calls: int = 0
    refusals: int = 0


class FakeApi:
    def __init__(self) -> None:
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self._ids = itertools.count(1_000_000)

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if request.path == "/tally":
            return _json(self._tallies)
        body = await request.read()
        tally = self._tallies[token]
        tally.calls += 1
        tally.refusals += any(mark in body for mark in REFUSALS)
        return _json({"ok": True, "result": self._result(method, body)})

    def _result(self, method: str, body: bytes) -> object:
        if method in MESSAGES:
            found = CHAT.search(body)
            chat = {"id": int(found[1]) if found else 1, "type": "private", "first_name": "A"}
            return {"message_id": next(self._ids), "date": 1_700_000_000, "from": BOT, "chat": chat, "text": "…"}
        return BOT if method == "getMe" else True


class BotApi:
    """The server in a process of its own; `address` is what a bot is given."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.address = f"http://127.0.0.1:{port}"

    @classmethod
    @asynccontextmanager
    async def started(cls, folder: Path) -> AsyncIterator[Self]:
        port = free_port()
        child = await Child.started([PYTHON, "-m", "benchmarks.fake_api", port], port, folder, TALLY)
        try:
            yield cls(port)
        finally:
            await child.stop()

    async def tally(self, token: str) -> Tally:
        """What came of this bot so far."""
        line = await Line.open(self._port)
        try:
            tallies = orjson.loads((await line.ask(TALLY)).body)
        finally:
            line.close()
        return Tally(**tallies.get(token, {}))


def _json(value: object) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type="application/json")


async def serve(port: int) -> None:
    runner = web.ServerRunner(web.Server(FakeApi(), access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as program:
        program.run(serve(int(sys.argv[1])))
