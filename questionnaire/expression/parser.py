"""From tokens to the tree (the grammar of XPath 1.0 §2 and §3, abbreviated syntax and the child, parent and self axes)."""

from typing import Literal, cast

from questionnaire.expression.errors import ExpressionError
from questionnaire.expression.lexer import Token, tokens
from questionnaire.expression.tree import (
    Binary,
    BinaryOperator,
    Call,
    Constant,
    Junction,
    JunctionOperator,
    Negation,
    Path,
    Step,
    Tree,
)

# Loosest first. Binary operators of one row bind from the left (§3.5); "|" binds tighter than unary minus.
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_LEVEL = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_JUNCTIONS = frozenset({"or", "and"})
_STEP_STARTS = frozenset({".", "..", "@", "*"})
_DEEPEST = 50
_LONGEST_CHAIN = 150


def parse(source: str) -> Tree:
    """The tree of `source`. Raises ExpressionError."""
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokens(source)
        self.at = 0
        self.depth = 0

    def whole(self) -> Tree:
        if self.tokens[0].kind == "end":
            raise self.error("The expression is empty", self.tokens[0])
        tree = self.expression()
        token = self.tokens[self.at]
        if token.kind != "end":
            raise self.error(f"“{token.text}” was not expected here: the expression was complete before it", token)
        return tree

    def error(self, message: str, token: Token) -> ExpressionError:
        return ExpressionError(message, self.source, token.start + 1)

    def expression(self) -> Tree:
        """A whole expression; the only way down into a nested one, so it is where depth is watched."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(f"The expression is nested more than {_DEEPEST} levels deep", self.tokens[self.at])
        tree = self.binary(0)
        self.depth -= 1
        return tree

    def binary(self, loosest: int) -> Tree:
        """Precedence climbing: operands joined by operators of row `loosest` and tighter."""
        left = self.unary()
        chain = 0
        while True:
            token = self.tokens[self.at]
            level = _LEVEL.get(token.text, -1) if token.kind in {"symbol", "name"} else -1
            if level < loosest:
                return left
            chain += 1
            if chain > _LONGEST_CHAIN:
                raise self.error(f"More than {_LONGEST_CHAIN} operators stand in one chain", token)
            if token.text in _JUNCTIONS:
                left = self.junction(left, token, level)
            else:
                self.at += 1
                operator = cast("BinaryOperator", token.text)
                left = Binary(operator, left, self.binary(level + 1), token.start + 1)

    def junction(self, first: Tree, operator: Token, level: int) -> Tree:
        operands = [first]
        while self.tokens[self.at].text == operator.text and self.tokens[self.at].kind == "name":
            self.at += 1
            operands.append(self.binary(level + 1))
        return Junction(cast("JunctionOperator", operator.text), tuple(operands), operator.start + 1)

    def unary(self) -> Tree:
        first, minuses = self.tokens[self.at], 0
        while self.symbol("-"):
            minuses += 1
        operand = self.union()
        if not minuses:
            return operand
        # "- -x" is a number too, so an even count is not the operand itself
        negated = Negation(operand, first.start + 1)
        return negated if minuses % 2 else Negation(negated, first.start + 1)

    def union(self) -> Tree:
        first = self.path()
        token = self.tokens[self.at]
        if token.kind != "symbol" or token.text != "|":
            return first
        operands = [first]
        while self.symbol("|"):
            operands.append(self.path())
        return Junction("|", tuple(operands), token.start + 1)

    def path(self) -> Tree:
        token = self.tokens[self.at]
        match token.kind:
            case "number":
                self.at += 1
                return Constant(float(token.text), token.start + 1)
            case "literal":
                self.at += 1
                return Constant(token.text, token.start + 1)
            case "name":
                if self.tokens[self.at + 1].text == "(" and self.tokens[self.at + 1].kind == "symbol":
                    return self.filtered(self.call())
                return self.location("context", token)
            case "symbol":
                return self.symbolic(token)
            case "end":
                raise self.error("The expression ends where a value was expected", token)

    def symbolic(self, token: Token) -> Tree:
        if token.text == "(":
            self.at += 1
            inner = self.expression()
            self.expect(")", token)
            return self.filtered(inner)
        if token.text == "/":
            self.at += 1
            return self.location("root", token)
        if token.text == "//":
            raise self.no_descendants(token)
        if token.text in _STEP_STARTS:
            return self.location("context", token)
        raise self.error(f"A value was expected, not “{token.text}”", token)

    def filtered(self, start: Tree) -> Tree:
        """What may follow a call or parentheses: predicates, then steps."""
        predicates = self.predicates()
        steps: tuple[Step, ...] = ()
        if self.symbol("/"):
            steps = self.steps()
        elif self.tokens[self.at].text == "//" and self.tokens[self.at].kind == "symbol":
            raise self.no_descendants(self.tokens[self.at])
        return Path(start, predicates, steps, start.column) if predicates or steps else start

    def call(self) -> Tree:
        name, opening = self.tokens[self.at], self.tokens[self.at + 1]
        if name.text in {"text", "node", "comment", "processing-instruction"}:
            raise self.error(f"{name.text}() is not supported: name the element instead", name)
        self.at += 2
        arguments: list[Tree] = []
        if not self.symbol(")"):
            arguments.append(self.expression())
            while self.symbol(","):
                arguments.append(self.expression())
            self.expect(")", opening)
        return Call(name.text, tuple(arguments), name.start + 1)

    def location(self, start: Literal["context", "root"], token: Token) -> Tree:
        return Path(start, (), self.steps(), token.start + 1)

    def steps(self) -> tuple[Step, ...]:
        steps = [self.step()]
        while True:
            token = self.tokens[self.at]
            if token.kind != "symbol" or token.text[0] != "/":
                return tuple(steps)
            if token.text == "//":
                raise self.no_descendants(token)
            self.at += 1
            steps.append(self.step())

    def step(self) -> Step:
        token = self.tokens[self.at]
        self.at += 1
        name = token.text
        if token.kind == "symbol" and name == "@":
            attribute = self.tokens[self.at]
            if attribute.kind != "name":
                raise self.error("The name of an attribute was expected after @", attribute)
            self.at += 1
            name = f"@{attribute.text}"
        elif token.kind != "name" and not (token.kind == "symbol" and name in {".", "..", "*"}):
            raise self.error(
                f"The name of an element was expected, not “{name}”" if name else "The path ends in a slash", token
            )
        elif self.tokens[self.at].text == "::" and self.tokens[self.at].kind == "symbol":
            raise self.error(f"The axis {name}:: is not supported: use names, “..”, “.” and “@”", token)
        predicates = self.predicates()
        return Step(name, predicates, token.start + 1)

    def predicates(self) -> tuple[Tree, ...]:
        token = self.tokens[self.at]
        if token.text != "[" or token.kind != "symbol":
            return ()
        found: list[Tree] = []
        while self.symbol("["):
            found.append(self.expression())
            self.expect("]", token)
        return tuple(found)

    def symbol(self, text: str) -> bool:
        """Steps over the symbol if it stands here."""
        token = self.tokens[self.at]
        if token.text == text and token.kind == "symbol":
            self.at += 1
            return True
        return False

    def expect(self, closing: str, opening: Token) -> None:
        if not self.symbol(closing):
            token = self.tokens[self.at]
            found = f"“{token.text}”" if token.kind != "end" else "the end"
            where = f"the “{opening.text}” of column {opening.start + 1}"
            raise self.error(f"“{closing}” was expected to close {where}, not {found}", token)

    def no_descendants(self, token: Token) -> ExpressionError:
        return self.error("“//” is not supported: write the whole path to the element", token)
