"""The field: every contender, how it is started, and what people say to it."""

import importlib.util
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from benchmarks.databases import Databases, Unserved, settings
from benchmarks.load import SECRET, Crowd, Speech, first_update
from benchmarks.process import PYTHON, SANAQ, Child, free_port
from benchmarks.script import Script, speech

SURVEY = ("/start", *(f"Караганда, дом {n}" for n in range(20)))
"""A peer's whole conversation."""


@dataclass
class Run:
    """A contender at work. `database_cpu`: CPU time of its database's server so far, µs. `finds_fault` looks at the end
    whether all that was acknowledged is there, and says what is not; `clean` takes away what the run leaves."""

    child: Child
    database_cpu: Callable[[], Awaitable[float]]
    finds_fault: Callable[[Crowd], Awaitable[str]]
    clean: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Contender:
    name: str
    durable: bool
    speech: Speech
    start: Callable[[str], Awaitable[Run]]
    """With a bot's token."""


def token(number: int) -> str:
    """Of a bot of its own for everybody, by which the Bot API server tells them apart."""
    return f"{100 + number}:AAE-benchmark-benchmark-benchmark-b"


def sanaq(databases: Databases, scripts: Sequence[Script], folder: Path, api: str) -> Contender:
    """The real program by webhook, on a fresh copy of a database."""

    async def start(token: str) -> Run:
        url, port = await databases.copy("run"), free_port()
        telegram = {
            "port": port,
            "telegram_token": token,
            "telegram_api_url": api,
            "telegram_webhook_secret": SECRET,
        }
        child = await Child.started([SANAQ, "serve"], port, folder, first_update(), settings(url, **telegram))
        return Run(child, partial(databases.cpu, "run"), partial(_missing, databases), partial(databases.drop, "run"))

    return Contender(f"**Sanaq, {databases.name}**", durable=True, speech=speech(scripts), start=start)


async def _missing(databases: Databases, crowd: Crowd) -> str:
    """Whether every acknowledged update is stored once, and everybody who came to the end is counted."""
    turns = await databases.ask("run", "SELECT count(*) FROM inbox") - 1  # the one before the measuring
    sent = await databases.ask("run", "SELECT count(*) FROM household WHERE submitted_at IS NOT NULL")
    if (turns, sent) == (crowd.acknowledged, crowd.finished):
        return ""
    return (
        f"{crowd.acknowledged} updates acknowledged, {turns} stored; {crowd.finished} people finished, {sent} counted"
    )


async def _nothing() -> float:
    return 0.0


async def _no_fault(_: Crowd) -> str:
    return ""


async def _forget(redis: str) -> None:
    """Take away what the peer leaves in Redis. Raises Unserved where none answers; without an address there is nothing."""
    if not redis.startswith("redis:"):
        return
    client = Redis.from_url(redis)
    try:
        async for key in client.scan_iter(match="sanaq_bench*", count=1000):
            await client.delete(key)
    except RedisError as error:
        raise Unserved(f"no Redis answers there ({type(error).__name__}); set SANAQ_TEST_REDIS_URL.") from error
    finally:
        await client.aclose()


def peer(name: str, program: str, needs: str, folder: Path, api: str, variant: str = "") -> Contender:
    """One of benchmarks/contenders; `needs` is the package it is written with."""

    async def start(token: str) -> Run:
        if importlib.util.find_spec(needs) is None:
            raise Unserved(f"{needs} is not installed: make bench installs it.")
        if variant.startswith("redis:"):
            await _forget(variant)
        port = free_port()
        command = [PYTHON, "-m", f"benchmarks.contenders.{program}", port, api, token, variant]
        child = await Child.started(command, port, folder, first_update())
        return Run(child, _nothing, _no_fault, partial(_forget, variant))

    return Contender(name, durable=False, speech=lambda _: SURVEY, start=start)


def peers(folder: Path, api: str) -> list[Contender]:
    redis = os.environ.get("SANAQ_TEST_REDIS_URL") or "redis://127.0.0.1:6379/9"
    return [
        peer("aiogram echo, sends by a request", "echo", "aiogram", folder, api),
        peer("aiogram echo, answers in the webhook", "echo", "aiogram", folder, api, "answer"),
        peer("aiogram-dialog survey, MemoryStorage", "dialog", "aiogram_dialog", folder, api),
        peer("aiogram-dialog survey, RedisStorage", "dialog", "aiogram_dialog", folder, api, redis),
        peer("python-telegram-bot ConversationHandler", "ptb", "telegram", folder, api),
        peer("the generator's ceiling (does nothing)", "ceiling", "aiohttp", folder, api),
    ]
