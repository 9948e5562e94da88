"""Node-sets: XPath 1.0 §4.1 and ODK XForms «Node-set Functions» and «Repeat Functions».

Blanks: `sum`, `max` and `min` pass over blank nodes, as Collect does, so that one unanswered age does not blank a total.
A text that is neither blank nor a number still makes the result NaN, as XPath says. The largest of nothing is NaN.
"""

import hashlib
from collections.abc import Mapping, Sequence
from math import floor, isfinite, isnan, nan

from questionnaire.expression.closures import Frame
from questionnaire.expression.context import Node, Value
from questionnaire.expression.functions.table import Function, function
from questionnaire.expression.values import text_number, to_number, to_string

_INT_MAX = 2_147_483_647


def numbers(*values: Value) -> list[float]:
    """Every number there is, blanks passed over."""
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            found.extend(text_number(text) for node in value if (text := node.text()) != "")
        elif value != "":
            found.append(to_number(value))
    return found


def largest(*values: Value) -> float:
    found = numbers(*values)
    return nan if not found or any(map(isnan, found)) else max(found)


def smallest(*values: Value) -> float:
    found = numbers(*values)
    return nan if not found or any(map(isnan, found)) else min(found)


def indexed_repeat(nodes: list[Node], *pairs: Value) -> list[Node]:
    """Of `nodes` those inside the wanted instances of the repeats; indexes count from 1 within the instance around."""
    inside = nodes
    chosen: list[Node] | None = None
    for repeats, index in sorted(zip(pairs[::2], pairs[1::2], strict=True), key=_depth):
        number = to_number(index)
        if not isinstance(repeats, list) or isnan(number):
            return []
        among = repeats if chosen is None else [node for node in repeats if _within(node, chosen)]
        chosen = [node for place, node in enumerate(among, 1) if place == number]
        inside = [node for node in inside if _within(node, chosen)]
    return inside


def randomized(frame: Frame, nodes: list[Node], seed: Value | None = None) -> list[Node]:
    """The "inside-out" shuffle; with a seed the same order in every ODK client (Park-Miller, minimal standard).

    A seed that is no number is hashed as web-forms and JavaRosa do; a blank one is 0.
    """
    shuffled: list[Node] = []
    random = frame.context.random if seed is None else ParkMiller(_seed(seed))
    for at, node in enumerate(nodes):
        other = int(random() * (at + 1))
        shuffled.append(node)
        shuffled[at], shuffled[other] = shuffled[other], shuffled[at]
    return shuffled


class ParkMiller:
    """The pseudo-random numbers every ODK client draws for one seed (Park and Miller, minimal standard)."""

    __slots__ = ("state",)

    def __init__(self, seed: int) -> None:
        remainder = abs(seed) % _INT_MAX * (1 if seed >= 0 else -1)
        self.state = remainder if remainder > 0 else remainder + _INT_MAX - 1

    def __call__(self) -> float:
        self.state = self.state * 16_807 % _INT_MAX
        return (self.state - 1) / (_INT_MAX - 1)


def _seed(value: Value) -> int:
    number = to_number(value)
    if not isnan(number):
        return int(number) if isfinite(number) else (1 << 63) - 1 if number > 0 else -(1 << 63)
    text = to_string(value)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True) if text else 0


def pulldata(frame: Frame, instance: str, wanted: str, key: str, value: str) -> str:
    """One value out of a secondary instance: instance(…)/root/item[key = value]/wanted, "" when there is no such row."""
    try:
        root = frame.context.instance(instance.removesuffix(".csv"))
    except KeyError:
        return ""
    matching = getattr(root, "matching", None)
    items: Sequence[Node] = root.children("item") if matching is None else matching("item", key, value)
    for item in items:
        if to_string(list(item.children(key))) == value:
            return to_string(list(item.children(wanted)))
    return ""


def selected_at(text: str, index: float) -> str:
    """Counts from 0."""
    values = text.split()
    return values[floor(index)] if 0 <= index < len(values) else ""


def _within(node: Node, groups: Sequence[Node]) -> bool:
    above = node.parent
    while above is not None:
        if any(above is group for group in groups):
            return True
        above = above.parent
    return False


def _depth(pair: tuple[Value, Value]) -> int:
    nodes, depth = pair[0], 0
    above = nodes[0].parent if isinstance(nodes, list) and nodes else None
    while above is not None:
        above, depth = above.parent, depth + 1
    return depth


def _even(texts: Sequence[str | None]) -> str:
    return "" if len(texts) % 2 else "indexed-repeat() takes a path, then pairs of a repeat and its number"


NODESETS: Mapping[str, Function] = {
    "count": function("number", ("nodes",), lambda nodes: float(len(nodes))),
    "count-non-empty": function("number", ("nodes",), lambda nodes: float(sum(node.text() != "" for node in nodes))),
    "sum": function("number", ("nodes",), lambda nodes: float(sum(numbers(nodes)))),
    "max": function("number", ("every",), largest, variadic=True),
    "min": function("number", ("every",), smallest, variadic=True),
    "randomize": function("nodes", ("nodes", "any"), randomized, optional=1, framed=True),
    "indexed-repeat": function(
        "nodes",
        ("nodes", "nodes", "number", "nodes", "number", "nodes", "number"),
        indexed_repeat,
        optional=4,
        check=_even,
    ),
}

SELECTS: Mapping[str, Function] = {
    # a blank list contains the blank value: selected('', '') is true in both ODK engines
    "selected": function("boolean", ("string", "string"), lambda text, value: value.strip() in (text.split() or ("",))),
    "selected-at": function("string", ("string", "number"), selected_at),
    "count-selected": function("number", ("string",), lambda text: float(len(text.split()))),
}
