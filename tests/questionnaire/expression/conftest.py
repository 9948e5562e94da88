"""Expressions evaluated in the oracle's form, without the form model."""

from typing import Any

import pytest

from questionnaire.expression import Context, compile_expression
from tests.questionnaire.expression.small_tree import context_of, form_tree, regions


class Evaluate:
    """`of("1 + 1")`: the string an expression comes to in the oracle's form, at `out` or elsewhere."""

    def __init__(self) -> None:
        self.root = form_tree()
        self.instances = {"regions": regions()}

    def __call__(self, source: str, at: str = "out", **more: Any) -> str:
        return compile_expression(source).evaluate_string(self.context(at, **more))

    def context(self, at: str = "out", **more: Any) -> Context:
        return context_of(self.root, at, instances=self.instances, **more)

    def value(self, source: str, at: str = "out", **more: Any) -> Any:
        return compile_expression(source).evaluate(self.context(at, **more))


@pytest.fixture
def of() -> Evaluate:
    return Evaluate()
