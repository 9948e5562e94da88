"""Which of the two languages a text is written in."""

from typing import Literal


def detect_language(text: str) -> Literal["kk", "ru"] | None:
    """ "kk", "ru", or None when the text does not tell (a name, a number, a word of both)."""
    raise NotImplementedError
