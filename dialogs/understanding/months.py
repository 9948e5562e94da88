"""Names of the months, in any case and shortening, in Kazakh and in Russian, in either alphabet."""

from dialogs.understanding.folding import fold
from dialogs.understanding.typos import distance

_NAMES = (
    ("қаңтар", "январь"),
    ("ақпан", "февраль"),
    ("наурыз", "март"),
    ("сәуір", "апрель"),
    ("мамыр", "май"),
    ("маусым", "июнь"),
    ("шілде", "июль"),
    ("тамыз", "август"),
    ("қыркүйек", "сентябрь"),
    ("қазан", "октябрь"),
    ("қараша", "ноябрь"),
    ("желтоқсан", "декабрь"),
)
_MONTHS = {fold(name): month for month, names in enumerate(_NAMES, 1) for name in names}
# The last consonant of қыркүйек is voiced before a vowel: қыркүйегі.
_STEMS = {**_MONTHS, fold("қыркүйег"): 9, fold("мая"): 5, fold("мае"): 5, fold("маю"): 5}
_SHORTEST = 3
_LONGEST_ENDING = 6


def read_month(word: str) -> int | None:
    """1..12 for a month's name in any case («қыркүйектің», «сентября»), shortened («сент», «қыр») or with one slip."""
    key = fold(word)
    if len(key) < _SHORTEST or " " in key:
        return None
    if key in _STEMS:
        return _STEMS[key]
    for stem, month in _STEMS.items():
        if (
            key.startswith(stem)
            and len(key) - len(stem) <= _LONGEST_ENDING
            and (len(stem) > 3 or len(key) - len(stem) < 3)
        ):
            return month
    begun = {month for stem, month in _STEMS.items() if stem.startswith(key)}
    if len(begun) == 1:
        return begun.pop()
    return _with_a_slip(key)


def _with_a_slip(key: str) -> int | None:
    """The one month whose stem the word begins with but for a slip (two in a long one: «сентебря» for «сентября»)."""
    near = {month for stem, month in _STEMS.items() if len(key) >= 5 and _near(key, stem)}
    return near.pop() if len(near) == 1 else None


def _near(key: str, stem: str) -> bool:
    if len(stem) < 4 or len(key) - len(stem) > _LONGEST_ENDING:
        return False
    slips = 1 if len(stem) < 7 else 2
    return any(
        distance(key[:length], stem, slips) <= slips for length in range(len(stem) - slips, len(stem) + slips + 1)
    )
