"""Choices: lists of the form, filtered lists, and the items of a roster as choices.

A Catalogue is the whole list and is shared by all interviews; OpenChoices says which of it stand open in one interview.
Positions stand for choices until somebody looks at one, so a list of fifteen thousand settlements costs nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from questionnaire.definition import Control, Item, Itemset
from questionnaire.expression import Expression, Node, Reference
from questionnaire.filters import Filter, Open
from questionnaire.live import Live
from questionnaire.paths import resolved
from questionnaire.prompt import Choice
from questionnaire.secondary import KEPT, SecondaryInstance
from questionnaire.texts import Text, text_of


class Catalogue:
    """All choices of one list in the form's order. Reads an item when it is first asked for, of more than KEPT every time:
    who searches looks at a handful, an index once at all.

    `identity` is equal for two catalogues with the same choices, whatever their forms; "" when labels have answers in them.
    `voiced` when labels differ for the person himself and for another member.
    """

    def __init__(self, identity: str, items: "Items", languages: Sequence[str], *, voiced: bool) -> None:
        self.identity = identity
        self.voiced = voiced
        self._languages = languages
        self._items = items
        self._choices: dict[tuple[int, str, bool], Choice] = {}

    def __len__(self) -> int:
        return len(self._items)

    def position(self, value: str) -> int | None:
        """Of the first choice with this value."""
        return self._items.position(value)

    def place(self, node: Node) -> int | None:
        """Where `node`, found by a filter, stands in the list."""
        return self._items.place(node)

    def value(self, position: int) -> str:
        return self._items.value(position)

    def choice(self, position: int, live: Live, language: str, *, about_self: bool) -> Choice:
        made = self._choices.get((position, language, about_self))
        if made is not None:
            return made
        item = self._items[position]
        labels = {code: item.label.render(code, live.string, about_self=about_self) for code in self._languages}
        label = labels.get(language) or item.label.render(language, live.string, about_self=about_self)
        made = Choice(item.value, label or item.value, MappingProxyType(labels), item.extra)
        if len(self) <= KEPT and not item.label.expressions():
            self._choices[position, language, about_self] = made
        return made


class Items(Protocol):
    """The items of a list, by position."""

    def __len__(self) -> int: ...
    def __getitem__(self, position: int) -> Item: ...
    def value(self, position: int) -> str: ...
    def position(self, value: str) -> int | None: ...
    def place(self, node: Node) -> int | None: ...


class WrittenItems:
    """Items that stand in the question itself."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, position: int) -> Item:
        return self._items[position]

    def value(self, position: int) -> str:
        return self._items[position].value

    def position(self, value: str) -> int | None:
        return next((item.position for item in self._items if item.value == value), None)

    def place(self, node: Node) -> int | None:  # noqa: ARG002 - nothing filters them
        return None


class NodeItems:
    """The items of a secondary instance."""

    def __init__(self, root: SecondaryInstance, itemset: Itemset, text: Callable[[str], Text]) -> None:
        self._root = root
        self._itemset = itemset
        self._text = text

    def __len__(self) -> int:
        return len(self._root)

    def __getitem__(self, position: int) -> Item:
        columns = self._root.child("item", position).columns()
        itemset = self._itemset
        label_id = columns.pop("itextId", "")
        if itemset.label_column.startswith("jr:itext("):
            label = self._text(label_id)
        else:
            shown = columns.pop(itemset.label_column, "")
            stem = f"{itemset.label_column}_"
            labels = {name.removeprefix(stem): columns.pop(name) for name in [*columns] if name.startswith(stem)}
            label = text_of({"": [shown]} | {language: [words] for language, words in labels.items()})
        value = columns.pop(itemset.value_column, "")
        return Item(position, value, label, MappingProxyType(columns))

    def value(self, position: int) -> str:
        return self._root.child("item", position).get(self._itemset.value_column)

    def position(self, value: str) -> int | None:
        return self._root.place("item", self._itemset.value_column, value)

    def place(self, node: Node) -> int | None:
        return node.position() - 1 if node.parent is self._root else None


class Listed:
    """A ChoiceList over a catalogue. `stand`: those of it that stand open; None: all of it."""

    __slots__ = ("_about_self", "_catalogue", "_live", "_positions", "_stand", "language")

    def __init__(self, catalogue: Catalogue, stand: Open | None, live: Live, language: str) -> None:
        self.language = language
        self._catalogue = catalogue
        self._stand = stand
        self._positions = range(len(catalogue)) if stand is None else stand.positions
        self._live = live
        self._about_self = live.about_self()

    @property
    def key(self) -> str:
        what = self._catalogue.identity
        voice = self._about_self if self._catalogue.voiced else ""
        return f"{what}|{voice}|{'' if self._stand is None else self._stand.key}" if what else ""

    def __len__(self) -> int:
        return len(self._positions)

    def __getitem__(self, position: int) -> Choice:
        if position < 0:
            raise IndexError(position)
        return self._choice(self._positions[position])

    def __iter__(self) -> Iterator[Choice]:
        return map(self._choice, self._positions)

    def by_value(self, value: str) -> Choice | None:
        position = self._catalogue.position(value) if self._stand is None else self._stand.values.get(value)
        return None if position is None else self._choice(position)

    def _choice(self, position: int) -> Choice:
        return self._catalogue.choice(position, self._live, self.language, about_self=self._about_self)


class Members:
    """A ChoiceList of roster items. The value is the item's id, so that a new name changes nothing."""

    __slots__ = ("_choices", "key", "language")

    def __init__(self, choices: Sequence[Choice], language: str) -> None:
        self._choices = choices
        self.key = ""
        self.language = language

    def __len__(self) -> int:
        return len(self._choices)

    def __getitem__(self, position: int) -> Choice:
        return self._choices[position]

    def __iter__(self) -> Iterator[Choice]:
        return iter(self._choices)

    def by_value(self, value: str) -> Choice | None:
        return next((choice for choice in self._choices if choice.value == value), None)


class OpenChoices:
    """The choices of one interview. Roster items are remembered until something changes that they depend on."""

    def __init__(
        self,
        catalogues: Mapping[str, Catalogue],
        filters: Mapping[str, Filter],
        control_at: Callable[[str], Control | None],
    ) -> None:
        self._catalogues = catalogues
        self._filters = filters
        self._control_at = control_at
        self._members: dict[str, tuple[int, dict[str, Node]]] = {}

    def of(self, live: Live, language: str) -> Listed | Members:
        itemset = _itemset(live)
        if itemset.roster:
            label = itemset.label_of
            choices = [
                Choice(value, live_string(label, node), MappingProxyType({}), MappingProxyType({}))
                for value, node in self._roster(live, itemset).items()
            ]
            return Members(choices, language)
        catalogue = self._catalogues[live.element.path]
        if itemset.nodes is None:
            return Listed(catalogue, None, live, language)
        return Listed(catalogue, self._filters[live.element.path].open(live), live, language)

    def any_open(self, live: Live) -> bool:
        """Whether there is anything to choose."""
        itemset = _itemset(live)
        if itemset.roster:
            return bool(self._roster(live, itemset))
        catalogue = self._catalogues[live.element.path]
        return bool(len(catalogue) if itemset.nodes is None else self._filters[live.element.path].open(live).positions)

    def standing(self, live: Live, answer: str) -> list[str]:
        """Those of the chosen values that stand open now, in the form's order (a ranking keeps its own)."""
        words = answer.split() if live.element.control and live.element.control.kind != "select_one" else [answer]
        itemset = _itemset(live)
        if itemset.roster:
            members = self._roster(live, itemset)
            return [value for value in members if value in words]
        catalogue = self._catalogues[live.element.path]
        if itemset.nodes is None:
            places = {word: place for word in words if (place := catalogue.position(word)) is not None}
        else:
            values = self._filters[live.element.path].open(live).values
            places = {word: values[word] for word in words if word in values}
        if live.element.control and live.element.control.kind == "rank":
            return list(places)
        return sorted(places, key=places.__getitem__)

    def stored(self, live: Live, answer: str) -> str:
        """The answer as ODK would keep it: for a roster item its present name."""
        standing = self.standing(live, answer)
        itemset = _itemset(live)
        if not itemset.roster:
            return " ".join(standing)
        members = self._roster(live, itemset)
        return " ".join(live_string(itemset.value_of, members[value]) for value in standing)

    def label(self, live: Live, reference: Reference, value: str) -> str:
        """For jr:choice-name: the label of `value` in the question that `reference` names."""
        path = resolved(live.element.path if reference.start == "context" else "", "/".join(reference.steps))
        control = self._control_at(path)
        if control is None or control.itemset is None:
            return ""
        if control.itemset.roster:
            return value
        catalogue = self._catalogues[path]
        position = catalogue.position(value)
        if position is None:
            return ""
        return catalogue.choice(position, live, live.tree.context.language, about_self=True).label

    def _roster(self, live: Live, itemset: Itemset) -> dict[str, Node]:
        stamp = live.tree.stamps[live.element.index]
        known = self._members.get(live.ref)
        if known is None or known[0] != stamp:
            self._members[live.ref] = (stamp, {})  # what a filter about its own answer would find
            found = live.evaluate(itemset.nodes) if itemset.nodes is not None else []
            members: dict[str, Node] = {}
            for node in found if isinstance(found, list) else []:
                if isinstance(node, Live) and live_string(itemset.value_of, node) != "":
                    members[_item_value(node)] = node
            known = self._members[live.ref] = (stamp, members)
        return known[1]


def _itemset(live: Live) -> Itemset:
    control = live.element.control
    assert control is not None
    assert control.itemset is not None
    return control.itemset


def _item_value(live: Live) -> str:
    """The item's id; of an item inside another roster's, its whole ref."""
    item = live
    while not item.item_id and item.parent is not None:
        item = item.parent
    return item.ref if ":" in item.ref.rpartition(":")[0] else str(item.item_id)


def live_string(expression: Expression | None, node: Node) -> str:
    return node.string(expression) if isinstance(node, Live) and expression is not None else ""
