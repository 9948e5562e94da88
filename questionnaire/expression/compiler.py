"""From the tree of an expression to closures, gathering on the way what the expression refers to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import cast

from questionnaire.expression import forms
from questionnaire.expression.closures import (
    Booleans,
    Compiled,
    Frame,
    Numbers,
    Strings,
    Values,
    as_boolean,
    as_number,
    as_string,
    constant,
)
from questionnaire.expression.context import Context, Extension, Node, Reference, Value
from questionnaire.expression.errors import ExpressionError
from questionnaire.expression.functions import CLOCK, FUNCTIONS, NOT_SUPPORTED, ArgumentKind, Function
from questionnaire.expression.operators import binary, conjunction, disjunction, negation
from questionnaire.expression.parser import parse
from questionnaire.expression.paths import CompiledStep, Filter, Keyed, location, narrowing, union
from questionnaire.expression.scope import TOP, Base, Scope, key_predicate
from questionnaire.expression.tree import Binary, Call, Constant, Junction, Negation, Path, Step, Tree
from questionnaire.expression.values import stored

NO_EXTENSIONS: Mapping[str, Extension] = MappingProxyType({})
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `node` is the context node when it is not `context.node`.

    `functions` are the names of all functions called, extensions too. Evaluating raises nothing of its own, whatever the
    nodes hold; an exception of an extension goes through.
    """

    source: str
    references: tuple[Reference, ...]
    functions: frozenset[str]
    depends_on_clock: bool
    _value: Values = field(repr=False)
    _string: Strings = field(repr=False)
    _number: Numbers = field(repr=False)
    _boolean: Booleans = field(repr=False)

    def evaluate(self, context: Context, node: Node | None = None) -> Value:
        here = context.node if node is None else node
        return self._value(Frame(context, here, here))

    def evaluate_string(self, context: Context, node: Node | None = None) -> str:
        """What is shown or stored: "" for NaN, see `stored`."""
        here = context.node if node is None else node
        return self._string(Frame(context, here, here))

    def evaluate_number(self, context: Context, node: Node | None = None) -> float:
        here = context.node if node is None else node
        return self._number(Frame(context, here, here))

    def evaluate_boolean(self, context: Context, node: Node | None = None) -> bool:
        here = context.node if node is None else node
        return self._boolean(Frame(context, here, here))


def compile_expression(source: str, *, extensions: Mapping[str, Extension] = NO_EXTENSIONS) -> Expression:
    """Raises ExpressionError for anything wrong with `source`. `extensions` are functions by their full name."""
    compiler = Compiler(source, extensions)
    compiled = compiler.compile(parse(source), TOP)
    return Expression(
        source=source,
        references=tuple(compiler.references),
        functions=frozenset(compiler.functions),
        depends_on_clock=not CLOCK.isdisjoint(compiler.functions),
        _value=compiled.run,
        _string=_shown(compiled),
        _number=as_number(compiled),
        _boolean=as_boolean(compiled),
    )


class Compiler:
    def __init__(self, source: str, extensions: Mapping[str, Extension]) -> None:
        self.source = source
        self.extensions = extensions
        self.references: dict[Reference, None] = {}
        self.functions: set[str] = set()
        self.depth = 0

    def error(self, message: str, column: int) -> ExpressionError:
        return ExpressionError(message, self.source, column)

    def compile(self, tree: Tree, scope: Scope) -> Compiled:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(f"The expression is nested more than {_DEEPEST} levels deep", tree.column)
        compiled = self._compile(tree, scope)
        self.depth -= 1
        return compiled

    def _compile(self, tree: Tree, scope: Scope) -> Compiled:
        match tree:
            case Constant():
                return constant(tree.value)
            case Path():
                return self._path(tree, scope)
            case Call():
                return self._call(tree, scope)
            case Binary():
                return binary(tree.operator, self.compile(tree.left, scope), self.compile(tree.right, scope))
            case Negation():
                return negation(self.compile(tree.operand, scope))
            case Junction():
                return self._junction(tree, scope)

    def _junction(self, tree: Junction, scope: Scope) -> Compiled:
        operands = [self.compile(operand, scope) for operand in tree.operands]
        match tree.operator:
            case "and":
                return conjunction(operands)
            case "or":
                return disjunction(operands)
            case "|":
                for operand, part in zip(tree.operands, operands, strict=True):
                    if part.kind != "nodes":
                        raise self.error("“|” joins paths, and this is not one", operand.column)
                return union(operands)

    # --- paths --------------------------------------------------------------------------------------------------------

    def _path(self, tree: Path, scope: Scope) -> Compiled:
        if isinstance(tree.start, str):
            start: str | Compiled = tree.start
        else:
            start = self.compile(tree.start, scope)
            if start.kind not in {"nodes", "any"}:
                raise self.error("Steps and predicates need a path before them, not a value", tree.column)
        bases = self.bases(tree.start, scope)
        filters = [self._narrowing(predicate, bases) for predicate in tree.predicates]
        steps: list[CompiledStep] = []
        for step in tree.steps:
            bases = tuple(base.then(step.name) for base in bases)
            steps.append(self._step(step, bases))
        for base in bases:
            self.refer(base, tree.column, inside=scope.inside)
        return location(start, filters, steps)

    def _step(self, step: Step, bases: tuple[Base, ...]) -> CompiledStep:
        filters = tuple(self._narrowing(predicate, bases) for predicate in step.predicates)
        keyed = self._keyed(step.predicates[0], bases) if filters else None
        return CompiledStep(step.name, filters, keyed)

    def _narrowing(self, predicate: Tree, bases: tuple[Base, ...]) -> Filter:
        return narrowing(self.compile(predicate, Scope(bases, inside=True)))

    def _keyed(self, predicate: Tree, bases: tuple[Base, ...]) -> Keyed | None:
        split = key_predicate(predicate)
        if split is None:
            return None
        inner = Scope(bases, inside=True)
        value = self.compile(split.value, inner)
        if value.nearest is not None:
            value = Compiled("nodes", value.nearest)
        return Keyed(split.key, value, tuple(narrowing(self.compile(rest, inner)) for rest in split.rest))

    def bases(self, start: str | Tree, scope: Scope) -> tuple[Base, ...]:
        """Where the steps after `start` lead from, as far as it can be known without evaluating."""
        match start:
            case "context":
                return scope.bases
            case "root":
                return (Base("root"),)
            case Path():
                found = self.bases(start.start, scope)
                for step in start.steps:
                    found = tuple(base.then(step.name) for base in found)
                return found
            case Junction(operator="|"):
                return tuple(base for operand in start.operands for base in self.bases(operand, scope))
            case Call():
                return self._call_bases(start, scope)
            case _:
                return ()

    def _call_bases(self, call: Call, scope: Scope) -> tuple[Base, ...]:
        match call:
            case Call(name="current"):
                return TOP.bases
            case Call(name="instance", arguments=(Constant(value=str(name)),)):
                return (Base("instance", instance=name),)
            case Call(name="randomize" | "indexed-repeat", arguments=(first, *_)):
                return self.bases(first, scope)
            case Call(name="if", arguments=(_, yes, no)):
                return (*self.bases(yes, scope), *self.bases(no, scope))
            case _:
                return ()

    def refer(self, base: Base, column: int, *, inside: bool) -> None:
        self.references[Reference(base.start, base.steps, column, base.instance, inside)] = None

    # --- calls --------------------------------------------------------------------------------------------------------

    def _call(self, call: Call, scope: Scope) -> Compiled:
        name = call.name
        self.functions.add(name)
        form = forms.FORMS.get(name)
        if form is not None:
            self.check_count(call, form.least, form.most)
            return form.compile(self, call, scope)
        known = FUNCTIONS.get(name)
        if known is not None:
            return self._function(call, known, scope)
        extension = self.extensions.get(name)
        if extension is None:
            raise self.error(self._unknown(name), call.column)
        self.check_count(call, extension.least, extension.most)
        values = [self._argument(call, position, "any", scope) for position in range(len(call.arguments))]
        return Compiled("any", _called(extension.call, values))

    def _function(self, call: Call, known: Function, scope: Scope) -> Compiled:
        if known.defaults_to_node and not call.arguments:
            here = Path("context", (), (Step(".", (), call.column),), call.column)
            call = Call(call.name, (here,), call.column)
        self.check_count(call, known.least, known.most)
        if known.check is not None:
            wrong = known.check([_literal(argument) for argument in call.arguments])
            if wrong:
                raise self.error(wrong, call.column)
        arguments = [
            self._argument(call, position, known.argument(position), scope) for position in range(len(call.arguments))
        ]
        if known.framed:
            return Compiled(known.result, _called_in_frame(known.call, arguments))
        return Compiled(known.result, _called(known.call, arguments))

    def _argument(self, call: Call, position: int, kind: ArgumentKind, scope: Scope) -> Values:
        tree = call.arguments[position]
        compiled = self.compile(tree, scope)
        match kind:
            case "string":
                return as_string(compiled)
            case "number":
                return as_number(compiled)
            case "boolean":
                return as_boolean(compiled)
            case "any":
                return compiled.nearest or compiled.run
            case "every":
                return compiled.run
            case "nodes":
                if compiled.kind == "nodes":
                    return compiled.run
                raise self.error(f"{call.name}() needs a path here, not a value", tree.column)

    def check_count(self, call: Call, least: int, most: int | None) -> None:
        given = len(call.arguments)
        if given < least or (most is not None and given > most):
            wanted = f"at least {least}" if most is None else f"{least}" if least == most else f"{least} to {most}"
            noun = "argument" if wanted in {"1", "at least 1"} else "arguments"
            raise self.error(f"{call.name}() takes {wanted} {noun}, not {given}", call.column)

    def _unknown(self, name: str) -> str:
        if name in NOT_SUPPORTED:
            return NOT_SUPPORTED[name]
        near = get_close_matches(name, [*FUNCTIONS, *forms.FORMS, *self.extensions], n=1, cutoff=0.6)
        question = f"; did you mean {near[0]}()?" if near else ""
        return f"There is no function {name}(){question}"


def _shown(compiled: Compiled) -> Strings:
    if compiled.kind in {"number", "any"}:
        run = compiled.run
        return lambda frame: stored(run(frame))
    return as_string(compiled)


def _literal(tree: Tree) -> str | None:
    return tree.value if isinstance(tree, Constant) and isinstance(tree.value, str) else None


def _called(call: Callable[..., Value], arguments: Sequence[Values]) -> Values:
    match arguments:
        case []:
            return lambda _: call()
        case [one]:
            return lambda frame: call(one(frame))
        case [one, two]:
            return lambda frame: call(one(frame), two(frame))
        case _:
            return lambda frame: call(*[argument(frame) for argument in arguments])


def _called_in_frame(call: Callable[..., Value], arguments: Sequence[Values]) -> Values:
    match arguments:
        case []:
            return cast("Values", call)
        case [one]:
            return lambda frame: call(frame, one(frame))
        case _:
            return lambda frame: call(frame, *[argument(frame) for argument in arguments])
