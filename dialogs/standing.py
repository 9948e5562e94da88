"""What a case says of its sheets and of the people in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from census.household import Sheet
from census.sheets import SheetRule
from questionnaire import Interview


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sheet the household needs as things stand. `subject` is the list's roster item id, "" for the household's own."""

    rule: SheetRule
    subject: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a sheet is: for the family page and the recap."""

    sheet: Sheet
    title: str
    done: int
    total: int
    begun: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """How far a sheet was, and what that followed from: it need not be opened to be told again."""

    answers: Mapping[str, str] | None = field(repr=False)
    given: Mapping[str, str] = field(repr=False)
    day: date
    done: int
    total: int
    begun: bool
    complete: bool

    @classmethod
    def of(cls, interview: Interview, answers: Mapping[str, str] | None) -> "Stood":
        """`answers`: those that the interview was begun with."""
        counted, begun = interview.progress(), bool(interview.answers)
        day = interview.now.date()
        return cls(answers, interview.given, day, counted.done, counted.total, begun, interview.complete)

    def stands(self, answers: Mapping[str, str] | None, given: Mapping[str, str], moment: datetime) -> bool:
        """Whether it is as far still; answers that are others are another mapping."""
        return self.answers is answers and self.given == given and self.day == moment.date()


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the household list. `iin` "" when he has none."""

    item: int
    name: str
    full_name: str = field(repr=False)
    iin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Counted:
    """A person counted with this household, named as his sheets were sent."""

    name: str = field(repr=False)
    receipt: str
