"""Changing the answers: an Edit collects what is to be stored and can be taken back as a whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from questionnaire.form import Form
from questionnaire.live import ITEMS, SET, SPENT, Live, Roster
from questionnaire.outcome import Change
from questionnaire.paths import resolved
from questionnaire.tree import Tree


class Edit:
    """Puts answers into the tree. `changes` is what a store has to write; `undo` leaves the tree as it was found."""

    def __init__(self, tree: Tree, now: datetime | None = None) -> None:
        self.tree = tree
        self._now = now
        self.changes: list[Change] = []
        self._before = dict(tree.answers)

    def put(self, ref: str, new: str | None) -> None:
        """None takes the answer away."""
        answers = self.tree.answers
        old = answers.get(ref)
        if old == new:
            return
        if new is None:
            del answers[ref]
        else:
            answers[ref] = new
        self.changes.append(Change(ref, old, new))
        self.tree.answered(ref)

    def undo(self) -> None:
        if self.changes:
            self.tree.answers.clear()
            self.tree.answers.update(self._before)  # each in its place, also one that was taken away
            for change in self.changes:
                self.tree.answered(change.ref)

    # --- rosters --------------------------------------------------------------------------------------------------

    def add_item(self, roster: Roster) -> Live:
        ids = roster.ids()
        item_id = roster.next_id([*ids, *roster.kept_ids()])
        self.put_ids(roster, [*ids, item_id])
        item = roster.item(item_id)
        assert item is not None
        self.begin(item)
        return item

    def put_ids(self, roster: Roster, ids: list[int]) -> None:
        self.put(roster.ref + ITEMS, " ".join(map(str, ids)))

    def begin(self, item: Live) -> None:
        """What the form puts into a new item (odk-new-repeat)."""
        for live in fields(item):
            dynamic = live.element.dynamic_default
            if dynamic is not None and (value := live.set_to(dynamic.value, dynamic.literal)):
                self.put(live.ref + SET, value)

    def drop_items(self, roster: Roster, gone: set[int]) -> None:
        """Takes items away with everything in them. Other items keep their ids, and a spent id is never given again."""
        kept = roster.kept_ids()
        ids = roster.ids()
        for item_id in gone:
            before = f"{roster.ref}:{item_id}/"
            for ref in [ref for ref in self.tree.answers if ref.startswith(before)]:
                self.put(ref, None)
        highest = roster.next_id([*ids, *kept, *gone]) - 1
        left = [item_id for item_id in ids if item_id not in gone]
        self.put_ids(roster, left)
        if highest > max(left, default=0):
            self.put(roster.ref + SPENT, str(highest))

    def lower_count(self, roster: Roster, is_asked: Callable[[str], bool]) -> bool:
        """Lower the question that counts the items, now that one is gone; False when the count comes from elsewhere."""
        count = roster.element.count
        if count is None:
            return True
        source = count.evaluate(self.tree.context, roster.template)
        nodes = source if isinstance(source, list) else []
        if len(nodes) != 1 or not isinstance(nodes[0], Live) or not is_asked(nodes[0].ref):
            return False
        self.put(nodes[0].ref, str(len(roster.kept_ids())))
        return True

    def has_answers(self, item_ref: str) -> bool:
        before = f"{item_ref}/"
        return any(ref.startswith(before) and not ref.endswith(SET) for ref in self.tree.answers)

    def forget_choice(self, form: Form, item: Live) -> None:
        """Answers that named an item that is gone name it no more."""
        for element in form.roster_choices:
            control = element.control
            if control is None or control.itemset is None or control.itemset.roster != item.element.path:
                continue
            for live in self.tree.lives(element.path):
                kept = self.tree.answers.get(live.ref, "").split()
                gone = {str(item.item_id), item.ref}
                if gone & set(kept):
                    self.put(live.ref, " ".join(word for word in kept if word not in gone) or None)

    # --- what an answer sets elsewhere ------------------------------------------------------------------------------

    def trigger(self, form: Form, source: Live) -> None:
        """Values that the form sets when this answer changes. Only here `now()` is the time of the answer."""
        if source.element.path in form.triggers:
            with self._clock():
                self._set_off(form, source, frozenset())

    @contextmanager
    def _clock(self) -> Iterator[None]:
        context, stopped = self.tree.context, self.tree.context.now
        context.now = self._now or stopped
        self.tree.changed()
        try:
            yield
        finally:
            context.now = stopped
            self.tree.changed()

    def _set_off(self, form: Form, source: Live, seen: frozenset[str]) -> None:
        for action in form.triggers.get(source.element.path, ()):
            if action.target not in seen:
                for target in self.tree.lives(action.target, source):
                    before = target.text()
                    self.put(target.ref, target.set_to(action.value, action.literal) or None)
                    if target.text() != before:
                        self._set_off(form, target, seen | {source.element.path})


def fields(live: Live) -> Iterator[Live]:
    """The fields below, without those of rosters inside."""
    for kid in live.kids().values():
        if isinstance(kid, Live):
            if kid.element.shape == "field":
                yield kid
            yield from fields(kid)


def naming(item: Live) -> Live | None:
    """The field that the title of a roster's item quotes, else its first question."""
    quoted = [
        resolved(item.element.path if reference.start == "context" else "", "/".join(reference.steps))
        for expression in item.element.label.expressions()
        for reference in expression.references
    ]
    asked = [live for live in fields(item) if live.element.control and not live.element.control.is_note]
    return next((live for live in asked if live.element.path in quoted), asked[0] if asked else None)
