"""What an interview asks: a Prompt, its choices, and where it stands.

A `ref` names a question within its form and never changes while the roster item lives:
`"water_supply"`, `"details/education"`, and inside rosters with the item's id (not its position): `"member:3/sex"`.
`"member:+"` is the question "anyone else?" at the end of the open-ended roster `member`.
Values are canonical XForms strings: "12", "3.5", "1990-03-25", "yes", "read write", and "" for "skipped on purpose".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    ACKNOWLEDGE = "acknowledge"
    MORE = "more"  # "anyone else?": answered "yes" or "no"
    LOCATION = "location"
    FILE = "file"  # image, audio, video, document
    BARCODE = "barcode"


@dataclass(frozen=True, slots=True)
class Choice:
    """`label` in the interview's language and voice, `labels` by language of the form, `extra` the other columns."""

    value: str
    label: str
    labels: Mapping[str, str]
    extra: Mapping[str, str]


class ChoiceList(Protocol):
    """The choices that stand open now, filtered, in the form's order; thousands cost nothing until they are looked at.

    `key` is equal for two lists with the same choices, in whatever language, so that a search index can be kept by it; "" when
    there are answers in them, so that nothing of them is kept. `language` is that of the labels.
    """

    @property
    def key(self) -> str: ...
    @property
    def language(self) -> str: ...
    def __len__(self) -> int: ...
    def __getitem__(self, position: int) -> Choice: ...
    def __iter__(self) -> Iterator[Choice]: ...
    def by_value(self, value: str) -> Choice | None: ...


@dataclass(frozen=True, slots=True)
class RosterItem:
    """A member of a roster. `position` counts from 1 and moves when others are removed; `id` never changes."""

    roster: str
    id: int
    position: int
    label: str

    @property
    def ref(self) -> str:
        return f"{self.roster}:{self.id}"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question, ready to be put: texts finished (answers filled in, white space collapsed), choices filtered."""

    ref: str
    kind: Kind
    label: str
    hint: str
    guidance: str
    required: bool
    read_only: bool
    choices: ChoiceList | Sequence[Choice]
    answer: str | None
    """None: not answered yet. "": skipped on purpose."""
    given: bool
    """The present answer came with the sheet (from the household list), not from the respondent."""
    suggestion: str | None
    """A likely answer the form computes (`sanaq:suggest`), to be confirmed with one tap; None once there is an answer."""
    skip_label: str
    """What not answering means here («ИИН нет», «Затрудняюсь ответить»); "" when required or when the form names none."""
    sections: tuple[str, ...]
    """Labels of the groups around it, outermost first."""
    items: tuple[RosterItem, ...]
    """The roster items around it, outermost first."""
    notes: tuple[str, ...]
    """Texts of `note` rows that stand between the question before and this one."""
    about_self: bool
    """The voice it is put in: to the person himself, or about another."""
    precision: Literal["day", "month", "year"] = "day"
    """For dates (appearance month-year, year): the rest of the value is 01."""
    appearance: tuple[str, ...] = ()
    extra: Mapping[str, str] | None = None
    """The row's other `bind::sanaq:*` attributes, without the prefix: number, type, topic, status…"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions of this form that are asked as things stand: how many have an answer, how many there are."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A question that has an answer and is asked as things stand, as the review shows it."""

    ref: str
    sections: tuple[str, ...]
    items: tuple[RosterItem, ...]
    label: str
    value: str
    text: str
    """The answer in words: the choice's label, the value as typed; dates stay ISO for the caller to format."""
    kind: Kind
    given: bool
    read_only: bool
    extra: Mapping[str, str] | None = None
