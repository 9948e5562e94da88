"""Strings: XPath 1.0 §4.2 and ODK XForms «String Functions»."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import floor, isfinite, isnan

from questionnaire.expression.closures import Frame
from questionnaire.expression.context import Value
from questionnaire.expression.functions.table import Function, function
from questionnaire.expression.values import to_string


def joined(separator: str, *values: Value) -> str:
    """Of a node-set every node's text."""
    parts: list[str] = []
    for value in values:
        if isinstance(value, list):
            parts.extend(node.text() for node in value)
        else:
            parts.append(to_string(value))
    return separator.join(parts)


def substring(text: str, start: float, length: float | None = None) -> str:
    """§4.2: characters count from 1; taken are those at places p with round(start) <= p < round(start) + round(length)."""
    first = _half_up(start)
    end = float("inf") if length is None else first + _half_up(length)
    if isnan(first) or isnan(end):
        return ""
    return text[_clamped(first - 1, len(text)) : _clamped(end - 1, len(text))]


def substr(text: str, start: float, end: float | None = None) -> str:
    """From 0, end exclusive, negative from the end (as JavaRosa and web-forms have it)."""
    if isnan(start) or (end is not None and isnan(end)):
        return ""
    first, last = int(_bounded(start)), len(text) if end is None else int(_bounded(end))
    return text[first:last] if first >= 0 else text[max(0, len(text) + first) : last]


def substring_before(text: str, mark: str) -> str:
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


def substring_after(text: str, mark: str) -> str:
    if not mark:
        return text
    return text.partition(mark)[2]


def translated(text: str, old: str, new: str) -> str:
    """The first occurrence in `old` counts; characters without a counterpart are dropped (§4.2)."""
    table: dict[int, str | None] = {}
    for position, character in enumerate(old):
        table.setdefault(ord(character), new[position] if position < len(new) else None)
    return text.translate(table)


def normalized(text: str) -> str:
    return " ".join(text.split())


def regex(text: str, pattern: str) -> bool:
    """Whether the whole text matches, as in JavaRosa and so in Collect; web-forms 0.22 is content with a part of it.

    A pattern anchored with ^…$ means the same to both. \\d and \\w are ASCII, as in Java and JavaScript. A pattern that is
    no pattern (only possible when it is computed) matches nothing.
    """
    compiled = compiled_pattern(pattern)
    return compiled is not None and compiled.fullmatch(text) is not None


@lru_cache(maxsize=512)
def compiled_pattern(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None


def _check_regex(texts: Sequence[str | None]) -> str:
    pattern = texts[1]
    if pattern is None or compiled_pattern(pattern) is not None:
        return ""
    if "\\p{" in pattern:
        return (
            "The pattern uses \\p{…}, which is not supported: list the letters, for example [А-Яа-яӘәІіҢңҒғҮүҰұҚқӨөҺһ]"
        )
    return f"“{pattern}” is not a valid pattern"


def uuid(frame: Frame, length: float | None = None) -> str:
    """Version 4 (RFC 4122), from the context's randomness. With a length: as many characters of such."""
    if length is None:
        return _uuid4(frame)
    wanted = int(length) if isfinite(length) and 0 < length < 10_000 else 0
    text = ""
    while len(text) < wanted:
        text += _uuid4(frame)
    return text[:wanted]


def _uuid4(frame: Frame) -> str:
    random = frame.context.random
    digits = [int(random() * 16) for _ in range(32)]
    digits[12] = 4
    digits[16] = 8 + digits[16] % 4
    text = "".join(f"{digit:x}" for digit in digits)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _half_up(number: float) -> float:
    return float(floor(number + 0.5)) if isfinite(number) else number


def _bounded(number: float) -> float:
    return max(-1e9, min(1e9, number))


def _clamped(place: float, length: int) -> int:
    return int(max(0.0, min(float(length), place)))


STRINGS: Mapping[str, Function] = {
    "string": function("string", ("string",), lambda text: text, optional=1, defaults_to_node=True),
    "string-length": function("number", ("string",), lambda text: float(len(text)), optional=1, defaults_to_node=True),
    "concat": function("string", ("any",), lambda *values: joined("", *values), optional=1, variadic=True),
    "join": function("string", ("string", "every"), joined, optional=1, variadic=True),
    "substr": function("string", ("string", "number", "number"), substr, optional=1),
    "substring": function("string", ("string", "number", "number"), substring, optional=1),
    "substring-before": function("string", ("string", "string"), substring_before),
    "substring-after": function("string", ("string", "string"), substring_after),
    "contains": function("boolean", ("string", "string"), lambda text, part: part in text),
    "starts-with": function("boolean", ("string", "string"), str.startswith),
    "ends-with": function("boolean", ("string", "string"), str.endswith),
    "translate": function("string", ("string", "string", "string"), translated),
    "normalize-space": function("string", ("string",), normalized, optional=1, defaults_to_node=True),
    "regex": function("boolean", ("string", "string"), regex, check=_check_regex),
    "uuid": function("string", ("number",), uuid, optional=1, framed=True),
}
