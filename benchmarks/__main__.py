"""`make bench`: what a turn costs, on this machine, with the real census form and durable commits.

    .venv/bin/python -m benchmarks [--people 40] [--turns 60]

People answer at once, each one question after the other, through the desk and the journal into a SQLite file
(synchronous=FULL); nothing is faked but the doors. The table in docs/performance.md is kept from here.
"""

import argparse
import asyncio
import base64
import itertools
import resource
import secrets
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import census.tables
from bot.clock import campaign_clock
from bot.forms import publish_forms, warm
from census.campaign import load_campaign
from dialogs.desk import Desk
from dialogs.reply import Message
from dialogs.scene import Premises
from dialogs.texts import texts
from dialogs.turn import Act, Command, Text, Turn
from storage.database import Database
from storage.ids import RANDOM_BITS, uuid7
from storage.keyring import KeyRing
from storage.migrate import upgrade
from storage.tables import metadata

assert census.tables  # imported for its tables
CAMPAIGN = Path(__file__).resolve().parent.parent / "campaigns" / "kz-2021"


@dataclass
class Respondent:
    """Answers whatever is asked, plausibly enough to go on."""

    desk: Desk
    number: int
    latencies: list[float]

    async def take(self, turns: int) -> None:
        count = itertools.count()
        message = await self._turn(next(count), Command("start"))
        for word in ("Русский", "1", "ИИН нет"):
            message = await self._turn(next(count), Text(word))
        named = 0
        for _ in range(turns):
            said, named = self._answer(message, named)
            message = await self._turn(next(count), Text(said))

    def _answer(self, message: Message, named: int) -> tuple[str, int]:
        numbered = [choice for choice in message.choices if choice.number]
        match message.expects:
            case "text" if named < 3:
                return f"Ахметов {['Айдар', 'Болат', 'Санат'][named]}", named + 1
            case "choice" if any(choice.label == texts("ru")("sheet.more_no") for choice in numbered):
                return ("1" if named < 3 else "2"), named
            case "choices":
                return ("готово" if any(choice.selected for choice in numbered) else "1"), named
            case "date":
                return "25.03.1985", named
            case "integer" | "decimal":
                return "40", named
            case "iin":
                return "нет", named
            case "search":
                return ("1" if numbered else "Караганда"), named
            case "choice":
                return "1", named
            case _:
                return "нет", named

    async def _turn(self, number: int, act: Act) -> Message:
        begun = time.perf_counter()
        turn = Turn("telegram", str(self.number), f"t{number}", datetime.now(UTC), act)
        reply = await self.desk.take(turn)
        self.latencies.append(time.perf_counter() - begun)
        return reply.messages[-1]


async def measure(people: int, turns: int) -> None:
    campaign = load_campaign(CAMPAIGN)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        upgrade(url, metadata)
        database = Database.open(url)
        keyring = KeyRing.parse("b1:" + base64.b64encode(secrets.token_bytes(32)).decode())
        forms = await publish_forms(campaign, database)
        warm(forms, lambda: False)
        premises = Premises(
            campaign, forms, keyring, lambda at: uuid7(at, secrets.randbits(RANDOM_BITS)), secrets.randbits
        )
        desk = Desk(premises, database, clock=lambda: datetime.now(UTC), campaign_clock=campaign_clock(campaign))
        for crowd in (1, people):
            latencies: list[float] = []
            cpu, wall = time.process_time(), time.perf_counter()
            await asyncio.gather(*(Respondent(desk, 1000 * crowd + n, latencies).take(turns) for n in range(crowd)))
            _report(crowd, latencies, time.process_time() - cpu, time.perf_counter() - wall)
        await database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MB")


def _report(crowd: int, latencies: list[float], cpu: float, wall: float) -> None:
    cuts = statistics.quantiles(latencies, n=100)
    print(
        f"{crowd:4} at once | {len(latencies):6} turns | {len(latencies) / wall:7.0f} turns/s | "
        f"{cpu / len(latencies) * 1e6:7.0f} µs CPU a turn | "
        f"p50 {cuts[49] * 1e3:6.1f} ms | p95 {cuts[94] * 1e3:6.1f} ms | p99 {cuts[98] * 1e3:6.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--turns", type=int, default=60)
    options = parser.parse_args()
    asyncio.run(measure(options.people, options.turns))


if __name__ == "__main__":
    main()
