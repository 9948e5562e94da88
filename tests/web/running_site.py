"""The application of the pages around a scripted desk, for tests that talk to it over a real port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from census.pair import Pair
from handlers.crowd import Limits
from handlers.webchat import WebChat
from tests.web.scripted_desk import ScriptedDesk
from web.app import make_app
from web.settings import WebSettings

IIN = "870101300123"
NOON = datetime(2021, 9, 1, 6, tzinfo=UTC)

DEMO = WebSettings(
    public_url="",
    title=Pair("Қазақстан Республикасы халқының ұлттық санағы", "Национальная перепись населения Республики Казахстан"),
    slogan=Pair("Қазақстанда әркім маңызды!", "В Казахстане каждый важен!"),
    phones=("1446",),
    site="https://sanaq.gov.kz",
    today=Pair("2021 жылғы 1 қыркүйек", "1 сентября 2021 года"),
)


@dataclass
class Site:
    """A site about to run. `time` is the seconds its pace is measured by; `missing` what readiness complains of."""

    desk: ScriptedDesk = field(default_factory=ScriptedDesk)
    settings: WebSettings = DEMO
    limits: Limits = field(default_factory=Limits)
    time: float = 0.0
    missing: list[str] = field(default_factory=list)
    lines: list[asyncio.Transport] = field(default_factory=list)

    def app(self) -> web.Application:
        async def ready() -> list[str]:
            return self.missing

        async def broken(_: web.Request) -> web.Response:
            raise ValueError(IIN)

        self.chat = WebChat(self.desk, now=lambda: NOON, monotonic=lambda: self.time, limits=self.limits)
        app = make_app(self.chat, self.settings, ready, [web.get("/broken", broken)])
        app.middlewares.append(self._watch)
        return app

    @web.middleware
    async def _watch(self, request: web.Request, handler) -> web.StreamResponse:
        if request.path == "/chat/ws":
            self.lines.append(request.transport)
        return await handler(request)

    def cut_lines(self) -> None:
        """Kill the open connections as a lost network does: no closing handshake."""
        for transport in self.lines:
            transport.abort()
        self.lines.clear()


@asynccontextmanager
async def running(site: Site) -> AsyncIterator[TestClient]:
    """A client of the running site; `client.make_url("/")` is its address."""
    async with TestClient(TestServer(site.app())) as client:
        yield client


def origin(client: TestClient) -> str:
    return str(client.make_url("/")).rstrip("/")


@asynccontextmanager
async def open_line(client: TestClient, language: str = "ru", **headers: str):
    """A line of the chat as the page opens it: with the cookie of an earlier visit to `/`."""
    await client.get("/")
    told = {"Origin": origin(client), "Accept-Language": language, **headers}
    async with client.ws_connect("/chat/ws", headers=told) as line:
        yield line
