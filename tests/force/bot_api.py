"""The server that the bot calls: what it says is shown to people, what it asks for by polling it gets, and now and then the
line is cut instead."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from aiohttp import web

from tests.force.by_polling import ByPolling, Conflict
from tests.force.hostile import Telegram


class BotApi:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[str]:
        """The server's address, for as long as it serves."""
        runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            host, port = runner.addresses[0][:2]
            yield f"http://{host}:{port}"
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        body = await request.read()
        call = {**(orjson.loads(body) if request.content_type == "application/json" else {}), "method": method}
        if method == "getUpdates":
            return await self._updates(request, call)
        if method == "sendMessage" and self._telegram.happens(self._telegram.mischief.unheard):
            self._telegram.tally.unheard += 1
            return _cut(request)
        return _json(b'{"ok":true,"result":%b}' % orjson.dumps(self._telegram.carry_out(call)))

    async def _updates(self, request: web.BaseRequest, call: dict[str, int]) -> web.StreamResponse:
        telegram, way = self._telegram, self._telegram.way
        assert isinstance(way, ByPolling), "it polls, and a webhook is set"
        try:
            batch = await way.get_updates(call.get("offset", 0), call.get("limit", 100), call.get("timeout", 0))
        except Conflict:
            telegram.tally.conflicts += request.transport is not None and not request.transport.is_closing()
            told = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
            return _json(orjson.dumps(told), 409)
        if batch and telegram.happens(telegram.mischief.cut):
            telegram.tally.cut += 1
            telegram.round += 1
            return _cut(request)
        return _json(b'{"ok":true,"result":[%b]}' % b",".join(update.json for update in batch))


def _json(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
