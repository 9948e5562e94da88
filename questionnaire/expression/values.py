"""Conversions between the values of XPath 1.0 (§3.4, §4.2-4.4), with ODK's blanks and dates.

Where ODK deviates from XPath 1.0: an empty node-set counts as one blank node, because a question that is not relevant is not
in the tree; a node counts as true when its text is not blank (ODK XForms: «the string value of that node is converted»),
so that `not(${unanswered})` is true; a date string is a number, its days since 1970-01-01.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from math import isfinite, isnan, nan

from questionnaire.expression.context import Node, Value
from questionnaire.expression.dates import days

_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")
_WHOLE_BELOW = 1e15


def to_string(value: Value) -> str:
    """XPath 1.0 §4.2: no exponents, no "-0", "true" and "false", the first node's text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return value[0].text() if value else ""
    return number_text(value)


def to_number(value: Value) -> float:
    """XPath 1.0 §4.4: NaN for a text that is no number; days since 1970 for a date (ODK XForms, number())."""
    if isinstance(value, str):
        return text_number(value)
    if isinstance(value, list):
        return text_number(value[0].text()) if value else nan
    return float(value)


def to_boolean(value: Value) -> bool:
    if isinstance(value, str):
        return value != ""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return nodes_boolean(value)
    return number_boolean(value)


def stored(value: Value) -> str:
    """The string a calculation leaves in its node: as `to_string`, but "" for NaN, as Collect stores it."""
    if isinstance(value, float) and isnan(value):
        return ""
    return to_string(value)


def number_text(number: float) -> str:
    if -_WHOLE_BELOW < number < _WHOLE_BELOW:
        whole = int(number)
        if whole == number:
            return str(whole)
    if not isfinite(number):
        return "NaN" if isnan(number) else "Infinity" if number > 0 else "-Infinity"
    text = repr(number)
    if "e" not in text:
        return text.removesuffix(".0")
    return format(Decimal(text), "f")


def text_number(text: str) -> float:
    if _NUMBER.fullmatch(text) is not None:
        return float(text)
    return days(text)


def number_boolean(number: float) -> bool:
    return number != 0 and not isnan(number)


def nodes_boolean(nodes: Sequence[Node]) -> bool:
    """True for several nodes, for an answered one, and for a group or repeat instance."""
    if len(nodes) != 1:
        return bool(nodes)
    return nodes[0].text() != "" or bool(nodes[0].children("*"))


def texts(nodes: Sequence[Node]) -> list[str]:
    """What a node-set compares as."""
    return [node.text() for node in nodes] or [""]
