"""What must never stand in a log, on a terminal, in an address or bare in the database: anything a family said of itself."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.dialogs import family
from tests.journeys.people import Respondent

PHONE = "+77011234567"
"""What a respondent shares though nobody asked for it."""
OPEN = 4
"""Answers of fewer letters are numbers and codes that stand anywhere."""


def told(*respondents: Respondent) -> set[str]:
    """The family's names, IINs and what it typed in words (its street among them), and its telephone number."""
    words = {part for name in family.NAMES for part in name.split()}
    for answers in (*family.LIST.values(), family.DWELLING, family.EVERYONE, *family.PERSON.values()):
        words.update(each for answer in answers.values() if isinstance(answer, tuple) for each in answer)
    words.update(iin for respondent in respondents for iin in respondent.iins.values())
    return {word for word in words if len(word) > OPEN} | {PHONE, PHONE.removeprefix("+")}


def leaks(output: str, words: Iterable[str]) -> list[str]:
    """Lines of `output` with any of the words."""
    return [*_leaks(output, words)]


def _leaks(output: str, words: Iterable[str]) -> Iterator[str]:
    small = [word.casefold() for word in words]
    for line in output.splitlines():
        if any(word in line.casefold() for word in small):
            yield line


def bare(var: Path, words: Iterable[str], published: Path) -> list[str]:
    """Words that stand unsealed in a database's files (its log among them), counted in their raw bytes.

    The forms are in it too, and give examples («Ахметова Айгүл»): what `published`, a database that nobody has used, says
    as often is none of the family's doing.
    """
    ours = b"".join(file.read_bytes() for file in sorted(var.glob("sanaq.db*")))
    theirs = published.read_bytes()
    assert ours.count(b"CREATE TABLE person") or ours.count(
        b'CREATE TABLE "person"'
    )  # it is what we think we look into
    shapes = ((word, shape) for word in words for shape in {word, word.casefold(), word.upper()})
    return [word for word, shape in shapes if ours.count(shape.encode()) > theirs.count(shape.encode())]
