"""Which of the two languages a text is written in.

A Kazakh letter decides; its absence does not (half of Kazakh is typed without). Then letters only Russian needs, then words
and endings that only one of the two has. Names, numbers and words of both tell nothing: None.
"""

import re
from typing import Literal

from dialogs.understanding.folding import fold
from dialogs.understanding.vocabulary import phrases

_KAZAKH_LETTER = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_LATIN_KAZAKH = re.compile("[äğıñńöşūüýǵ]|q(?!u)", re.IGNORECASE)
_RUSSIAN_LETTER = re.compile("[ёщъ]", re.IGNORECASE)

_KAZAKH, _RUSSIAN = phrases("language", "kk"), phrases("language", "ru")
_KAZAKH_ENDING = re.compile(
    r"(?:лар|лер|дар|дер|тар|тер)(?:и(?:м|н)?|ди|ди|да)?$|(?:миз|низ|мин|син|сиз)$|(?:да|де|та|те)ги$|(?:ган|ген|кан|кен)$"
)
_RUSSIAN_ENDING = re.compile(
    r"(?:тса|тсиа|ого|его|ами|иами|ости|ение|ани(?:е|иа)|ские?|скаиа|ски|ает|ете|ите|овна|ович)$"
)


def detect_language(text: str) -> Literal["kk", "ru"] | None:
    """ "kk", "ru", or None when the text does not tell (a name, a number, a word of both)."""
    if _KAZAKH_LETTER.search(text) or _LATIN_KAZAKH.search(text):
        return "kk"
    if _RUSSIAN_LETTER.search(text):
        return "ru"
    words = fold(text).split()
    for kazakh, russian in (
        (sum(word in _KAZAKH for word in words), sum(word in _RUSSIAN for word in words)),
        (sum(map(_ends_kazakh, words)), sum(map(_ends_russian, words))),
    ):
        if kazakh != russian:
            return "kk" if kazakh > russian else "ru"
    return None


def _ends_kazakh(word: str) -> bool:
    return len(word) > 5 and _KAZAKH_ENDING.search(word) is not None


def _ends_russian(word: str) -> bool:
    return len(word) > 5 and _RUSSIAN_ENDING.search(word) is not None
