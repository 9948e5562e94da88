"""From the tree of an expression to closures."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from questionnaire.expression.context import Context, Extension, Node, Reference, Value

NO_EXTENSIONS: Mapping[str, Extension] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `node` is the context node when it is not `context.node`."""

    source: str
    references: tuple[Reference, ...]
    functions: frozenset[str]
    depends_on_clock: bool

    def evaluate(self, context: Context, node: Node | None = None) -> Value:
        raise NotImplementedError

    def evaluate_string(self, context: Context, node: Node | None = None) -> str:
        raise NotImplementedError

    def evaluate_number(self, context: Context, node: Node | None = None) -> float:
        raise NotImplementedError

    def evaluate_boolean(self, context: Context, node: Node | None = None) -> bool:
        raise NotImplementedError


def compile_expression(source: str, *, extensions: Mapping[str, Extension] = NO_EXTENSIONS) -> Expression:
    """Raises ExpressionError for anything wrong with `source`."""
    raise NotImplementedError
