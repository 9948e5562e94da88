"""Names of several people in one message: where one ends and the next begins, and when that is not certain."""

import re
from collections.abc import Sequence

from dialogs.understanding.folding import fold
from dialogs.understanding.vocabulary import phrases

_APART = re.compile(r"\s*[,;\n]+\s*|\s+(?:и|және|жане|мен|бен|пен|zhane|jane)\s+", re.IGNORECASE)
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овна|евна|ична|ули|кизи|угли|оглы)$")
_SURNAME = re.compile(r"(?:ов|ова|ев|ева|ин|ина|ски|скаиа|тски|енко|иан|их)$")
_KIN, _GIVEN = phrases("names", "kin"), phrases("names", "given")


def split_names(text: str) -> list[str]:
    """The parts of a list of names: «Айгүл, Айдар және Алихан»."""
    parts = [part.strip(" .!") for part in _APART.split(text.strip()[:500])]
    return [part for part in parts if part]


def are_parts_of_one_name(parts: Sequence[str]) -> bool:
    """Surname, name and patronymic of one person with commas between: a patronymic is nobody's whole name."""
    return len(parts) in (2, 3) and all(map(_is_single, parts)) and _PATRONYMIC.search(fold(parts[-1])) is not None


def may_be_one_name(parts: Sequence[str]) -> bool:
    """Whether it is not certain that each part is somebody's name: «Иванов, Иван» may be one man, «муж, сын» are no names,
    and what is not written as names are («Айгүл, учитель») may be anything."""
    if not all(map(_is_written_as_name, parts)):
        return True
    if any(not _KIN.isdisjoint(fold(part).split()) for part in parts):
        return True
    single = [key for key in map(fold, filter(_is_single, parts)) if key not in _GIVEN]
    return any(_SURNAME.search(key) or _PATRONYMIC.search(key) for key in single)


def _is_written_as_name(part: str) -> bool:
    first, *others = part.split()
    return first[:1].isupper() and all(word[:1].isupper() or _PATRONYMIC.search(fold(word)) for word in others)


def _is_single(part: str) -> bool:
    return len(part.split()) == 1
