"""Health checks for whoever keeps the process running: alive, and ready for people."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from aiohttp.typedefs import Handler

Readiness = Callable[[], Awaitable[Sequence[str]]]
"""What is missing before people can be served, as sentences; empty when ready. It must not raise, nor tell secrets."""


async def healthz(_: web.Request) -> web.Response:
    """The process lives and its loop turns. Says nothing of the database: a restart would not mend that."""
    return web.json_response({"alive": True}, headers={"Cache-Control": "no-store"})


def make_readyz(missing: Readiness) -> Handler:
    """`/readyz`: 200 when nothing is missing, else 503 with the sentences."""

    async def readyz(_: web.Request) -> web.Response:
        problems = list(await missing())
        return web.json_response(
            {"ready": not problems, "missing": problems},
            status=503 if problems else 200,
            headers={"Cache-Control": "no-store"},
        )

    return readyz
