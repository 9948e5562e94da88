"""A year or a decade among spans of years: «1985», «75 жылы», «60-е», «жетпісінші жылдары», within «1971–1980»."""

import re
from collections.abc import Sequence

from dialogs.understanding.folding import fold
from dialogs.understanding.numbers import ascii_digits
from dialogs.understanding.vocabulary import phrases
from questionnaire.prompt import Choice

_OF_YEARS = r"(?:год|году|года|годы|годах|годов|гг?|жыл|жылы|жылдары|ж)"
_YEAR = re.compile(rf"(?:в\s+)?(\d{{4}})\s*-?\s*(?:м|й|го)?\s*{_OF_YEARS}?\.?", re.IGNORECASE)
_SHORT_YEAR = re.compile(rf"(?:в\s+)?['’]?(\d\d)\s*-?\s*(?:м|й|го)?\s*{_OF_YEARS}?\.?", re.IGNORECASE)
_DECADE = re.compile(rf"(?:в\s+)?(?:19|20)?(\d0)\s*-?\s*(?:е|х|ые|ых|ші|шы|ншы|нші)\s*{_OF_YEARS}?\.?", re.IGNORECASE)
_SPAN = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})")
_BEFORE = re.compile(r"(?:до\s+(\d{4})(?:\s+года)?|(\d{4})\s+жылға\s+дейін)", re.IGNORECASE)
_DECADES = {
    1900 + tens if tens >= 30 else 2000 + tens: phrases("decades", f"{tens:02}s") for tens in (*range(30, 100, 10), 0)
}
_BUILT_BEFORE, _LATEST_SHORT = 30, 21
"""A year of two digits is of the last century from this on, and of this one up to that."""
_MOST = 9
"""Years of a decade that lie within one span, for the decade to stand for it: the sixties are 1961–1970 but for one year."""

Years = tuple[int, int]


def within_years(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices that are spans of years, within which the year or the decade of `text` lies."""
    spans = [(choice, span) for choice in choices if (span := _span(choice.label.strip()))]
    said = _years(ascii_digits(text.strip())) if spans else None
    if said is None:
        return []
    first, last = said
    needed = min(_MOST, last - first + 1)
    return [choice for choice, (begin, end) in spans if min(end, last) - max(begin, first) + 1 >= needed]


def _span(label: str) -> Years | None:
    if span := _SPAN.fullmatch(label):
        return int(span.group(1)), int(span.group(2))
    if before := _BEFORE.fullmatch(label):
        return 0, int(before.group(1) or before.group(2)) - 1
    return None


def _years(text: str) -> Years | None:
    """The first and the last year meant."""
    if year := _YEAR.fullmatch(text):
        return int(year.group(1)), int(year.group(1))
    if decade := _DECADE.fullmatch(text):
        return _ten(int(decade.group(1)))
    if short := _SHORT_YEAR.fullmatch(text):
        return _of_two_digits(int(short.group(1)))
    key = fold(text)
    first = next((first for first, words in _DECADES.items() if any(word in words for word in key.split())), None)
    return (first, first + 9) if first else None


def _ten(tens: int) -> Years:
    first = 2000 + tens if tens < _LATEST_SHORT else 1900 + tens
    return first, first + 9


def _of_two_digits(short: int) -> Years | None:
    """«75» is 1975; what may be a number of the list or of either century is not guessed."""
    return (1900 + short, 1900 + short) if short >= _BUILT_BEFORE else None
