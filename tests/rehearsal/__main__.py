"""`make rehearse`: play many respondents and say what happened; see the package."""

import argparse
import multiprocessing
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.rehearsal.stage import Outcome, Stage, play
from tests.rehearsal.tally import Tally, misheard, page, summary, table

BEFORE = "<!-- before -->"
TAIL = 60
"""Lines of the conversation that are shown of somebody who did not get on."""
_stage: Stage


def main() -> int:
    options = _options()
    global _stage  # noqa: PLW0603 - the children are forked with it
    _stage = Stage.of_the_campaign()
    try:
        if options.only is not None:
            outcome = play(_stage, options.seed, options.only)
            _out(*outcome.transcript, outcome.failure or "came to the receipts")
            return bool(outcome.failure)
        return _rehearse(options)
    finally:
        shutil.rmtree(_stage.folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="how many respondents")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other people")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--only", type=int, help="play this respondent alone and show all he said and heard")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--all", action="store_true", help="print every question, not the worst thirty")
    return parser.parse_args()


def _played(number: int) -> Outcome:
    outcome = play(_stage, _seed, number)
    outcome.transcript = outcome.transcript[-TAIL:] if outcome.failure else []
    return outcome


def _outcomes(people: int, jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(_played, range(people))
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_played, range(people), chunksize=4)


def _rehearse(options: argparse.Namespace) -> int:
    global _seed  # noqa: PLW0603
    _seed = options.seed
    tally, begun, failed = Tally(), time.monotonic(), 0
    for outcome in _outcomes(options.people, options.jobs):
        tally.add(outcome)
        if outcome.failure:
            failed += 1
            _tell(outcome, options.seed)
    worst = tally.worst() if options.all else tally.worst()[:30]
    _out(*summary(tally), f"- {time.monotonic() - begun:.0f} s by {options.jobs} processes", "", *table(tally, worst))
    _out("", "Taken for another answer than was meant:", *misheard(tally)[:40])
    if options.write:
        command = f'make rehearse ARGS="--people {options.people} --seed {options.seed} --jobs {options.jobs}"'
        options.write.write_text(page(tally, command, _kept(options.write)))
    return bool(failed)


def _tell(outcome: Outcome, seed: int) -> None:
    """Who did not get on, the end of his conversation, and how to see all of it."""
    who = f"{outcome.character}, {outcome.language}, {outcome.channel}, family of {outcome.size}, {outcome.turns} turns"
    again = f"python -m tests.rehearsal --seed {seed} --only {outcome.number}"
    _out(
        "",
        f"=== respondent {outcome.number} ({who}): {outcome.failure}",
        *outcome.transcript,
        f"=== again: {again}",
        "",
    )


def _out(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _kept(path: Path) -> list[str]:
    """What stands between the marks of an earlier page: the figures it is compared with, written by hand."""
    parts = path.read_text().split(BEFORE) if path.exists() else []
    return [f"{BEFORE}{parts[1]}{BEFORE}", ""] if len(parts) == 3 else []


if __name__ == "__main__":
    sys.exit(main())
