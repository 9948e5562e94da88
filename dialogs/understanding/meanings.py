"""What some answers mean whatever their label says: yes, no, don't know, decline, man, woman.

A choice has such a meaning by its value (the form author's `yes`, `no_answer`, `male`) or, for yes and no, by the first
word of its label: «Нет, трудностей нет». «Нет» alone never picks a label that only has the word inside («Нет жилья»).
"""

import re
from collections.abc import Mapping, Sequence

from dialogs.understanding.folding import fold
from dialogs.understanding.numbers import NO_WORDS
from dialogs.understanding.vocabulary import phrases
from dialogs.understanding.words import Word, read_word
from questionnaire.prompt import Choice

_VALUES: Mapping[Word, frozenset[str]] = {
    Word.YES: frozenset({"yes", "true"}),
    Word.NO: frozenset({"no", "none", "false", "nothing"}),
    Word.DONT_KNOW: frozenset({"unsure", "unknown", "dont_know", "do_not_know", "dk", "not_sure"}),
    Word.DECLINE: frozenset({"no_answer", "refuse", "refused", "decline", "declined", "prefer_not"}),
}
FIRST_WORDS: Mapping[Word, frozenset[str]] = {
    Word.YES: frozenset(map(fold, ("да", "иә", "yes"))),
    Word.NO: frozenset(map(fold, ("нет", "жоқ", "no"))),
}
_THERE_IS = phrases("choices", "there_is")
_DENYING = frozenset(map(fold, ("не", "ни", "емес")))
_MOST_ABOUT = 4
_OPENING = re.compile(r"\s*([^\W\d_]+)\s*(?:[,.;:–—!(-]|$)")
_BY_MEANING = {key: value for value in ("male", "female") for key in phrases("choices", value)}


def polar(choices: Sequence[Choice], text: str) -> list[Choice] | None:
    """The choices that a yes, a no, a "don't know" or a refusal stands for; None when `text` is to be read as any words.

    A plain «да» or «нет» that no choice stands for is not looked for inside the labels: the list is empty.
    """
    key = fold(text)
    if _contradicts_itself(key):
        return []
    word = Word.NO if key in NO_WORDS else Word.YES if key in _THERE_IS else read_word(text)
    if word is None and not {"yes", "no"} <= {choice.value for choice in choices}:
        word = _opening(key)  # a plain yes and no are read more closely: see agreeing.py
    if word is None or word not in _VALUES:
        return None
    found = [choice for choice in choices if _opens_with(choice, word)]
    if not found:
        found = _by_value(choices, word)
    plain = key in NO_WORDS or any(key in words for words in (*FIRST_WORDS.values(), _THERE_IS))
    return found if found or plain else None


def _opening(key: str) -> Word | None:
    """A yes or no with a few words about it, in whichever language: «иә, живу», «жоқ, переехал». A number means more."""
    first, *rest = key.split() or [""]
    word = next((word for word, words in FIRST_WORDS.items() if first in words), None)
    tells = rest and len(rest) <= _MOST_ABOUT and _DENYING.isdisjoint(rest) and not any(map(str.isdigit, key))
    return word if tells else None


def _contradicts_itself(key: str) -> bool:
    """«Да, нет», «жоқ, бар»."""
    first, *rest = key.split() or [""]
    if first in FIRST_WORDS[Word.YES]:
        return not (FIRST_WORDS[Word.NO] | NO_WORDS).isdisjoint(rest)
    return first in FIRST_WORDS[Word.NO] and not (FIRST_WORDS[Word.YES] | _THERE_IS).isdisjoint(rest)


def _by_value(choices: Sequence[Choice], word: Word) -> list[Choice]:
    """The one choice that means this by its value (`no` before `none`), or by saying it: «Не знаю» for «не помню»."""
    found = [choice for choice in choices if choice.value.casefold() in _VALUES[word]]
    if not found and word in (Word.DONT_KNOW, Word.DECLINE):
        found = [choice for choice in choices if read_word(choice.label) is word]
    return sorted(found, key=lambda choice: choice.value.casefold() != "no")[:1]


def _opens_with(choice: Choice, word: Word) -> bool:
    """Whether a label begins with the yes or no and a sign after it, or is just that."""
    words = FIRST_WORDS.get(word)
    if not words:
        return False
    openings = (_OPENING.match(label) for label in (choice.label, *choice.labels.values()))
    return any(opening and fold(opening.group(1)) in words for opening in openings)


def with_meaning(choices: Sequence[Choice], key: str) -> list[Choice]:
    """The choice whose value the word `key` (folded) is a synonym of."""
    meant = _BY_MEANING.get(key)
    return [choice for choice in choices if choice.value == meant] if meant else []


def evades(choice: Choice) -> bool:
    """Whether the choice says that there is no answer."""
    return choice.value.casefold() in _VALUES[Word.DONT_KNOW] | _VALUES[Word.DECLINE]
