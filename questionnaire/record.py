"""The Record: what an interview hands in. Only what is relevant as things stand; blank where nothing was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from questionnaire.form import Form
from questionnaire.live import Live, Roster, Tree

Values = Mapping[str, "str | Values | list[Values]"]
"""A field is a string, a group a mapping, a roster a list of mappings in order."""


@dataclass(frozen=True, slots=True)
class Record:
    """`values` by element name, nested as the form is. `preloads`: fields that are filled when it is handed in."""

    form: str
    version: str
    root: str
    values: Values
    preloads: Mapping[tuple[str, ...], str]

    @classmethod
    def of(cls, form: Form, tree: Tree) -> "Record":
        preloads = {
            tuple(path.split("/")[2:]): element.bind.preload
            for path, element in form.elements.items()
            if element.bind.preload in ("uid:", "timestamp:end")
        }
        return cls(form.name, form.version, form.root.name, _values(tree.root), preloads)

    def columns(self) -> dict[str, str]:
        """One flat row: "details/education", and inside rosters with the position: "member[2]/sex"."""
        return dict(_flat(self.values, ""))

    def xml(self, instance_id: str, submitted_at: datetime) -> bytes:
        """An OpenRosa submission (https://docs.getodk.org/openrosa-form-submission/). `instance_id` as "uuid:…"."""
        attributes = {"id": self.form}
        if self.version:
            attributes["version"] = self.version
        attributes["submissionDate"] = submitted_at.isoformat(timespec="milliseconds")
        root = ET.Element(self.root, attributes)
        filled = {
            way: instance_id if preload == "uid:" else submitted_at.isoformat(timespec="milliseconds")
            for way, preload in self.preloads.items()
        }
        _append(root, self.values, (), filled)
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


def _append(parent: ET.Element, values: Values, way: tuple[str, ...], filled: Mapping[tuple[str, ...], str]) -> None:
    for name, value in values.items():
        here = (*way, name)
        if isinstance(value, str):
            ET.SubElement(parent, name).text = filled.get(here, value)
        elif isinstance(value, list):
            for item in value:
                _append(ET.SubElement(parent, name), item, here, filled)
        else:
            _append(ET.SubElement(parent, name), value, here, filled)
