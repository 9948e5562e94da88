"""Updates through the webhook's door: Sanaq and its peers, in turns, by the same crowd against the same Bot API server."""

import statistics
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.contenders.field import Contender, Run
from benchmarks.databases import Unserved
from benchmarks.line import Line
from benchmarks.load import LINES, Crowd, Spell, paced, saturate
from benchmarks.process import cpu_of


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one contender. CPU in µs an update, latencies in seconds."""

    cpu: float
    database_cpu: float
    rate: float
    p50: float
    p99: float
    p99_at_half: float
    megabytes: float
    start: float
    finished: int
    fault: str

    @property
    def per_core(self) -> float:
        return 1e6 / self.cpu


@dataclass(frozen=True, slots=True)
class Plan:
    """`seconds` of each of the two measured stretches, and how often everybody is measured. `people` are more than `lines`, so
    that no line ever waits for somebody."""

    seconds: float
    rounds: int
    lines: int = LINES
    people: int = LINES + 20


async def measure(contenders: Sequence[Contender], plan: Plan) -> dict[str, list[Measured] | str]:
    """By name: its runs, or the sentence why there are none. Everybody takes turns, so that the machine's moods are shared."""
    results: dict[str, list[Measured] | str] = {contender.name: [] for contender in contenders}
    for number in range(plan.rounds):
        for contender in contenders:
            runs = results[contender.name]
            if isinstance(runs, str):
                continue
            try:
                run = await _measured(contender, plan)
            except Unserved as why:
                results[contender.name] = str(why)
                continue
            runs.append(run)
            note = f" !! {run.fault}" if run.fault else ""
            print(f"  {number + 1}. {contender.name}: {run.cpu:.0f} µs, {run.rate:.0f}/s{note}", flush=True)
    return results


async def _measured(contender: Contender, plan: Plan) -> Measured:
    run = await contender.start()
    try:
        async with AsyncExitStack() as opened:
            lines = [await Line.open(run.child.port) for _ in range(plan.lines)]
            for line in lines:
                opened.callback(line.close)
            crowd = Crowd(contender.speech)
            await crowd.scatter(lines, plan.people)
            before, database_before = run.child.cpu, cpu_of(run.pids)
            full = await saturate(lines, crowd, plan.seconds)
            cpu, database_cpu = run.child.cpu - before, cpu_of(run.pids) - database_before
            half = await paced(lines, crowd, plan.seconds, full.rate / 2)
            megabytes = run.child.megabytes
        fault = await _fault(run, crowd)
    finally:
        await run.child.stop()
        if run.clean:
            await run.clean()
    return Measured(
        cpu=cpu / full.updates,
        database_cpu=database_cpu / full.updates,
        rate=full.rate,
        p50=_percentile(full, 50),
        p99=_percentile(full, 99),
        p99_at_half=_percentile(half, 99),
        megabytes=megabytes,
        start=run.child.seconds_to_start,
        finished=crowd.finished,
        fault=fault,
    )


async def _fault(run: Run, crowd: Crowd) -> str:
    if crowd.refused:
        return f"{crowd.refused} answers were refused"
    return await run.finds_fault(crowd) if run.finds_fault else ""


def _percentile(spell: Spell, which: int) -> float:
    return statistics.quantiles(spell.latencies, n=100)[which - 1]


def median(runs: Sequence[Measured], of: str) -> float:
    return float(statistics.median(getattr(run, of) for run in runs))
