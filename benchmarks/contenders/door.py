"""What every contender needs: its arguments, a loop, and a web server on its port until it is ended."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import uvloop
from aiohttp import web


@dataclass(frozen=True, slots=True)
class Arguments:
    port: int
    api: str
    token: str
    variant: str


def run(main: Callable[[Arguments], Awaitable[None]]) -> None:
    """`main` with the program's arguments."""
    port, api, token, variant = sys.argv[1:]
    arguments = Arguments(int(port), api, token, variant)

    async def program() -> None:
        await main(arguments)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(program())


async def serve(app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()
