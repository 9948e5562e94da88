"""Long lists by a few letters, in either language: «алм», «абай карагандинская», «Kyzylorda»."""

from collections.abc import Sequence
from heapq import nsmallest
from threading import Lock

from dialogs.understanding.folding import fold
from dialogs.understanding.place_index import BEGUN, KINDS, PlaceIndex
from dialogs.understanding.reading import NotUnderstood, Reading, Several, Understood
from dialogs.understanding.typos import is_mashed
from dialogs.wording import quote
from questionnaire.prompt import Choice, ChoiceList

REMEMBERED = 200_000
"""Choices in the indexes that are kept, all together; the one longest unused goes first. A quarter of a kB each."""

MOST_WORDS = 20
"""Words that are searched by: no place has more, and two thousand of them would hold up everybody for ten seconds."""

_SHORT_KINDS = {
    "г": "город", "гор": "город", "к": "город", "с": "село", "а": "село", "п": "посёлок", "ст": "станция", "о": "область",
    "со": "округ", "ао": "округ",
}  # fmt: skip
_SHORT = {short: fold(kind) for short, kind in _SHORT_KINDS.items()}
_UNSURE = frozenset(short for short, kind in _SHORT_KINDS.items() if kind != "город")
"""«С Караганды» is no village."""
_NOISE = frozenset(fold("в во на из до мен и живу тұрамын").split())


def search(choices: ChoiceList, text: str, language: str, limit: int = 8) -> Several | NotUnderstood:
    """The choices whose names fit the letters typed, best first, at most `limit`.

    Every word narrows. The whole name goes before its beginning, the name before the district and the oblast around it,
    cities before districts before villages. Only when nothing fits are endings and slips forgiven.
    """
    found = _find(choices, text, limit)
    if found is None:
        return NotUnderstood("understanding.search.letters")
    values = found.values
    if not values:
        return NotUnderstood("understanding.search.nothing", {"text": quote(text, language)})
    return Several(tuple(values[:limit]), more=len(values) > limit)


def read_long(choices: ChoiceList | Sequence[Choice], text: str, language: str, limit: int = 8) -> Reading:
    """As `search`, but a whole label is the answer.

    So is a whole name, if one choice of the kind named has it, or one choice at all and none begins with it.
    """
    found = _find(choices, text, limit)
    if found is None:
        return NotUnderstood("understanding.search.letters")
    if not found.values:
        return NotUnderstood("understanding.search.nothing", {"text": quote(text, language)})
    if found.meant is not None:
        return Understood(found.meant)
    typed = fold(text)
    for value in found.values:
        choice = choices.by_value(value) if not isinstance(choices, Sequence) else _of_value(choices, value)
        if choice and typed in map(fold, (choice.label, *choice.labels.values())):
            return Understood(value)
    return Several(tuple(found.values[:limit]), more=len(found.values) > limit)


class _Found:
    """`values`: best first, one more than asked for when there are more. `meant`: the one that can only be meant."""

    __slots__ = ("meant", "values")

    def __init__(self, values: list[str], meant: str | None = None) -> None:
        self.values = values
        self.meant = meant


def _find(choices: ChoiceList | Sequence[Choice], text: str, limit: int) -> _Found | None:
    """None when there is not a letter to search by."""
    words, named = _query(text)
    if not words:
        return None
    if is_mashed(text):
        return _Found([])
    index = _INDEXES.of(choices)
    whole = frozenset(index.named(" ".join(words)))
    each = list(dict.fromkeys(words))
    fits = index.fitting(words[0], names_only=True) if len(words) == 1 else {}
    if len(fits) <= limit:
        fits = _narrowed([index.fitting(word) for word in each])
    forgiving = not fits
    if forgiving and len(words) > 1:
        joined = "".join(words)
        fits = index.fitting(joined) or index.resembling(joined)
    if not fits:
        fits = _narrowed([index.fitting(word) or index.resembling(word) for word in each])
    own = {at for at, fit in fits.items() if fit <= BEGUN * len(each)}
    if kinds := [_SHORT.get(kind, kind) for kind in named]:
        fits = {at: fit + (at not in own or not _is_of_kind(choices[at], kinds)) for at, fit in fits.items()}
    best = nsmallest(limit + 1, ((at not in whole, fit, index.rank(at), at) for at, fit in fits.items()))
    sure = [kind for kind, word in zip(kinds, named, strict=True) if word not in _UNSURE]
    only = {at for at in whole if _is_of_kind(choices[at], sure)}
    if not (only or forgiving) and own == whole and KINDS.isdisjoint(words):
        only = own
    meant = index.values[only.pop()] if len(only) == 1 else None
    return _Found([index.values[at] for *_, at in best], meant)


def _query(text: str) -> tuple[list[str], list[str]]:
    """The telling words of what was typed, and the kinds of place named («г.», «ауылы»), which exclude nothing."""
    typed = fold(text).split()
    words = [word for word in typed if word not in _NOISE] or typed
    kinds = [word for word in words if word in KINDS or word in _SHORT]
    telling = [word for word in words if word not in KINDS and word not in _SHORT]
    return (telling[:MOST_WORDS], kinds[:MOST_WORDS]) if telling else (words[:MOST_WORDS], [])


def _narrowed(each: Sequence[dict[int, int]]) -> dict[int, int]:
    """The choices that fit every word, with how well, summed."""
    first, *others = sorted(each, key=len)
    for other in others:
        first = {at: fit + other[at] for at, fit in first.items() if at in other}
    return first


def _is_of_kind(choice: Choice, kinds: Sequence[str]) -> bool:
    """Whether the label of the choice itself, not of what is around it, names one of the kinds."""
    head = fold(choice.label.partition(" — ")[0]).split()
    return any(kind in head for kind in kinds)


def _of_value(choices: Sequence[Choice], value: str) -> Choice | None:
    return next((choice for choice in choices if choice.value == value), None)


class _Indexes:
    """The indexes made so far, by the key of the list. All languages are in one."""

    def __init__(self) -> None:
        self._kept: dict[str, PlaceIndex] = {}
        self._making: dict[str, Lock] = {}
        self._lock = Lock()

    def of(self, choices: ChoiceList | Sequence[Choice]) -> PlaceIndex:
        key = "" if isinstance(choices, Sequence) else choices.key
        if not key:
            return PlaceIndex(choices)
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with making:  # who needs the same list waits, who needs another one does not
            index = self._kept.get(key) or PlaceIndex(choices)
            with self._lock:
                self._kept.pop(key, None)
                self._kept[key] = index  # last: used most recently
                self._forget()
        return index

    def _forget(self) -> None:
        total = sum(map(len, self._kept.values()))
        while total > REMEMBERED and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            total -= len(self._kept.pop(oldest))
            self._making.pop(oldest, None)


_INDEXES = _Indexes()
