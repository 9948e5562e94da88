"""What depends on what: unknown references and circles are found when a form is published, not when it is answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from questionnaire.definition import Element
from questionnaire.errors import Problem
from questionnaire.expression import Expression, Reference
from questionnaire.live import CLOSED, ITEMS, SET, SPENT

Knot = tuple[str, str]
"""What an evaluation may need of an element: ("value" | "relevance" | "size" | "bound" | "rules", path)."""

Clock = Literal["", "date", "moment"]
"""What a form reads of the clock: nothing, the day it is, or the moment."""

MOMENT = frozenset({"now", "random", "randomize", "uuid", "once"})
"""Functions that give something else a moment later: chance is drawn anew whenever an interview is gone on with."""

SPEAKING = frozenset({"jr:choice-name", "jr:itext", "format-date", "format-date-time"})
"""Functions that give a text in the interview's language."""

UNFORESEEN = frozenset({"jr:choice-name", "position", "last"})
"""Functions that look at more than their paths say."""


@dataclass(slots=True)
class Graph:
    """Of every knot: what it needs, and the column of the sheet that says so."""

    needs: dict[Knot, dict[Knot, str]] = field(default_factory=dict)

    def add(self, knot: Knot, needed: Knot, part: str) -> None:
        self.needs.setdefault(knot, {}).setdefault(needed, part)


def expressions_of(element: Element) -> Iterator[tuple[str, Expression]]:
    """Every expression that is evaluated at this element, with the column it comes from."""
    bind, control = element.bind, element.control
    single = {
        "relevant": bind.relevant,
        "required": bind.required,
        "read_only": bind.read_only,
        "constraint": bind.constraint,
        "calculation": bind.calculate,
        "bind::sanaq:voice": bind.voice,
        "bind::sanaq:suggest": bind.suggest,
        "bind::sanaq:soft": bind.soft,
        "bind::sanaq:min": bind.minimum,
        "bind::sanaq:max": bind.maximum,
        "repeat_count": element.count,
        "default": element.dynamic_default.value if element.dynamic_default else None,
        "choice_filter": control.itemset.nodes if control and control.itemset else None,
    }
    yield from ((part, expression) for part, expression in single.items() if expression is not None)
    texts = {
        "label": [element.label],
        "constraint_message": [bind.constraint_message],
        "required_message": [bind.required_message],
        "bind::sanaq:soft": [bind.soft_message],
        "bind::sanaq:skip": [bind.skip_label],
        "bind::sanaq:more": [bind.more_label],
    }
    if control:
        texts["label"].append(control.label)
        texts |= {"hint": [control.hint], "guidance_hint": [control.guidance]}
    for part, found in texts.items():
        yield from ((part, expression) for text in found for expression in text.expressions())


def unknown_references(elements: Mapping[str, Element], instances: frozenset[str]) -> Iterator[Problem]:
    for element in elements.values():
        seen: set[Reference] = set()
        for part, expression in expressions_of(element):
            for reference in expression.references:
                if reference not in seen:
                    seen.add(reference)
                    message = _unknown(reference, element, elements, instances)
                    if message:
                        mend = "Check the spelling of the name."
                        yield Problem(element.path, part, message, mend, reference.column)


def _unknown(reference: Reference, element: Element, elements: Mapping[str, Element], instances: frozenset[str]) -> str:
    if reference.start == "instance":
        return "" if reference.instance in instances else f"There is no list “{reference.instance}”."
    if is_bare_word(reference, element):
        return ""
    for path in _walk(reference, element.path, elements):
        if path not in elements:
            return f"There is no question “{path.rpartition('/')[2]}” ({path})."
    return ""


def is_bare_word(reference: Reference, element: Element) -> bool:
    """A word without quotes where a value stands (`if(…, null)`): for XPath a child that a field does not have, so blank.

    The WHO verbal autopsy form has them; ODK's engines let them pass, and so do we, with a warning at publishing.
    """
    return (
        reference.start == "context"
        and len(reference.steps) == 1
        and element.shape == "field"
        and reference.steps[0] not in ("..", "*")
        and not reference.steps[0].startswith("@")
    )


def _walk(reference: Reference, context: str, elements: Mapping[str, Element]) -> Iterator[str]:
    """The elements a reference steps down to; stops at a step that could be several."""
    path = context if reference.start == "context" else ""
    for step in reference.steps:
        if step == "..":
            path = path.rpartition("/")[0]
        elif step.startswith("@") or step == "*":
            return
        else:
            path = f"{path}/{step.rpartition(':')[2]}"
            yield path
            if path not in elements:
                return


def circles(elements: Mapping[str, Element]) -> list[Problem]:
    """Each circle once, named by its way."""
    graph = _graph(elements, other_items=False)
    problems: list[Problem] = []
    done: set[Knot] = set()
    for start in graph.needs:
        if start not in done and (circle := _circle_from(start, graph, done)):
            first, second = circle[0], circle[1 % len(circle)]
            way = " → ".join([*(_say(knot) for knot in circle), _say(first)])
            part = graph.needs[first].get(second, "")
            problems.append(
                Problem(first[1], part, f"This depends on itself: {way}.", "Break the circle at one of them.")
            )
    return problems


def _say(knot: Knot) -> str:
    kind, path = knot
    return {"value": "{}", "relevance": "relevant of {}", "size": "repeat_count of {}", "bound": "{}", "rules": "{}"}[
        kind
    ].format(path.rpartition("/")[2])


def _circle_from(start: Knot, graph: Graph, done: set[Knot]) -> list[Knot]:
    """Depth first without recursion: forms have thousands of knots in a row."""
    way: list[Knot] = [start]
    on_way = {start}
    waiting = [iter(graph.needs.get(start, {}))]
    while waiting:
        knot = next(waiting[-1], None)
        if knot is None:
            waiting.pop()
            last = way.pop()
            on_way.discard(last)
            done.add(last)
        elif knot in on_way:
            circle = way[way.index(knot) :]
            done.update(way)
            return circle
        elif knot not in done:
            way.append(knot)
            on_way.add(knot)
            waiting.append(iter(graph.needs.get(knot, {})))
    return []


@dataclass(frozen=True, slots=True)
class Affected:
    """What another answer to a question may change. `indexes`: of the elements that it reaches.

    `gates`: paths of those whose own condition looks at it, by which other questions may be asked. `reshapes`: so they may in a
    way that no condition tells.
    """

    indexes: frozenset[int]
    gates: tuple[str, ...] = ()
    reshapes: bool = False


def affected(elements: Mapping[str, Element]) -> Mapping[str, Affected]:
    """What another answer may change, by the path of the question; and by those of what is kept of a roster (`ITEMS`…)."""
    graph = _graph(elements, other_items=True)
    needed_by: dict[Knot, list[Knot]] = {}
    for knot, needs in graph.needs.items():
        for need in needs:
            needed_by.setdefault(need, []).append(knot)
    always = {path for path, element in elements.items() if _looks_further(element)}
    moved = _reached({(kind, path) for kind in ("value", "relevance", "rules") for path in always}, needed_by)
    found: dict[str, Affected] = {}
    for path, element in elements.items():
        if element.shape == "field":
            reached = _reached({("value", path)}, needed_by)
            if any(kind == "size" for kind, _ in reached):
                reached |= moved  # the items of a roster have other places then
            found[path] = found[path + SET] = _affected(elements, graph, reached, always)
        elif element.shape == "repeat":
            reached = _reached({("size", path)}, needed_by) | moved
            found[path + ITEMS] = found[path + SPENT] = _affected(elements, graph, reached, always)
            found[path + CLOSED] = Affected(frozenset({element.index}))
    return found


def _affected(elements: Mapping[str, Element], graph: Graph, reached: set[Knot], always: set[str]) -> Affected:
    paths = {path for _, path in reached} | always
    gates = [
        path
        for path in paths
        if elements[path].bind.relevant is not None
        and (path in always or not reached.isdisjoint(_looked_at(graph, path)))
    ]
    reshapes = any(kind == "bound" for kind, _ in reached) or any(
        elements[path].shape == "repeat" or _may_become_read_only(elements[path]) for path in paths
    )
    return Affected(frozenset(elements[path].index for path in paths), tuple(sorted(gates)), reshapes)


def _may_become_read_only(element: Element) -> bool:
    return element.bind.read_only is not None and bool(element.bind.read_only.references)


def _looked_at(graph: Graph, path: str) -> set[Knot]:
    """What the element's own condition needs, without that what it lies in is relevant."""
    return graph.needs.get(("relevance", path), {}).keys() - {("relevance", path.rpartition("/")[0])}


def clock(elements: Mapping[str, Element]) -> Clock:
    """The most exact reading of the clock that any element takes, its texts among them."""
    functions = {
        function
        for element in elements.values()
        for _, expression in expressions_of(element)
        for function in expression.functions
    }
    preloads = {element.bind.preload for element in elements.values()}
    if not MOMENT.isdisjoint(functions) or "timestamp:start" in preloads:
        return "moment"
    return "date" if "today" in functions or "date:today" in preloads else ""


def speaks(elements: Mapping[str, Element]) -> bool:
    """Whether anything that is worked out, not only what is said, may be another in another language."""
    return any(
        not SPEAKING.isdisjoint(expression.functions)
        for element in elements.values()
        for part, expression in expressions_of(element)
        if part in _KNOTS
    )


def _looks_further(element: Element) -> bool:
    """Whether it may depend on what its paths do not say."""
    expressions = [expression for part, expression in expressions_of(element) if part in _KNOTS]
    return any(
        not UNFORESEEN.isdisjoint(expression.functions)
        or any(step == "*" or step.startswith("@") for reference in expression.references for step in reference.steps)
        for expression in expressions
    )


def _reached(starts: set[Knot], edges: Mapping[Knot, list[Knot]]) -> set[Knot]:
    reached = set(starts)
    waiting = list(starts)
    while waiting:
        for knot in edges.get(waiting.pop(), ()):
            if knot not in reached:
                reached.add(knot)
                waiting.append(knot)
    return reached


_KNOTS = {
    "relevant": "relevance",
    "calculation": "value",
    "choice_filter": "value",
    "default": "value",
    "repeat_count": "size",
    "bind::sanaq:min": "size",
    "bind::sanaq:max": "bound",
    "constraint": "rules",
    "required": "rules",
    "read_only": "rules",
}


def _graph(elements: Mapping[str, Element], *, other_items: bool) -> Graph:
    """`other_items`: also what a question needs of the same question in other items, which makes no circle."""
    graph = Graph()
    for path, element in elements.items():
        value, relevance = ("value", path), ("relevance", path)
        above = path.rpartition("/")[0]
        if above:
            graph.add(relevance, ("relevance", above), "relevant")
        graph.add(value, relevance, "relevant")
        graph.add(("rules", path), value, "constraint")
        for part, expression in expressions_of(element):
            if part not in _KNOTS:
                continue
            knot = (_KNOTS[part], path)
            for reference in expression.references:
                way = _way(reference, element.path, elements)
                itself = bool(way) and way[-1] == element.path
                if other_items or not itself or not (reference.inside_predicate or _leaves_item(way, elements)):
                    _add(graph, knot, way, elements, part)
                if not way and not reference.steps and "once" not in expression.functions:
                    graph.add(knot, value, part)
        _add_chosen_items(graph, element, elements)
    return graph


def _way(reference: Reference, context: str, elements: Mapping[str, Element]) -> list[str]:
    """The elements a reference goes through; none for a list outside the form."""
    if reference.start == "instance":
        return []
    return [path for path in _walk(reference, context, elements) if path in elements]


def _add(graph: Graph, knot: Knot, way: list[str], elements: Mapping[str, Element], part: str) -> None:
    for path in way:
        graph.add(knot, ("relevance", path), part)
        if elements[path].shape == "repeat":
            graph.add(knot, ("size", path), part)
    if way and elements[way[-1]].shape == "field":
        graph.add(knot, ("value", way[-1]), part)


def _add_chosen_items(graph: Graph, element: Element, elements: Mapping[str, Element]) -> None:
    """A question that chooses a roster's item needs the item's name."""
    itemset = element.control.itemset if element.control else None
    if itemset is not None and itemset.roster and itemset.value_of is not None:
        for reference in itemset.value_of.references:
            _add(graph, ("value", element.path), _way(reference, itemset.roster, elements), elements, "type")


def _leaves_item(way: list[str], elements: Mapping[str, Element]) -> bool:
    return any(elements[path].shape == "repeat" for path in way)
