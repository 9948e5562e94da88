"""What a case says of its sheets and of the people in them."""

from dataclasses import dataclass, field

from census.household import Sheet
from census.sheets import SheetRule


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
