"""What a function of the language is: its signature, so that mistakes are found when a form is published, and its rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from questionnaire.expression.closures import Kind
from questionnaire.expression.context import Value

ArgumentKind = Literal["string", "number", "boolean", "nodes", "any", "every"]
"""How an argument reaches `call`: converted; "nodes" must be a node-set; "any" as it is; "every" too, and of a path into a
repeat the nodes of every repeat instance."""


@dataclass(frozen=True, slots=True)
class Function:
    """`most` None: any number, the last kind repeats. `framed`: `call` gets the Frame before the arguments.

    `defaults_to_node`: a missing argument is the context node. `check` sees the arguments that are literal texts (None for
    the others) and says in a sentence what is wrong with them, "" when nothing is.
    """

    result: Kind
    arguments: tuple[ArgumentKind, ...]
    call: Callable[..., Value]
    least: int
    most: int | None
    framed: bool = False
    defaults_to_node: bool = False
    check: Callable[[Sequence[str | None]], str] | None = None

    def argument(self, position: int) -> ArgumentKind:
        return self.arguments[min(position, len(self.arguments) - 1)]


def function(  # noqa: PLR0913 one keyword for each thing a signature can say
    result: Kind,
    arguments: tuple[ArgumentKind, ...],
    call: Callable[..., Value],
    *,
    optional: int = 0,
    variadic: bool = False,
    framed: bool = False,
    defaults_to_node: bool = False,
    check: Callable[[Sequence[str | None]], str] | None = None,
) -> Function:
    """The last `optional` arguments may be left out; `variadic`: the last one may come any number of times."""
    least = len(arguments) - optional
    most = None if variadic else len(arguments)
    return Function(result, arguments, call, least, most, framed, defaults_to_node, check)
