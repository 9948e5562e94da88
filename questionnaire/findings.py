"""Findings: what publishing has to say about a form, as sentences with a place and a mend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "remark"]
"""error: the form is not published. warning: it probably does not do what its author meant. remark: good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` counts as the author's editor does (a spreadsheet's row, a text file's line), 0 when it is about no row.

    `column` is the heading of the sheet's column, "" when it is about the whole row.
    """

    severity: Severity
    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    mend: str = ""
    file: str = ""

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.sheet:
            place.append(f"sheet “{self.sheet}”")
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column “{self.column}”")
        sentence = self.message if self.message.endswith((".", "!", "?", "”.")) else f"{self.message}."
        where = ", ".join(place)
        return f"{where}: {sentence}" + (f" {self.mend}" if self.mend else "") if where else sentence


class PublishError(Exception):
    """The form is not published. `findings` has everything found, errors among them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings if finding.severity == "error")
