"""The crowd at a webhook: many people, each one message after the other, over as many connections as Telegram opens.

Two ways: `saturate`, everybody at once as fast as answers come (what can it take?), and `paced`, at a rate of its own
whatever the answers do (how long does one wait?). In the latter an update's time begins when it was due, so that a server
that stands still cannot hide those that queue behind it.
"""

import asyncio
import itertools
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import orjson

from benchmarks.line import Line, request

PATH = "/telegram/webhook"
SECRET = "benchmark"
LINES = 100
"""Connections: the most Telegram opens (`max_connections`)."""
REFUSAL = "❕".encode()
"""What Sanaq puts before a refusal."""
NO_CHAT = 999
"""Whoever is answered first, before the measuring begins."""

Speech = Callable[[int], Sequence[str]]
"""All that person number so-and-so says, in order."""

_HEADERS = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
_UPDATE = (
    b'{"update_id":%d,"message":{"message_id":%d,"date":1700000000,"chat":{"id":%d,"type":"private","first_name":"A"},'
    b'"from":{"id":%d,"is_bot":false,"first_name":"A","language_code":"ru"},"text":%b%b}}'
)
_COMMAND = b',"entities":[{"type":"bot_command","offset":0,"length":%d}]'
_updates = itertools.count(1)


def message(chat: int, number: int, text: str) -> bytes:
    """A request that delivers a person's message number so-and-so."""
    entities = _COMMAND % len(text) if text.startswith("/") else b""
    update = _UPDATE % (next(_updates), number, chat, chat, orjson.dumps(text), entities)
    return request(PATH, update, _HEADERS)


def first_update() -> bytes:
    """What a server is asked until it answers, before anything is measured."""
    return message(NO_CHAT, 1, "/start")


@dataclass(slots=True)
class Respondent:
    chat: int
    texts: Sequence[str]
    said: int = 0


@dataclass
class Crowd:
    """People who take turns; whoever has said everything is followed by somebody new.

    `finished` have said everything, `acknowledged` updates were answered with 200, `late` were put off (503) and came again,
    `answered` of these held a call, `refused` a refusal: with a script that fits there is none.
    """

    speech: Speech
    finished: int = 0
    acknowledged: int = 0
    late: int = 0
    answered: int = 0
    refused: int = 0
    _waiting: deque[Respondent] = field(default_factory=deque)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def _newcomer(self) -> Respondent:
        number = next(self._numbers)
        return Respondent(1_000_000 + number, self.speech(number))

    async def scatter(self, lines: Sequence[Line], people: int) -> None:
        """As many people, each at another place of what he has to say, as at any moment of a real day."""
        chance = random.Random(1)
        newcomers = deque(self._newcomer() for _ in range(people))

        async def led(line: Line) -> None:
            while newcomers:
                one = newcomers.popleft()
                for _ in range(chance.randrange(len(one.texts))):
                    await self.says(line, one)
                self._waiting.append(one)

        await asyncio.gather(*map(led, lines))

    async def turn(self, line: Line) -> None:
        """Whoever has waited longest says the next thing."""
        one = self._waiting.popleft() if self._waiting else self._newcomer()
        await self.says(line, one)
        if one.said == len(one.texts):
            self.finished += 1
            one = self._newcomer()
        self._waiting.append(one)

    async def says(self, line: Line, one: Respondent) -> None:
        """Say it until it is acknowledged. RuntimeError when the server answers something else."""
        post = message(one.chat, one.said + 1, one.texts[one.said])
        while (answer := await line.ask(post)).status == 503:
            self.late += 1
            await asyncio.sleep(answer.retry_after)
        if answer.status != 200:
            raise RuntimeError(f"an update was answered with {answer.status}: {answer.body[:200]!r}")
        one.said += 1
        self.acknowledged += 1
        self.answered += b"method" in answer.body
        self.refused += REFUSAL in answer.body


@dataclass(frozen=True, slots=True)
class Spell:
    """What was seen in one stretch of measuring; `latencies` in seconds."""

    seconds: float
    latencies: list[float]

    @property
    def updates(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        return self.updates / self.seconds


async def saturate(lines: Sequence[Line], crowd: Crowd, seconds: float) -> Spell:
    """Every line posts the next update as soon as the last one is answered."""
    latencies: list[float] = []
    begun = time.perf_counter()

    async def post(line: Line) -> None:
        while (now := time.perf_counter()) < begun + seconds:
            await crowd.turn(line)
            latencies.append(time.perf_counter() - now)

    await asyncio.gather(*map(post, lines))
    return Spell(time.perf_counter() - begun, latencies)


async def paced(lines: Sequence[Line], crowd: Crowd, seconds: float, rate: float) -> Spell:
    """`rate` updates a second at moments of chance, as people come who know nothing of each other."""
    chance = random.Random(2)
    gaps = itertools.accumulate(chance.expovariate(rate) for _ in itertools.count())
    due = itertools.takewhile(lambda at: at < seconds, gaps)
    latencies: list[float] = []
    begun = time.perf_counter()

    async def post(line: Line) -> None:
        for at in due:
            await asyncio.sleep(begun + at - time.perf_counter())
            await crowd.turn(line)
            latencies.append(time.perf_counter() - begun - at)

    await asyncio.gather(*map(post, lines))
    return Spell(time.perf_counter() - begun, latencies)
