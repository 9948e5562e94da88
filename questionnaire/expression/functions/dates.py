"""Dates and times: ODK XForms «Date and Time Functions». A date that does not exist is blank or NaN, never an exception."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import nan

from babel import Locale, UnknownLocaleError

from questionnaire.expression.closures import Frame
from questionnaire.expression.context import Value
from questionnaire.expression.dates import (
    date_string,
    decimal_days,
    decimal_time,
    moment_of_days,
    moment_string,
    parse_moment,
)
from questionnaire.expression.functions.table import Function, function
from questionnaire.expression.values import to_string

_DATE_CODES = "YymnbdeaBA"
_TIME_CODES = "HhMS3"
_CODE = re.compile(r"%(.)", re.DOTALL)


def moment_of(value: Value, frame: Frame) -> datetime | None:
    """A number counts days since 1970-01-01 in the form's zone, a text is a date or a date-time; a boolean is none."""
    if isinstance(value, bool):
        return None
    zone = frame.context.now.tzinfo
    if isinstance(value, float):
        return moment_of_days(value, zone)
    return parse_moment(to_string(value), zone)


def date(frame: Frame, value: Value) -> str:
    """ "2020-1-5" and 18266 become "2020-01-05"; a date-time its date in the form's zone; what is no date ""."""
    moment = moment_of(value, frame)
    return "" if moment is None else date_string(moment)


def date_time(frame: Frame, value: Value) -> str:
    moment = moment_of(value, frame)
    return "" if moment is None else moment_string(moment)


def decimal_date_time(frame: Frame, value: Value) -> float:
    moment = moment_of(value, frame)
    return nan if moment is None else decimal_days(moment)


def time_of_day(frame: Frame, text: str) -> float:
    return decimal_time(text, frame.context.now.tzinfo)


def today(frame: Frame) -> str:
    return date_string(frame.context.now)


def now(frame: Frame) -> str:
    return moment_string(frame.context.now)


def format_date(frame: Frame, value: Value, pattern: str) -> str:
    return _formatted(moment_of(value, frame), pattern, _DATE_CODES, frame.context.language)


def format_date_time(frame: Frame, value: Value, pattern: str) -> str:
    return _formatted(moment_of(value, frame), pattern, _DATE_CODES + _TIME_CODES, frame.context.language)


def _formatted(moment: datetime | None, pattern: str, codes: str, language: str) -> str:
    if moment is None:
        return ""
    return _CODE.sub(lambda found: _part(moment, found[1], language) if found[1] in codes else found[0], pattern)


def _part(moment: datetime, code: str, language: str) -> str:
    if code in _NAMES:
        width, names = _NAMES[code]
        locale = _locale(language)
        if names == "months":
            return str(locale.months["format"][width][moment.month])
        return str(locale.days["format"][width][moment.weekday()])
    return _DIGITS[code](moment)


_NAMES = {
    "b": ("abbreviated", "months"),
    "B": ("wide", "months"),
    "a": ("abbreviated", "days"),
    "A": ("wide", "days"),
}
_DIGITS: Mapping[str, Callable[[datetime], str]] = {
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: f"{moment.month:02}",
    "n": lambda moment: str(moment.month),
    "d": lambda moment: f"{moment.day:02}",
    "e": lambda moment: str(moment.day),
    "H": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "3": lambda moment: f"{moment.microsecond // 1000:03}",
}


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """The names of months and days in the form's language ("kk", "ru-x-proxy"); English when it is none that CLDR knows."""
    try:
        return Locale.parse(re.split("[-_]", language)[0] or "en")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _formatting(name: str, codes: str) -> Function:
    def check(texts: Sequence[str | None]) -> str:
        unknown = [f"%{code}" for code in _CODE.findall(texts[1] or "") if code not in codes]
        known = ", ".join(f"%{code}" for code in codes)
        return f"{name}() does not know {unknown[0]}; it knows {known}" if unknown else ""

    call = format_date if name == "format-date" else format_date_time
    return function("string", ("any", "string"), call, framed=True, check=check)


DATES: Mapping[str, Function] = {
    "today": function("string", (), today, framed=True),
    "now": function("string", (), now, framed=True),
    "date": function("string", ("any",), date, framed=True),
    "date-time": function("string", ("any",), date_time, framed=True),
    "decimal-date-time": function("number", ("any",), decimal_date_time, framed=True),
    "decimal-time": function("number", ("string",), time_of_day, framed=True),
    "format-date": _formatting("format-date", _DATE_CODES),
    "format-date-time": _formatting("format-date-time", _DATE_CODES + _TIME_CODES),
}

CLOCK = frozenset({"today", "now"})
