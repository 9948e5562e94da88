"""The way through a form: which questions are asked as things stand, and in what order.

Order of a roster: every item's questions but those of its `after = roster` groups; "anyone else?"; then each such group
is a round of its own through all items. So all names come first, then everybody's sex and age, then who is whose mother.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from questionnaire.live import CLOSED, Live, Roster


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
