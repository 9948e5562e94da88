"""What is counted of a respondent: by question, what was refused, put off, helped with, narrowed down or misheard."""

from collections import Counter
from dataclasses import dataclass, field

from tests.rehearsal.lives import Meant
from tests.rehearsal.questions import Question


class DeadEnd(Exception):
    """Somebody does not get on."""


@dataclass
class Counts:
    """What happened to one respondent, by question."""

    asked: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Askings at which an honest answer was refused, or taken for something else, at least once."""
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    put_off: Counter[str] = field(default_factory=Counter)
    helped: Counter[str] = field(default_factory=Counter)
    narrowed: Counter[str] = field(default_factory=Counter)
    slips: Counter[str] = field(default_factory=Counter)
    misheard: Counter[tuple[str, str]] = field(default_factory=Counter)
    strays: Counter[str] = field(default_factory=Counter)


@dataclass
class Asking:
    """One question as it stands on the screen until another one does."""

    question: Question
    key: tuple[str, str, str]
    short: str
    tries: int = 0
    refused: bool = False
    helped: bool = False
    offered: bool = False
    begun: bool = False
    """A piece of the date was taken."""
    meant: Meant | None = None
