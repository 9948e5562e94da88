"""Secondary instances: lists of choices and other tables that expressions look things up in.

`instance('regions')/root/item[name = '75']/label` reads a SecondaryInstance (its root element) as any other tree, with
differences that make lists of thousands cheap: a row is read from the file, and becomes a node, when somebody looks at it,
and is forgotten again in a long table; an equality on a child is answered from an index (`matching`), built the first time
that child is asked for; and forms that name the same file share one instance (`shared_csv`).
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from hashlib import sha256
from math import isnan
from threading import Lock
from weakref import WeakValueDictionary
from xml.etree import ElementTree as ET

from questionnaire.expression import Node
from questionnaire.expression.values import text_number
from questionnaire.records import CsvRecords, ElementRecords, InstanceError, Record, Records, local_name, record_of

KEPT = 1000
"""The nodes of a longer table are forgotten when nobody looks at them."""


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

    __slots__ = ("__weakref__", "_cells", "_position", "_record", "name", "parent")

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

    def columns(self) -> dict[str, str]:
        """The children's texts by name: the first of each name, without the attributes."""
        found: dict[str, str] = {}
        for column, value in zip(self._record.columns, self._record.values, strict=True):
            if not column.startswith("@"):
                found.setdefault(column, value)
        return found

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
    """The root element of a secondary instance: `instance('…')/root`.

    `digest` tells tables with other contents apart; "" of one that stands in its form. `made` counts rows that became nodes.
    """

    def __init__(self, id: str, records: Records, name: str = "root", digest: str = "") -> None:  # noqa: A002 XForms' word
        self.id = id
        self.name = name
        self.digest = digest
        self.made = 0
        self.parent: Node | None = Document(self)
        self._records = records
        self._making = Lock()
        self._items: MutableMapping[int, Item] = {} if len(records) <= KEPT else WeakValueDictionary()
        self._places: dict[str, Sequence[int]] = {}
        self._by_text: dict[tuple[str, str], dict[str, array[int]]] = {}
        self._by_number: dict[tuple[str, str], dict[float, array[int]]] = {}

    @classmethod
    def from_element(cls, id: str, element: ET.Element) -> "SecondaryInstance":  # noqa: A002 XForms' word
        """From an `<instance id="…">` element with its items inline. Raises InstanceError for a deeper tree."""
        roots = list(element)
        if len(roots) != 1:
            raise InstanceError(f"an instance holds one root element, this one {len(roots)}", f"the list “{id}”")
        root = roots[0]
        return cls(id, ElementRecords([record_of(f"the list “{id}”", child) for child in root]), local_name(root.tag))

    @classmethod
    def from_xml(cls, id: str, content: bytes, source: str = "") -> "SecondaryInstance":  # noqa: A002 XForms' word
        """From the bytes of an XML file of the same shape: a root element, rows, plain values. Raises InstanceError."""
        source = source or f"{id}.xml"
        try:
            root = ET.fromstring(content)  # noqa: S314 the author's own file; expat limits entity expansion
        except ET.ParseError as error:
            raise InstanceError(f"this is not well-formed XML ({error})", source, error.position[0]) from error
        return cls(id, ElementRecords([record_of(source, child) for child in root]), local_name(root.tag))

    @classmethod
    def from_csv(cls, id: str, content: bytes, source: str = "") -> "SecondaryInstance":  # noqa: A002 XForms' word
        """From the bytes of a CSV file: UTF-8, a header row, separated by commas, semicolons or tabs.

        Short rows are filled up with blanks, empty lines passed over. Raises InstanceError with `source` and the line.
        """
        return cls(id, CsvRecords(content, source or f"{id}.csv"), digest=sha256(content).hexdigest())

    def __len__(self) -> int:
        return len(self._records)

    def children(self, name: str) -> Sequence[Node]:
        if name == "*":
            return [self._item(at) for at in range(len(self._records))]
        return self._of(self._of_name(name))

    def rows(self, name: str) -> Iterator[Mapping[str, str]]:
        """The texts of all children `name` by column, without making nodes of them."""
        return (dict(zip(row.columns, row.values, strict=True)) for row in self._records if row.name == name)

    def child(self, name: str, place: int) -> Item:
        """The child `name` number `place`, from 0."""
        return self._item(self._of_name(name)[place])

    def matching(self, name: str, key: str, value: str | float) -> Sequence[Node]:
        """The children `name` whose child `key` equals `value`, in order: as text for a text, as number for a number.

        A row without that child compares as blank, as an empty node-set does.
        """
        if isinstance(value, str):
            return self._of(self._texts(name, key).get(value, ()))
        numbers = self._by_number.get((name, key))
        if numbers is None:
            numbers = self._by_number[name, key] = self._index_numbers(name, key)
        return self._of(numbers.get(value, ()))

    def place(self, name: str, key: str, text: str) -> int | None:
        """The place, as `child` takes it, of the first child `name` whose child `key` is `text`; no node is made."""
        found = self._texts(name, key).get(text)
        return self._position(found[0], name) - 1 if found else None

    def text(self) -> str:
        return ""

    def position(self) -> int:
        return 1

    def _texts(self, name: str, key: str) -> dict[str, "array[int]"]:
        texts = self._by_text.get((name, key))
        if texts is None:
            texts = self._by_text[name, key] = self._index_texts(name, key)
        return texts

    def _of(self, places: Iterable[int]) -> Sequence[Node]:
        return [self._item(at) for at in places]

    def _of_name(self, name: str) -> Sequence[int]:
        places = self._places.get(name)
        if places is None:
            places = self._places[name] = self._records.named(name)
        return places

    def _item(self, at: int) -> Item:
        with self._making:  # one row is one node, also for two threads: a union of nodes tells them apart by identity
            item = self._items.get(at)
            if item is None:
                record = self._records[at]
                item = self._items[at] = Item(self, record, self._position(at, record.name))
                self.made += 1
        return item

    def _position(self, at: int, name: str) -> int:
        places = self._of_name(name)
        return at + 1 if len(places) == len(self._records) else bisect_left(places, at) + 1

    def _index_texts(self, name: str, key: str) -> dict[str, "array[int]"]:
        index: dict[str, array[int]] = {}
        for at, record in enumerate(self._records):
            for text in dict.fromkeys(_values(record, key)) if record.name == name else ():
                index.setdefault(text, array("I")).append(at)
        return index

    def _index_numbers(self, name: str, key: str) -> dict[float, "array[int]"]:
        index: dict[float, array[int]] = {}
        for at, record in enumerate(self._records):
            for number in dict.fromkeys(map(text_number, _values(record, key))) if record.name == name else ():
                if not isnan(number):
                    index.setdefault(number, array("I")).append(at)
        return index


_SHARED: WeakValueDictionary[tuple[str, str, str], SecondaryInstance] = WeakValueDictionary()
_SHARING = Lock()


def shared_csv(id: str, content: bytes, source: str) -> SecondaryInstance:  # noqa: A002 XForms' word
    """As `SecondaryInstance.from_csv`, but the one that stands already when somebody still holds it."""
    key = (id, source, sha256(content).hexdigest())
    with _SHARING:
        instance = _SHARED.get(key)
        if instance is None:
            instance = _SHARED[key] = SecondaryInstance.from_csv(id, content, source)
        return instance


def _values(record: Record, key: str) -> Iterable[str]:
    columns = record.columns
    if columns.count(key) == 1:
        return (record.values[columns.index(key)],)
    return [value for column, value in zip(columns, record.values, strict=True) if column == key] or ("",)
