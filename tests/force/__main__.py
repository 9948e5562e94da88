"""All combinations, the table of docs/reliability.md: see the package. Exit code 1 when anything is not as it should be."""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from storage.migrate import upgrade
from storage.tables import metadata
from tests.databases import migrated
from tests.force.recording import SMALL, record
from tests.force.stage import (
    Blow,
    Outcome,
    Props,
    Scene,
    everything_dies,
    one_dies,
    play,
    postgres_restarts,
    redis_is_flushed,
    redis_is_killed,
    the_poller_dies,
)
from tests.journeys.program import CAMPAIGN as CENSUS
from tests.services import private_postgres, private_redis

PAGE = Path("docs/reliability.md")
BEGIN, END = "<!-- measured by make force: {} -->", "<!-- end of {} -->"
HEAD = (
    "| | people | turns | kills | brought again | out of order | lines cut | lost answers | doubled | finished "
    "| answers again after |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Combination:
    database: str
    way: str
    processes: int

    def __str__(self) -> str:
        return f"{self.database}, {self.way}, {('one process', 'two processes')[self.processes - 1]}"

    @property
    def blows(self) -> Sequence[tuple[float, Blow]]:
        """Three deaths, and what may befall the servers beside."""
        single = everything_dies if self.processes == 1 else the_poller_dies if self.way == "polling" else one_dies
        blows: list[tuple[float, Blow]] = [(0.2, single), (0.45, everything_dies), (0.75, single)]
        if self.database == "PostgreSQL":
            blows += [(0.3, redis_is_flushed), (0.35, postgres_restarts), (0.6, redis_is_killed)]
        return sorted(blows, key=lambda blow: blow[0])


COMBINATIONS = [Combination(*one) for one in product(("SQLite", "PostgreSQL"), ("webhook", "polling"), (1, 2))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make force")
    parser.add_argument("--people", type=int, default=100, help="at once")
    parser.add_argument("--small", action="store_true", help="the small census of a dozen turns, not the real one")
    parser.add_argument("--only", default="", help="combinations with this in their name, in any case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help=f"keep the table in {PAGE}")
    wanted = parser.parse_args()
    rows, right = asyncio.run(_played(wanted))
    if wanted.write:
        _write("the small census" if wanted.small else "the real census", rows)
    return 0 if right else 1


async def _played(wanted: argparse.Namespace) -> tuple[list[str], bool]:
    campaign = SMALL if wanted.small else CENSUS
    script = await record(campaign, "kk")
    rows, right = [HEAD], True
    _tell(HEAD)
    for combination in COMBINATIONS:
        if wanted.only.lower() not in str(combination).lower():
            continue
        scene = Scene(
            campaign,
            script,
            wanted.people,
            combination.way,
            combination.processes,
            combination.blows,
            wanted.seed,
            seconds=1200,
        )
        outcome = await _one(scene, combination)
        rows.append(_row(combination, scene, outcome))
        for line in [rows[-1], *outcome.judgement.faults[:10], *_failed(outcome)]:
            _tell(line)
        right &= not outcome.judgement.faults
    return rows, right


async def _one(scene: Scene, combination: Combination) -> Outcome:
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        if combination.database == "SQLite":
            return await play(scene, Props(folder, migrated(folder / "sanaq.db")))
        postgres, redis = opened.enter_context(private_postgres()), opened.enter_context(private_redis())
        await asyncio.to_thread(upgrade, postgres.url, metadata)
        return await play(scene, Props(folder, postgres.url, None, postgres, redis))


def _row(combination: Combination, scene: Scene, outcome: Outcome) -> str:
    judgement, tally = outcome.judgement, outcome.tally
    again = f"{statistics.median(outcome.recoveries):.1f} s, {max(outcome.recoveries):.1f} s at most"
    cells = (
        combination,
        scene.people,
        judgement.turns,
        outcome.kills,
        tally.again,
        tally.out_of_order,
        tally.cut + tally.unheard,
        judgement.lost,
        judgement.doubled,
        judgement.finished,
        again,
    )
    return f"| {' | '.join(map(str, cells))} |"


def _failed(outcome: Outcome) -> Iterator[str]:
    """Updates that failed by themselves: tried again, perhaps with success, and yet a defect."""
    return (line for line in outcome.said.splitlines() if " failed with " in line)


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it talks to a terminal


def _write(name: str, rows: Sequence[str]) -> None:
    begin, end = BEGIN.format(name), END.format(name)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    table = "\n".join(rows)
    PAGE.write_text(f"{before}{begin}\n\n{table}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
