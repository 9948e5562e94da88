"""Commands said in words: «назад», «артқа», «artqa»."""

from enum import StrEnum


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
    RESTART = "restart"
    SUBMIT = "submit"
    OPERATOR = "operator"


def read_word(text: str) -> Word | None:
    """The command that the whole of `text` is; None when it is anything else."""
    raise NotImplementedError
