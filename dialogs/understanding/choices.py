"""One choice in words: by number, by label in either language, by a part or a slip of it.

From the surest reading to the loosest, and the first that fits decides: the label itself, its number, the label's key, a
yes, a no or a "don't know", a year or a length of time within a span, whole words of a label, the beginnings of words, other
endings, one slip, agreement with what is asked, its number in words.
Two labels that fit equally are `Several`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from dialogs.understanding.agreeing import agreeing, denies_something
from dialogs.understanding.durations import within
from dialogs.understanding.folding import SHAPES, fold, label_key
from dialogs.understanding.meanings import polar, with_meaning
from dialogs.understanding.numbers import ascii_digits, read_place
from dialogs.understanding.reading import NotUnderstood, Reading, Several, Understood
from dialogs.understanding.stems import SMALL, begins, of_one_stem
from dialogs.understanding.typos import within_one
from dialogs.understanding.years import within_years
from questionnaire.prompt import Choice, ChoiceList

_NUMBER = re.compile(
    r"(?:№|no\.?|n|вариант|нұсқа|нуска|номер|нөмір)?\s*(\d{1,4})"
    r"\s*(?:[.):]|-?(?:ші|шы|й|ый|я|е|ое))?(?:\s*-?\s*(?:вариант|нұсқа|нуска|жауап|ответ))?",
    re.IGNORECASE,
)
_CURVED = str.maketrans({"“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "–": "-", "—": "-", "\u00a0": " "})
_SLIP_FROM = 5


class Labels:
    """A short list made ready: the labels and keys of each choice, in all languages of the form."""

    def __init__(self, choices: ChoiceList | Sequence[Choice]) -> None:
        self.choices = [choices[position] for position in range(len(choices))]
        written = [_written(choice) for choice in self.choices]
        self.keys = [frozenset(filter(None, map(label_key, labels))) for labels in written]
        self.shown = [label_key(choice.label) for choice in self.choices]
        self._ways = [(way, _named(self.choices, written, way)) for way in (_spaced, _plain)]
        self._by_key = _gathered(zip(self.keys, self.choices, strict=True))

    def called(self, text: str) -> Sequence[Choice]:
        """By the label as it stands, then but for case and signs, then by its key: the first way that finds any."""
        for way, named in self._ways:
            if found := named.get(way(text)):
                return found
        return self._by_key.get(fold(text), ())

    def fitting(self, fits: Callable[[str], bool]) -> list[Choice]:
        """The choices of which some key fits."""
        return [choice for choice, keys in zip(self.choices, self.keys, strict=True) if any(map(fits, keys))]


def labels_of(choices: ChoiceList | Sequence[Choice]) -> Labels:
    """The list made ready; a list of the form's own is made so once in each language."""
    if isinstance(choices, Sequence) or not choices.key:
        return Labels(choices)
    which = (choices.key, choices.language)
    labels = _MADE.get(which)
    if labels is None:
        if len(_MADE) >= KEPT:
            _MADE.clear()
        labels = _MADE[which] = Labels(choices)
    return labels


KEPT = 2_000
"""Lists made ready before all are forgotten; a census has a few hundred."""
_MADE: dict[tuple[str, str], Labels] = {}


def _named(
    choices: Sequence[Choice], written: Sequence[Sequence[str]], way: Callable[[str], str]
) -> dict[str, list[Choice]]:
    """The choices by what they are called; those of which it stands on the screen go before others."""
    shown = _gathered(([way(choice.label)], choice) for choice in choices)
    return _gathered((map(way, labels), choice) for labels, choice in zip(written, choices, strict=True)) | shown


def _gathered(named: Iterable[tuple[Iterable[str], Choice]]) -> dict[str, list[Choice]]:
    found: dict[str, list[Choice]] = {}
    for names, choice in named:
        for name in set(names):
            found.setdefault(name, []).append(choice)
    return found


def read_one(labels: Labels, text: str, question: str = "") -> Reading:
    """The one choice that `text` names; its value is the choice's. `question` is the label of what is asked."""
    reading = read_exact(labels, text)
    if isinstance(reading, Understood | Several):
        return reading
    found = _loosely(labels, text, question)  # «1961» is no number of a choice but may begin a label
    if found:
        return _one_or_several(found)
    place = read_place(text)  # last: «бірінші» names the first group of disability before the first choice
    if place is not None and place <= len(labels.choices):
        return Understood(labels.choices[place - 1].value)
    return reading or NotUnderstood("understanding.choice.unknown", {"count": len(labels.choices)})


def read_exact(labels: Labels, text: str) -> Reading | None:
    """By the whole label or by number, and both when they are at odds (a choice labelled «2» as number 1); else None."""
    found = labels.called(text)
    number = _by_number(labels, text)
    if isinstance(number, Choice) and number not in found:
        found = [*found, number]
    if found:
        return _one_or_several(found)
    return number if isinstance(number, NotUnderstood) else None


def _one_or_several(found: Sequence[Choice]) -> Reading:
    return Understood(found[0].value) if len(found) == 1 else _several(found)


def _several(found: Sequence[Choice]) -> Several:
    return Several(tuple(dict.fromkeys(choice.value for choice in found)))


def _written(choice: Choice) -> tuple[str, ...]:
    """Every label a person may have seen, the one on the screen first, and the form's other names for it (`search_*`)."""
    others = (
        name for column, names in choice.extra.items() if column.startswith("search_") for name in names.split(";")
    )
    return tuple(dict.fromkeys(filter(None, (choice.label, *choice.labels.values(), *map(str.strip, others)))))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    return _spaced(text.casefold().translate(_CURVED)).strip(' ."!')


def _by_number(labels: Labels, text: str) -> Choice | NotUnderstood | None:
    """The choice with this number as shown, from 1; None when the text is no number."""
    found = _NUMBER.fullmatch(ascii_digits(text.strip()))
    if not found:
        return None
    number = int(found.group(1))
    if 1 <= number <= len(labels.choices):
        return labels.choices[number - 1]
    return NotUnderstood("understanding.choice.number", {"count": len(labels.choices), "number": number})


def _loosely(labels: Labels, text: str, question: str) -> list[Choice]:
    key = fold(text)
    meant = polar(labels.choices, text)
    if meant is not None:
        return meant
    if not key:
        return []
    ways: Iterable[Callable[[], list[Choice]]] = (
        lambda: with_meaning(labels.choices, key),
        lambda: [choice for choice in labels.choices if fold(choice.value) == key],
        lambda: _by_letter(labels, key),
        lambda: within_years(labels.choices, text),
        lambda: within(labels.choices, text),
        lambda: labels.fitting(lambda label: _words_among(key, label, str.__eq__)),
        lambda: labels.fitting(lambda label: _words_among(key, label, begins)),
        lambda: labels.fitting(lambda label: _words_among(key, label, of_one_stem)),
        lambda: _inside(labels, key),
        lambda: labels.fitting(lambda label: _slipped(key, label)),
        lambda: labels.fitting(lambda label: _words_among(key, label, _slipped)),
        lambda: agreeing(labels.choices, text, question),
        lambda: _by_shape(labels, text),
    )
    return next((found for way in ways if (found := way())), [])


def _inside(labels: Labels, key: str) -> list[Choice]:
    """The choices of which a whole label is among the words; a label that is one choice's alone goes before those of several:
    «свободно понимаю» is to understand where «свободно» is four things."""
    if denies_something(key.split()):
        return []
    often = Counter(label for keys in labels.keys for label in keys)
    inside = {label for label in often if _words_among(label, key, of_one_stem)}
    own = {label for label in inside if often[label] == 1}
    return labels.fitting((own or inside).__contains__)


def _by_letter(labels: Labels, key: str) -> list[Choice]:
    """«м», «ж»: one letter that begins a single label of a short list on the screen."""
    if len(key) != 1 or key in SMALL or len(labels.choices) > 5:
        return []
    found = [choice for choice, shown in zip(labels.choices, labels.shown, strict=True) if shown.startswith(key)]
    return found if len(found) == 1 else []


def _by_shape(labels: Labels, text: str) -> list[Choice]:
    """A label typed on the other keyboard with letters that look alike: «Ep» for «Ер»."""
    shaped = fold(text.translate(SHAPES))
    return labels.fitting(lambda label: label == shaped) if shaped and shaped != fold(text) else []


def _words_among(some: str, all_of: str, alike: Callable[[str, str], bool]) -> bool:
    """Whether every telling word of `some` is like one of `all_of`'s."""
    words = [word for word in some.split() if word not in SMALL or word in _DENIALS]
    others = all_of.split()
    return bool(words) and any(len(word) > 1 for word in words) and all(any(alike(w, o) for o in others) for w in words)


_DENIALS = frozenset(fold("не нет без емес жоқ").split())


def _slipped(word: str, other: str) -> bool:
    return len(word) >= _SLIP_FROM and within_one(word, other)
