"""The Record: what an interview hands in. Only what is relevant as things stand; blank where nothing was said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from xml.etree import ElementTree as ET

from questionnaire.form import Form
from questionnaire.live import Live, Roster
from questionnaire.tree import Tree

Values = Mapping[str, "str | Values | list[Values]"]
"""A field is a string, a group a mapping, a roster a list of mappings in order."""


@dataclass(frozen=True, slots=True)
class Record:
    """`values` by element name, nested as the form is. `preloads`: fields that are filled when it is handed in.

    `submitted_at`: None before that.
    """

    form: str
    version: str
    root: str
    values: Values
    preloads: Mapping[tuple[str, ...], str]
    submitted_at: datetime | None = None

    @classmethod
    def of(cls, form: Form, tree: Tree) -> "Record":
        preloads = {
            tuple(path.split("/")[2:]): element.bind.preload
            for path, element in form.elements.items()
            if element.bind.preload in ("uid:", "timestamp:start", "timestamp:end")
        }
        return cls(form.name, form.version, form.root.name, _values(tree.root), preloads)

    def handed_in(self, instance_id: str, begun_at: datetime, submitted_at: datetime) -> "Record":
        """The record with what only who keeps it knows: `instance_id` as "uuid:…", when it was begun and handed in."""
        filled = {
            "uid:": instance_id,
            "timestamp:start": begun_at.isoformat(timespec="milliseconds"),
            "timestamp:end": submitted_at.isoformat(timespec="milliseconds"),
        }
        ways = {way: filled[preload] for way, preload in self.preloads.items()}
        return replace(self, values=_filled(self.values, (), ways), submitted_at=submitted_at)

    def columns(self) -> dict[str, str]:
        """One flat row: "details/education", and inside rosters with the position: "member[2]/sex"."""
        return dict(_flat(self.values, ""))

    def xml(self) -> bytes:
        """An OpenRosa submission (https://docs.getodk.org/openrosa-form-submission/)."""
        attributes = {"id": self.form}
        if self.version:
            attributes["version"] = self.version
        if self.submitted_at:
            attributes["submissionDate"] = self.submitted_at.isoformat(timespec="milliseconds")
        root = ET.Element(self.root, attributes)
        _append(root, self.values)
        written: bytes = ET.tostring(root, encoding="utf-8")
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written


def _values(live: Live) -> dict[str, "str | Values | list[Values]"]:
    found: dict[str, str | Values | list[Values]] = {}
    for name, kid in live.kids().items():
        if isinstance(kid, Roster):
            items = kid.relevant_nodes()
            if items or kid.relevant:
                found[name] = [_values(item) for item in items]
        elif kid.relevant:
            found[name] = _values(kid) if kid.element.shape == "group" else kid.text()
    return found


def _flat(values: Values, before: str) -> "list[tuple[str, str]]":
    rows: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, str):
            rows.append((before + name, value))
        elif isinstance(value, list):
            for position, item in enumerate(value, 1):
                rows += _flat(item, f"{before}{name}[{position}]/")
        else:
            rows += _flat(value, f"{before}{name}/")
    return rows


def _filled(values: Values, way: tuple[str, ...], ways: Mapping[tuple[str, ...], str]) -> Values:
    found: dict[str, str | Values | list[Values]] = {}
    for name, value in values.items():
        here = (*way, name)
        if isinstance(value, str):
            found[name] = ways.get(here, value)
        elif isinstance(value, list):
            found[name] = [_filled(item, here, ways) for item in value]
        else:
            found[name] = _filled(value, here, ways)
    return found


def _append(parent: ET.Element, values: Values) -> None:
    for name, value in values.items():
        if isinstance(value, str):
            ET.SubElement(parent, name).text = value
        elif isinstance(value, list):
            for item in value:
                _append(ET.SubElement(parent, name), item)
        else:
            _append(ET.SubElement(parent, name), value)
