"""Conversions between the values of XPath 1.0 §4.2-4.4, with ODK's blanks and dates."""

from questionnaire.expression.context import Value


def to_string(value: Value) -> str:
    raise NotImplementedError


def to_number(value: Value) -> float:
    raise NotImplementedError


def to_boolean(value: Value) -> bool:
    raise NotImplementedError


def stored(value: Value) -> str:
    """The string a calculation leaves in its node: as `to_string`, but "" for NaN, as Collect stores it."""
    raise NotImplementedError
