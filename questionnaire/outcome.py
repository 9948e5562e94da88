"""What becomes of an answer: a closed union, so that a caller's `match` is checked for completeness.

Nothing is ever half accepted: only `Accepted` changes the interview, and its `changes` are all there is to store.
"""

from dataclasses import dataclass
from typing import Literal

from questionnaire.prompt import RosterItem

Rule = Literal[
    "required",  # it cannot be skipped
    "type",  # not a number, not a date, too long
    "choice",  # not among the choices that stand open
    "constraint",  # the form's own rule
    "read_only",
    "not_asked",  # no such question as things stand
]


@dataclass(frozen=True, slots=True)
class Change:
    """`new` None: the answer is gone. What a store has to write, in order."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """`touched`: refs of other answered questions that are no longer asked, or whose answer no longer holds."""

    ref: str
    changes: tuple[Change, ...]
    touched: tuple[str, ...] = ()
    added: RosterItem | None = None
    """The roster item that came to be, after `add` or a "yes" to "anyone else?"."""


@dataclass(frozen=True, slots=True)
class Refused:
    """`message` is the form's own sentence in the interview's language, "" when the form has none for this rule."""

    ref: str
    rule: Rule
    message: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A soft check: the answer is possible but unlikely. The same call with `confirmed=True` accepts it."""

    ref: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Losing:
    """The answer would delete these roster items. The same call with `confirmed=True` does it."""

    ref: str
    value: str
    items: tuple[RosterItem, ...]


Outcome = Accepted | Refused | Doubtful | Losing
