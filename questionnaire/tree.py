"""The tree of one interview as a whole: its answers, and which of what was worked out from them still holds."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, MutableMapping
from random import Random
from typing import TYPE_CHECKING, TypeVar, cast

from questionnaire.definition import Element
from questionnaire.dependencies import Affected
from questionnaire.live import Lists, Live, Roster

if TYPE_CHECKING:
    from questionnaire.expression import Context

T = TypeVar("T")

_ITEM_ID = re.compile(r":[0-9]+")


class Tree:
    """The root, the answers, and the generation that tells which memories still hold.

    `generation` is another after every change. `shape` is another after every change by which other questions may be asked,
    as far as conditions were looked at: `gates` are the paths of those that must be looked at first. `touched` are the
    indexes of elements that may be answered now and were not, or the other way round. Whoever follows the way (walk.py)
    clears both.
    """

    def __init__(
        self,
        root: Element,
        affected: Mapping[str, Affected],
        answers: MutableMapping[str, str],
        given: Mapping[str, str],
        context: "Callable[[Tree, Live], Context]",
        lists: Lists,
        *,
        seed: str,
    ) -> None:
        self.answers = answers
        self.given = given
        self.likely: Mapping[str, str] = {}
        """Answers by ref that the caller finds likely, for questions the form itself suggests none for."""
        self.lists = lists
        self.seed = seed
        self.generation = 0
        self.shape = 0
        self.gates: set[str] = set()
        self.touched: set[int] = set()
        self.stamps = [0] * sum(1 for _ in root.descendants())
        self._affected = affected
        self.first: dict[str, str] = {}
        """Dynamic defaults, worked out before the first answer."""
        self.dice = Random(seed)  # noqa: S311 - shuffles choices, guards nothing
        self._known: dict[Hashable, object] = {}
        self._known_at = -1
        self.root = Live(self, root, None, "")
        self.context = context(self, self.root)

    def lookup(self, ref: str) -> str | None:
        """The answer of the respondent, else what came with the sheet."""
        answer = self.answers.get(ref)
        return self.given.get(ref) if answer is None else answer

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """What `work_out` comes to; remembered as `what` until something changes."""
        if self._known_at != self.generation:
            self._known, self._known_at = {}, self.generation
        if what not in self._known:
            self._known[what] = work_out()
        return cast("T", self._known[what])

    def forget(self) -> None:
        """What is said is another, though no answer is: only what `once` remembers is forgotten."""
        self.generation += 1

    def changed(self) -> None:
        """Call after a change of the rosters, the language or the clock: all that was worked out is forgotten."""
        self.generation += 1
        self.shape += 1
        self.stamps = [self.generation] * len(self.stamps)

    def answered(self, ref: str) -> None:
        """Call after another answer to `ref`: what may depend on it is forgotten."""
        path = _ITEM_ID.sub("", ref) if ":" in ref else ref
        affected = self._affected.get(f"{self.root.element.path}/{path}")
        if affected is None:
            self.changed()
            return
        self.generation += 1
        for index in affected.indexes:
            self.stamps[index] = self.generation
        self.touched |= affected.indexes
        self.gates.update(affected.gates)
        if affected.reshapes:
            self.shape += 1

    def preloaded(self, preload: str) -> str:
        now = self.context.now
        match preload:
            case "timestamp:start":
                return now.isoformat(timespec="milliseconds")
            case "date:today":
                return now.date().isoformat()
            case _:
                return ""

    def find(self, ref: str) -> Live | Roster | None:
        """What `ref` names, relevant or not; None when there is no such element or item."""
        live: Live | Roster | None = self.root
        for step in ref.split("/"):
            if not isinstance(live, Live):
                return None
            name, colon, item_id = step.partition(":")
            live = live.kids().get(name)
            if colon:
                is_item = isinstance(live, Roster) and item_id.isascii() and item_id.isdecimal()
                live = live.item(int(item_id)) if is_item and isinstance(live, Roster) else None
        return live

    def rosters(self, live: Live | None = None) -> Iterator[Roster]:
        """Every roster that stands, outermost first."""
        for kid in (live or self.root).kids().values():
            if isinstance(kid, Roster):
                yield kid
                for item in kid.items():
                    yield from self.rosters(item)
            elif kid.element.children:
                yield from self.rosters(kid)

    def lives(self, path: str, near: Live | None = None) -> list[Live]:
        """Every element of this path; near one, only those in the items it stands in itself."""
        around = {one.ref for one in near.around()} if near else ()
        found: list[Live] = [self.root]
        for name in path.split("/")[2:]:
            following: list[Live] = []
            for live in found:
                kid = live.kids().get(name)
                if isinstance(kid, Roster):
                    items = kid.items()
                    following += [item for item in items if item.ref in around] or items
                elif kid is not None:
                    following.append(kid)
            found = following
        return found
