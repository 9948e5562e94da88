"""Comparisons and arithmetic (XPath 1.0 §3.4, §3.5).

A node-set compares as any of its nodes («exists»), an empty one as one blank. NaN compares false with everything, so a blank
or a date that does not exist never satisfies `<` or `>`.
"""

import operator
from collections.abc import Callable, Sequence
from math import copysign, fmod, inf, isnan, nan
from typing import cast

from questionnaire.expression.closures import (
    Booleans,
    Compiled,
    Frame,
    Numbers,
    Strings,
    Values,
    as_boolean,
    as_number,
    as_string,
    some_nodes,
)
from questionnaire.expression.context import Value
from questionnaire.expression.tree import BinaryOperator
from questionnaire.expression.values import text_number, texts, to_boolean, to_number

Compare = Callable[[object, object], bool]

_COMPARES: dict[str, Compare] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": cast("Compare", operator.lt),
    "<=": cast("Compare", operator.le),
    ">": cast("Compare", operator.gt),
    ">=": cast("Compare", operator.ge),
}


def binary(name: BinaryOperator, left: Compiled, right: Compiled) -> Compiled:
    if name in {"+", "-", "*", "div", "mod"}:
        return Compiled("number", _arithmetic(name, as_number(left), as_number(right)))
    if name in {"=", "!="}:
        return Compiled("boolean", _equality(_COMPARES[name], left, right))
    return Compiled("boolean", _relation(_COMPARES[name], left, right))


def negation(operand: Compiled) -> Compiled:
    number = as_number(operand)
    return Compiled("number", lambda frame: -number(frame))


def conjunction(operands: list[Compiled]) -> Compiled:
    tests = [as_boolean(operand) for operand in operands]
    if len(tests) == 2:
        first, second = tests
        return Compiled("boolean", lambda frame: first(frame) and second(frame))
    return Compiled("boolean", lambda frame: all(test(frame) for test in tests))


def disjunction(operands: list[Compiled]) -> Compiled:
    tests = [as_boolean(operand) for operand in operands]
    if len(tests) == 2:
        first, second = tests
        return Compiled("boolean", lambda frame: first(frame) or second(frame))
    return Compiled("boolean", lambda frame: any(test(frame) for test in tests))


def _arithmetic(name: BinaryOperator, left: Numbers, right: Numbers) -> Numbers:
    match name:
        case "+":
            return lambda frame: left(frame) + right(frame)
        case "-":
            return lambda frame: left(frame) - right(frame)
        case "*":
            return lambda frame: left(frame) * right(frame)
        case "div":
            return lambda frame: divide(left(frame), right(frame))
        case _:
            return lambda frame: remainder(left(frame), right(frame))


def divide(dividend: float, divisor: float) -> float:
    """IEEE 754 division, as XPath wants it: Infinity and NaN instead of an exception."""
    if divisor != 0:
        return dividend / divisor
    if dividend == 0 or isnan(dividend):
        return nan
    return copysign(inf, dividend) * copysign(1, divisor)


def remainder(dividend: float, divisor: float) -> float:
    """`mod` has the sign of the dividend (§3.5): -7 mod 3 is -1."""
    if divisor == 0 or dividend in (inf, -inf):
        return nan
    return fmod(dividend, divisor)


def _equality(compare: Compare, left: Compiled, right: Compiled) -> Booleans:
    kinds = {left.kind, right.kind}
    if "any" in kinds or (kinds == {"nodes", "boolean"}):
        return _dynamic(compare, left, right, compare_values)
    if "nodes" in kinds:
        return _nodes_equality(compare, left, right)
    if "boolean" in kinds:
        first, second = as_boolean(left), as_boolean(right)
        return lambda frame: compare(first(frame), second(frame))
    if "number" in kinds:
        number, other = as_number(left), as_number(right)
        return lambda frame: compare(number(frame), other(frame))
    text, other_text = as_string(left), as_string(right)
    return lambda frame: compare(text(frame), other_text(frame))


def _nodes_equality(compare: Compare, left: Compiled, right: Compiled) -> Booleans:
    """Node-set against string, number or node-set; which side is which makes no difference to = and !=."""
    if left.kind != "nodes":
        left, right = right, left
    nodes = some_nodes(left)
    if right.kind == "nodes":
        others = some_nodes(right)

        def nodes_with_nodes(frame: Frame) -> bool:
            mine, theirs = texts(nodes(frame)), texts(others(frame))
            return any(compare(one, other) for one in mine for other in theirs)

        return nodes_with_nodes
    if right.kind == "number":
        number = as_number(right)

        def nodes_with_number(frame: Frame) -> bool:
            value = number(frame)
            return any(compare(text_number(text), value) for text in texts(nodes(frame)))

        return nodes_with_number
    string: Strings = as_string(right)

    def nodes_with_string(frame: Frame) -> bool:
        found, value = nodes(frame), string(frame)
        if len(found) == 1:
            return compare(found[0].text(), value)
        return any(compare(text, value) for text in texts(found))

    return nodes_with_string


def _relation(compare: Compare, left: Compiled, right: Compiled) -> Booleans:
    kinds = {left.kind, right.kind}
    if "any" in kinds or (kinds == {"nodes", "boolean"}):
        return _dynamic(compare, left, right, relate_values)
    if "nodes" not in kinds:
        first, second = as_number(left), as_number(right)
        return lambda frame: compare(first(frame), second(frame))
    mine, theirs = _all_numbers(left), _all_numbers(right)

    def nodes_relation(frame: Frame) -> bool:
        ours, others = mine(frame), theirs(frame)
        if len(ours) == 1 and len(others) == 1:
            return compare(ours[0], others[0])
        return any(compare(one, other) for one in ours for other in others)

    return nodes_relation


def _all_numbers(compiled: Compiled) -> Callable[[Frame], list[float]]:
    if compiled.kind == "nodes":
        nodes = some_nodes(compiled)
        return lambda frame: [text_number(text) for text in texts(nodes(frame))]
    number = as_number(compiled)
    return lambda frame: [number(frame)]


def _dynamic(
    compare: Compare, left: Compiled, right: Compiled, by: Callable[[Compare, Value, Value], bool]
) -> Booleans:
    first: Values = left.nearest or left.run
    second: Values = right.nearest or right.run
    return lambda frame: by(compare, first(frame), second(frame))


def compare_values(compare: Compare, left: Value, right: Value) -> bool:
    """= and != for values whose kinds are known only now."""
    if isinstance(left, bool) or isinstance(right, bool):
        return compare(to_boolean(left), to_boolean(right))
    return any(_compare_atoms(compare, one, other) for one in _atoms(left) for other in _atoms(right))


def relate_values(compare: Compare, left: Value, right: Value) -> bool:
    """<, <=, > and >= for values whose kinds are known only now."""
    if isinstance(left, bool) or isinstance(right, bool):
        return compare(float(to_boolean(left)), float(to_boolean(right)))
    return any(compare(to_number(one), to_number(other)) for one in _atoms(left) for other in _atoms(right))


def _atoms(value: Value) -> Sequence[str | float]:
    return texts(value) if isinstance(value, list) else (value,)


def _compare_atoms(compare: Compare, one: str | float, other: str | float) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return compare(one, other)
    return compare(to_number(one), to_number(other))
