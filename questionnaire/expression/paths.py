"""Location paths: steps, predicates, and equality predicates answered by an index.

An absolute path to a question of a repeat, read from inside that repeat where one value is wanted, means the question of
the same repeat instance (ODK XForms, deviation from XForms 1.0). `Compiled.nearest` is that reading; `Compiled.run` is
XPath's own, for the functions that want all the nodes: from inside a member, `/data/member/age > 18` asks of this member
and `sum(/data/member/age)` of all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from questionnaire.expression.closures import (
    Compiled,
    Frame,
    Nodes,
    Numbers,
    Values,
    as_boolean,
    some_nodes,
)
from questionnaire.expression.context import Node
from questionnaire.expression.values import texts, to_boolean

Filter = Callable[[Sequence[Node], Frame], Sequence[Node]]


class Matching(Protocol):
    """The one thing more that a node with an index can do: see SecondaryInstance."""

    def __call__(self, name: str, key: str, value: str | float) -> Sequence[Node]:
        """The children `name` whose child `key` equals `value` as XPath compares, in document order."""
        ...


@dataclass(frozen=True, slots=True)
class Keyed:
    """A predicate `[key = value and …]` whose value is the same for every candidate."""

    key: str
    value: Compiled
    rest: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """`keyed` is the first of `filters` in another form, when it has one."""

    name: str
    filters: tuple[Filter, ...]
    keyed: Keyed | None = None


def location(start: str | Compiled, filters: Sequence[Filter], steps: Sequence[CompiledStep]) -> Compiled:
    """`start` is "context", "root" or a compiled node-set, which `filters` narrow before the steps."""
    if isinstance(start, Compiled):
        return Compiled("nodes", _from_expression(start, tuple(filters), tuple(steps)))
    steps = tuple(step for step in steps if step.name != "." or step.filters)
    names = tuple(step.name for step in steps)
    plain = not any(step.filters for step in steps)
    if start == "context":
        return Compiled("nodes", _relative(names) if plain else _relative_filtered(steps))
    if plain:
        return Compiled("nodes", _absolute(names), nearest=_nearest(names) if len(names) > 2 else None)
    return Compiled("nodes", _absolute_filtered(steps))


def narrowing(predicate: Compiled) -> Filter:
    """What a predicate does to the nodes it is put to (§2.4): a number is a position, anything else a condition."""
    if predicate.constant is not None and predicate.kind == "number":
        wanted = cast("float", predicate.constant)
        place = int(wanted) if wanted.is_integer() and wanted >= 1 else 0
        return lambda nodes, _: (nodes[place - 1],) if 1 <= place <= len(nodes) else ()
    if predicate.kind == "number":
        number = cast("Numbers", predicate.run)
        return _kept(lambda frame: number(frame) == frame.position)
    if predicate.kind == "any":
        return _kept(_position_or_condition(predicate.run))
    return _kept(as_boolean(predicate))


def _position_or_condition(run: Values) -> Callable[[Frame], bool]:
    def test(frame: Frame) -> bool:
        value = run(frame)
        return value == frame.position if isinstance(value, float) else to_boolean(value)

    return test


def _kept(test: Callable[[Frame], bool]) -> Filter:
    def keep(nodes: Sequence[Node], frame: Frame) -> list[Node]:
        inner = Frame(frame.context, frame.node, frame.origin, 0, len(nodes))
        kept: list[Node] = []
        for node in nodes:
            inner.node = node
            inner.position += 1
            if test(inner):
                kept.append(node)
        return kept

    return keep


def _relative(names: tuple[str, ...]) -> Nodes:
    if not names:
        return lambda frame: [frame.node]
    if len(names) == 2 and names[0] == ".." and names[1] != "..":
        sibling = names[1]  # ../name: most of the paths there are

        def to_sibling(frame: Frame) -> list[Node]:
            parent = frame.node.parent
            return list(parent.children(sibling)) if parent is not None else []

        return to_sibling
    return lambda frame: list(_walk((frame.node,), names))


def _absolute(names: tuple[str, ...]) -> Nodes:
    if not names:  # «/.»: what is above the root element holds no value
        return lambda _: []
    first, rest = names[0], names[1:]

    def from_root(frame: Frame) -> list[Node]:
        root = frame.context.root
        return list(_walk((root,), rest)) if first in (root.name, "*") else []

    return from_root


def _nearest(names: tuple[str, ...]) -> Nodes:
    first, between, last = names[0], names[1:-1], names[-1]

    def from_root(frame: Frame) -> list[Node]:
        root = frame.context.root
        if first not in (root.name, "*"):
            return []
        nodes: Sequence[Node] = (root,)
        for name in between:
            nodes = _step(nodes, name)
            if len(nodes) > 1:
                nodes = _own(frame.origin, nodes)
        return list(_step(nodes, last))

    return from_root


def _own(origin: Node, nodes: Sequence[Node]) -> Sequence[Node]:
    """The one of these that the origin lies in; all of them when it lies in none."""
    above: Node | None = origin
    while above is not None:
        for node in nodes:
            if node is above:
                return (node,)
        above = above.parent
    return nodes


def _walk(nodes: Sequence[Node], names: tuple[str, ...]) -> Sequence[Node]:
    for name in names:
        nodes = nodes[0].children(name) if len(nodes) == 1 and name != ".." else _step(nodes, name)
    return nodes


def _step(nodes: Sequence[Node], name: str) -> Sequence[Node]:
    if name == "..":
        parents = {id(node.parent): node.parent for node in nodes}
        return [parent for parent in parents.values() if parent is not None]
    if name == ".":
        return nodes
    if len(nodes) == 1:
        return nodes[0].children(name)
    return [child for node in nodes for child in node.children(name)]


def _relative_filtered(steps: tuple[CompiledStep, ...]) -> Nodes:
    return lambda frame: list(_walk_filtered((frame.node,), steps, frame))


def _absolute_filtered(steps: tuple[CompiledStep, ...]) -> Nodes:
    first, rest = steps[0], steps[1:]

    def from_root(frame: Frame) -> list[Node]:
        root = frame.context.root
        nodes: Sequence[Node] = (root,) if first.name in (root.name, "*") else ()
        return list(_walk_filtered(_filtered(nodes, first.filters, frame), rest, frame))

    return from_root


def _from_expression(start: Compiled, filters: tuple[Filter, ...], steps: tuple[CompiledStep, ...]) -> Nodes:
    nodes = some_nodes(start) if start.kind == "nodes" else start.run

    def from_expression(frame: Frame) -> list[Node]:
        found = nodes(frame)
        if not isinstance(found, list):
            return []
        return list(_walk_filtered(_filtered(found, filters, frame), steps, frame))

    return from_expression


def _walk_filtered(nodes: Sequence[Node], steps: tuple[CompiledStep, ...], frame: Frame) -> Sequence[Node]:
    for step in steps:
        if not step.filters:
            nodes = _step(nodes, step.name)
        elif step.name in {".", ".."}:
            nodes = [node for one in _step(nodes, step.name) for node in _filtered((one,), step.filters, frame)]
        else:
            nodes = [node for parent in nodes for node in _children(parent, step, frame)]
    return nodes


def _filtered(nodes: Sequence[Node], filters: tuple[Filter, ...], frame: Frame) -> Sequence[Node]:
    for narrow in filters:
        nodes = narrow(nodes, frame)
    return nodes


def _children(parent: Node, step: CompiledStep, frame: Frame) -> Sequence[Node]:
    keyed = step.keyed
    if keyed is not None:
        matching: Matching | None = getattr(parent, "matching", None)
        if matching is not None:
            value = keyed.value.run(frame)
            if not isinstance(value, bool):
                wanted = [value] if not isinstance(value, list) else texts(value)
                found = _matches(matching, step.name, keyed.key, wanted)
                return _filtered(_filtered(found, keyed.rest, frame), step.filters[1:], frame)
    return _filtered(parent.children(step.name), step.filters, frame)


def _matches(matching: Matching, name: str, key: str, wanted: Sequence[str] | Sequence[str | float]) -> Sequence[Node]:
    if len(wanted) == 1:
        return matching(name, key, wanted[0])
    found = {id(node): node for value in wanted for node in matching(name, key, value)}
    return sorted(found.values(), key=lambda node: node.position())


def union(parts: Sequence[Compiled]) -> Compiled:
    """All the nodes of the parts, each once, in document order (§3.3)."""
    runs = [cast("Nodes", part.run) for part in parts]

    def united(frame: Frame) -> list[Node]:
        found = {id(node): node for run in runs for node in run(frame)}
        return list(found.values()) if len(found) < 2 else sorted(found.values(), key=_document_order)

    return Compiled("nodes", united)


def _document_order(node: Node) -> list[int]:
    """The places of a node and its ancestors among their siblings, outermost first."""
    places: list[int] = []
    parent = node.parent
    while parent is not None:
        places.append(next((at for at, one in enumerate(parent.children("*")) if one is node), 0))
        node, parent = parent, parent.parent
    return places[::-1]
