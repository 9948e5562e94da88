"""Names of people: letters only, of one script, with the capitals where they belong.

No part is required but one: a patronymic is written «бар болса» / «при его наличии», some people have a single name, and
some surnames are a single letter (О, Ю, Е among Koryo-saram).
"""

import re

from dialogs.understanding.folding import SHAPES
from dialogs.understanding.free_text import clean
from dialogs.understanding.reading import NotUnderstood, Reading, Understood

LONGEST, MOST_WORDS = 120, 6

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0259]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LIKE_LATIN = {cyrillic: latin for latin, cyrillic in SHAPES.items() if chr(latin) not in "bthg"}
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
_APOSTROPHES = re.compile("[’‘ʼ`´′]")
_QUOTES_AND_STOPS = re.compile(r'^[«»"“”\s.,;:!]+|[«»"“”\s.,;:!]+$')
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SUFFIXES = frozenset(
    ("ұлы", "улы", "уулу", "қызы", "кызы", "оглы", "оғлы", "uly", "ūly", "kyzy", "qyzy", "qızı", "ogly")
)
_PARTICLES = frozenset(
    ("фон", "ван", "де", "ди", "да", "дер", "ибн", "аль", "von", "van", "de", "di", "der", "ibn", "al")
)
_INITIAL = re.compile(r"\b[^\W\d_]\.")


def read_name(text: str) -> Reading:
    """«АХМЕТОВА айгуль» as «Ахметова Айгуль»."""
    text = clean(text)
    if _INITIAL.search(text):
        return NotUnderstood("understanding.name.initials")
    text = _QUOTES_AND_STOPS.sub("", text)
    if not text:
        return NotUnderstood("understanding.name.empty")
    if any(letter.isdigit() for letter in text):
        return NotUnderstood("understanding.name.digits")
    words = _DASHES.sub("-", _APOSTROPHES.sub("'", text)).strip("-'").split()
    if not all(_WORD.fullmatch(word) and _written(word) for word in words) or sum(map(len, words)) < 2:
        return NotUnderstood("understanding.name.letters")
    if len(words) > MOST_WORDS or len(text) > LONGEST:
        return NotUnderstood("understanding.name.too_long")
    cyrillic_around = _CYRILLIC.search(text) is not None
    words = [_of_one_script(word, cyrillic_around) for word in words]
    return Understood(" ".join(_capitalised(word, first=at == 0) for at, word in enumerate(words)))


def _written(word: str) -> bool:
    """Whether all letters are Cyrillic or Latin: the scripts of the registers."""
    return all(_LATIN.match(letter) or _CYRILLIC.match(letter) or letter in "'-" for letter in word)


def _of_one_script(word: str, cyrillic_around: bool) -> str:
    """Letters of the other script that look alike are put right: a Latin A inside «Aйгүл», a Cyrillic о inside «Jоhn»."""
    if not _LATIN.search(word):
        return word
    as_cyrillic = word.translate(SHAPES)
    if cyrillic_around and not _LATIN.search(as_cyrillic):
        return as_cyrillic
    as_latin = word.translate(_LIKE_LATIN)
    return as_latin if not _CYRILLIC.search(as_latin) else word


def _capitalised(word: str, *, first: bool) -> str:
    """Capitals that were typed with care (МакДональд) stay; all capitals, none and slips of the shift key are put right."""
    parts = word.split("-")
    return "-".join(_part(part, first=first and at == 0, later=at > 0) for at, part in enumerate(parts))


def _part(part: str, *, first: bool, later: bool) -> str:
    lower = part.lower().replace("i̇", "i")
    if lower in _SUFFIXES and (later or not first):
        return lower
    if lower in _PARTICLES and part == lower and not first:
        return lower
    if part[0].isupper() and not part.isupper() and _inner_capital(part):
        return part
    head, apostrophe, tail = lower.partition("'")
    if apostrophe and len(head) == 1:
        return f"{head.upper()}'{tail[:1].upper()}{tail[1:]}"
    return lower[0].upper() + lower[1:]


def _inner_capital(part: str) -> bool:
    """МакДональд, but not АХМЕТова: one capital inside, between small letters."""
    return sum(letter.isupper() for letter in part) == 2 and part[1:2].islower() and part[-1].islower()
