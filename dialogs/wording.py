"""Values in words: dates, numbers, lists and names as they are written in Kazakh and in Russian.

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


def say_progress(done: int, total: int) -> str:
    """«12 / 48»: without a suffix or an ordinal, the same in both languages."""
    return f"{done}{NO_BREAK}/{NO_BREAK}{total}"


def quote(text: str, language: str) -> str:
    """«…» in both languages; quotes inside become „…“, and a text longer than a line is cut."""
    del language
    if len(text := " ".join(text.split())) > QUOTED:
        text = text[:QUOTED].rstrip() + "…"
    inner = re.sub(r"[«“\"]([^«»“”\"]*)[»”\"]", r"„\1“", text)
    return f"«{inner}»"


# --- names -----------------------------------------------------------------------------------------------------------

_PATRONYMIC = re.compile(
    r"(?:ұлы|улы|уулу|қызы|кызы|оглы|оғлы|ович|евич|ёвич|ич|овна|евна|ёвна|ична|инична|uly|kyzy|qyzy|ogly|ovich|evich|ovna|evna)$"
)
_PATRONYMIC_WORD = frozenset(("ұлы", "улы", "уулу", "қызы", "кызы", "оглы", "оғлы", "uly", "kyzy", "qyzy", "ogly"))
_SURNAME = re.compile(
    r"(?:[оеё]ва?|ск(?:ий|ая|ой)|цк(?:ий|ая)|енко|чук|швили|дзе|тегі|ova?|eva?|sk(?:iy|y|aya))$"
)  # not -ин, -ина: Валентин and Марина are given names
_SHORT_SURNAMES_END = 4


def short_name(full_name: str, others: Sequence[str]) -> str:
    """The given name, told apart from `others`, the full names of the household's other members.

    «Айгүл»; with another Айгүл in the house the patronymic follows or, when that is the same or missing, the surname's
    letter; the full name where even that does not tell. Parts may stand in any usual order; one word is the name.
    """
    mine = _parts(full_name)
    theirs = [_parts(other) for other in others]
    for words in (_given, _given_and_patronymic, _given_and_letter):
        short = words(mine)
        if short and all(words(other).casefold() != short.casefold() for other in theirs):
            return short
    return " ".join(full_name.split())


_Parts = tuple[str, str, str]


def _given(parts: _Parts) -> str:
    return parts[1]


def _given_and_patronymic(parts: _Parts) -> str:
    return f"{parts[1]} {parts[2]}" if parts[2] else ""


def _given_and_letter(parts: _Parts) -> str:
    return f"{parts[1]} {parts[0][0]}." if parts[0] else ""


def _parts(full_name: str) -> _Parts:
    """Surname, given name, patronymic; "" for what is missing."""
    words = list[str]()
    for word in full_name.split():
        if words and word.casefold() in _PATRONYMIC_WORD:
            words[-1] += f" {word}"
        else:
            words.append(word)
    surname, given, patronymic = "", "", ""
    match words:
        case []:
            pass
        case [given]:
            pass
        case [given, patronymic] if _is_patronymic(patronymic):
            pass
        case [given, surname] if _is_surname(surname) and not _is_surname(given):
            pass
        case [given, patronymic, surname] if _is_patronymic(patronymic) and not _is_patronymic(surname):
            pass
        case [surname, given, *rest]:
            patronymic = " ".join(rest)
    return surname, given, patronymic


def _is_patronymic(word: str) -> bool:
    return _PATRONYMIC.search(word.casefold()) is not None


def _is_surname(word: str) -> bool:
    return len(word) > _SHORT_SURNAMES_END and _SURNAME.search(word.casefold()) is not None
