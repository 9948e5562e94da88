"""Secondary instances: lists of choices and other tables that expressions look things up in.

`instance('regions')/root/item[name = '75']/label` reads a SecondaryInstance (its root element) as any other tree, with two
differences that make lists of thousands cheap: nodes are made when they are first looked at, and an equality on a child is
answered from an index (`matching`), which is built over the plain rows the first time that child is asked for.
"""

import csv
import io
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from math import isnan
from typing import NamedTuple
from xml.etree import ElementTree as ET

from questionnaire.expression import Node
from questionnaire.expression.values import text_number


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


class Cell:
    """A leaf: one child of an item."""

    __slots__ = ("_position", "_text", "name", "parent")

    def __init__(self, name: str, parent: "Item", text: str, position: int) -> None:
        self.name = name
        self.parent: Node = parent
        self._text = text
        self._position = position

    def children(self, _name: str) -> Sequence[Node]:
        return ()

    def text(self) -> str:
        return self._text

    def position(self) -> int:
        return self._position


class Item:
    """One row of the table."""

    __slots__ = ("_cells", "_position", "_record", "name", "parent")

    def __init__(self, parent: "SecondaryInstance", record: Record, position: int) -> None:
        self.name = record.name
        self.parent: Node = parent
        self._record = record
        self._position = position
        self._cells: dict[str, tuple[Cell, ...]] = {}

    def children(self, name: str) -> Sequence[Node]:
        if name == "*":
            elements = dict.fromkeys(column for column in self._record.columns if not column.startswith("@"))
            return [cell for column in elements for cell in self.children(column)]
        known = self._cells.get(name)
        if known is None:
            columns, values = self._record.columns, self._record.values
            texts = [value for column, value in zip(columns, values, strict=True) if column == name]
            known = tuple(Cell(name, self, text, place) for place, text in enumerate(texts, 1))
            self._cells[name] = known
        return known

    def get(self, column: str) -> str:
        """The text of the first child of this name, "" when there is none."""
        columns = self._record.columns
        return self._record.values[columns.index(column)] if column in columns else ""

    def text(self) -> str:
        return self._record.text

    def position(self) -> int:
        return self._position


class Document:
    """What `instance('…')` itself is: the node above the root element."""

    __slots__ = ("_root", "name", "parent")

    def __init__(self, root: "SecondaryInstance") -> None:
        self.name = "instance"
        self.parent: Node | None = None
        self._root = root

    def children(self, name: str) -> Sequence[Node]:
        return (self._root,) if name in (self._root.name, "*") else ()

    def text(self) -> str:
        return ""

    def position(self) -> int:
        return 1


class SecondaryInstance:
    """The root element of a secondary instance: `instance('…')/root`."""

    def __init__(self, id: str, records: Sequence[Record], name: str = "root") -> None:  # noqa: A002 XForms' word
        self.id = id
        self.name = name
        self.parent: Node | None = Document(self)
        self._records = records
        self._items: dict[int, Item] = {}
        self._places: dict[str, list[int]] = {}
        self._by_text: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._by_number: dict[tuple[str, str], dict[float, list[int]]] = {}

    @classmethod
    def from_element(cls, id: str, element: ET.Element) -> "SecondaryInstance":  # noqa: A002 XForms' word
        """From an `<instance id="…">` element with its items inline. Raises InstanceError for a deeper tree."""
        roots = list(element)
        if len(roots) != 1:
            raise InstanceError(f"an instance holds one root element, this one {len(roots)}", f"the list “{id}”")
        root = roots[0]
        return cls(id, [_record(f"the list “{id}”", child) for child in root], _local(root.tag))

    @classmethod
    def from_xml(cls, id: str, content: bytes, source: str = "") -> "SecondaryInstance":  # noqa: A002 XForms' word
        """From the bytes of an XML file of the same shape: a root element, rows, plain values. Raises InstanceError."""
        source = source or f"{id}.xml"
        try:
            root = ET.fromstring(content)  # noqa: S314 the author's own file; expat limits entity expansion
        except ET.ParseError as error:
            raise InstanceError(f"this is not well-formed XML ({error})", source, error.position[0]) from error
        return cls(id, [_record(source, child) for child in root], _local(root.tag))

    @classmethod
    def from_csv(cls, id: str, content: bytes, source: str = "") -> "SecondaryInstance":  # noqa: A002 XForms' word
        """From the bytes of a CSV file: UTF-8, a header row, separated by commas, semicolons or tabs.

        Short rows are filled up with blanks, empty lines passed over. Raises InstanceError with `source` and the line.
        """
        source = source or f"{id}.csv"
        text = _decoded(content, source)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        try:
            columns = _header(next(reader, []), source)
            rows = (_row(columns, row, source, reader.line_num) for row in reader if any(row))
            records = [Record("item", columns, row) for row in rows]
        except csv.Error as error:
            raise InstanceError(f"the row cannot be read ({error})", source, reader.line_num) from error
        return cls(id, records)

    def __len__(self) -> int:
        return len(self._records)

    @property
    def made(self) -> int:
        """How many rows have become nodes so far."""
        return len(self._items)

    def children(self, name: str) -> Sequence[Node]:
        if name == "*":
            return [self._item(at) for at in range(len(self._records))]
        return [self._item(at) for at in self._of_name(name)]

    def matching(self, name: str, key: str, value: str | float) -> Sequence[Node]:
        """The children `name` whose child `key` equals `value`, in order: as text for a text, as number for a number.

        A row without that child compares as blank, as an empty node-set does.
        """
        if isinstance(value, str):
            texts = self._by_text.get((name, key))
            if texts is None:
                texts = self._by_text[name, key] = self._index_texts(name, key)
            return [self._item(at) for at in texts.get(value, ())]
        numbers = self._by_number.get((name, key))
        if numbers is None:
            numbers = self._by_number[name, key] = self._index_numbers(name, key)
        return [self._item(at) for at in numbers.get(value, ())]

    def text(self) -> str:
        return ""

    def position(self) -> int:
        return 1

    def _of_name(self, name: str) -> Sequence[int]:
        places = self._places.get(name)
        if places is None:
            places = [at for at, record in enumerate(self._records) if record.name == name]
            self._places[name] = places
        return places

    def _item(self, at: int) -> Item:
        item = self._items.get(at)
        if item is None:
            record = self._records[at]
            item = self._items[at] = Item(self, record, self._position(at, record.name))
        return item

    def _position(self, at: int, name: str) -> int:
        places = self._of_name(name)
        return at + 1 if len(places) == len(self._records) else bisect_left(places, at) + 1

    def _index_texts(self, name: str, key: str) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for at in self._of_name(name):
            for text in dict.fromkeys(_values(self._records[at], key)):
                index.setdefault(text, []).append(at)
        return index

    def _index_numbers(self, name: str, key: str) -> dict[float, list[int]]:
        index: dict[float, list[int]] = {}
        for at in self._of_name(name):
            for number in dict.fromkeys(text_number(text) for text in _values(self._records[at], key)):
                if not isnan(number):
                    index.setdefault(number, []).append(at)
        return index


def _values(record: Record, key: str) -> Iterable[str]:
    columns = record.columns
    if columns.count(key) == 1:
        return (record.values[columns.index(key)],)
    return [value for column, value in zip(columns, record.values, strict=True) if column == key] or ("",)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _record(source: str, element: ET.Element) -> Record:
    columns: list[str] = []
    values: list[str] = []
    for name, value in element.attrib.items():
        columns.append(f"@{_local(name)}")
        values.append(value)
    for child in element:
        if len(child):
            raise InstanceError(
                f"<{_local(child.tag)}> has elements of its own; only rows of plain values are supported",
                source,
            )
        columns.append(_local(child.tag))
        values.append((child.text or "").strip())
    text = (element.text or "").strip() if not len(element) else ""
    return Record(_local(element.tag), tuple(columns), tuple(values), text)


def _decoded(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InstanceError("this is not UTF-8; save the file as “CSV UTF-8”", source, line) from error


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
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


def _row(columns: tuple[str, ...], row: Sequence[str], source: str, line: int) -> tuple[str, ...]:
    if any(row[len(columns) :]):
        raise InstanceError(f"the row has {len(row)} values, the header {len(columns)} columns", source, line)
    cells = [cell.strip() for cell in row[: len(columns)]]
    return tuple(cells) + ("",) * (len(columns) - len(cells))
