"""The rows of a secondary instance, as its file has them: read from XML once, from CSV whenever one is looked at."""

import csv
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol
from xml.etree import ElementTree as ET


class InstanceError(ValueError):
    """A table that cannot be read. `line` counts from 1 in the file, 0 when it is not about a line."""

    def __init__(self, message: str, source: str, line: int = 0) -> None:
        super().__init__(message, source, line)
        self.message = message
        self.source = source
        self.line = line

    def __str__(self) -> str:
        where = f"{self.source}, line {self.line}" if self.line else self.source
        return f"{where}: {self.message}"


class Record(NamedTuple):
    """A row: an element under the root with its children, in their order; "@name" columns are attributes."""

    name: str
    columns: tuple[str, ...]
    values: tuple[str, ...]
    text: str = ""


class Records(Protocol):
    """The rows of a table in their order, by position from 0."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: int) -> Record: ...
    def __iter__(self) -> Iterator[Record]: ...

    def named(self, name: str) -> Sequence[int]:
        """The positions of the rows of this name."""
        ...


class ElementRecords:
    """Rows of an XML document: their names and columns may differ."""

    def __init__(self, rows: Sequence[Record]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: int) -> Record:
        return self._rows[at]

    def __iter__(self) -> Iterator[Record]:
        return iter(self._rows)

    def named(self, name: str) -> Sequence[int]:
        return [at for at, row in enumerate(self._rows) if row.name == name]


class CsvRecords:
    """Rows of a CSV file, kept as the file's bytes and read again when one is looked at: a tenth of the memory."""

    def __init__(self, content: bytes, source: str) -> None:
        """Reads the whole file once, for what is wrong with it. Raises InstanceError with `source` and the line."""
        _refuse_foreign(content, source)
        self._content = content.removeprefix(b"\xef\xbb\xbf")
        self._delimiter = _delimiter(self._content.partition(b"\n")[0].decode())
        self._starts = array("I")
        self._ends = array("I")
        lines = _Lines(self._content)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        try:
            self._columns = _header(next(reader, []), source)
            end = lines.read
            for row in reader:
                if any(row):
                    _row(self._columns, row, source, reader.line_num)
                    self._starts.append(end)
                    self._ends.append(lines.read)
                end = lines.read
        except csv.Error as error:
            raise InstanceError(f"the row cannot be read ({error})", source, reader.line_num) from error

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, at: int) -> Record:
        row = self._content[self._starts[at] : self._ends[at]].decode()
        return self._record(next(csv.reader([row], delimiter=self._delimiter)))

    def __iter__(self) -> Iterator[Record]:
        reader = csv.reader(_Lines(self._content), delimiter=self._delimiter)
        next(reader)
        return (self._record(row) for row in reader if any(row))

    def named(self, name: str) -> Sequence[int]:
        return range(len(self) if name == "item" else 0)

    def _record(self, row: Sequence[str]) -> Record:
        return Record("item", self._columns, _row(self._columns, row))


class _Lines:
    """The lines of a file for `csv.reader`. `read`: how many bytes they were so far."""

    def __init__(self, content: bytes) -> None:
        self._lines = iter(content.splitlines(keepends=True))
        self.read = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.read += len(line)
        return line.decode()


def local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def record_of(source: str, element: ET.Element) -> Record:
    columns: list[str] = []
    values: list[str] = []
    for name, value in element.attrib.items():
        columns.append(f"@{local_name(name)}")
        values.append(value)
    for child in element:
        if len(child):
            raise InstanceError(
                f"<{local_name(child.tag)}> has elements of its own; only rows of plain values are supported",
                source,
            )
        columns.append(local_name(child.tag))
        values.append((child.text or "").strip())
    text = (element.text or "").strip() if not len(element) else ""
    return Record(local_name(element.tag), tuple(columns), tuple(values), text)


def _refuse_foreign(content: bytes, source: str) -> None:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InstanceError("this is not UTF-8; save the file as “CSV UTF-8”", source, line) from error


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _header(cells: Sequence[str], source: str) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    if not any(columns):
        raise InstanceError("the file is empty; its first row names the columns", source)
    for place, column in enumerate(columns, 1):
        if not column:
            raise InstanceError(f"column {place} has no name", source, 1)
        if column in columns[: place - 1]:
            raise InstanceError(f"two columns are named “{column}”", source, 1)
    return columns


def _row(columns: tuple[str, ...], row: Sequence[str], source: str = "", line: int = 0) -> tuple[str, ...]:
    if any(row[len(columns) :]):
        raise InstanceError(f"the row has {len(row)} values, the header {len(columns)} columns", source, line)
    cells = [cell.strip() for cell in row[: len(columns)]]
    return tuple(cells) + ("",) * (len(columns) - len(cells))
