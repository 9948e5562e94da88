"""Dates as people write them in both languages; the day before the month, as everywhere in Kazakhstan."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from dialogs.understanding.folding import fold
from dialogs.understanding.months import read_month
from dialogs.understanding.numbers import ascii_digits
from dialogs.understanding.reading import NotUnderstood, Reading, Understood
from dialogs.wording import month_name

Precision = Literal["day", "month", "year"]

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_RELATIVE = {
    **dict.fromkeys(map(fold, ("сегодня", "бүгін")), 0),
    **dict.fromkeys(map(fold, ("вчера", "кеше")), 1),
    **dict.fromkeys(map(fold, ("позавчера", "алдыңғы күні", "алдыңгүні")), 2),
}
_NOISE = frozenset(
    fold(
        "год года году г гг жыл жылы жылғы жылдың жылдан ж число числа день месяц месяца күн күні айы айының айында айынан "
        "айдан ай в на с от бері бастап "
        "го ое е ого й ый ші шы інші ыншы нші ншы сі ғы гі туған туғанмын туылған туылғанмын күнім менің мен "
        "я родился родилась рождения р дата"
    ).split()
)
_EARLIEST, _LATEST = 1800, 2200


def read_date(text: str, precision: Precision, language: str, today: date) -> Reading:
    """`text` as yyyy-mm-dd; what `precision` leaves open is 01. Whether the date is possible for the question is the form's."""
    key = fold(text)
    if key in _RELATIVE:
        return Understood(_cut(today - timedelta(days=_RELATIVE[key]), precision))
    parts = _parts(_TOKEN.findall(ascii_digits(text)), precision)
    if parts is None:
        return NotUnderstood(f"understanding.date.expected_{precision}")
    day, month, year = parts
    if year is None:
        return NotUnderstood(f"understanding.date.year_missing_{precision}")
    missing = _missing(day, month, year, precision, language)
    if missing is not None:
        return missing
    day, month = 1 if day is None else day, 1 if month is None else month
    if len(year) == 2:
        return _short_year(day, month, year, precision, language, today)
    return _calendar(int(year), month, day, precision, language)


_Parts = tuple[int | None, int | None, str | None]
"""Day, month, year as far as they were said; the year as written, to see that it has two digits."""


def _parts(tokens: Sequence[str], precision: Precision) -> _Parts | None:
    """Which number is what; None when the words and numbers make no date."""
    numbers = [token for token in tokens if token.isdecimal()]
    words = [token for token in tokens if not token.isdecimal() and fold(token) not in _NOISE]
    months = [read_month(word) for word in words]
    if len(months) > 1 or None in months:
        return None
    if months and precision == "month" and _is_short_year(tokens, numbers):
        return None, months[0], numbers[0]
    if months:
        return _beside_month(numbers, months[0])
    if len(numbers) == 1 and len(numbers[0]) in (6, 8):
        numbers = _cut_up(numbers[0])
    return _numeric(numbers, precision)


def _is_short_year(tokens: Sequence[str], numbers: Sequence[str]) -> bool:
    """Where no day is asked: «май 94», «94 май», but «15 сентября» is a day."""
    if [*map(len, numbers)] != [2]:
        return False
    after = next(at for at, token in enumerate(tokens) if read_month(token)) < tokens.index(numbers[0])
    return after or int(numbers[0]) > 31


def _beside_month(numbers: Sequence[str], month: int | None) -> _Parts | None:
    """«1 сентября 2021», «2021 жылғы 1 қыркүйек», «март 1990», «1 сентября»."""
    match [*map(len, numbers)]:
        case []:
            return None, month, None
        case [4]:
            return None, month, numbers[0]
        case [1 | 2]:
            return int(numbers[0]), month, None
        case [4, 1 | 2]:
            return int(numbers[1]), month, numbers[0]
        case [1 | 2, 2 | 4]:
            return int(numbers[0]), month, numbers[1]
    return None


def _numeric(numbers: Sequence[str], precision: Precision) -> _Parts | None:
    found: _Parts | None = None
    match [*map(len, numbers)]:
        case [4]:
            found = None, None, numbers[0]
        case [2] if precision == "year":
            found = None, None, numbers[0]
        case [1 | 2, 4]:
            found = None, int(numbers[0]), numbers[1]
        case [4, 1 | 2]:
            found = None, int(numbers[1]), numbers[0]
        case [1 | 2, 2] if precision == "month":
            found = None, int(numbers[0]), numbers[1]
        case [1 | 2, 1 | 2] if precision == "day":
            found = int(numbers[0]), int(numbers[1]), None
        case [1 | 2, 1 | 2, 2 | 4]:
            found = int(numbers[0]), int(numbers[1]), numbers[2]
        case [4, 1 | 2, 1 | 2]:
            found = int(numbers[2]), int(numbers[1]), numbers[0]
    return found


def _cut_up(digits: str) -> list[str]:
    """«01092021», «20210901» or «010921» in parts; no parts when both or neither of the first two make a date."""
    if len(digits) == 6:
        return [digits[:2], digits[2:4], digits[4:]]
    ways = [[digits[:2], digits[2:4], digits[4:]], [digits[6:], digits[4:6], digits[:4]]]
    sound = [way for way in ways if _EARLIEST <= int(way[2]) < _LATEST and _exists(*map(int, reversed(way)))]
    return sound[0] if len(sound) == 1 else []


def _missing(
    day: int | None, month: int | None, year: str, precision: Precision, language: str
) -> NotUnderstood | None:
    """The sentence for a date said less exactly than it is asked."""
    if precision == "year" or (month is not None and (precision == "month" or day is not None)):
        return None
    if month is None:
        return NotUnderstood(f"understanding.date.month_missing_{precision}", {"year": year})
    if not 1 <= month <= 12:
        return NotUnderstood("understanding.date.no_such_month", {"month": month})
    return NotUnderstood("understanding.date.day_missing", {"month": month_name(month, language), "year": year})


def _short_year(day: int, month: int, year: str, precision: Precision, language: str, today: date) -> Reading:
    """Two digits of a year are asked about: 21 is 1921 to one and 2021 to another. What lies far ahead is no candidate."""
    this = int(year) + today.year // 100 * 100
    last = this - 100
    if this > today.year + 10:
        return _calendar(last, month, day, precision, language)
    checked = [_calendar(candidate, month, day, precision, language) for candidate in (last, this)]
    possible = [
        candidate for candidate, seen in zip((last, this), checked, strict=True) if isinstance(seen, Understood)
    ]
    if not possible:
        return checked[-1]
    first, second = (_written(day, month, candidate, precision) for candidate in (last, this))
    return NotUnderstood("understanding.date.year_short", {"first": first, "second": second})


def _calendar(year: int, month: int, day: int, precision: Precision, language: str) -> Reading:
    """The date, if the calendar has it; else which part of it is wrong."""
    if not _EARLIEST <= year < _LATEST:
        return NotUnderstood("understanding.date.year_far", {"year": year})
    if not 1 <= month <= 12:
        if precision == "day" and 1 <= day <= 12 and _exists(year, day, month):
            return NotUnderstood("understanding.date.swapped", {"right": _written(month, day, year, "day")})
        return NotUnderstood("understanding.date.no_such_month", {"month": month})
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return NotUnderstood(
            "understanding.date.no_such_day", {"month": month_name(month, language), "year": year, "last": last}
        )
    return Understood(_cut(date(year, month, day), precision))


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _cut(day: date, precision: Precision) -> str:
    match precision:
        case "day":
            return day.isoformat()
        case "month":
            return day.replace(day=1).isoformat()
        case "year":
            return day.replace(month=1, day=1).isoformat()


def _written(day: int, month: int, year: int, precision: Precision) -> str:
    """As the example of the sentence shows it: 01.09.2021."""
    match precision:
        case "day":
            return f"{day:02}.{month:02}.{year:04}"
        case "month":
            return f"{month:02}.{year:04}"
        case "year":
            return f"{year:04}"
