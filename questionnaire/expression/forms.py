"""Functions that are more than a call: they choose what is evaluated, or need to know the expression around them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import pi
from types import MappingProxyType
from typing import TYPE_CHECKING

from questionnaire.expression.closures import (
    Compiled,
    Frame,
    as_boolean,
    as_string,
    constant,
    some_nodes,
)
from questionnaire.expression.context import Node, Reference, Value
from questionnaire.expression.errors import ExpressionError
from questionnaire.expression.functions.nodesets import pulldata
from questionnaire.expression.parser import parse
from questionnaire.expression.scope import TOP, Base, Scope
from questionnaire.expression.tree import Call, Constant, Path

if TYPE_CHECKING:
    from questionnaire.expression.compiler import Compiler


@dataclass(frozen=True, slots=True)
class Form:
    compile: "Callable[[Compiler, Call, Scope], Compiled]"
    least: int
    most: int | None


def _if(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    condition, yes, no = (compiler.compile(argument, scope) for argument in call.arguments)
    test, then, otherwise = as_boolean(condition), yes.nearest or yes.run, no.nearest or no.run
    kind = yes.kind if yes.kind == no.kind else "any"
    return Compiled(kind, lambda frame: then(frame) if test(frame) else otherwise(frame))


def _coalesce(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    first, second = (as_string(compiler.compile(argument, scope)) for argument in call.arguments)
    return Compiled("string", lambda frame: first(frame) or second(frame))


def _once(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    compiler.refer(TOP.bases[0], call.column, inside=scope.inside)
    value = as_string(compiler.compile(call.arguments[0], scope))
    return Compiled("string", lambda frame: frame.origin.text() or value(frame))


def _position(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    """Without an argument: the place in the predicate around it, else the number of the context node's repeat instance."""
    if not call.arguments:
        if scope.inside:
            return Compiled("number", lambda frame: float(frame.position))
        return Compiled("number", lambda frame: float(frame.node.position()))
    argument = compiler.compile(call.arguments[0], scope)
    if argument.kind != "nodes":
        raise compiler.error("position() needs a path here, not a value", call.arguments[0].column)
    nodes = some_nodes(argument)

    def position_of(frame: Frame) -> float:
        found = nodes(frame)
        return float(found[0].position()) if found else float("nan")

    return Compiled("number", position_of)


def _last(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    if not scope.inside:
        raise compiler.error("last() has a meaning only inside a predicate [ ]", call.column)
    return Compiled("number", lambda frame: float(frame.size))


def _current(_compiler: "Compiler", _call: Call, _scope: Scope) -> Compiled:
    return Compiled("nodes", lambda frame: [frame.origin])


def _instance(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    name = as_string(compiler.compile(call.arguments[0], scope))

    def document(frame: Frame) -> list[Node]:
        try:
            above = frame.context.instance(name(frame)).parent
        except KeyError:  # a form checks the literal ones when it is published
            return []
        return [] if above is None else [above]

    return Compiled("nodes", document)


def _pulldata(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    instance, *columns, _ = call.arguments
    if isinstance(instance, Constant) and isinstance(instance.value, str):
        rows = Base("instance", ("root", "item"), instance.value.removesuffix(".csv"))
        for column in columns:
            if isinstance(column, Constant) and isinstance(column.value, str):
                compiler.refer(rows.then(column.value), column.column, inside=scope.inside)
    name, wanted, key, value = (as_string(compiler.compile(argument, scope)) for argument in call.arguments)
    return Compiled("string", lambda frame: pulldata(frame, name(frame), wanted(frame), key(frame), value(frame)))


def _choice_name(compiler: "Compiler", call: Call, scope: Scope) -> Compiled:
    """jr:choice-name(value, 'path of the question'): the path is quoted, so it is read here and not evaluated."""
    value = as_string(compiler.compile(call.arguments[0], scope))
    quoted = call.arguments[1]
    if not isinstance(quoted, Constant) or not isinstance(quoted.value, str):
        raise compiler.error(
            "jr:choice-name() needs the question's path in quotes as its second argument", quoted.column
        )
    question = _question(compiler, quoted.value, quoted.column)
    compiler.references[question] = None

    def label(frame: Frame) -> Value:
        chosen = value(frame)
        return frame.context.choice_label(frame.origin, question, chosen) if chosen else ""

    return Compiled("string", label)


def _question(compiler: "Compiler", text: str, column: int) -> Reference:
    try:
        path = parse(text)
    except ExpressionError as error:
        raise compiler.error(f"“{text.strip()}” is not a path: {error.message}", column) from error
    if not isinstance(path, Path) or not isinstance(path.start, str):
        raise compiler.error(f"“{text.strip()}” is not the path of a question", column)
    base = TOP.bases[0] if path.start == "context" else Base("root")
    for step in path.steps:
        base = base.then(step.name)
    return Reference(base.start, base.steps, column)


def _fixed(value: float | bool) -> "Callable[[Compiler, Call, Scope], Compiled]":
    compiled = constant(value)
    return lambda _compiler, _call, _scope: compiled


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "if": Form(_if, 3, 3),
        "coalesce": Form(_coalesce, 2, 2),
        "once": Form(_once, 1, 1),
        "position": Form(_position, 0, 1),
        "last": Form(_last, 0, 0),
        "current": Form(_current, 0, 0),
        "instance": Form(_instance, 1, 1),
        "pulldata": Form(_pulldata, 4, 4),
        "jr:choice-name": Form(_choice_name, 2, 2),
        "true": Form(_fixed(True), 0, 0),
        "false": Form(_fixed(False), 0, 0),
        "pi": Form(_fixed(pi), 0, 0),
    }
)
