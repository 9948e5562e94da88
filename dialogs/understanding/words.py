"""Commands said in words: «назад», «артқа», «artqa».

A word is a command only when it is the whole message. Some are answers too («Қазақ тілі», «Казахский»): where choices
stand open, try `read` first and ask here only about what it did not understand.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from dialogs.understanding.folding import fold
from dialogs.understanding.vocabulary import phrases


class Word(StrEnum):
    """What a person may say at any moment instead of answering; FAMILY is the list of the household, the menu."""

    YES = "yes"
    NO = "no"
    BACK = "back"
    HELP = "help"
    PAUSE = "pause"
    CONTINUE = "continue"
    REVIEW = "review"
    FAMILY = "family"
    LANGUAGE_KK = "language_kk"
    LANGUAGE_RU = "language_ru"
    LANGUAGE = "language"
    SKIP = "skip"
    DECLINE = "decline"
    DONT_KNOW = "dont_know"
    WHY = "why"
    MISTAKE = "mistake"
    SUBMIT = "submit"
    OPERATOR = "operator"
    RECEIPTS = "receipts"
    CERTIFICATE = "certificate"
    TRUST = "trust"
    CARD = "card"
    ANOTHER = "another"
    MYDATA = "mydata"
    ERASE = "erase"
    REMINDERS = "reminders"
    REMIND_OFF = "remind_off"
    REMIND_ON = "remind_on"
    MOVE = "move"


_BY_KEY = {key: word for word in Word for key in phrases("commands", word)}
_SIGNS: Mapping[str, Word] = {
    "+": Word.YES, "++": Word.YES, "👍": Word.YES, "✅": Word.YES, "✔": Word.YES, "👌": Word.YES,
    "-": Word.NO, "–": Word.NO, "—": Word.NO, "−": Word.NO, "👎": Word.NO, "❌": Word.NO,
    "?": Word.HELP, "??": Word.HELP, "???": Word.HELP, "❓": Word.HELP, "⬅": Word.BACK, "◀": Word.BACK, "↩": Word.BACK,
    "⏸": Word.PAUSE, "▶": Word.CONTINUE, "🌐": Word.LANGUAGE,
}  # fmt: skip
_LETTERS: Mapping[str, Word] = {"д": Word.YES, "y": Word.YES, "d": Word.YES, "н": Word.NO, "n": Word.NO}
_EMOJI_DRESS = dict.fromkeys([0xFE0F, 0x200D, *range(0x1F3FB, 0x1F400)])  # presentation selector, joiner, skin tones
_POLITE = phrases("commands", "polite")
_ABOUT_PAUSE = frozenset(word for phrase in phrases("commands", "about_pause") for word in phrase.split())
_RUDE = re.compile(f" (?:{'|'.join(map(re.escape, phrases('upset', 'words')))}) ")
_ENOUGH = phrases("reminders", "enough")
_LONGEST = 80
_MOST_OF_WHY = 8


def is_upset(text: str) -> bool:
    """Whether somebody says that he has had enough: by a rude word, whatever stands around it."""
    return _RUDE.search(f" {fold(text)} ") is not None


def is_enough(text: str) -> bool:
    """Whether somebody who was reminded says that he does not want to be: «не надо», «мазаламаңыз»."""
    return fold(text[:_LONGEST]) in _ENOUGH


@lru_cache(maxsize=256)
def read_word(text: str) -> Word | None:
    """The command that the whole of `text` is; None when it is anything else."""
    if len(text) > _LONGEST:
        return None
    bare = text.casefold().translate(_EMOJI_DRESS).strip(" \t\n.!,")
    if bare in _SIGNS:
        return _SIGNS[bare]
    if len(bare) == 1:  # «я» has the key of «ия» and «и» the key of «y», but they are "I" and "and"
        return _LETTERS.get(bare)
    words = [word for word in fold(text).split() if word not in _POLITE]
    return _BY_KEY.get(" ".join(words)) or _pause(words) or _why(words)


def _pause(words: Sequence[str]) -> Word | None:
    """«Можно я потом продолжу», «қазір тоқтата тұрайын»: a pause is wished for in more words than other commands."""
    said = _BY_KEY.get(" ".join(word for word in words if word not in _ABOUT_PAUSE))
    return Word.PAUSE if said is Word.PAUSE else None


_GREETINGS = phrases("greetings", "words")


def is_greeting(text: str) -> bool:
    """Whether somebody only says that he is there: «Сәлем!», «я вернулась»."""
    key = fold(text[:_LONGEST])
    return not key or key in _GREETINGS


_ASKS_WHY = phrases("commands", "asks_why")


def _why(words: Sequence[str]) -> Word | None:
    """«Зачем вам мой ИИН?», «бұл сізге не үшін керек»: a few words that begin, or in Kazakh end, as no answer does."""
    if len(words) > _MOST_OF_WHY:
        return None
    edges = [*(words[:length] for length in (1, 2)), *(words[-length:] for length in (2, 3))]
    return Word.WHY if any(" ".join(edge) in _ASKS_WHY for edge in edges) else None


_OTHER_HOMES = phrases("another", "homes")


def names_another_household(text: str) -> bool:
    """Whether a message says that there are people at another address: «заполнить ещё на соседнюю квартиру»."""
    key = fold(text[:_LONGEST])
    return any(home in key for home in _OTHER_HOMES)
