"""What a conversation that stands still keeps in memory: the process after so many people have said something and gone."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from benchmarks.contenders.field import Contender, token
from benchmarks.line import Line
from benchmarks.load import LINES, Crowd

SAID = ("/start",)


async def memory(sanaq: Contender, people: Sequence[int]) -> dict[int, float]:
    """By how many people have come and gone: resident megabytes of the process."""
    run = await sanaq.start(token(0))
    megabytes: dict[int, float] = {}
    try:
        async with AsyncExitStack() as opened:
            lines = [await Line.open(run.child.port) for _ in range(LINES)]
            for line in lines:
                opened.callback(line.close)
            crowd = Crowd(lambda _: SAID)
            for number in people:
                await asyncio.gather(*(_come(crowd, line, number) for line in lines))
                megabytes[number] = run.child.megabytes
    finally:
        await run.child.stop()
        await run.clean()
    return megabytes


async def _come(crowd: Crowd, line: Line, people: int) -> None:
    while crowd.finished < people:
        await crowd.turn(line)
