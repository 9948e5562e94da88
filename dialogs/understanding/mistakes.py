"""A correction said in words: «ой, 1985», «точнее, сорок», «жоқ, дұрысы 12.05.1980»."""

import re

from dialogs.understanding.folding import fold
from dialogs.understanding.vocabulary import phrases

_SURELY, _PERHAPS = phrases("mistake", "surely"), phrases("mistake", "perhaps")
_WORD = re.compile(r"[^\s,;:.!–—-]+[\s,;:.!–—-]*")
_MOST_OPENING = 4


def amended(text: str) -> tuple[str, bool]:
    """What is said instead, and whether the words before it leave no doubt that something is corrected.

    Without an opening the text itself, uncertain: «1985» may be meant for the question before, too.
    """
    text = text.strip()
    ends = [found.end() for found in _WORD.finditer(text)][:_MOST_OPENING]
    for end in reversed(ends):
        opening = fold(text[:end])
        if opening in _SURELY or opening in _PERHAPS:
            return text[end:].strip(), opening in _SURELY
    return text, False
