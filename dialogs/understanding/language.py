"""Which of the two languages a text is written in.

A Kazakh letter decides; its absence does not (half of Kazakh is typed without). Then letters only Russian needs, then words
and endings that only one of the two has. Names, numbers and words of both tell nothing: None. In Latin letters
endings tell nothing, nor do very short words («on», «no»), and an English word says that it is neither.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal

from dialogs.understanding.folding import fold
from dialogs.understanding.vocabulary import phrases

# Of casefolded text: to re.IGNORECASE every Latin i would be the Kazakh ı.
_KAZAKH_LETTER = re.compile("[әғқңөұүһі]")
_LATIN_KAZAKH = re.compile("[äğıñńöşūüýǵ]|q(?!u)")
_RUSSIAN_LETTER = re.compile("[ёщъ]")
_CYRILLIC = re.compile("[\u0400-\u052f]")

_KAZAKH, _RUSSIAN, _ENGLISH = (phrases("language", code) for code in ("kk", "ru", "en"))
_TELLING_LATIN = 3
"""Letters a Latin word has that tells a language by itself."""
_KAZAKH_ENDING = re.compile(
    r"(?:лар|лер|дар|дер|тар|тер)(?:и(?:м|н)?|ди|ди|да)?$|(?:миз|низ|мин|син|сиз)$|(?:да|де|та|те)ги$|(?:ган|ген|кан|кен)$"
)
_RUSSIAN_ENDING = re.compile(
    r"(?:тса|тсиа|ого|его|ами|иами|ости|ение|ани(?:е|иа)|ские?|скаиа|ски|ает|ете|ите|овна|ович)$"
)


def detect_language(text: str) -> Literal["kk", "ru"] | None:
    """ "kk", "ru", or None when the text does not tell (a name, a number, a word of both, another language)."""
    text = text.casefold()
    if _KAZAKH_LETTER.search(text) or _LATIN_KAZAKH.search(text):
        return "kk"
    if _RUSSIAN_LETTER.search(text):
        return "ru"
    words = fold(text).split()
    if not _CYRILLIC.search(text):
        telling = [word for word in words if len(word) >= _TELLING_LATIN]
        return None if not _ENGLISH.isdisjoint(words) else _more(telling, _KAZAKH.__contains__, _RUSSIAN.__contains__)
    return _more(words, _KAZAKH.__contains__, _RUSSIAN.__contains__) or _more(words, _ends_kazakh, _ends_russian)


def _more(
    words: Sequence[str], is_kazakh: Callable[[str], bool], is_russian: Callable[[str], bool]
) -> Literal["kk", "ru"] | None:
    kazakh, russian = sum(map(is_kazakh, words)), sum(map(is_russian, words))
    if kazakh == russian:
        return None
    return "kk" if kazakh > russian else "ru"


def _ends_kazakh(word: str) -> bool:
    return len(word) > 5 and _KAZAKH_ENDING.search(word) is not None


def _ends_russian(word: str) -> bool:
    return len(word) > 5 and _RUSSIAN_ENDING.search(word) is not None
