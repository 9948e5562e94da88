"""What is wrong with a form, and what a caller asked that cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of an XForm. `path` is the element's; `part` the XLSForm column it comes from, "" for the row itself.

    `column` counts characters within the expression from 1; 0 when the defect is not in an expression.
    """

    path: str
    part: str
    message: str
    mend: str = ""
    column: int = 0

    def __str__(self) -> str:
        where = f"{self.path} ({self.part})" if self.part else self.path
        return f"{where}: {self.message}" + (f" {self.mend}" if self.mend else "")


class FormError(Exception):
    """The form cannot be run. Holds every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class NotAsked(LookupError):
    """No question of this ref is asked as things stand: it does not exist, or its condition does not hold."""

    def __init__(self, ref: str) -> None:
        super().__init__(ref)
        self.ref = ref

    def __str__(self) -> str:
        return f"The question {self.ref!r} is not asked as things stand."
