"""One key for every spelling of the same word.

The key is lower-case Cyrillic without the Kazakh letters, so coarse that spellings meet and never shown to anyone:

- Kazakh letters fall on their neighbours (қ→к, ү ұ→у, і→и, ә→а, ң→н, ғ→г, ө→о, һ→х): «Қызылорда» = «Кызылорда».
- Latin is read by its sound: the Kazakh alphabets of 2017 (s'), 2018 (ı, ý) and 2021 (ş, ğ, ū), Russian and Kazakh
  as typed in SMS (sh, zh, kh, ya): «Qyzylorda» = «Kyzylorda» = «Қызылорда».
- In a word of both scripts Latin letters are read by their shape: «Hемцы» typed with a Latin H is «Немцы».
- й, ы, и are one letter, я is «иа», doubled letters are one, ъ and ь are none: what transliterations disagree about.
- Digits of any script are ASCII digits; everything else parts words. «обл.» and «облысы» are «область» and so on.
"""

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u0259\u01dd\u0275]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]*)*")
_APOSTROPHES = str.maketrans("’‘ʼ`´ʹ′", "'''''''")

SHAPES = str.maketrans("ABCEHIKMOPTXYaceikmohpxybətg", "АВСЕНІКМОРТХУасеікмоһрхубәтг")
"""Latin letters by the shape of the Cyrillic ones they are mistaken for, only inside a word that has Cyrillic too."""

# Letters of Latin Kazakh and its neighbours that have a sound of their own beside the bare letter.
_LATIN_MARKS = str.maketrans(
    {"ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ý": "u", "ı": "i", "ŋ": "n"}
    | {"ə": "a", "ǝ": "a", "ɵ": "o", "ø": "o", "æ": "e", "ł": "l", "đ": "d"}
)
_LATIN_SOUNDS = {
    "shch": "ш", "sch": "ш", "dzh": "ж", "dj": "ж", "sh": "ш", "s'": "ш", "ch": "ч", "c'": "ч", "zh": "ж", "kh": "х",
    "gh": "г", "ts": "тс", "tz": "тс", "ph": "ф", "ck": "к", "y'": "у", "yye": "е", "ya": "иа", "yu": "иу", "ye": "е",
    "yo": "ио", "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "ж", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "у",
    "y": "и", "z": "з", "c": "к", "x": "кс", "'": "",
}  # fmt: skip
_LATIN = re.compile("|".join(sorted(map(re.escape, _LATIN_SOUNDS), key=len, reverse=True)))
_SOFT_C = re.compile("c(?=[eiy])")
_EDGE_X = re.compile("^x|x$")  # xalyq, tarix; but Maxim
_DISTRICT = re.compile(r"\bр-н\w*")

_LETTERS = str.maketrans(
    {"й": "и", "ы": "и", "і": "и", "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х"}
    | {"ё": "е", "э": "е", "є": "е", "ї": "и", "ў": "у", "ќ": "к", "ҳ": "х", "ҷ": "ж", "ј": "ж", "ґ": "г"}
    | {"я": "иа", "ю": "иу", "щ": "ш", "ц": "тс"}
)
_SILENT = str.maketrans("", "", "ъь'")
_SAME = (
    ("ие", re.compile("и+е"), "е"),  # Йемен = Yemen, новые = novye, әйел = ayel, aiel
    ("н", re.compile("н[нг]+"), "н"),  # ң is typed ң, н, ng and нг
    ("ш", re.compile("ш[шч]+"), "ш"),
    ("дж", re.compile("д+ж+"), "ж"),  # Джамбул, Жамбыл
)
"""Spellings of one sound, each with what stands in all of them."""
_DOUBLED = re.compile(r"([^\W\d])\1+")
_ODD = re.compile("[^\x00-\x7fа-я«»–—…№]")  # else no letter has an accent and no digit is foreign
_PARTS = re.compile(r"[^\w]+|_+")

_ABBREVIATIONS = {
    "обл": "область", "область": "область", "области": "область", "облысы": "область", "облыс": "область",
    "облысында": "область", "облысының": "область", "oblys": "область", "oblysy": "область",
    "рн": "район", "район": "район", "района": "район", "районе": "район", "аудан": "район",
    "ауданы": "район", "ауд": "район", "ауданында": "район",
    "город": "город", "гор": "город", "города": "город", "городе": "город", "қала": "город", "қаласы": "город",
    "қаласында": "город",
    "село": "село", "села": "село", "селе": "село", "ауыл": "село", "ауылы": "село", "аул": "село", "ауылында": "село",
    "поселок": "поселок", "пос": "поселок", "пгт": "поселок", "кент": "поселок", "кенті": "поселок",
    "станция": "станция", "станциясы": "станция", "стансасы": "станция", "разъезд": "разъезд", "рзд": "разъезд",
    "разъезі": "разъезд", "участок": "участок", "уч": "участок", "учаскесі": "участок",
}  # fmt: skip


@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """The matching key of `text`: equal for spellings that mean the same word. Idempotent; "" for no letters or digits."""
    key = _sounds(text)
    return " ".join([_ABBREVIATION_KEYS.get(word, word) for word in key.split()])


label_key = lru_cache(maxsize=8192)(fold.__wrapped__)
"""The key of a text that is the form's or the bot's own, and comes again with every turn."""


def _sounds(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    if _LATIN_WORD.search(text):
        cyrillic_around = _CYRILLIC.search(text) is not None
        text = _WORD.sub(lambda match: _without_latin(match.group(), cyrillic_around), text)
    text = text.casefold()
    if "р-н" in text:
        text = _DISTRICT.sub("район", text)
    text = _PARTS.sub(" ", _plain(text.translate(_SILENT).translate(_LETTERS)))
    for sign, spellings, one in _SAME:
        if sign in text:
            text = spellings.sub(one, text)
    return _DOUBLED.sub(r"\1", text).strip()


def _without_latin(word: str, cyrillic_around: bool) -> str:
    """The word in Cyrillic: by shape when it is of both scripts, by sound when it is Latin."""
    if not _LATIN_WORD.search(word):
        return word
    if _CYRILLIC.search(word) or (cyrillic_around and len(word) == 1):
        shaped = word.translate(SHAPES)
        if not _LATIN_WORD.search(shaped):
            return shaped
    return _by_sound(word)


def _by_sound(word: str) -> str:
    word = _plain(word.casefold().translate(_LATIN_MARKS))
    word = _SOFT_C.sub("s", _EDGE_X.sub("h", word))
    return _LATIN.sub(lambda match: _LATIN_SOUNDS[match.group()], word)


def _plain(text: str) -> str:
    """Without accents, digits of any script as ASCII."""
    if not _ODD.search(text):
        return text
    text = unicodedata.normalize("NFKD", text)
    return "".join(
        [
            str(digit) if (digit := unicodedata.decimal(letter, None)) is not None else letter
            for letter in text
            if not unicodedata.combining(letter)
        ]
    )


_ABBREVIATION_KEYS = {_sounds(short): _sounds(full) for short, full in _ABBREVIATIONS.items()}
