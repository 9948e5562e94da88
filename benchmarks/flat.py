"""What a turn costs among few people and among many: new people's whole censuses with so many others in the tables."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.databases import Databases
from benchmarks.filling import fill
from benchmarks.load import Speech
from benchmarks.turn import Turns, measure

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Among:
    """Medians with `people` in the tables: µs of CPU a turn, the database server's apart; p50 in seconds."""

    database: str
    people: int
    cpu: float
    database_cpu: float
    p50: float


async def among(databases: Databases, said: Speech, sizes: Sequence[int], rounds: int, people: int) -> list[Among]:
    """`people` new ones are measured at each size; the sizes take turns, so that the machine's moods are shared.

    Raises Unserved.
    """
    seen: dict[int, list[Turns]] = {size: [] for size in sizes}
    try:
        for size in sizes:
            await databases.copy(f"of{size}")
            await fill(databases, f"of{size}", size)
        for number in range(rounds):
            for size in sizes:
                seen[size] += await _measured(databases, f"of{size}", said, people, first=1 + 100 * number)
    finally:
        for size in sizes:
            await databases.drop(f"of{size}")
    return [_medians(databases.name, size, turns) for size, turns in seen.items()]


async def _measured(databases: Databases, copy: str, said: Speech, people: int, first: int) -> list[Turns]:
    cpu, at_once = partial(databases.cpu, copy), min(AT_ONCE, people)
    return await measure(databases.url(copy), said, people, (at_once,), first=first, database_cpu=cpu)


def _medians(database: str, people: int, turns: Sequence[Turns]) -> Among:
    cpu, database_cpu, p50 = (
        statistics.median(getattr(one, of) for one in turns) for of in ("cpu", "database_cpu", "p50")
    )
    result = Among(database, people, cpu, database_cpu, p50)
    print(f"  {database}, {people:,} people: {cpu:.0f} µs", flush=True)
    return result
