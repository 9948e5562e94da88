"""The way in: a prompt, what was typed, and what it means."""

import re
from collections.abc import Mapping
from datetime import date

from dialogs.understanding.agreeing import says_no
from dialogs.understanding.choices import labels_of, read_one
from dialogs.understanding.dates import read_date
from dialogs.understanding.durations import asks_minutes, minutes
from dialogs.understanding.folding import fold
from dialogs.understanding.free_text import LONGEST, clean, read_location, read_text
from dialogs.understanding.lookup import read_long
from dialogs.understanding.meanings import FIRST_WORDS, polar
from dialogs.understanding.names import read_name
from dialogs.understanding.numbers import is_none, none_is_zero, read_decimal, read_integer
from dialogs.understanding.reading import NotUnderstood, Reading, Understood
from dialogs.understanding.several import read_many, read_ranking
from dialogs.understanding.times import read_datetime, read_time
from dialogs.understanding.vocabulary import phrases
from dialogs.understanding.words import Word, read_word
from questionnaire.prompt import Kind, Prompt

LONG_LIST = 20
"""A list of more choices is not shown but searched by letters; a shorter one is read label by label and by number."""

SHORT = 500
"""Characters of an answer that is not in the person's own words; all labels of a list together have fewer. What is read
against every label, in ten ways, would hold up everybody for a second at LONGEST."""

_OWN_WORDS = (Kind.TEXT, Kind.BARCODE, Kind.LOCATION, Kind.FILE)
_SPACE = re.compile(r"\s+")
_SKIPS = (Word.SKIP, Word.DECLINE, Word.DONT_KNOW)


def read(prompt: Prompt, text: str, language: str, today: date) -> Reading:
    """What `text` answers to `prompt`. `language` ("kk", "ru") is the one of the reply; both are always understood.

    `Understood("")` is a question passed over, where the form allows it: by its skip label, or by a word for skipping.
    """
    most = LONGEST if prompt.kind in _OWN_WORDS else SHORT
    if len(text) > most and len(text := clean(text)) > most:
        return NotUnderstood("understanding.text.too_long", {"most": most, "length": len(text)})
    text = _SPACE.sub(
        lambda gap: "\n" if "\n" in gap.group() else " ", text
    )  # a thousand spaces stop a pattern for hours
    if not clean(text):
        return NotUnderstood("understanding.text.empty")
    if _passes_over(prompt, text):
        return Understood("")
    return _of_kind(prompt, text, language, today)


def _passes_over(prompt: Prompt, text: str) -> bool:
    """Whether the question is skipped on purpose. A choice that says "don't know" is an answer and goes before."""
    if prompt.required:
        return False
    if prompt.skip_label and fold(text) == fold(prompt.skip_label) and fold(text):
        return True
    word = read_word(text)
    if word in _SKIPS:
        return word is Word.SKIP or not (_has_short_list(prompt) and polar(labels_of(prompt.choices).choices, text))
    return _denies(prompt, text, word)


def _denies(prompt: Prompt, text: str, word: Word | None) -> bool:
    """«Нет» to what is asked in own words; «её нет», «тізімде жоқ» where passing over says so too («В списке нет») and no
    choice does."""
    if prompt.kind in (Kind.TEXT, Kind.BARCODE, Kind.FILE, Kind.LOCATION):
        return word is Word.NO or fold(text) in _NOTHING
    if prompt.kind is not Kind.SELECT_ONE or FIRST_WORDS[Word.NO].isdisjoint(fold(prompt.skip_label).split()):
        return False
    return (word is Word.NO or says_no(text)) and not polar(labels_of(prompt.choices).choices, "нет")


def _has_short_list(prompt: Prompt) -> bool:
    return 0 < len(prompt.choices) <= LONG_LIST


def _of_kind(prompt: Prompt, text: str, language: str, today: date) -> Reading:
    match prompt.kind:
        case Kind.DATE:
            reading = read_date(text, prompt.precision, language, today)
        case Kind.TIME:
            reading = read_time(text)
        case Kind.DATETIME:
            reading = read_datetime(text, language, today)
        case Kind.INTEGER | Kind.DECIMAL:
            reading = _number(prompt, text)
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE | Kind.RANK:
            reading = _choice(prompt, text, language)
        case Kind.MORE | Kind.ACKNOWLEDGE:
            reading = _agreement(prompt.kind, text)
        case Kind.TEXT | Kind.BARCODE | Kind.LOCATION | Kind.FILE:  # _OWN_WORDS
            reading = _own_words(prompt, text)
    return reading


def _extra(prompt: Prompt) -> Mapping[str, str]:
    return prompt.extra or {}


def _own_words(prompt: Prompt, text: str) -> Reading:
    match prompt.kind:
        case Kind.LOCATION:
            return read_location(text)
        case Kind.FILE:
            return NotUnderstood("understanding.file")
        case _ if _extra(prompt).get("type") == "person_name":
            return read_name(text)
        case _:
            return read_text(text)


def _number(prompt: Prompt, text: str) -> Reading:
    if is_none(text):
        zero = none_is_zero(prompt.label, _extra(prompt))
        return Understood("0") if zero else NotUnderstood("understanding.number.none")
    if asks_minutes(prompt.label) and (long := minutes(text)) is not None:
        return Understood(str(long))
    return read_integer(text) if prompt.kind is Kind.INTEGER else read_decimal(text)


def _choice(prompt: Prompt, text: str, language: str) -> Reading:
    if len(prompt.choices) > LONG_LIST:
        return read_long(prompt.choices, text, language)
    labels = labels_of(prompt.choices)
    match prompt.kind:
        case Kind.SELECT_MULTIPLE:
            return read_many(labels, text, language, prompt.label)
        case Kind.RANK:
            return read_ranking(labels, text, language, prompt.label)
        case _:
            return read_one(labels, text, prompt.label)


_NOTHING = phrases("denials", "nothing")
_MORE, _NO_MORE = phrases("more", "yes"), phrases("more", "no")


def _agreement(kind: Kind, text: str) -> Reading:
    """Yes and no to «anyone else?» (or 1 and 2, as the two are shown), and a yes to what only wants to be read."""
    key, word = fold(text), read_word(text)
    if kind is Kind.ACKNOWLEDGE:
        agreed = word in (Word.YES, Word.CONTINUE) or key == "1"
        return Understood("OK") if agreed else NotUnderstood("understanding.acknowledge")
    if word is Word.YES or key in _MORE or key == "1":
        return Understood("yes")
    if word is Word.NO or key in _NO_MORE or key == "2":
        return Understood("no")
    return NotUnderstood("understanding.more")
