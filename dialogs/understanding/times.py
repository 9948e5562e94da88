"""Times of the day, and a date with its time."""

import re
from datetime import date

from dialogs.understanding.dates import read_date
from dialogs.understanding.folding import fold
from dialogs.understanding.numbers import ascii_digits
from dialogs.understanding.reading import NotUnderstood, Reading, Understood

_CLOCK = re.compile(
    r"(?:^|(?<=[\sT,]))(?:в\s+|сағат\s+|сагат\s+)?(\d{1,2})\s*[:.\-]\s*(\d{2})"
    r"(?:\s*[:.]\s*\d{2}(?:\.\d+)?)?(?![\d.\-/])",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(?:^|(?<=[\s,]))(?:в\s+)?(?:сағат\s+|сагат\s+)?(\d{1,2})"
    r"(?:\s*(?:ч|час|часа|часов|сағ|сағат|сагат|h)(?:та|те|да|де)?\b\.?"
    r"(?:\s*(\d{1,2})\s*(?:м|мин|минут|минуты|минута|минутта)?\b\.?)?)",
    re.IGNORECASE,
)
_AFTERNOON = frozenset(map(fold, ("вечера", "дня", "кешкі", "кешке", "түстен", "кеш")))
_BARE = re.compile(r"\s*(?:в\s+|сағат\s+|сагат\s+)?(\d{1,2})(?:-?(?:де|да|те|та))?\s*", re.IGNORECASE)


def read_time(text: str) -> Reading:
    """hh:mm:ss of «14:30», «14.30», «14 ч 30 мин», «сағат 14-те», «2 часа дня»."""
    text = ascii_digits(text)
    found = _CLOCK.search(text) or _HOURS.search(text) or _BARE.fullmatch(text)
    if not found:
        return NotUnderstood("understanding.time.expected")
    hour, minute = (int(part or 0) for part in (*found.groups(), None)[:2])
    if hour <= 12 and not _AFTERNOON.isdisjoint(fold(text).split()):
        hour = hour % 12 + 12
    if hour > 23 or minute > 59:
        return NotUnderstood("understanding.time.none_such")
    return Understood(f"{hour:02}:{minute:02}:00")


def read_datetime(text: str, language: str, today: date) -> Reading:
    """yyyy-mm-ddThh:mm:ss; the time is the last part of the text: «01.09.2021 14:30», «кеше 9:00»."""
    text = ascii_digits(text.strip())
    clocks = [found for pattern in (_CLOCK, _HOURS) if (found := _last(pattern, text))]
    if not clocks:
        return NotUnderstood("understanding.time.with_date")
    at = max(found.start() for found in clocks)
    day, clock = read_date(text[:at].rstrip(" ,Tв"), "day", language, today), read_time(text[at:])
    match day, clock:
        case Understood(day_value), Understood(time_value):
            return Understood(f"{day_value}T{time_value}")
        case Understood(), refused:
            return refused
    return day


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    *_, last = [None, *pattern.finditer(text)]
    return last
