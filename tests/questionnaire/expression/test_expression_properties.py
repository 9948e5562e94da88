"""Laws that hold for all expressions and values."""

import math

from hypothesis import example, given
from hypothesis import strategies as st

from questionnaire.expression import (
    Expression,
    ExpressionError,
    compile_expression,
    stored,
    to_boolean,
    to_number,
    to_string,
)
from questionnaire.expression.functions import FUNCTIONS
from tests.questionnaire.expression.small_tree import Leaf, context_of

ROOT = Leaf(
    "data", inside=[Leaf("a", "5"), Leaf("b"), Leaf("m", inside=[Leaf("x", "1")]), Leaf("m", inside=[Leaf("x")])]
)
CONTEXT = context_of(ROOT, "a")

numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
pieces = st.sampled_from(
    [
        "1", "2.5", "'a'", "''", "'2020-02-30'", ".", "..", "../b", "/data/m", "/data/m/x", "*", "@id", "and", "or", "div",
        "mod", "+", "-", "*", "=", "!=", "<", ">=", "|", "(", ")", "[", "]", ",", "/", "//", "current()", "today()",
        *(f"{name}(" for name in FUNCTIONS), "if(", "position(", "instance('x')", " ",
    ]
)  # fmt: skip


def literal(number):
    text = to_string(abs(number))
    return text if number >= 0 else f"(-{text})"


@given(st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join)))
def test_any_text_compiles_or_is_refused_with_a_place(text):
    refused = None
    try:
        compiled = compile_expression(text)
    except ExpressionError as error:
        refused = error
    else:
        assert isinstance(compiled, Expression)
    if refused is not None:
        assert 1 <= refused.column <= len(text) + 1
        assert refused.message
        assert refused.source == text


@example("/.")
@given(st.lists(pieces, min_size=1, max_size=7).map("".join))
def test_what_compiles_evaluates_whatever_the_answers(text):
    try:
        compiled = compile_expression(text)
    except ExpressionError:
        return
    compiled.evaluate(CONTEXT)
    assert isinstance(compiled.evaluate_string(CONTEXT), str)
    assert isinstance(compiled.evaluate_number(CONTEXT), float)
    assert isinstance(compiled.evaluate_boolean(CONTEXT), bool)


arguments = st.sampled_from(
    [
        "''", "'a b'", "'2020-02-30'", "-1", "1 div 0", "0 div 0", "123456789012345", "../b", "/data/m/x", "/data/none",
        "true()", "'2021-09-01T25:61:00Z'", "'43 76'", "'['",
    ]
)  # fmt: skip


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(arguments, max_size=5))
def test_no_function_raises_for_odd_values(name, given_arguments):
    try:
        compiled = compile_expression(f"{name}({', '.join(given_arguments)})")
    except ExpressionError:
        return
    compiled.evaluate_string(CONTEXT)


@given(numbers, numbers, numbers)
def test_arithmetic_is_that_of_floats(a, b, c):
    found = compile_expression(f"{literal(a)} + {literal(b)} * {literal(c)} - {literal(a)}").evaluate(CONTEXT)
    wanted = a + b * c - a
    assert found == wanted or math.isclose(found, wanted)


@given(numbers, numbers)
def test_division_and_remainder(a, b):
    assert_same(f"{literal(a)} div {literal(b)}", a / b if b else math.copysign(math.inf, a) if a else math.nan)
    assert_same(f"{literal(a)} mod {literal(b)}", math.fmod(a, b) if b else math.nan)


def assert_same(source, wanted):
    found = compile_expression(source).evaluate(CONTEXT)
    assert found == wanted or (math.isnan(found) and math.isnan(wanted)), source


@given(numbers, numbers)
def test_comparisons_are_those_of_floats(a, b):
    for sign, holds in (("<", a < b), ("<=", a <= b), (">", a > b), (">=", a >= b), ("=", a == b), ("!=", a != b)):
        assert compile_expression(f"{literal(a)} {sign} {literal(b)}").evaluate(CONTEXT) is holds


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_its_text(number):
    text = to_string(number)
    assert to_number(text) == number
    assert "e" not in text
    assert to_string(to_number(text)) == text
    assert stored(number) == text


@given(st.booleans(), st.booleans(), st.booleans())
def test_the_laws_of_booleans(a, b, c):
    def true(source):
        for name, value in (("A", a), ("B", b), ("C", c)):
            source = source.replace(name, f"{str(value).lower()}()")
        return compile_expression(source).evaluate(CONTEXT)

    assert true("not(A and B) = (not(A) or not(B))")
    assert true("not(A or B) = (not(A) and not(B))")
    assert true("(A and (B or C)) = (A and B or A and C)")
    assert true("not(not(A)) = A")
    assert true("A or B and C") is (a or (b and c))
    assert to_boolean(to_string(a)) is True


@given(
    st.text(alphabet=st.characters(exclude_characters="'"), max_size=30),
    st.text(max_size=5).filter(lambda s: "'" not in s),
)
def test_strings_come_apart_and_together(text, mark):
    def value(source):
        return compile_expression(source).evaluate(CONTEXT)

    assert value(f"'{text}'") == text
    assert value(f"string-length('{text}')") == len(text)
    assert value(f"contains('{text}', '{mark}')") is (mark in text)
    if mark and mark in text:
        assert (
            value(f"concat(substring-before('{text}', '{mark}'), '{mark}', substring-after('{text}', '{mark}'))")
            == text
        )


@given(st.dates())
def test_dates_count_days(day):
    text = day.isoformat()
    assert to_number(text) == (day - type(day)(1970, 1, 1)).days
    assert compile_expression(f"date(number('{text}'))").evaluate(CONTEXT) == text


@given(st.lists(st.one_of(st.just(""), st.integers(-999, 999).map(str)), max_size=8))
def test_sum_min_and_max_are_those_of_the_answered(ages):
    root = Leaf("data", inside=[*(Leaf("age", age) for age in ages), Leaf("out")])
    answered = [int(age) for age in ages if age]
    context = context_of(root)
    for name, wanted in (
        ("sum", sum(answered)),
        ("min", min(answered, default="")),
        ("max", max(answered, default="")),
    ):
        assert compile_expression(f"{name}(/data/age)").evaluate_string(context) == str(wanted)
