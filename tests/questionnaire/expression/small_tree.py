"""A small tree of nodes made by hand, so that expressions are tested without a form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from questionnaire.expression import Context, Node
from questionnaire.secondary import SecondaryInstance

FORM = Path(__file__).parent / "oracle" / "form.xml"
XFORMS = "{http://www.w3.org/2002/xforms}"


@dataclass(eq=False)
class Leaf:
    """A node made by hand: `value` for a leaf, `inside` for a group."""

    name: str
    value: str = ""
    inside: list["Leaf"] = field(default_factory=list)
    relevant: bool = True
    parent: "Node | None" = None

    def __post_init__(self) -> None:
        for node in self.inside:
            node.parent = self

    def children(self, name: str) -> Sequence[Node]:
        return [
            node
            for node in self.inside
            if (node.relevant and node.name == name)
            or (name == "*" and node.relevant and not node.name.startswith("@"))
        ]

    def text(self) -> str:
        return self.value if self.relevant else ""

    def position(self) -> int:
        around = self.parent.inside if isinstance(self.parent, Leaf) else [self]
        return [node for node in around if node.name == self.name].index(self) + 1

    def find(self, path: str) -> "Leaf":
        """A descendant by names, `member[2]/name`."""
        node = self
        for step in path.split("/"):
            name, _, place = step.removesuffix("]").partition("[")
            node = [one for one in node.inside if one.name == name][int(place or 1) - 1]
        return node


def leaf_of(element: ET.Element) -> Leaf:
    inside = [Leaf(f"@{name}", value) for name, value in element.attrib.items()]
    inside += [leaf_of(child) for child in element]
    return Leaf(element.tag.removeprefix(XFORMS), (element.text or "").strip(), inside)


def form_tree() -> Leaf:
    """The primary instance of the oracle's form."""
    model = ET.parse(FORM).getroot().find(f".//{XFORMS}model")
    root = leaf_of(model.find(f"{XFORMS}instance")[0])
    root.find("hidden").relevant = False
    return root


def regions() -> SecondaryInstance:
    model = ET.parse(FORM).getroot().find(f".//{XFORMS}model")
    return SecondaryInstance.from_element("regions", model.findall(f"{XFORMS}instance")[1])


def context_of(root: Leaf, at: str = "out", zone: str = "Asia/Almaty", **more: Any) -> Context:
    instances = more.pop("instances", {})
    random = Random(1)
    return Context(
        node=root.find(at) if at else root,
        root=root,
        now=more.pop("now", datetime(2021, 9, 1, 10, 30, tzinfo=ZoneInfo(zone))),
        instance=instances.__getitem__,
        choice_label=more.pop("choice_label", lambda _node, _question, value: value.upper()),
        random=more.pop("random", random.random),
        **more,
    )
