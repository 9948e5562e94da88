"""One process's turns without a door: desk and journal, with the real form, a real database and whole censuses.

    python -m benchmarks.turn [--database URL] [--people 8] [--at-once 40]

Whole households from /start to the receipts, so that early turns (few answers) and late ones (many) are weighed as they
come. This is what to run before and after a change of the code; alternate the two, the machine has moods.
"""

import argparse
import asyncio
import gc
import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks.databases import Sqlite, settings
from benchmarks.load import Speech
from benchmarks.script import record, speech
from bot.premises import open_house
from bot.settings import load_settings
from dialogs.desk import Desk
from dialogs.turn import Act, Command, Text, Turn

Cpu = Callable[[], Awaitable[float]]
"""CPU time of the database's server so far, µs."""


async def _none() -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Turns:
    """What so many turns took: CPU of this process in µs a turn (`database_cpu`: of the server's), latencies in seconds."""

    at_once: int
    number: int
    seconds: float
    cpu: float
    p50: float
    p99: float
    database_cpu: float = 0.0

    @property
    def rate(self) -> float:
        return self.number / self.seconds

    def __str__(self) -> str:
        return (
            f"{self.at_once:4} at once | {self.number:6} turns | {self.rate:6.0f} turns/s | {self.cpu:6.0f} µs CPU a turn | "
            f"p50 {self.p50 * 1e3:6.1f} ms | p99 {self.p99 * 1e3:6.1f} ms"
        )


async def measure(
    url: str, said: Speech, people: int, crowds: tuple[int, ...], *, first: int = 1, database_cpu: Cpu = _none
) -> list[Turns]:
    """For each of `crowds` (how many at once) so many people's whole censuses; they are numbered from `first` on.

    A few go before them, unmeasured: they make what is made once.
    """
    numbers = itertools.count(first)
    async with open_house(load_settings(settings(url), env_file=None)) as house:
        for _ in range(min(people, 4)):
            await _goes(house.desk, next(numbers), said, [])
        gc.collect()
        gc.freeze()
        return [
            await _crowd(house.desk, said, [next(numbers) for _ in range(max(people, at_once))], at_once, database_cpu)
            for at_once in crowds
        ]


async def _crowd(desk: Desk, said: Speech, numbers: list[int], at_once: int, database_cpu: Cpu) -> Turns:
    waiting, latencies = iter(numbers), list[float]()

    async def lane() -> None:
        for number in waiting:
            await _goes(desk, number, said, latencies)

    theirs, own, begun = await database_cpu(), time.process_time(), time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(at_once)))
    seconds, own, theirs = time.perf_counter() - begun, time.process_time() - own, await database_cpu() - theirs
    cuts, turns = statistics.quantiles(latencies, n=100), len(latencies)
    return Turns(at_once, turns, seconds, own / turns * 1e6, cuts[49], cuts[98], theirs / turns)


async def _goes(desk: Desk, number: int, said: Speech, latencies: list[float]) -> None:
    """Through the whole census, once. RuntimeError when it does not end with the receipts."""
    for turn, text in enumerate(said(number)):
        begun = time.perf_counter()
        act: Act = Command(text[1:]) if text.startswith("/") else Text(text)
        reply = await desk.take(Turn("telegram", str(10_000_000 + number), f"t{turn}", datetime.now(UTC), act))
        latencies.append(time.perf_counter() - begun)
    if reply.messages[-1].tone != "success":
        raise RuntimeError(f"person {number} does not stand before the receipts: {reply.messages[-1].text}")


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turn", description=__doc__)
    parser.add_argument("--database", help="a migrated, empty one; without it a SQLite file is made and thrown away")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--at-once", type=int, default=40)
    options = parser.parse_args()
    said = speech(await record())
    with tempfile.TemporaryDirectory() as folder:
        url = options.database
        if url is None:
            made = Sqlite(Path(folder))
            await made.prepare()
            url = await made.copy("turn")
        for turns in await measure(url, said, options.people, (1, options.at_once)):
            print(turns)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as program:
        program.run(main())
