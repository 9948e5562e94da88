"""Numbers: XPath 1.0 §4.4 and ODK XForms «Number Functions». Out of range is NaN or Infinity, never an exception."""

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from math import inf, isfinite, isnan, nan

from questionnaire.expression.closures import Frame
from questionnaire.expression.functions.table import Function, function


def total(call: Callable[..., float]) -> Callable[..., float]:
    """`call` made total: what mathematics leaves undefined is NaN, what is too large Infinity."""

    def answered(*numbers: float) -> float:
        try:
            return float(call(*numbers))
        except ValueError:
            return nan
        except OverflowError:
            return inf

    return answered


def rounded(number: float, decimals: float = 0.0) -> float:
    """Halves go up, towards positive infinity (XPath 1.0 §4.4, JavaRosa): round(2.5) is 3, round(-2.5) is -2.

    web-forms 0.22 rounds -2.5 to -3. With decimals the number's decimal digits count, not its binary ones, as in JavaRosa:
    round(1.005, 2) is 1.01.
    """
    if isnan(decimals):
        return nan
    if not isfinite(number):
        return number
    if decimals == 0:
        return _half_up(number)
    if abs(decimals) > 300:
        return number if decimals > 0 else 0.0
    direction = ROUND_HALF_UP if number > 0 else ROUND_HALF_DOWN
    try:
        return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-int(decimals)), direction))
    except InvalidOperation:  # more digits than a number has
        return number


def _half_up(number: float) -> float:
    below = math.floor(number)
    return float(below + (number - below >= 0.5))


def whole(number: float) -> float:
    return float(math.trunc(number)) if isfinite(number) else number


def _down(number: float) -> float:
    return float(math.floor(number)) if isfinite(number) else number


def _up(number: float) -> float:
    return float(math.ceil(number)) if isfinite(number) else number


def power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except ValueError:
        return inf if base == 0 else nan
    except OverflowError:
        return -inf if base < 0 and exponent % 2 == 1 else inf


def _log(number: float) -> float:
    return -inf if number == 0 else math.log(number)


def _log10(number: float) -> float:
    return -inf if number == 0 else math.log10(number)


def random(frame: Frame) -> float:
    return frame.context.random()


def _of_one(call: Callable[[float], float]) -> Function:
    return function("number", ("number",), total(call))


NUMBERS: Mapping[str, Function] = {
    "number": function("number", ("number",), lambda number: number, optional=1, defaults_to_node=True),
    "int": function("number", ("number",), whole),
    "round": function("number", ("number", "number"), rounded, optional=1),
    "floor": function("number", ("number",), _down),
    "ceiling": function("number", ("number",), _up),
    "pow": function("number", ("number", "number"), power),
    "sqrt": _of_one(math.sqrt),
    "abs": function("number", ("number",), abs),
    "exp": _of_one(math.exp),
    "exp10": function("number", ("number",), lambda number: power(10.0, number)),
    "log": _of_one(_log),
    "log10": _of_one(_log10),
    "sin": _of_one(math.sin),
    "cos": _of_one(math.cos),
    "tan": _of_one(math.tan),
    "asin": _of_one(math.asin),
    "acos": _of_one(math.acos),
    "atan": _of_one(math.atan),
    "atan2": function("number", ("number", "number"), math.atan2),
    "random": function("number", (), random, framed=True),
}
