"""The sheets of an XLSForm as its author sees them: rows with their numbers, cells under their headings."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv", ".md")

ALIASES = {
    "calculation": ("calculation", "calculate"),
    "relevant": ("relevant", "relevance"),
    "read_only": ("read_only", "readonly"),
    "repeat_count": ("repeat_count", "count"),
    "guidance_hint": ("guidance_hint", "guidance hint"),
    "constraint_message": ("constraint_message", "constraint message", "constraint-message"),
    "required_message": ("required_message", "required message", "required-message"),
}
"""XLSForm writes some headings in several ways."""

_COMMENT = re.compile(r"^\s*#")
_SEPARATOR = re.compile(r"^\s*\|[\s|:-]+\|?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_BEGIN = re.compile(r"begin[_ ](group|repeat)", re.IGNORECASE)
_END = re.compile(r"end[_ ](group|repeat)", re.IGNORECASE)


class UnreadableError(Exception):
    """The file is no XLSForm. `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: Mapping[str, str]

    def get(self, *headings: str) -> str:
        """The first cell that is filled, headings compared without case."""
        for heading in headings:
            for own, value in self.cells.items():
                if own.lower() == heading and value:
                    return value
        return ""

    def heading(self, part: str) -> str:
        """The author's own heading for an XLSForm column; for a translated one, the first that is filled."""
        names = ALIASES.get(part, (part,))
        for own in self.cells:
            if own.lower() in names or own.lower().partition("::")[0] in names:
                return own
        return part


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """`data` is the same as pyxform reads it."""

    path: Path
    sheets: Mapping[str, Sheet]
    data: DefinitionData

    def sheet(self, name: str) -> Sheet:
        return self.sheets.get(name, Sheet(name, (), ()))


def read_workbook(path: Path) -> Workbook:
    """Raises UnreadableError."""
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableError(f"{path.name} is not a form: write it as {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.")
    try:
        content = path.read_bytes()
        numbers = _line_numbers(path, content)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    except csv.Error as error:
        raise UnreadableError(f"{path.name} is not a table of text: {error}.") from error
    try:
        data = get_xlsform(str(path), file_type=path.suffix.lower())
    except PyXFormError as error:
        raise UnreadableError(f"{path.name} cannot be read as an XLSForm: {_reason(error)}.") from error
    except Exception as error:  # a workbook of another program, a sheet without headings: its reader just breaks down
        raise UnreadableError(
            f"{path.name} cannot be read as an XLSForm: a sheet has no row of headings, or the file is damaged "
            f"({type(error).__name__})."
        ) from error
    sheets = {}
    for name in ("survey", "choices", "settings"):
        rows: Sequence[Mapping[str, Any]] = getattr(data, name) or ()
        if headers := getattr(data, f"{name}_header"):
            lines = numbers.get(name, ())
            counted = lines if len(lines) == len(rows) else range(2, len(rows) + 2)
            sheets[name] = Sheet(
                name,
                tuple(headers[0]),
                tuple(_row(number, cells) for number, cells in zip(counted, rows, strict=True)),
            )
    if "survey" not in sheets:
        raise UnreadableError(f"{path.name} has no sheet “survey”, so it asks nothing.")
    return Workbook(path, MappingProxyType(sheets), data)


def _reason(error: PyXFormError) -> str:
    """pyxform's words; where they are about a parameter of its own, ours."""
    said = str(error).rstrip(".")
    return "there is no table in it, or it is not what its ending says" if "Argument 'definition'" in said else said


def _row(number: int, cells: Mapping[str, Any]) -> Row:
    return Row(number, MappingProxyType({str(name): str(value) for name, value in cells.items() if value is not None}))


def _line_numbers(path: Path, content: bytes) -> dict[str, list[int]]:
    """Of a text file: the lines of each sheet's rows. A spreadsheet's rows need no looking up."""
    match path.suffix.lower():
        case ".md":
            return _numbered(path, _markdown_rows(content.decode("utf-8")))
        case ".csv":
            reader = csv.reader(StringIO(content.decode("utf-8"), newline=""))
            return _numbered(path, ((reader.line_num, cells) for cells in reader))
        case _:
            return {}


def _markdown_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("|") and not _COMMENT.match(line) and not _SEPARATOR.match(line):
            _, *cells = _PIPE.split(line.strip())
            yield number, cells if cells[-1].strip() else cells[:-1]


def _numbered(path: Path, rows: Iterable[tuple[int, list[str]]]) -> dict[str, list[int]]:
    """Raises UnreadableError for a cell under no heading: pyxform would lose it or break down."""
    numbers: dict[str, list[int]] = {}
    name, headings = "", 0
    for number, cells in rows:
        if cells and (first := cells[0].strip()):
            name, headings = first.lower(), 0
            numbers.setdefault(name, [])
        if any(cell.strip() for cell in cells[1:]):
            if headings and any(cell.strip() for cell in cells[headings:]):
                mend = " A | within a cell is written \\|." if path.suffix.lower() == ".md" else ""
                raise UnreadableError(f"{path.name}, line {number}: the row has more cells than headings.{mend}")
            if headings:
                numbers.setdefault(name, []).append(number)
            headings = headings or len(cells)
    return numbers


def rows_by_path(survey: Sheet, root: str) -> dict[str, Row]:
    """The row of every question, group and repeat, by its path in the XForm."""
    found: dict[str, Row] = {}
    around = [f"/{root}"]
    for row in survey.rows:
        kind = row.get("type")
        if _END.match(kind) and len(around) > 1:
            around.pop()
            continue
        path = f"{around[-1]}/{row.get('name')}"
        if kind:
            found.setdefault(path, row)
        if _BEGIN.match(kind):
            around.append(path)
    return found
