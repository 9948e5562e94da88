"""`make bench`: every benchmark, printed as Markdown; with --write the tables of docs/performance.md are replaced."""

import argparse
import asyncio
import gc
import signal
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvloop

from benchmarks import against_peers, flat, idle, report, turn
from benchmarks.contenders.field import Contender, peers, sanaq
from benchmarks.databases import Databases, Unserved, available
from benchmarks.fake_api import BotApi
from benchmarks.load import Speech
from benchmarks.script import HOUSEHOLDS, Script, record, speech

PARTS = ("peers", "turn", "flat", "idle")


@dataclass(frozen=True)
class Bench:
    """`ready` are the databases that can be measured here, `away` says of the others why not."""

    options: argparse.Namespace
    folder: Path
    scripts: Sequence[Script]
    ready: Sequence[Databases]
    away: dict[str, str]

    @property
    def said(self) -> Speech:
        return speech(self.scripts)

    async def peers(self) -> list[str]:
        plan = against_peers.Plan(self.options.rounds, self.options.seconds)
        if self.options.quick:
            plan = against_peers.Plan(rounds=1, seconds=0.5, waking=0.1, lines=2, people=3)
        async with BotApi.started(self.folder) as api:
            contenders = self._contenders(api.address)
            results = await against_peers.measure(contenders, plan, api)
        away = [f"Not measured: Sanaq, {name}: {why}" for name, why in self.away.items()]
        return [*report.against_peers(contenders, results), *away]

    def _contenders(self, api: str) -> list[Contender]:
        ours = [sanaq(databases, self.scripts, self.folder, api) for databases in self.ready]
        every = [*ours, *([] if self.options.quick else peers(self.folder, api))]
        return [one for one in every if self.options.contender.lower() in one.name.lower()]

    async def turn(self) -> list[str]:
        crowds = (1,) if self.options.quick else (1, 40)
        people = 1 if self.options.quick else 8
        measured: dict[str, Sequence[turn.Turns]] = {}
        for databases in self.ready:
            url = await databases.copy("turn")
            cpu = partial(databases.cpu, "turn")
            measured[databases.name] = await turn.measure(url, self.said, people, crowds, database_cpu=cpu)
            await databases.drop("turn")
        return report.turns(measured)

    async def flat(self) -> list[str]:
        sizes, rounds, people = [10_000, 10_000_000 if self.options.large else 1_000_000], 3, 16
        if self.options.quick:
            sizes, rounds, people = [100], 1, 1
        rows = [row for one in self.ready for row in await flat.among(one, self.said, sizes, rounds, people)]
        return report.flat(rows)

    async def idle(self) -> list[str]:
        people = (50, 100) if self.options.quick else (1_000, 5_000, 10_000)
        async with BotApi.started(self.folder) as api:
            return report.idle(await idle.memory(sanaq(self.ready[0], self.scripts, self.folder, api.address), people))


async def prepare(every: Sequence[Databases]) -> tuple[list[Databases], dict[str, str]]:
    """Those that can be measured, and why the others cannot."""
    ready: list[Databases] = []
    away: dict[str, str] = {}
    for databases in every:
        try:
            await databases.prepare()
        except Unserved as why:
            away[databases.name] = str(why)
        else:
            ready.append(databases)
    return ready, away


async def run(options: argparse.Namespace) -> dict[str, list[str]]:
    """The lines of the report, by part."""
    scripts = await record(households=(1,) if options.quick else HOUSEHOLDS)
    with tempfile.TemporaryDirectory(prefix="sanaq-bench") as name:
        folder = Path(name)
        every = [one for one in available(folder) if options.database.lower() in one.name.lower()]
        lines: dict[str, list[str]] = {}
        try:
            bench = Bench(options, folder, scripts, *await prepare(every))
            gc.collect()
            gc.freeze()  # the recording's remains need not be walked through while the crowd posts
            for part in options.parts:
                print(f"{part}:", flush=True)
                machine = report.machine()
                lines[part] = [machine, "", *await getattr(bench, part)()]
        finally:
            for databases in every:
                with suppress(Unserved):
                    await databases.drop("template")
    return lines


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", default=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}; all without any"
    )
    parser.add_argument("--quick", action="store_true", help="seconds in all, Sanaq alone: does it run?")
    parser.add_argument("--large", action="store_true", help="ten million people in the tables; an hour and 40 GB")
    parser.add_argument("--database", default="", help="only this one: sqlite or postgresql")
    parser.add_argument("--contender", default="", help="only those with this in their name")
    parser.add_argument("--rounds", type=int, default=6, help="how often everybody is measured; the medians are told")
    parser.add_argument("--seconds", type=float, default=1.5, help="of each stretch that is measured")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args(arguments)
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"{part} is none of {', '.join(PARTS)}")
    return options


async def until_told(options: argparse.Namespace) -> dict[str, list[str]]:
    """As `run`; who is told to end (SIGTERM) ends the servers too and drops the databases."""
    running = asyncio.ensure_future(run(options))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    return await running


def main() -> None:
    options = parse()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as program:
        lines = program.run(until_told(options))
    for part, tables in lines.items():
        print("\n".join(["", *tables]))
        if options.write:
            report.write(part, tables)


if __name__ == "__main__":
    main()
