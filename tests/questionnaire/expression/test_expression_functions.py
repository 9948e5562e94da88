"""What the oracle cannot answer: the caller's own functions, languages, chance, choices, and paths with predicates."""

import pytest

from questionnaire.expression import ExpressionError, Extension, Reference, compile_expression
from tests.questionnaire.expression.small_tree import Leaf, context_of


def test_an_extension_is_called_with_values(of):
    seen = []

    def iin_valid(value):
        seen.append(value)
        return len(value[0].text() if isinstance(value, list) else value) == 12

    extensions = {"sanaq:iin-valid": Extension(iin_valid, 1, 1)}
    compiled = compile_expression(
        "sanaq:iin-valid('850101300017') and not(sanaq:iin-valid(../name))", extensions=extensions
    )
    assert compiled.evaluate(of.context()) is True
    assert seen[0] == "850101300017"
    assert compiled.functions == {"sanaq:iin-valid", "not"}


def test_an_extension_may_answer_any_kind(of):
    extensions = {"x:f": Extension(lambda *values: values[0] if values else 2.0, 0, 2)}

    def value(source):
        return compile_expression(source, extensions=extensions).evaluate_string(of.context())

    assert value("x:f() + 1") == "3"
    assert value("x:f('a') = 'a'") == "true"
    assert value("x:f(true()) = ../name") == "true"
    assert value("x:f(/data/member) != 'z'") == "true"
    assert value("count(/data/member[x:f()])") == "1"
    assert value("count(/data/member[x:f(sex = 'f')])") == "2"
    assert value("x:f(../age) >= 34") == "true"
    assert value("x:f(../age) < true()") == "false"


def test_once_keeps_what_is_there():
    root = Leaf("data", inside=[Leaf("id", "kept"), Leaf("blank")])
    once = compile_expression("once(uuid())")
    assert once.evaluate_string(context_of(root, "id")) == "kept"
    assert len(once.evaluate_string(context_of(root, "blank"))) == 36


def test_chance_comes_from_the_context(of):
    assert of("random()", random=lambda: 0.25) == "0.25"
    assert of("uuid()", random=lambda: 0.0) == "00000000-0000-4000-8000-000000000000"
    assert of("join(' ', randomize(/data/member)/name)", random=lambda: 0.0) == "Сая Айгүл Болат"


def test_choice_name_asks_for_the_label_with_the_question_and_the_place():
    asked = []
    root = Leaf("data", inside=[Leaf("member", inside=[Leaf("sex", "f"), Leaf("label")])])

    def label(node, question, value):
        asked.append((node, question, value))
        return "Әйел"

    context = context_of(root, "member/label", choice_label=label)
    assert compile_expression("jr:choice-name(../sex, '../sex')").evaluate(context) == "Әйел"
    assert asked == [(root.find("member/label"), Reference("context", ("..", "sex"), 24), "f")]
    assert compile_expression("jr:choice-name('', '../sex')").evaluate(context) == ""
    assert len(asked) == 1


def test_itext_version_and_properties_come_from_the_context(of):
    assert of("jr:itext('hello')", itext={"hello": "Сәлем"}.__getitem__) == "Сәлем"
    assert of("version()", version="7") == "7"
    assert of("property('deviceid')", property=lambda name: f"<{name}>") == "<deviceid>"


def test_an_unknown_instance_is_empty(of):
    assert of("count(instance('nowhere')/root/item)") == "0"
    assert of("pulldata('nowhere', 'a', 'b', 'c')") == ""
    assert of("pulldata('regions', 'label', 'name', 'nobody')") == ""
    assert of("pulldata('regions.csv', 'label', 'name', '71')") == "Астана"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("/data/member[2]/sex", "m"),
        ("/data/member[last() - 1]/sex", "m"),
        ("/data/member[position() > 1][1]/sex", "m"),
        ("/data/member[4]/sex", ""),
        ("/data/member[0]/sex", ""),
        ("/data/member[1.5]/sex", ""),
        ("(/data/member/sex)[2]", "m"),
        ("/data/member[../member[2]/sex = sex]/name", "Болат"),
        ("/data/member[name = current()/../name]/sex", "f"),
        ("/data/member[if(sex = 'm', true(), false())]/name", "Болат"),
        ("/data/member[if(sex = 'm', 1, 9) = 1]/name", "Болат"),
        ("/data/member[if(true(), 2, 2)]/name", "Болат"),
        ("/data/member[sex][age = 7]/name", "Сая"),
        ("/data/member[age]/name", "Айгүл"),
        ("count(/data/member[age])", "2"),
        ("/data/member/..[age = 34]/name", "Айгүл"),
        ("/other/name", ""),
        ("/*/name", "Айгүл"),
        ("/data[age = 34]/name", "Айгүл"),
        ("/data[age = 35]/name", ""),
        ("count(/data/member/name | /data/name | /data/member/name)", "4"),
        ("/data/member[2]/name | /data/name", "Айгүл"),
        ("count(../../..)", "0"),
        ("../@version", "7"),
        ("instance('regions')/root/item[parent = 'kz'][people > 1300000]/label", "Алматы"),
        ("instance('regions')/root/item[people = 1200000]/label", "Астана"),
        ("instance('regions')/root/item[people = '']/label", "Шымкент"),
        ("instance('regions')/root/item[people > 1 and position() = 2]/label", "Астана"),
        ("instance('regions')/root/item[name = /data/region and parent = 'ru']/label", ""),
        ("count(instance('regions')/root/item[name = /data/member/age])", "0"),
        ("count(instance('regions')/root/item[parent = instance('regions')/root/item/parent])", "4"),
        ("count(instance('regions')/root/item[parent = 'kz' or name = '77'])", "4"),
        ("count(instance('regions')/root/item['kz' = ./parent])", "3"),
        ("count(instance('regions')/root/item[true() = parent])", "4"),
        ("count(instance('regions')/*/*)", "4"),
        ("instance('regions')/root/item[4]/*[2]", "Москва"),
        ("position(instance('regions')/root/item[name = '79'])", "3"),
    ],
)
def test_paths_and_predicates(of, source, wanted):
    assert of(source) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("if(../age > 30, ../name, 0) = 'Айгүл'", "true"),
        ("if(true(), 1, 'a') < 2", "true"),
        ("if(true(), /data/member, 1) = true()", "true"),
        ("if(false(), 1, '2020-01-01') < '2020-01-02'", "true"),
        ("true() > false()", "true"),
        ("/data/member/age >= /data/member/debt", "true"),
        ("/data/member = true()", "true"),
        ("/data/nothing < true()", "true"),
        ("/data/member/name = /data/member/sex", "false"),
        ("34 > /data/member/age", "true"),
        ("pow(0, -1)", "Infinity"),
        ("pow(-8, 1 div 3)", ""),
        ("pow(-10, 309)", "-Infinity"),
        ("exp(10000)", "Infinity"),
        ("asin(2)", ""),
        ("int(1 div 0)", "Infinity"),
        ("floor(0 div 0)", ""),
        ("1 mod 0", ""),
        ("(1 div 0) mod 2", ""),
        ("round(2.5, 'x')", ""),
        ("base64-decode('%%%')", ""),
        ("digest('a', concat('MD', '9'))", ""),
        ("date(1 div 0)", ""),
        ("date(99999999999)", ""),
        ("date-time('2021-09-01')", "2021-09-01T00:00:00.000+06:00"),
        ("date-time(18871.25)", "2021-09-01T06:00:00.000+06:00"),
        ("decimal-date-time('2021-09-01T06:00:00.000+06:00')", "18871"),
        ("number('2021-09-01T12:00:00.000+06:00')", "18871.5"),
        ("number('2021-09-01T25:00:00.000+06:00')", ""),
        ("date('2021-09-01T12:00:00+06:75')", ""),
        ("decimal-time('12:00:00.000+06:00')", "0.5"),
        ("distance('43 76; 95 77')", ""),
        ("area('43 76')", ""),
        ("geofence('0 0', '43 76')", "false"),
        ("geofence('10 10', /data/shape)", "false"),
        ("selected-at('a b', 0 div 0)", ""),
        ("substring-before('abc', '')", ""),
        ("weighted-checklist(5, 5, /data/member/name, /data/member/age)", "false"),
        ("checklist(-1, 2, ../name, ../blank, ../age)", "true"),
    ],
)
def test_corners_of_operators_and_functions(of, source, wanted):
    assert of(source) == wanted


def test_the_same_expression_serves_many_nodes(of):
    adult = compile_expression("../age >= 18")
    context = of.context()
    found = [
        adult.evaluate_boolean(context, member.find("name")) for member in of.root.inside if member.name == "member"
    ]
    assert found == [True, False, False]


def test_every_kind_of_evaluation(of):
    age = compile_expression("../age")
    assert age.evaluate(of.context()) == [of.root.find("age")]
    assert age.evaluate_number(of.context()) == 34
    assert age.evaluate_boolean(of.context()) is True
    assert age.evaluate_string(of.context()) == "34"


def test_geography_and_digest_are_refused_without_their_arguments():
    for source in ("area()", "distance()", "geofence(.)", "digest(.)"):
        with pytest.raises(ExpressionError):
            compile_expression(source)
