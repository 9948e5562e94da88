"""Ours against ODK's own engine (oracle/README.md). Every deviation is here with its reason."""

import json
from pathlib import Path

import pytest

from questionnaire.expression import ExpressionError, compile_expression, stored

ORACLE = json.loads((Path(__file__).parent / "odk_oracle.json").read_text(encoding="utf-8"))
ANSWERS = ORACLE["answers"]
LABELS = {"75": "Алматы"}

BLANKS = "blanks are passed over, as in Collect (JavaRosa XPathFuncExpr.sum/max/min; web-forms#878)"
TRUTH = "a node is as true as its text (ODK XForms, note under «XPath Functions»; JavaRosa unpacks the node first)"
EMPTY = (
    "an empty node-set counts as one blank, because what is not relevant is not in the tree (JavaRosa unpacks to '')"
)
NUMBER = "XPath 1.0 §4.4: a number is digits and a point, with a minus at most; JavaRosa reads it so too"
STRING = "XPath 1.0 §4.2: no exponent in a number's text; NaN and Infinity are written out"
DATES = "a date that does not exist is blank, not an exception nor «Invalid Date»"
ROUND = "XPath 1.0 §4.4 and JavaRosa: a half goes towards positive infinity"

DEVIATIONS = {
    "- - 3": "XPath 1.0 grammar: unary minus may be repeated",
    "--2": "XPath 1.0 grammar: unary minus may be repeated",
    "0.0000001": STRING,
    "123456789012345678901234567890": STRING,
    "concat(1 div 0, 0 div 0)": STRING,
    "string(0 div 0)": STRING,
    "count(/data/member | /data/age)": "XPath 1.0 §3.3; web-forms says «functionality pending»",
    "sum(/data/member/age)": BLANKS,
    "sum(/data/nothing)": "XPath 1.0 §4.4: the sum of nothing is 0",
    "max(/data/member/age)": BLANKS,
    "min(/data/member/age)": BLANKS,
    "min('', 3)": BLANKS,
    "sum(instance('regions')/root/item/people)": BLANKS,
    "regex('abc', 'b')": "the whole text must match, as in JavaRosa (Pattern.matches) and so in Collect",
    "number('1e3')": NUMBER,
    "number('+5')": NUMBER,
    "number('0x10')": NUMBER,
    "number('Infinity')": NUMBER,
    "round(-2.5)": ROUND,
    "round(-3.145, 2)": ROUND,
    "date('2020-02-30')": DATES,
    "date('x')": DATES,
    "'2020-02-30' < '2020-03-01'": DATES,
    "'2020-13-01' > '2020-03-01'": DATES,
    "format-date('2021-02-30', '%d')": DATES,
    "number(date('2020-01-01'))": "ODK XForms, number(): a date is converted to days; number('2020-01-01') is so in both",
    "date(18262.5)": "ODK XForms: date() gives a date; the time of day is what date-time() is for",
    "decimal-time('06:00:00.000Z')": "a time in UTC is a time too; with +00:00 web-forms takes it",
    "distance('')": "no place: NaN, where web-forms raises",
    "boolean(/data/blank)": TRUTH,
    "not(/data/blank)": TRUTH,
    "if(/data/blank, 1, 2)": TRUTH,
    "boolean(/data/hidden)": TRUTH,
    "/data/nothing = ''": EMPTY,
    "/data/nothing != 'a'": EMPTY,
    "sum(5)": "sum() takes a node-set (both specifications); refused when the form is published",
    "//member": "“//” is refused: nothing in XLSForm needs it, and it looks at every node",
}


def ours(of, expression):
    try:
        compiled = compile_expression(expression)
    except ExpressionError:
        return {"error": True}
    context = of.context(zone="UTC", choice_label=lambda _node, _question, value: LABELS[value])
    return {"value": stored(compiled.evaluate(context))}


def theirs(expression):
    answer = ANSWERS[expression]
    return {"error": True} if "error" in answer else answer


def test_the_oracle_was_asked_enough():
    assert len(ANSWERS) - len(DEVIATIONS) > 300
    assert ORACLE["zone"] == "UTC"


@pytest.mark.parametrize("expression", [one for one in ANSWERS if one not in DEVIATIONS])
def test_as_odk(of, expression):
    assert ours(of, expression) == theirs(expression)


@pytest.mark.parametrize("expression", DEVIATIONS)
def test_a_deviation_is_still_one(of, expression):
    assert ours(of, expression) != theirs(expression)


def test_the_expressions_asked_are_those_of_the_list():
    listed = (Path(__file__).parent / "oracle" / "expressions.txt").read_text(encoding="utf-8").splitlines()
    assert {line for line in listed if line and not line.startswith("#")} == set(ANSWERS)
