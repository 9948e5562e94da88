"""A yes or a no that is said in other words: «да, дочь», «работал», «не болела», «жұмыс істемеймін», «душ бар».

Only where a question is answered yes or no, and only when nothing else fits. What begins with a yes or a no is that; what
denies is a no; what says the question's own words again is a yes.
"""

import re
from collections.abc import Sequence

from dialogs.understanding.folding import fold
from dialogs.understanding.meanings import FIRST_WORDS, polar
from dialogs.understanding.stems import of_one_stem
from dialogs.understanding.vocabulary import phrases
from dialogs.understanding.words import Word, read_word
from questionnaire.prompt import Choice

_DENIALS, _UNLESS = phrases("denials", "words"), phrases("denials", "unless")
_NEGATED = re.compile(r".{2,}[мбп][ае](?:и(?:мин|ди|миз|сиз)|ди[мк]?|г[ае]н(?:мин|миз|биз)?|п(?:пин|ти)?|с)")
"""A Kazakh verb with its -ма-, as a key has it: «істемеймін», «болмаған», «барған жоқ» is two words."""
_HAVING = frozenset(fold("есть бар болды был была было").split())
_FEW = 6


def agreeing(choices: Sequence[Choice], text: str, question: str) -> list[Choice]:
    """The yes or the no among `choices` that `text` comes to; empty when there are not both, or it is neither."""
    words = fold(text).split()
    if not {"yes", "no"} <= {choice.value for choice in choices} or not 0 < len(words) <= _FEW or read_word(text):
        return []
    said = _said(words, fold(question).split())
    return (polar(choices, _PLAIN[said]) or []) if said else []


def denies_something(words: Sequence[str]) -> bool:
    """Whether there is a denial among the words of a key: «не», «жоқ», «істемеймін»."""
    return any(word in _DENIALS or _NEGATED.fullmatch(word) for word in words)


def says_no(text: str) -> bool:
    """Whether a few words come to a plain no, whatever was asked: «её нет», «бізде тұрмайды», but not «не только»."""
    words = fold(text).split()
    return 0 < len(words) <= _FEW and read_word(text) is None and _said(words, ()) is Word.NO


_PLAIN = {Word.YES: "да", Word.NO: "нет"}


def _said(words: Sequence[str], asked: Sequence[str]) -> Word | None:
    if not _UNLESS.isdisjoint(words) or "?" in words:
        return None
    denies = denies_something(words)
    affirms = not FIRST_WORDS[Word.YES].isdisjoint(words)
    if words[0] in FIRST_WORDS[Word.NO]:
        return Word.NO
    if denies or affirms:
        return None if denies and affirms else Word.NO if denies else Word.YES
    telling = [word for word in words if len(word) > 2]
    repeats = all(word in _HAVING or any(of_one_stem(word, other) for other in asked) for word in telling)
    return Word.YES if telling and repeats else None
