"""Values in words: dates, numbers and lists as they are written in Kazakh and in Russian.

Nothing here puts a value in front of a suffix or into a case: sentences are built so that names and numbers stand as they
are («Қалған сұрақтар: 5», not «5 сұрақтан»).
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from babel.dates import get_month_names

from dialogs.texts import texts

NO_BREAK = "\u00a0"
QUOTED = 60
"""Characters of somebody's words that a sentence repeats."""


@cache
def month_name(month: int, language: str) -> str:
    """The month (1..12) standing alone: «қыркүйек», «сентябрь»."""
    return str(get_month_names("wide", "stand-alone", language)[month]).lower()


@cache
def _month_in_date(month: int, language: str) -> str:
    return str(get_month_names("wide", "format", language)[month]).lower()


def say_date(iso: str, language: str, precision: Literal["day", "month", "year"] = "day") -> str:
    """«2021 жылғы 1 қыркүйек», «1 сентября 2021 года»; «қыркүйек» and the year, or the year alone, by `precision`.

    `iso` is yyyy-mm-dd (what follows is not looked at). What is no date is given back as it is.
    """
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    month = _month_in_date(day.month, language) if precision == "day" else month_name(day.month, language)
    return texts(language)(f"wording.date.{precision}", year=day.year, month=month, day=day.day)


def say_time(iso: str) -> str:
    """«14:30» of "14:30:00" or "2021-09-01T14:30:00"; 24 hours in both languages."""
    found = re.search(r"(?:^|T)(\d\d:\d\d)", iso)
    return found.group(1) if found else iso


def say_datetime(iso: str, language: str) -> str:
    """«2021 жылғы 1 қыркүйек, 14:30»."""
    return f"{say_date(iso, language)}, {say_time(iso)}" if "T" in iso else say_date(iso, language)


def say_number(value: int | float | Decimal | str, language: str) -> str:
    """«19 186 015,5»: groups by a no-break space, decimal comma, in both languages. What is no number is given back."""
    del language  # both write numbers alike; the caller need not know
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    whole, _, fraction = f"{abs(number):f}".partition(".")
    fraction = fraction.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", NO_BREAK)
    return ("−" if number < 0 else "") + grouped + (f",{fraction}" if fraction else "")


def join_list(items: Sequence[str], language: str) -> str:
    """«A», «A және B», «A, B және C»; «A, B и C»."""
    return _joined(items, "wording.list.last", language)


def join_alternatives(items: Sequence[str], language: str) -> str:
    """«A, B немесе C»; «A, B или C»."""
    return _joined(items, "wording.list.or", language)


def _joined(items: Sequence[str], key: str, language: str) -> str:
    *first, last = items or ("",)
    return texts(language)(key, first=", ".join(first), last=last) if first else last


def quote(text: str, language: str) -> str:
    """«…» in both languages; quotes inside become „…“, and a text longer than a line is cut."""
    del language
    if len(text := " ".join(text.split())) > QUOTED:
        text = text[:QUOTED].rstrip() + "…"
    inner = re.sub(r"[«“\"]([^«»“”\"]*)[»”\"]", r"„\1“", text)
    return f"«{inner}»"
