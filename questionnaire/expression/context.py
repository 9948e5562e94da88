"""What an expression is evaluated against, and what it is made of: values, nodes, references.

An expression reads a tree of nodes. Whoever owns a tree (the live interview, a list of choices) gives it this shape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


class Node(Protocol):
    """An element of an instance, or an attribute of one (its name then starts with "@").

    A node is one object for as long as its tree stands: nodes are told apart with `is`.
    """

    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> "Node | None": ...

    def children(self, name: str) -> "Sequence[Node]":
        """The relevant child elements of this name in document order; "*" means all of them."""
        ...

    def text(self) -> str:
        """The string value: "" when blank, not relevant or a group."""
        ...

    def position(self) -> int:
        """1-based place among the siblings of the same name: the number of a repeat instance."""
        ...


Value = str | float | bool | list[Node]
"""What an expression comes to. Dates and times are ISO strings, a node-set is a list in document order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A location path met in an expression, so that a form can find what the expression depends on.

    `start` says where `steps` lead from: "context" the node the expression is evaluated for (its bind's nodeset),
    "root" the document above the root element (so that the first step is the root element's name, "data"), "instance"
    the document of the secondary instance `instance` (first step "root"). `steps` are element names, "*", "@name", "."
    never, and ".." anywhere; a path inside a predicate comes already joined to the path it filters.
    `inside_predicate` is True for those. `column` counts from 1.
    """

    start: Literal["context", "root", "instance"]
    steps: tuple[str, ...]
    column: int
    instance: str = ""
    inside_predicate: bool = False


ChoiceLabel = Callable[[Node, Reference, str], str]
"""(context node, the question named in jr:choice-name, a choice's value) -> its label, "" when there is none."""


@dataclass(slots=True)
class Context:
    """Everything an expression may depend on. One context serves many evaluations: give each its node.

    `root` is the root element of the primary instance. `instance` gives the root element of a secondary instance, whose
    parent is the document that `instance('id')` names, and raises KeyError for an unknown id. `now` is aware; its zone is
    the form's zone. `random` gives [0, 1). `itext` is the text of an itext id in `language`. `property` answers
    property('name') (deviceid, username…), `version` is the form's version.
    """

    node: Node
    root: Node
    now: datetime
    instance: Callable[[str], Node]
    choice_label: ChoiceLabel
    random: Callable[[], float]
    language: str = ""
    itext: Callable[[str], str] = lambda _id: ""
    property: Callable[[str], str] = lambda _name: ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """A function the caller adds: `call` takes as many values as it was given, between `least` and `most`."""

    call: Callable[..., Value]
    least: int
    most: int
