"""Updates through the webhook's door: Sanaq and its peers, by the same kind of crowd against the same Bot API server.

All stand ready at the same time and are measured in turns, a second each, many times over: when the machine is slow for a
while, it is so for all of them. Who is not measured has nothing to do.
"""

import statistics
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from benchmarks.contenders.field import Contender, Run, token
from benchmarks.databases import Unserved
from benchmarks.fake_api import BotApi, Tally
from benchmarks.line import Line
from benchmarks.load import LINES, Crowd, Spell, paced, saturate


@dataclass(frozen=True, slots=True)
class Plan:
    """How often everybody is measured, `seconds` at saturation and as many at half. `people` are more than `lines`, so that no
    line ever waits for somebody. `waking`: seconds in which clients make anew the connections that fell silent;
    these are not measured."""

    rounds: int
    seconds: float
    waking: float = 1.0
    lines: int = LINES
    people: int = LINES + 20


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of the rounds; percentiles are of all updates together. CPU in µs an update, times in seconds."""

    cpu: float
    database_cpu: float
    rate: float
    p50: float
    p99: float
    p99_at_half: float
    megabytes: float
    start: float
    fault: str

    @property
    def per_core(self) -> float:
        return 1e6 / self.cpu


@dataclass
class Standing:
    """A contender at work, and what was seen of him so far."""

    contender: Contender
    token: str
    run: Run
    lines: Sequence[Line]
    crowd: Crowd
    cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)
    full: list[Spell] = field(default_factory=list)
    half: list[Spell] = field(default_factory=list)

    async def saturated(self, plan: Plan) -> None:
        await saturate(self.lines, self.crowd, plan.waking)
        database, own = await self.run.database_cpu(), self.run.child.cpu
        spell = await saturate(self.lines, self.crowd, plan.seconds)
        self.cpu.append((self.run.child.cpu - own) / spell.updates)
        self.database_cpu.append((await self.run.database_cpu() - database) / spell.updates)
        self.full.append(spell)

    async def at_half(self, plan: Plan) -> None:
        await saturate(self.lines, self.crowd, plan.waking)
        rate = statistics.median(spell.rate for spell in self.full) / 2
        self.half.append(await paced(self.lines, self.crowd, plan.seconds, rate))

    async def measured(self, api: BotApi) -> Measured:
        fault = _unfit(self.crowd, await api.tally(self.token)) or await self.run.finds_fault(self.crowd)
        return Measured(
            cpu=statistics.median(self.cpu),
            database_cpu=statistics.median(self.database_cpu),
            rate=statistics.median(spell.rate for spell in self.full),
            p50=_percentile(self.full, 50),
            p99=_percentile(self.full, 99),
            p99_at_half=_percentile(self.half, 99),
            megabytes=self.run.child.megabytes,
            start=self.run.child.seconds_to_start,
            fault=fault,
        )


async def measure(contenders: Sequence[Contender], plan: Plan, api: BotApi) -> dict[str, Measured | str]:
    """By name: what was measured, or the sentence why nothing was."""
    results: dict[str, Measured | str] = {}
    async with AsyncExitStack() as opened:
        field_ = []
        for number, contender in enumerate(contenders):
            try:
                field_.append(await _ready(contender, token(number), plan, opened))
            except Unserved as why:
                results[contender.name] = str(why)
        for number in range(plan.rounds):
            print(f"  round {number + 1} of {plan.rounds}", flush=True)
            for standing in field_:
                await standing.saturated(plan)
        for _ in range(plan.rounds):
            for standing in field_:
                await standing.at_half(plan)
        for standing in field_:
            results[standing.contender.name] = await standing.measured(api)
    return results


async def _ready(contender: Contender, token: str, plan: Plan, opened: AsyncExitStack) -> Standing:
    """Started, and everybody somewhere in the middle of what he has to say."""
    print(f"  {contender.name}", flush=True)
    run = await contender.start(token)
    opened.push_async_callback(run.clean)
    opened.push_async_callback(run.child.stop)
    lines = [await Line.open(run.child.port) for _ in range(plan.lines)]
    for line in lines:
        opened.callback(line.close)
    crowd = Crowd(contender.speech)
    await crowd.scatter(lines, plan.people)
    return Standing(contender, token, run, lines, crowd)


def _unfit(crowd: Crowd, tally: Tally) -> str:
    """What is wrong with the replies, in a few words: every update has one, in the webhook's answer or by a call."""
    refused, silent = crowd.refused + tally.refusals, crowd.acknowledged - crowd.answered - tally.calls
    if refused:
        return f"{refused} answers were refused"
    return f"{silent} updates were met with silence" if silent > 0 else ""


def _percentile(spells: Sequence[Spell], which: int) -> float:
    return statistics.quantiles([each for spell in spells for each in spell.latencies], n=100)[which - 1]
