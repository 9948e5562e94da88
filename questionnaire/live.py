"""The live tree of one interview: every element with its value and relevance, as the answers make them.

Nothing is pushed: a value or a condition is worked out when somebody looks at it, and remembered until an answer changes
that it may depend on (its stamp, see tree.py). So the order of answers cannot matter, and a tree built anew from the same
answers says the same.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from math import isnan
from random import Random
from sys import intern
from typing import TYPE_CHECKING, Protocol

from questionnaire.definition import Element
from questionnaire.expression import Expression, Node, Reference, Value, stored

if TYPE_CHECKING:
    from questionnaire.tree import Tree

ROSTER_LIMIT = 500
"""No more items than this in one roster, whatever the count says: 999999999 children are a slip of the finger."""

ITEMS, CLOSED, SPENT, SET = ":#", ":+", ":^", ":="
"""Reserved ends of refs: a roster's item ids in order; "no" once it is closed; the highest id ever taken off; what the
form itself put into a question (a dynamic default) when its roster item was made."""

_CHANCE = frozenset({"random", "randomize", "uuid", "once"})


_CHILDLESS: "dict[str, Live | Roster]" = {}


class Lists(Protocol):
    """What the tree asks of the choices (questionnaire/lists.py)."""

    def stored(self, live: "Live", answer: str) -> str: ...
    def any_open(self, live: "Live") -> bool: ...
    def label(self, live: "Live", reference: Reference, value: str) -> str: ...


class Live:
    """One element of this interview. It is the `Node` that expressions read."""

    __slots__ = (
        "_holds",
        "_holds_at",
        "_kids",
        "_relevant",
        "_relevant_at",
        "_value",
        "_value_at",
        "element",
        "item_id",
        "parent",
        "place",
        "ref",
        "tree",
    )

    def __init__(self, tree: "Tree", element: Element, parent: "Live | None", ref: str, item_id: int = 0) -> None:
        self.tree = tree
        self.element = element
        self.parent = parent
        self.ref = intern(ref)  # one string for all interviews of a form
        self.item_id = item_id
        self.place = 1
        self._kids: dict[str, Live | Roster] | None = None
        self._holds = False
        self._holds_at = -1
        self._relevant = True
        self._relevant_at = -1
        self._value = ""
        self._value_at = -1

    @property
    def name(self) -> str:
        return self.element.name

    def position(self) -> int:
        return self.place

    def kids(self) -> "dict[str, Live | Roster]":
        """Children by name, relevant or not; a repeat is one `Roster`."""
        if self._kids is None:
            if not self.element.children:
                return _CHILDLESS
            before = f"{self.ref}/" if self.ref else ""
            self._kids = {
                child.name: Roster(self.tree, child, self, before + child.name)
                if child.shape == "repeat"
                else Live(self.tree, child, self, before + child.name)
                for child in self.element.children
            }
        return self._kids

    def children(self, name: str) -> Sequence[Node]:
        kids = self.kids()
        if name == "*":
            return [live for kid in kids.values() for live in kid.relevant_nodes()]
        kid = kids.get(name)
        return kid.relevant_nodes() if kid is not None else ()

    def relevant_nodes(self) -> "Sequence[Live]":
        return (self,) if self.relevant else ()

    @property
    def relevant(self) -> bool:
        """Its own condition and those of everything around it."""
        stamp = self.tree.stamps[self.element.index]
        if self._relevant_at != stamp:
            was, was_known, self._relevant_at = self._relevant, self._relevant_at >= 0, stamp
            self._relevant = True  # what a condition about itself would find; publishing refuses such forms
            rule = self.element.bind.relevant
            above = self.parent is None or self.parent.relevant
            self._relevant = above and (rule is None or self.true(rule))
            if was_known and self._relevant is not was:
                self.tree.shape += 1
        return self._relevant

    def text(self) -> str:
        """The value that expressions see: "" when blank or not relevant; of a chosen roster item, its present name."""
        stamp = self.tree.stamps[self.element.index]
        if self._value_at != stamp:
            self._value_at = stamp
            self._value = ""
            self._value = self._work_out()
        return self._value

    def _work_out(self) -> str:
        element = self.element
        if element.shape != "field" or not self.relevant:
            return ""
        if element.bind.calculate is not None:
            return _as_type(stored(self.evaluate(element.bind.calculate)), element.bind.type)
        answer = self.tree.lookup(self.ref)
        if answer is None:
            return self.default()
        if answer and element.control is not None and element.control.itemset is not None:
            return self.tree.lists.stored(self, answer)
        return answer

    def default(self) -> str:
        """What stands in it before anybody answered."""
        dynamic = self.element.dynamic_default
        if dynamic is None:
            preload = self.element.bind.preload
            return self.tree.preloaded(preload) if preload else self.element.default
        made = self.tree.answers.get(self.ref + SET)
        if made is None:
            made = self.tree.first.get(self.ref)
        if made is None:
            made = self.set_to(dynamic.value, dynamic.literal)
        return made

    def set_to(self, value: Expression | None, literal: str) -> str:
        """What a setvalue puts here as things stand."""
        return literal if value is None else _as_type(stored(self.evaluate(value)), self.element.bind.type)

    def holds(self) -> bool:
        """Whether it has an answer of the choices that stand open, which keeps the form's rule."""
        stamp = self.tree.stamps[self.element.index]
        if self._holds_at != stamp:
            self._holds_at = stamp
            self._holds = self._judge()
        return self._holds

    def _judge(self) -> bool:
        answer = self.tree.lookup(self.ref)
        bind, control = self.element.bind, self.element.control
        if answer is None or control is None:
            return False
        if answer == "":
            return not self.is_required()
        if control.itemset is not None and not self.text():
            return False
        return bind.constraint is None or self.true(bind.constraint)

    def is_required(self) -> bool:
        """Whether it must be answered. Where a filter has left no choice open, nobody is held up."""
        bind, control = self.element.bind, self.element.control
        if bind.required is None or not self.true(bind.required):
            return False
        return control is None or control.itemset is None or self.tree.lists.any_open(self)

    # --- expressions ------------------------------------------------------------------------------------------------

    def evaluate(self, expression: Expression) -> Value:
        tree = self.tree
        if _CHANCE.isdisjoint(expression.functions):
            return expression.evaluate(tree.context, self)
        before, tree.dice = tree.dice, Random(f"{tree.seed}|{tree.context.now.isoformat()}|{self.ref}")  # noqa: S311
        try:
            return expression.evaluate(tree.context, self)
        finally:
            tree.dice = before

    def true(self, expression: Expression) -> bool:
        return expression.evaluate_boolean(self.tree.context, self)

    def string(self, expression: Expression) -> str:
        return expression.evaluate_string(self.tree.context, self)

    def about_self(self) -> bool:
        """The voice here: that of the nearest element around it that names one."""
        live: Live | None = self
        while live is not None:
            if (voice := live.element.bind.voice) is not None:
                return self.tree.once(("voice", live), partial(live.true, voice))
            live = live.parent
        return True

    def around(self) -> "Iterator[Live]":
        """Everything it lies in, outermost first, without the root."""
        chain: list[Live] = []
        live = self.parent
        while live is not None and live.parent is not None:
            chain.append(live)
            live = live.parent
        return reversed(chain)


class Roster:
    """One repeat within one parent: the items that stand, in order."""

    __slots__ = ("_items", "_items_at", "_made", "element", "parent", "ref", "template", "tree")

    def __init__(self, tree: "Tree", element: Element, parent: Live, ref: str) -> None:
        self.tree = tree
        self.element = element
        self.parent = parent
        self.ref = ref
        self.template = Live(tree, element, parent, f"{ref}:0")
        """An item that does not exist: the roster's own rules are read from it."""
        self._made: dict[int, Live] = {}
        self._items: list[Live] = []
        self._items_at = -1

    def kept_ids(self) -> list[int]:
        kept = self.tree.lookup(self.ref + ITEMS) or ""
        return [int(word) for word in kept.split() if word.isdecimal()]

    def count(self) -> int | None:
        """How many the form counts; None when the count is blank or no number: then those that stand go on standing."""
        if self.element.count is None:
            return None
        number = self.element.count.evaluate_number(self.tree.context, self.template)
        return None if isnan(number) else int(min(max(number, 0), ROSTER_LIMIT))

    def ids(self) -> list[int]:
        kept = self.kept_ids()
        if self.element.count is not None:
            count = self.count()
            return kept if count is None else self._filled(kept[:count], count, kept)
        return self._filled(kept, self._bound(self.element.bind.minimum, 0), kept)

    @property
    def is_full(self) -> bool:
        """Whether there are as many items as there may be (`sanaq:max`, and never more than ROSTER_LIMIT)."""
        return len(self.relevant_nodes()) >= self._bound(self.element.bind.maximum, ROSTER_LIMIT)

    def _bound(self, bound: Expression | None, otherwise: int) -> int:
        number = bound.evaluate_number(self.tree.context, self.template) if bound is not None else otherwise
        return otherwise if isnan(number) else int(min(max(number, 0), ROSTER_LIMIT))

    def _filled(self, ids: list[int], size: int, kept: list[int]) -> list[int]:
        following = self.next_id(kept)
        return [*ids, *range(following, following + size - len(ids))]

    def next_id(self, kept: Sequence[int]) -> int:
        """Ids are never used twice: an old button must not reach a new member."""
        spent = self.tree.answers.get(self.ref + SPENT, "")
        return max((*kept, int(spent) if spent.isdecimal() else 0)) + 1

    def items(self) -> list[Live]:
        stamp = self.tree.stamps[self.element.index]
        if self._items_at != stamp:
            self._items_at = stamp
            self._items = []  # what a count that counts itself would find; publishing refuses such forms
            items = [self._item(item_id) for item_id in self.ids()]
            for place, live in enumerate(items, 1):
                live.place = place
            self.template.place = len(items) + 1
            self._items = items
        return self._items

    def _item(self, item_id: int) -> Live:
        made = self._made.get(item_id)
        if made is None:
            made = self._made[item_id] = Live(self.tree, self.element, self.parent, f"{self.ref}:{item_id}", item_id)
        return made

    def item(self, item_id: int) -> Live | None:
        return next((live for live in self.items() if live.item_id == item_id), None)

    def relevant_nodes(self) -> list[Live]:
        return [live for live in self.items() if live.relevant]

    @property
    def relevant(self) -> bool:
        self.items()  # gives the template its place
        return self.template.relevant

    @property
    def closed(self) -> bool:
        return not self.element.is_open_ended or self.tree.lookup(self.ref + CLOSED) == "no"


def _as_type(value: str, data_type: str) -> str:
    """A worked-out value as its field keeps it: whole numbers without a point, dates without a time."""
    if data_type == "int" and "." in value:
        try:
            return str(int(float(value)))
        except (ValueError, OverflowError):
            return value
    return value[:10] if data_type == "date" and "T" in value else value
