"""The table: how many came through, how long it took, and which questions refuse what people say, worst first."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.rehearsal.counts import Counts
from tests.rehearsal.stage import Outcome

SHOWN_WORDS = 6
ABOUT = """\
# The rehearsal

Scripted respondents take the whole census as people do: in Kazakh and Russian, in Telegram and on the page, hurried,
talkative, old and slow, suspicious, careless, or given to correcting themselves. They see the screen only and answer in words
people use (`tests/rehearsal/phrases.toml`). This page is written by the tool; `tests/rehearsal/__init__.py` says how.
"""
REFUSED = """\
## Refusals by question, worst first

«Refused»: askings at which an answer honestly meant was refused, or taken for something else than an answer, at least once.
What the respondents mistype on purpose is not counted here. Numbers, dates and names are shown by their pattern.
"""


@dataclass
class Tally:
    """Sums of many outcomes."""

    people: int = 0
    finished: int = 0
    turns: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.people += 1
        self.finished += not outcome.failure
        self.turns.append(outcome.turns)
        self.seconds.append(outcome.seconds)
        self.kinds.update((outcome.character, outcome.language, outcome.channel, f"family of {outcome.size}"))
        for name, counter in vars(outcome.counts).items():
            getattr(self.counts, name).update(counter)

    def worst(self) -> list[str]:
        """Questions by the share of askings at which an honest answer was refused."""
        return sorted(self.counts.asked, key=lambda name: (-self.share(name), -self.counts.asked[name], name))

    def share(self, name: str) -> float:
        return self.counts.refused[name] / self.counts.asked[name]

    def commonest(self, name: str) -> list[tuple[str, int]]:
        """What was refused at this question, with how often."""
        mine = Counter({words: n for (question, words), n in self.counts.words.items() if question == name})
        return mine.most_common(SHOWN_WORDS)

    @property
    def refusals(self) -> float:
        """Of all askings, the share at which an honest answer was refused."""
        return self.counts.refused.total() / max(1, self.counts.asked.total())


def summary(tally: Tally) -> list[str]:
    """Lines of figures, in Markdown."""
    turns, seconds = sorted(tally.turns), sorted(tally.seconds)
    p95 = statistics.quantiles(turns, n=20)[-1] if len(turns) > 1 else turns[0]
    counts = tally.counts
    return [
        f"- respondents: {tally.people}; came to their receipts, and all of it was counted: {tally.finished}",
        f"- dead ends: {tally.people - tally.finished}",
        f"- turns: {sum(turns):,} in all; a respondent: median {statistics.median(turns):.0f}, 95 % within {p95:.0f}",
        f"- CPU of a turn: {sum(seconds) / max(1, sum(turns)) * 1000:.1f} ms; a respondent: {statistics.mean(seconds):.2f} s",
        f"- questions put: {counts.asked.total():,}",
        f"- honest answers refused at least once: {counts.refused.total():,} ({tally.refusals:.2%})",
        f"- taken for another answer than was meant: {counts.misheard.total()}",
        f"- mistyped or nonsense on purpose: {counts.slips.total():,}",
        f"- detours (help, pauses, old buttons, corrections, changes of the list or the language): {counts.strays.total():,}",
    ]


def table(tally: Tally, names: Iterable[str]) -> list[str]:
    """One row a question, in Markdown."""
    rows = [
        "| question | asked | refused | share | put off | help | what was refused (times) |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for name in names:
        counts = tally.counts
        words = "; ".join(f"{_cell(said)} ({n})" for said, n in tally.commonest(name))
        rows.append(
            f"| {name} | {counts.asked[name]} | {counts.refused[name]} | {tally.share(name):.1%} |"
            f" {counts.put_off[name] or ''} | {counts.helped[name] or ''} | {words} |"
        )
    return rows


def misheard(tally: Tally) -> list[str]:
    return [f"{name}: {_cell(what)} ({n})" for (name, what), n in tally.counts.misheard.most_common()]


def page(tally: Tally, command: str, before: Sequence[str]) -> str:
    """docs/rehearsal.md. `before`: the figures of the run that is compared with, kept from one writing to the next."""
    return "\n".join(
        [
            ABOUT,
            f"    {command}",
            "",
            "## What happened",
            "",
            *summary(tally),
            "",
            *before,
            REFUSED,
            *table(tally, tally.worst()),
            "",
            "## Taken for another answer than was meant",
            "",
            *([f"- {line}" for line in misheard(tally)] or ["None."]),
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
