"""What a form is made of once it is compiled: a tree of elements, frozen and shared by all interviews.

The tree is the form's primary instance; what the body says of an element (its label, its choices) hangs on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from questionnaire.expression import Expression
from questionnaire.prompt import Kind
from questionnaire.texts import NO_TEXT, Text

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Bind:
    """The rules of an element. An absent expression means: relevant yes, required no, read-only no, no constraint.

    `type` is the XForms data type ("string", "int", "date"…). `preload` is what fills the field ("start", "today",
    "uid"…). `extra`: the row's `sanaq:*` attributes that have no meaning for the engine.
    """

    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    read_only: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: Text = NO_TEXT
    required_message: Text = NO_TEXT
    voice: Expression | None = None
    suggest: Expression | None = None
    soft: Expression | None = None
    soft_message: Text = NO_TEXT
    skip_label: Text = NO_TEXT
    more_label: Text = NO_TEXT
    after_roster: bool = False
    minimum: Expression | None = None
    maximum: Expression | None = None
    preload: str = ""
    extra: Mapping[str, str] = field(default_factory=lambda: NOTHING)


NO_BIND = Bind()


@dataclass(frozen=True, slots=True)
class Item:
    """One choice as the form has it. `position` counts from 0 in its list."""

    position: int
    value: str
    label: Text
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Itemset:
    """Where a question's choices come from.

    `instance` names the secondary instance, "" when the choices are the items of a roster or stand in the question.
    `nodes` finds the open ones; None when all of `instance` (or `items`) stand open always. `inputs` are the answers that
    decides by; None when it decides by more than answers.
    `value` and `label` are evaluated for a roster's item; in a secondary instance they are names of its columns.
    """

    instance: str = ""
    nodes: Expression | None = None
    inputs: tuple[Expression, ...] | None = None
    items: tuple[Item, ...] = ()
    roster: str = ""
    value_of: Expression | None = None
    label_of: Expression | None = None
    value_column: str = "name"
    label_column: str = "label"


@dataclass(frozen=True, slots=True)
class Control:
    """What the body says of a question."""

    kind: Kind
    label: Text = NO_TEXT
    hint: Text = NO_TEXT
    guidance: Text = NO_TEXT
    appearance: tuple[str, ...] = ()
    itemset: Itemset | None = None
    least: float | None = None
    most: float | None = None
    step: float | None = None
    is_note: bool = False
    media: tuple[str, ...] = ()
    """Forms of its label other than words: image, audio, video."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """`target` gets `value` (evaluated at the target; None: `literal`) when what it hangs on happens."""

    target: str
    value: Expression | None
    literal: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """`path` is the absolute XPath ("/data/member/age"), `index` counts the form's elements from 0.

    A repeat's `label` is the title of its items.
    """

    index: int
    path: str
    name: str
    shape: Literal["group", "repeat", "field"]
    bind: Bind = NO_BIND
    control: Control | None = None
    label: Text = NO_TEXT
    count: Expression | None = None
    children: tuple["Element", ...] = ()
    default: str = ""
    dynamic_default: SetValue | None = None

    @property
    def ref(self) -> str:
        """The path without the root and without items: "member/age", as ref of a question that is in no roster."""
        return self.path.split("/", 2)[2] if self.path.count("/") > 1 else ""

    @property
    def is_open_ended(self) -> bool:
        """A roster without a count: it grows by "anyone else?"."""
        return self.shape == "repeat" and self.count is None

    def descendants(self) -> Iterator["Element"]:
        """Itself and everything below, in the form's order."""
        yield self
        for child in self.children:
            yield from child.descendants()
