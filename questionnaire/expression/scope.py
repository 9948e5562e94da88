"""Where a path of an expression leads, known without evaluating: for references, and for predicates with an index."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from questionnaire.expression.tree import Binary, Call, Constant, Junction, Negation, Path, Tree


@dataclass(frozen=True, slots=True)
class Base:
    """As a Reference, without the place where it was met."""

    start: Literal["context", "root", "instance"]
    steps: tuple[str, ...] = ()
    instance: str = ""

    def then(self, name: str) -> "Base":
        return self if name == "." else Base(self.start, (*self.steps, name), self.instance)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a relative path starts from (one base, several after a union, none when it cannot be known)."""

    bases: tuple[Base, ...]
    inside: bool
    """Inside a predicate."""


TOP = Scope((Base("context"),), inside=False)


class KeyPredicate(NamedTuple):
    """`[key = value and rest…]`: `value` does not depend on the node the predicate is put to."""

    key: str
    value: Tree
    rest: tuple[Tree, ...]


def key_predicate(predicate: Tree) -> KeyPredicate | None:
    """The predicate as an equality that an index can answer, or None."""
    conditions = predicate.operands if isinstance(predicate, Junction) and predicate.operator == "and" else (predicate,)
    for at, condition in enumerate(conditions):
        if not isinstance(condition, Binary) or condition.operator != "=":
            continue
        for key_side, value in ((condition.left, condition.right), (condition.right, condition.left)):
            key = _child(key_side)
            rest = conditions[:at] + conditions[at + 1 :]
            # the others may ask for position() or last() of the unfiltered list: then no index
            if key and not depends_on_node(value) and not any(map(_counts, rest)):
                return KeyPredicate(key, value, rest)
    return None


def _child(tree: Tree) -> str:
    """The name in `name` or `./name`, "" for anything else."""
    if not isinstance(tree, Path) or tree.start != "context":
        return ""
    steps = [step for step in tree.steps if step.name != "." or step.predicates]
    if len(steps) != 1 or steps[0].predicates or steps[0].name in {"*", ".", ".."}:
        return ""
    return steps[0].name


_IMPLICIT = frozenset({"position", "last", "string", "string-length", "normalize-space", "number"})
_CHANGING = frozenset({"random", "uuid"})


def depends_on_node(tree: Tree) -> bool:
    """Whether the value can differ from one candidate of a predicate to the next."""
    match tree:
        case Path(start="context"):
            return True
        case Path():
            return any(map(depends_on_node, _start(tree))) or not _CHANGING.isdisjoint(_calls(tree))
        case Call(name=name, arguments=arguments) if name in _CHANGING or (name in _IMPLICIT and not arguments):
            return True
        case _:
            return any(map(depends_on_node, _parts(tree)))


def _counts(tree: Tree) -> bool:
    return any(name in {"position", "last"} for name in _calls(tree))


def _calls(tree: Tree) -> set[str]:
    own = {tree.name} if isinstance(tree, Call) else set[str]()
    return own.union(*map(_calls, _parts(tree)))


def _start(path: Path) -> tuple[Tree, ...]:
    return () if isinstance(path.start, str) else (path.start,)


def _parts(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Constant():
            return ()
        case Path():
            inside = (predicate for step in tree.steps for predicate in step.predicates)
            return (*_start(tree), *tree.predicates, *inside)
        case Call():
            return tree.arguments
        case Binary():
            return (tree.left, tree.right)
        case Junction():
            return tree.operands
        case Negation():
            return (tree.operand,)
