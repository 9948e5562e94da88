"""A household as it stands: its sheets and its persons. Values only; census/actions.py changes them.

`subject` and `item` are the id of a person's roster item on the household list: the id stays when others are removed.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

SheetState = Literal["open", "submitted", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`subject` "" for a sheet about the household itself. A withdrawn sheet keeps its answers and is not sent.

    `submitted_at`: when what counts of it was sent. An open (or withdrawn) sheet that has it is being corrected: until it is
    sent again the answers of that time count. `passed_at`: when it was passed on to the member it is about, who answers by a
    private link; `taken_over_at`: when he did.
    """

    id: UUID
    household_id: UUID
    form: str
    form_version: str
    subject: str
    part: str
    state: SheetState
    started_at: datetime
    submitted_at: datetime | None = None
    passed_at: datetime | None = None
    taken_over_at: datetime | None = None

    @property
    def corrected(self) -> bool:
        """Whether it stands otherwise than it was sent, and has not been sent again."""
        return self.state != "submitted" and self.submitted_at is not None

    @property
    def unsent(self) -> bool:
        """Whether something of it waits to be sent."""
        return self.state == "open" or self.corrected

    def is_answered_by(self, only: int | None) -> bool:
        """Whether it is answered, and seen, by the member of this roster item who came by a private link; None: by who began
        the household."""
        return self.passed_at is None if only is None else self.subject == str(only) and self.passed_at is not None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the household, without his name and IIN: those are opened by `queries.identities_of`.

    `item` None: the respondent, before the list names him. `receipt`: fourteen digits, there when he is counted.
    """

    id: UUID
    item: int | None
    has_iin: bool
    no_iin: bool
    respondent: bool
    counted_at: datetime | None
    receipt: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """`region` is a KATO code of two digits, None until the address is known; sheets in the order of opening.

    `submitted_at`: when it was sent for the first time. It can be corrected afterwards, sheet by sheet. `version` counts what
    was changed of it, its sheets, its persons and its answers; None before it is stored.
    """

    id: UUID
    campaign: str
    region: str | None
    locality: str | None
    created_at: datetime
    submitted_at: datetime | None
    sheets: tuple[Sheet, ...]
    persons: tuple[Person, ...]
    version: int | None = None

    @property
    def sent(self) -> bool:
        return self.submitted_at is not None

    def unsent(self, only: int | None) -> bool:
        """Whether something waits to be sent by him who answers (`Sheet.is_answered_by`): everything, or a correction."""
        return not self.sent or any(sheet.unsent for sheet in self.sheets if sheet.is_answered_by(only))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is. Neither part shows in a repr, and so in no log."""

    iin: str | None = field(repr=False)
    name: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A member as the household list names him now. `item` None: the respondent, before the list names him.

    `no_iin`: he says he has none; without it an absent `iin` is only not known yet. `respondent`: it is he who signed in.
    """

    item: int | None
    iin: str | None = field(repr=False)
    name: str | None = field(repr=False)
    no_iin: bool = False
    respondent: bool = False


@dataclass(frozen=True, slots=True)
class CountedPerson:
    """A person to be counted with the household's sheets: as the list and his own sheet name him."""

    item: int
    iin: str | None = field(repr=False)
    name: str | None = field(repr=False)
    receipt: str
