"""An index of a long list: from the beginnings of words to positions, in both languages at once, small and quick.

A choice has a name and a surrounding: «село Абай — Абайский район, Карагандинская область» is Абай, and the district and
the oblast around it narrow a search. Names are the `search_*` columns (apart by ";") or, without them, the label up to its
dash, comma or parenthesis. Words are keys (`fold`), so one index serves both languages and every spelling.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dialogs.understanding.folding import fold
from dialogs.understanding.typos import resembles
from questionnaire.prompt import Choice

EXACT, BEGUN, EXACT_AROUND, BEGUN_AROUND = range(4)
"""How a word fits: a word of the name, the beginning of one, a word of the surrounding, the beginning of one."""

KINDS = frozenset(
    fold(
        "область район город село посёлок станция разъезд участок округ сельский ауылдық кенттік поселковый қалалық әкімдік "
        "әкімдігі округі городская администрация республика республикасы"
    ).split()
)
"""Words that say what a place is. They are not indexed: everybody leaves them out or shortens them his own way."""

_HEAD = re.compile(r"\s+[—–]\s+|,|\(")
_LEVELS: Mapping[str, int] = {"country": 1, "oblast": 1, "district": 2, "settlement": 3, "sub_district": 4}
_ENDINGS = frozenset(
    fold(
        "а я у ю е ы и ой ей ом ем ам ям ах ях ами ями ого ому ске ску ска да де та те нда нде ға ге қа ке на не ды ді ты ті "
        "ны ні дан ден тан тен нан нен дың дің тың тің ның нің лық лік дық дік тық тік мен бен пен"
    ).split()
)
"""Of cases, in both languages."""
_CITY = 0
_LONGEST_WORD = 40


class PlaceIndex:
    """Made once for a list, whose choices are read one after another, and then only asked."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self.values: list[str] = []
        self._by_name: dict[str, array[int]] = {}
        importance: list[tuple[int, int, int]] = []
        postings: dict[str, dict[int, None]] = {}
        folded: dict[str, list[str]] = {}
        for at, choice in enumerate(choices):
            self.values.append(choice.value)
            importance.append((_level(choice), min(map(len, (choice.labels or {"": choice.label}).values())), at))
            names, around = _names(choice, folded)
            for name in names:
                self._by_name.setdefault(name, array("I")).append(at)
            own = {word for name in names for word in (*name.split(), name.replace(" ", ""))}
            for word in own:
                postings.setdefault(word, {})[at << 1] = None
            for word in around - own:
                postings.setdefault(word, {})[at << 1 | 1] = None
        self._ranks = array("I", bytes(4 * len(importance)))
        for rank, (*_, at) in enumerate(sorted(importance)):
            self._ranks[at] = rank
        self._words = sorted(postings)
        self._starts, self._postings = array("I", [0]), array("I")
        for word in self._words:
            self._postings.extend(postings[word])
            self._starts.append(len(self._postings))
        self._trigrams: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self.values)

    def rank(self, at: int) -> int:
        """The order of choices that fit equally: cities, countries and oblasts, districts, villages; short names first."""
        return self._ranks[at]

    def named(self, key: str) -> Sequence[int]:
        """Choices of which `key` is a whole name."""
        return self._by_name.get(key, array("I"))

    def fitting(self, word: str, *, names_only: bool = False) -> dict[int, int]:
        """Choices that have a word beginning with `word`, and how it fits them."""
        fits: dict[int, int] = {}
        for place in self._beginning(word):
            worse = 0 if self._words[place] == word and len(word) > 1 else 1  # a letter is a beginning
            for posting in self._postings[self._starts[place] : self._starts[place + 1]]:
                if names_only and posting & 1:
                    continue
                at, fit = posting >> 1, (posting & 1) * 2 + worse
                if fit < fits.get(at, 9):
                    fits[at] = fit
        return fits

    def resembling(self, word: str) -> dict[int, int]:
        """The same for words one or two slips away from `word`, or of another ending; none for short words."""
        fits: dict[int, int] = {}
        for near in self._misspelt(word) or self._inflected(word):
            for at, fit in self.fitting(near).items():
                fits[at] = min(fit, fits.get(at, 9))
        return fits

    def _beginning(self, word: str) -> Iterator[int]:
        for place in range(bisect_left(self._words, word), len(self._words)):
            if not self._words[place].startswith(word):
                return
            yield place

    def _inflected(self, word: str) -> list[str]:
        """The word less a case ending: «караганде», «шымкентте»."""
        for ending in (1, 2, 3):
            begun = word[:-ending]
            if len(begun) >= 5 and word[-ending:] in _ENDINGS and next(self._beginning(begun), None) is not None:
                return [begun]
        return []

    def _misspelt(self, word: str) -> list[str]:
        if not 4 <= len(word) <= _LONGEST_WORD:
            return []
        if not self._trigrams:
            for place, indexed in enumerate(self._words):
                for trigram in _trigrams(indexed):
                    self._trigrams.setdefault(trigram, array("I")).append(place)
        shared: Counter[int] = Counter()
        for trigram in _trigrams(word):
            shared.update(self._trigrams.get(trigram, ()))
        candidates = (self._words[place] for place, _ in shared.most_common(80))
        return [candidate for candidate in candidates if resembles(word, candidate)]


def _trigrams(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _names(choice: Choice, folded: dict[str, list[str]]) -> tuple[set[str], set[str]]:
    """The keys of a choice's names, and the words around them. `folded` remembers surroundings, which repeat."""
    names, around = set[str](), set[str]()
    columns = [column for name, column in choice.extra.items() if name.startswith("search_")]
    for column in columns:
        names.update(filter(None, (_without_kinds(fold(name)) for name in column.split(";"))))
    for label in {choice.label, *choice.labels.values()}:
        cut = _HEAD.search(label)
        head, rest = (label[: cut.start()], label[cut.start() :]) if cut else (label, "")
        if not columns:
            names.add(_without_kinds(fold(head)))
        else:
            around.update(word for word in fold(head).split() if word not in KINDS)
        if rest not in folded:
            folded[rest] = [word for word in fold(rest).split() if word not in KINDS]
        around.update(folded[rest])
    return names, around


def _without_kinds(key: str) -> str:
    words = [word for word in key.split() if word not in KINDS]
    return " ".join(words) or key


def _level(choice: Choice) -> int:
    level = choice.extra.get("level", "")
    if choice.extra.get("locality") == "yes" and level in ("oblast", "sub_district"):
        return _CITY
    return _LEVELS.get(level, 2)
