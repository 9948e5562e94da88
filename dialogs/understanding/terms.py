"""Words that may name something no list has: a nationality, a language, a faith, a country."""

import re

from dialogs.understanding.agreeing import denies_something
from dialogs.understanding.folding import fold
from dialogs.understanding.free_text import clean
from dialogs.understanding.typos import is_mashed
from dialogs.understanding.vocabulary import phrases
from dialogs.understanding.words import is_greeting, read_word

_LONGEST, _MOST_WORDS, _FEWEST_LETTERS = 60, 4, 3
_WORDS = re.compile(r"[^\W\d_]+(?:[ '’-]+[^\W\d_]+)*")
_IN_PASSING = phrases("choices", "in_passing")


def may_be_a_term(text: str) -> bool:
    """A few words of letters that are no command, greeting, thanks or denial: «кәріс», «по-корейски», «крымский татарин»."""
    words = clean(text).strip(" .,!")
    if not _FEWEST_LETTERS <= len(words) <= _LONGEST or not _WORDS.fullmatch(words):
        return False
    key = fold(words)
    if len(key.split()) > _MOST_WORDS or key in _IN_PASSING or read_word(words) is not None or is_greeting(words):
        return False
    return not is_mashed(words) and not denies_something(key.split())
