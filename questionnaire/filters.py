"""Choice filters: which of a list stand open, remembered by the answers that the filter reads.

A filter is a pure function of those answers, so what it once left open is shared by all interviews of a form: "the
settlements of this district" is looked up once a district, and a filter over constants once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from questionnaire.expression import Expression, Node
from questionnaire.live import Live

IMPURE = frozenset({"random", "randomize", "uuid", "once", "position", "now", "today", "jr:choice-name", "property"})
"""Functions whose value does not follow from the answers alone."""

KEPT = 500
"""Results remembered for a question before all are forgotten; only filters by free text ever reach it."""


class Listing(Protocol):
    """What a filter needs of its list."""

    def place(self, node: Node) -> int | None: ...
    def value(self, position: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Open:
    """`positions` in the list's order (or shuffled, when the form says so); `values` leads from a value to its position.

    `key` is equal where the same positions stand open.
    """

    positions: Sequence[int]
    values: Mapping[str, int]
    key: int


class Filter:
    """The filter of one question. `inputs`: the answers it reads; None when more than answers decides."""

    def __init__(self, nodes: Expression, inputs: tuple[Expression, ...] | None, listing: Listing) -> None:
        self._nodes = nodes
        self._inputs = inputs
        self._listing = listing
        self._known: dict[tuple[tuple[str, ...], ...], Open] = {}

    @property
    def fixed(self) -> bool:
        """Whether it leaves the same open whatever is answered."""
        return self._inputs == ()

    def open(self, live: Live) -> Open:
        if self._inputs is None:
            return self._find(live)
        key = tuple(_texts(live, one) for one in self._inputs)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            known = self._known[key] = self._find(live)
        return known

    def _find(self, live: Live) -> Open:
        found = live.evaluate(self._nodes)
        places = [self._listing.place(node) for node in found] if isinstance(found, list) else []
        positions = [place for place in places if place is not None]
        values = {self._listing.value(position): position for position in reversed(positions)}
        return Open(positions, values, hash(tuple(positions)))


def _texts(live: Live, path: Expression) -> tuple[str, ...]:
    found = live.evaluate(path)
    return tuple(node.text() for node in found) if isinstance(found, list) else (str(found),)
