"""Lengths of time in words: «две недели», «полгода», «жарты сағат», «больше года», and the choices they lie within.

All lengths are counted in minutes; a month has thirty days and a year three hundred and sixty, as people count them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dialogs.understanding.folding import fold
from dialogs.understanding.numbers import ascii_digits, is_number_word, spoken
from dialogs.understanding.vocabulary import phrases
from questionnaire.prompt import Choice

_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 7 * 1440, "month": 30 * 1440, "year": 360 * 1440}
_UNITS = {key: Fraction(length) for unit, length in _MINUTES.items() for key in phrases("durations", unit)}
_HALVES = {
    key: Fraction(_MINUTES[unit], 2)
    for unit in ("hour", "month", "year")
    for key in phrases("durations", f"half_{unit}")
}
_HALF, _MORE, _LESS = (phrases("durations", name) for name in ("half", "more", "less"))
_AROUND = phrases("durations", "around")
_HOURS = phrases("durations", "hour") | phrases("durations", "half_hour")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Length:
    """From `least` to `most` minutes, the same for «два месяца»; `more`: longer than that, `less`: shorter."""

    least: Fraction
    most: Fraction
    more: bool = False
    less: bool = False


def asks_minutes(label: str) -> bool:
    """Whether a question asks for a number of minutes: then «полчаса» is thirty, and «1 час» is not one."""
    return not phrases("durations", "minute").isdisjoint(fold(label).split())


def minutes(text: str) -> int | None:
    """«1 час 20 минут», «полчаса», «бір жарым сағат»; None for anything that is not said in hours."""
    if _HOURS.isdisjoint(fold(token) for token in _TOKEN.findall(_joined_halves(text))):
        return None
    length = read_length(text)
    if length is None or length.least != length.most or length.more or length.less:
        return None
    return int(length.least) if length.least.denominator == 1 else None


def within(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices that are lengths of time («От 1 месяца, но менее 3 месяцев») within which `text` may lie."""
    spans = [(choice, span) for choice in choices if (span := _span(choice.label))]
    said = read_length(text) if len(spans) > 1 else None
    if said is None:
        return []
    return [choice for choice, (begin, end) in spans if _meets(said, begin, end)]


def _meets(said: Length, begin: Fraction, end: Fraction | None) -> bool:
    if said.more:
        return end is None or said.most < end
    if said.less:
        return begin < said.least
    return begin <= said.most and (end is None or said.least < end)


def read_length(text: str) -> Length | None:
    """The length that the whole of `text` says; None when there are other words in it, or no length."""
    found = _amounts(text, strictly=True)
    if not found:
        return None
    amounts, more, less = found
    if more and less:
        return None
    return Length(min(amounts), max(amounts), more, less)


def _span(label: str) -> tuple[Fraction, Fraction | None] | None:
    """What a choice says: «1 айдан аз» begins at 0 and ends at a month, «12 месяцев и более» has no end."""
    found = _amounts(label, strictly=False)
    if not found:
        return None
    amounts, more, less = found
    match amounts:
        case [begin, end]:
            return begin, end
        case [only] if less:
            return Fraction(0), only
        case [only] if more:
            return only, None
    return None


def _amounts(text: str, *, strictly: bool) -> tuple[list[Fraction], bool, bool] | None:
    """The lengths named, and whether «more» or «less» stands beside them; None for other words, where it is strict."""
    text = _joined_halves(ascii_digits(text))
    amounts, numbers, parts, more, less = list[Fraction](), list[Fraction](), list[str](), False, False
    for token in _TOKEN.findall(text):
        key = fold(token)
        if token[0].isdecimal():
            numbers.append(Fraction(token.replace(",", ".")))
        elif key in _HALVES:
            amounts.append(_HALVES[key])
        elif key in _HALF:
            numbers.append(Fraction(1, 2))
        elif key in _UNITS:
            amounts += [number * _UNITS[key] for number in (*numbers, *_worded(parts))] or [_UNITS[key]]
            numbers, parts = [], []
        elif is_number_word(token):
            parts.append(key)
        else:
            more, less = more or key in _MORE, less or key in _LESS
            if strictly and key not in _MORE | _LESS | _AROUND:
                return None
    if not amounts or ((numbers or parts) and strictly):
        return None
    return _summed(amounts, text), more, less


def _worded(parts: list[str]) -> list[Fraction]:
    number = spoken(parts) if parts else None
    return [] if number is None else [Fraction(number)]


def _summed(amounts: list[Fraction], text: str) -> list[Fraction]:
    """«1 час 20 минут» is one length; «2–3 месяца» is from the one to the other."""
    falling = len(amounts) == 2 and amounts[0] > amounts[1] and not re.search(r"\d\s*[-–—]\s*\d", text)
    return [amounts[0] + amounts[1]] if falling else amounts


def _joined_halves(text: str) -> str:
    return re.sub(r"\bпол[\s-]+(?=(?:года|часа|месяца)\b)", "пол", text.casefold())
