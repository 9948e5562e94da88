"""The way through a form: which questions are asked as things stand, and in what order.

Order of a roster: every item's questions but those of its `after = roster` groups; "anyone else?"; then each such group
is a round of its own through all items. So all names come first, then everybody's sex and age, then who is whose mother.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import and_

from questionnaire.live import CLOSED, Live, Roster
from questionnaire.tree import Tree


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
    """The steps of an interview and what follows from them.

    Kept until something changes, and walked anew only when other questions are asked then: most answers change no more than
    whether a question or two is answered.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._at = self._shape = -1
        self._steps: list[Step] = []
        self._asked: list[tuple[int, Ask | More]] = []
        self._answered: list[bool] = []
        """Of each of `asked`, whether it has an answer that holds."""
        self._is_question: list[bool] = []
        """Of each of `asked`, whether it is one of the form's and not "anyone else?"."""
        self._places: dict[str, int] = {}
        self._elements: list[int] = []
        """Of each of `asked`, the index of its element."""

    @property
    def steps(self) -> Sequence[Step]:
        self._follow()
        return self._steps

    @property
    def asked(self) -> Sequence[tuple[int, Ask | More]]:
        """The questions, each with its place among the steps."""
        self._follow()
        return self._asked

    @property
    def first_unanswered(self) -> int | None:
        """The place of the first question without an answer that holds."""
        self._follow()
        return self._asked[self._answered.index(False)][0] if False in self._answered else None

    def unanswered(self) -> Iterator[tuple[int, Ask | More]]:
        """The questions without an answer that holds, each with its place among the steps."""
        self._follow()
        return (step for step, answered in zip(self._asked, self._answered, strict=True) if not answered)

    def find(self, ref: str) -> int | None:
        """The place of the question `ref`."""
        self._follow()
        return self._places.get(ref)

    def counted(self, below: str) -> tuple[int, int]:
        """Of the questions whose refs begin so, how many are answered, and how many there are."""
        return self._tree.once(("counted", below), lambda: self._counted(below))

    def _counted(self, below: str) -> tuple[int, int]:
        self._follow()
        if not below:
            return sum(map(and_, self._answered, self._is_question)), sum(self._is_question)
        found = [
            answered
            for (_, step), answered in zip(self._asked, self._answered, strict=True)
            if isinstance(step, Ask) and step.live.ref.startswith(below)
        ]
        return sum(found), len(found)

    def answered(self) -> "Answered":
        """How things stand now, to be held against how they stand after an edit."""
        self._follow()
        return Answered(self._asked, [*self._answered])

    def _follow(self) -> None:
        """Bring it up to what the tree says now."""
        tree = self._tree
        if self._at == tree.generation:
            return
        for path in tree.gates:
            for live in tree.lives(path):
                live.relevant  # noqa: B018 - looked at, it tells the tree when it is another
        if self._shape != tree.shape:
            self._walk()
        else:
            for place, index in enumerate(self._elements):
                if index in tree.touched:
                    self._answered[place] = is_answered(self._asked[place][1])
        tree.gates.clear()
        tree.touched.clear()
        self._at = tree.generation

    def _walk(self) -> None:
        self._steps = list(walk(self._tree.root))
        self._asked = [(at, step) for at, step in enumerate(self._steps) if not isinstance(step, Note)]
        self._answered = [is_answered(step) for _, step in self._asked]
        self._is_question = [isinstance(step, Ask) for _, step in self._asked]
        self._places = {step.ref: at for at, step in self._asked}
        self._elements = [
            (step.live.element if isinstance(step, Ask) else step.roster.element).index for _, step in self._asked
        ]
        self._shape = self._tree.shape


@dataclass(frozen=True, slots=True)
class Answered:
    """The questions asked at one time, and which of them had an answer that held."""

    _asked: Sequence[tuple[int, Ask | More]]
    _answered: Sequence[bool]

    def lost(self, now: "Answered") -> list[str]:
        """Refs of the questions that have no answer that holds any more, or are not asked any more."""
        if self._asked is now._asked:
            if self._answered == now._answered:
                return []
            return [
                step.ref
                for (_, step), before, after in zip(self._asked, self._answered, now._answered, strict=True)
                if before and not after
            ]
        left = set(now._refs())
        return [ref for ref in self._refs() if ref not in left]

    def _refs(self) -> Iterator[str]:
        return (
            step.ref
            for (_, step), answered in zip(self._asked, self._answered, strict=True)
            if answered and isinstance(step, Ask)
        )


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
