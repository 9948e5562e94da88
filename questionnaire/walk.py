"""The way through a form: which questions are asked as things stand, and in what order.

Order of a roster: every item's questions but those of its `after = roster` groups; "anyone else?"; then each such group
is a round of its own through all items. So all names come first, then everybody's sex and age, then who is whose mother.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from questionnaire.live import CLOSED, Live, Roster, Tree

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    live: Live

    @property
    def ref(self) -> str:
        return self.live.ref


@dataclass(frozen=True, slots=True)
class More:
    """ "Anyone else?" """

    roster: Roster

    @property
    def ref(self) -> str:
        return self.roster.ref + CLOSED


@dataclass(frozen=True, slots=True)
class Note:
    """Something said on the way that asks nothing: a note, or a question that may only be read."""

    live: Live


Step = Ask | More | Note


class Way:
    """The steps of an interview and what follows from them: kept until an answer, a roster or the language is another."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[Hashable, object] = {}
        self._known_at = -1

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """What `work_out` comes to; remembered as `what`."""
        if self._known_at != self._tree.generation:
            self._known, self._known_at = {}, self._tree.generation
        if what not in self._known:
            self._known[what] = work_out()
        return cast("T", self._known[what])

    @property
    def steps(self) -> Sequence[Step]:
        return self.once("steps", lambda: list(walk(self._tree.root)))

    @property
    def asked(self) -> Sequence[tuple[int, Ask | More]]:
        """The questions, each with its place among the steps."""
        return self.once(
            "asked", lambda: [(at, step) for at, step in enumerate(self.steps) if not isinstance(step, Note)]
        )

    @property
    def first_unanswered(self) -> int | None:
        """The place of the first question without an answer that holds."""
        return self.once("first", lambda: next((at for at, step in self.asked if not is_answered(step)), None))

    def find(self, ref: str) -> int | None:
        """The place of the question `ref`."""
        return self.once("places", lambda: {step.ref: at for at, step in self.asked}).get(ref)

    def counted(self, below: str) -> tuple[int, int]:
        """Of the questions whose refs begin so, how many are answered, and how many there are."""
        return self.once(("counted", below), lambda: self._counted(below))

    def _counted(self, below: str) -> tuple[int, int]:
        lives = [step.live for _, step in self.asked if isinstance(step, Ask) and step.ref.startswith(below)]
        return sum(live.holds() for live in lives), len(lives)


def walk(live: Live) -> Iterator[Step]:
    """All steps below `live`, in order. Nothing that is not relevant."""
    yield from _each(live.kids().values())


def _each(kids: Iterable[Live | Roster]) -> Iterator[Step]:
    for kid in kids:
        if isinstance(kid, Roster):
            yield from _roster(kid)
        elif kid.element.control is not None:
            if kid.relevant:
                yield Ask(kid) if is_asked(kid) else Note(kid)
        elif kid.element.children and kid.relevant:
            yield from walk(kid)


def _roster(roster: Roster) -> Iterator[Step]:
    items = roster.relevant_nodes()
    rounds = [child for child in roster.element.children if child.bind.after_roster]
    for item in items:
        yield from _each([kid for kid in item.kids().values() if kid.element not in rounds])
    if roster.element.is_open_ended and roster.relevant and not roster.is_full:
        yield More(roster)
    for one in rounds:
        for item in items:
            yield from _each([kid for kid in item.kids().values() if kid.element is one])


def is_asked(live: Live) -> bool:
    """Whether the respondent answers it himself. What the form works out or only shows is said, not asked."""
    element = live.element
    control = element.control
    if control is None or control.is_note or element.bind.calculate is not None:
        return False
    read_only = element.bind.read_only
    return read_only is None or not live.true(read_only)


def is_answered(step: Ask | More) -> bool:
    """Whether there is an answer and it holds: it is of the choices that stand open, and keeps the form's rule."""
    match step:
        case More(roster):
            return roster.closed
        case Ask(live):
            return live.holds()


def is_given(live: Live) -> bool:
    """Its answer came with the sheet and the respondent has said nothing else."""
    return live.ref not in live.tree.answers and live.ref in live.tree.given
