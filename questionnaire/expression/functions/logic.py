"""Booleans and what the client knows of itself: XPath 1.0 §4.3 and ODK XForms «Boolean Functions»."""

from collections.abc import Mapping, Sequence
from math import inf

from questionnaire.expression.closures import Frame
from questionnaire.expression.context import Value
from questionnaire.expression.functions.table import Function, function
from questionnaire.expression.values import text_number, to_boolean, to_number


def checklist(least: float, most: float, *answers: Value) -> bool:
    """Whether between `least` and `most` of the answers are true; -1 stands for no limit."""
    return weighted_checklist(least, most, *(part for answer in answers for part in (answer, 1.0)))


def weighted_checklist(least: float, most: float, *pairs: Value) -> bool:
    """As `checklist`, each answer counting its weight. Node-sets are paired node by node."""
    weight = 0.0
    for answer, worth in zip(pairs[::2], pairs[1::2], strict=True):
        answers = _truths(answer)
        worths = (
            [text_number(node.text()) for node in worth]
            if isinstance(worth, list)
            else [to_number(worth)] * len(answers)
        )
        weight += sum(one for true, one in zip(answers, worths, strict=False) if true)
    return least <= weight <= (inf if most == -1 else most)


def _truths(answer: Value) -> list[bool]:
    return [node.text() != "" for node in answer] if isinstance(answer, list) else [to_boolean(answer)]


def _even(texts: Sequence[str | None]) -> str:
    return (
        "" if len(texts) % 2 == 0 else "weighted-checklist() takes two limits, then pairs of an answer and its weight"
    )


def itext(frame: Frame, name: str) -> str:
    return frame.context.itext(name)


def client_property(frame: Frame, name: str) -> str:
    return frame.context.property(name)


def version(frame: Frame) -> str:
    return frame.context.version


LOGIC: Mapping[str, Function] = {
    "boolean": function("boolean", ("boolean",), lambda truth: truth),
    "not": function("boolean", ("boolean",), lambda truth: not truth),
    "boolean-from-string": function("boolean", ("string",), lambda text: text in {"1", "true"}),
    "checklist": function("boolean", ("number", "number", "any"), checklist, optional=1, variadic=True),
    "weighted-checklist": function(
        "boolean", ("number", "number", "any"), weighted_checklist, optional=1, variadic=True, check=_even
    ),
    "jr:itext": function("string", ("string",), itext, framed=True),
    "property": function("string", ("string",), client_property, framed=True),
    "version": function("string", (), version, framed=True),
}
