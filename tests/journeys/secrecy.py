"""What must never stand in a log, on a terminal or in an address: anything a family said of itself."""

from collections.abc import Iterable, Iterator

from tests.dialogs import family
from tests.journeys.people import Respondent

OPEN = 4
"""Answers of fewer letters are numbers and codes that stand anywhere."""


def told(*respondents: Respondent) -> set[str]:
    """The family's names, IINs and what it typed in words."""
    words = {part for name in family.NAMES for part in name.split()}
    for answers in (*family.LIST.values(), family.DWELLING, family.EVERYONE, *family.PERSON.values()):
        words.update(each for answer in answers.values() if isinstance(answer, tuple) for each in answer)
    words.update(iin for respondent in respondents for iin in respondent.iins.values())
    return {word for word in words if len(word) > OPEN}


def leaks(output: str, words: Iterable[str]) -> list[str]:
    """Lines of `output` with any of the words."""
    return [*_leaks(output, words)]


def _leaks(output: str, words: Iterable[str]) -> Iterator[str]:
    small = [word.casefold() for word in words]
    for line in output.splitlines():
        if any(word in line.casefold() for word in small):
            yield line
