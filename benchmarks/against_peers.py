"""Updates through the webhook's door: Sanaq and its peers, in turns, by the same crowd against the same Bot API server."""

import statistics
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.contenders.field import Contender
from benchmarks.databases import Unserved
from benchmarks.fake_api import BotApi, Tally
from benchmarks.line import Line
from benchmarks.load import LINES, Crowd, Spell, paced, saturate


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


async def measure(contenders: Sequence[Contender], plan: Plan, api: BotApi) -> dict[str, list[Measured] | str]:
    """By name: its runs, or the sentence why there are none. Everybody takes turns, so that the machine's moods are shared."""
    results: dict[str, list[Measured] | str] = {contender.name: [] for contender in contenders}
    for number in range(plan.rounds):
        for contender in contenders:
            runs = results[contender.name]
            if isinstance(runs, str):
                continue
            try:
                run = await _measured(contender, plan, api)
            except Unserved as why:
                results[contender.name] = str(why)
                continue
            runs.append(run)
            note = f" !! {run.fault}" if run.fault else ""
            print(f"  {number + 1}. {contender.name}: {run.cpu:.0f} µs, {run.rate:.0f}/s{note}", flush=True)
    return results


async def _measured(contender: Contender, plan: Plan, api: BotApi) -> Measured:
    before = await api.tally()
    run = await contender.start()
    try:
        async with AsyncExitStack() as opened:
            lines = [await Line.open(run.child.port) for _ in range(plan.lines)]
            for line in lines:
                opened.callback(line.close)
            crowd = Crowd(contender.speech)
            await crowd.scatter(lines, plan.people)
            database_cpu, cpu = await run.database_cpu(), run.child.cpu
            full = await saturate(lines, crowd, plan.seconds)
            cpu, database_cpu = run.child.cpu - cpu, await run.database_cpu() - database_cpu
            half = await paced(lines, crowd, plan.seconds, full.rate / 2)
            megabytes = run.child.megabytes
        fault = _unfit(crowd, before, await api.tally()) or await run.finds_fault(crowd)
    finally:
        await run.child.stop()
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


def _unfit(crowd: Crowd, before: Tally, after: Tally) -> str:
    """What is wrong with the replies, in a few words: every update has one, in the webhook's answer or by a call."""
    refused = crowd.refused + after.refusals - before.refusals
    silent = crowd.acknowledged - crowd.answered - (after.calls - before.calls)
    if refused:
        return f"{refused} answers were refused"
    return f"{silent} updates were met with silence" if silent > 0 else ""


def _percentile(spell: Spell, which: int) -> float:
    return statistics.quantiles(spell.latencies, n=100)[which - 1]


def median(runs: Sequence[Measured], of: str) -> float:
    return float(statistics.median(getattr(run, of) for run in runs))
