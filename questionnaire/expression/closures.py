"""A compiled piece of an expression: a closure over a frame, with what is known beforehand of its value."""

from collections.abc import Callable
from typing import Literal, NamedTuple, cast

from questionnaire.expression.context import Context, Node, Value
from questionnaire.expression.values import (
    nodes_boolean,
    number_boolean,
    number_text,
    text_number,
    to_boolean,
    to_number,
    to_string,
)

Kind = Literal["string", "number", "boolean", "nodes", "any"]


class Frame:
    """Where an evaluation stands: the context node moves with every predicate, `origin` (current()) never does."""

    __slots__ = ("context", "node", "origin", "position", "size")

    def __init__(self, context: Context, node: Node, origin: Node, position: int = 1, size: int = 1) -> None:
        self.context = context
        self.node = node
        self.origin = origin
        self.position = position
        self.size = size


Strings = Callable[[Frame], str]
Numbers = Callable[[Frame], float]
Booleans = Callable[[Frame], bool]
Nodes = Callable[[Frame], list[Node]]
Values = Callable[[Frame], Value]


class Compiled(NamedTuple):
    """`run` gives a value of `kind`; `constant` is that value where it is always the same. `nearest` gives a node-set where
    one value is wanted of it (see paths.py)."""

    kind: Kind
    run: Values
    constant: str | float | bool | None = None
    nearest: Nodes | None = None


def constant(value: str | float | bool) -> Compiled:
    kind: Kind = "string" if isinstance(value, str) else "boolean" if isinstance(value, bool) else "number"
    return Compiled(kind, lambda _: value, constant=value)


def some_nodes(compiled: Compiled) -> Nodes:
    """The nodes of a compiled node-set for use as a value."""
    return compiled.nearest or cast("Nodes", compiled.run)


def as_string(compiled: Compiled) -> Strings:
    if compiled.constant is not None:
        text = to_string(compiled.constant)
        return lambda _: text
    match compiled.kind:
        case "string":
            return cast("Strings", compiled.run)
        case "number":
            number = cast("Numbers", compiled.run)
            return lambda frame: number_text(number(frame))
        case "nodes":
            nodes = some_nodes(compiled)

            def first_text(frame: Frame) -> str:
                found = nodes(frame)
                return found[0].text() if found else ""

            return first_text
        case "boolean" | "any":
            run = compiled.run
            return lambda frame: to_string(run(frame))


def as_number(compiled: Compiled) -> Numbers:
    if compiled.constant is not None:
        number = to_number(compiled.constant)
        return lambda _: number
    match compiled.kind:
        case "number":
            return cast("Numbers", compiled.run)
        case "string":
            string = cast("Strings", compiled.run)
            return lambda frame: text_number(string(frame))
        case "nodes":
            nodes = some_nodes(compiled)

            def first_number(frame: Frame) -> float:
                found = nodes(frame)
                return text_number(found[0].text() if found else "")

            return first_number
        case "boolean" | "any":
            run = compiled.run
            return lambda frame: to_number(run(frame))


def as_boolean(compiled: Compiled) -> Booleans:
    match compiled.kind:
        case "boolean":
            return cast("Booleans", compiled.run)
        case "number":
            number = cast("Numbers", compiled.run)
            return lambda frame: number_boolean(number(frame))
        case "string":
            string = cast("Strings", compiled.run)
            return lambda frame: string(frame) != ""
        case "nodes":
            nodes = some_nodes(compiled)
            return lambda frame: nodes_boolean(nodes(frame))
        case "any":
            run = compiled.run
            return lambda frame: to_boolean(run(frame))
