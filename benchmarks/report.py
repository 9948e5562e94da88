"""The tables of a benchmark as Markdown, and their place in docs/performance.md."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks.against_peers import Measured
from benchmarks.contenders.field import Contender
from benchmarks.flat import Among
from benchmarks.turn import Turns

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
ECHO = "aiogram echo, sends by a request"
DIALOG = "aiogram-dialog survey, MemoryStorage"


def machine() -> str:
    """When and on what it was measured, and how busy that was already."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    cores, busy = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    today = f"{date.today():%d.%m.%Y}"  # noqa: DTZ011 - a date to read
    return f"{today}: {cores} cores ({model}), Python {platform.python_version()}; load average before: {busy:.1f}."


def against_peers(contenders: Sequence[Contender], results: Mapping[str, Measured | str]) -> list[str]:
    """The table, how many times quicker Sanaq is, and whoever could not be measured or failed."""
    table = [
        "| | durable | CPU an update | updates/s a core | updates/s seen | p50 | p99 | p99 at half | memory | first answer |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    notes = []
    for contender in contenders:
        seen = results[contender.name]
        if isinstance(seen, str):
            notes.append(f"Not measured: {contender.name}: {seen}")
            continue
        table.append(_row(contender, seen))
        if seen.fault:
            notes.append(f"**Wrong**: {contender.name}: {seen.fault}.")
    return [*table, "", *_ratios(contenders, results), *notes]


def _row(contender: Contender, seen: Measured) -> str:
    cells = (
        contender.name,
        "yes" if contender.durable else "no",
        _cpu(seen.cpu, seen.database_cpu),
        f"{seen.per_core:,.0f}",
        f"{seen.rate:,.0f}",
        *map(_milliseconds, (seen.p50, seen.p99, seen.p99_at_half)),
        f"{seen.megabytes:,.0f} MB",
        f"{seen.start:.1f} s",
    )
    return f"| {' | '.join(cells)} |"


def _ratios(contenders: Sequence[Contender], results: Mapping[str, Measured | str]) -> list[str]:
    """Sanaq against the echo and the dialogs, per core."""
    of = {name: seen.per_core for name, seen in results.items() if not isinstance(seen, str)}
    return [
        f"{name.strip('*')}, a core: {of[name] / of[ECHO]:.2f} × the echo, {of[name] / of[DIALOG]:.2f} × the dialogs."
        for name in (one.name for one in contenders if one.durable)
        if {name, ECHO, DIALOG} <= of.keys()
    ]


def turns(measured: Mapping[str, Sequence[Turns]]) -> list[str]:
    table = ["| the turn alone | turns/s | CPU a turn | p50 | p99 |", "|---|---|---|---|---|"]
    for database, rows in measured.items():
        for one in rows:
            who = "1 person" if one.at_once == 1 else f"{one.at_once} people at once"
            times = " | ".join(map(_milliseconds, (one.p50, one.p99)))
            table.append(f"| {database}, {who} | {one.rate:,.0f} | {_cpu(one.cpu, one.database_cpu)} | {times} |")
    return table


def flat(rows: Sequence[Among]) -> list[str]:
    table = ["| people in the tables | CPU a turn | p50 |", "|---|---|---|"]
    for row in rows:
        cpu = _cpu(row.cpu, row.database_cpu)
        table.append(f"| {row.database}, {row.people:,} | {cpu} | {_milliseconds(row.p50)} |")
    return table


def idle(megabytes: Mapping[int, float]) -> list[str]:
    table = ["| people who have said something and gone | memory of the process |", "|---|---|"]
    table += [f"| {people:,} | {size:,.0f} MB |" for people, size in megabytes.items()]
    *_, (few, before), (many, after) = megabytes.items()
    each = f"The last {many - few:,} of them: {(after - before) * 1024 / (many - few):.2f} kB each."
    return [*table, "", each]


def _cpu(own: float, database: float) -> str:
    return f"{own:,.0f} µs" + (f" + {database:,.0f} µs of the database's" if database else "")


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms"


def marks(part: str) -> tuple[str, str]:
    """Between which lines of the page the tables of this part stand."""
    return f"<!-- bench: {part} -->", f"<!-- end of bench: {part} -->"


def write(part: str, lines: Sequence[str], page: Path = PAGE) -> None:
    """Anew between the marks of this part. ValueError when they are not there."""
    begin, end = marks(part)
    before, _, rest = page.read_text().partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{page} has no marks for the tables of {part}")
    page.write_text("\n".join([before + begin, "", *lines, "", end + after]))
