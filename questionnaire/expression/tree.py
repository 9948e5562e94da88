"""The tree of an expression: what the parser makes and the compiler reads. `column` counts from 1."""

from dataclasses import dataclass
from typing import Literal

BinaryOperator = Literal["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"]
JunctionOperator = Literal["or", "and", "|"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal string or number."""

    value: str | float
    column: int


@dataclass(frozen=True, slots=True)
class Binary:
    operator: BinaryOperator
    left: "Tree"
    right: "Tree"
    column: int


@dataclass(frozen=True, slots=True)
class Junction:
    """A chain of one operator: flat, so that forty `or`s in a row are not forty levels deep."""

    operator: JunctionOperator
    operands: tuple["Tree", ...]
    column: int


@dataclass(frozen=True, slots=True)
class Negation:
    operand: "Tree"
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple["Tree", ...]
    column: int


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is an element's name, "*", "@name", "." or ".."."""

    name: str
    predicates: tuple["Tree", ...]
    column: int


@dataclass(frozen=True, slots=True)
class Path:
    """`start` is where the steps lead from: the context node, the document, or what an expression comes to.

    `predicates` filter that expression's nodes as a whole, before the steps.
    """

    start: "Literal['context', 'root'] | Tree"
    predicates: tuple["Tree", ...]
    steps: tuple[Step, ...]
    column: int


Tree = Constant | Binary | Junction | Negation | Call | Path
