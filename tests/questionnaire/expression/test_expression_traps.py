"""The traps other engines fell into, each with the rule chosen here."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from questionnaire.expression import compile_expression, stored, to_boolean, to_number, to_string
from tests.questionnaire.expression.small_tree import Leaf, context_of


def household(*ages):
    members = [Leaf("member", inside=[Leaf("age", age), Leaf("name", f"n{at}")]) for at, age in enumerate(ages, 1)]
    return Leaf("data", inside=[*members, Leaf("out"), Leaf("a", "5"), Leaf("b", "")])


def at(root, source, node="out", **more):
    return stored(compile_expression(source).evaluate(context_of(root, node, **more)))


class TestBlanks:
    """Trap 1: one unanswered question must not blank a total, and must not look like a zero."""

    def test_sum_passes_over_blanks(self):
        assert at(household("34", "", "7"), "sum(/data/member/age)") == "41"

    def test_min_and_max_pass_over_blanks(self):
        root = household("34", "", "7")
        assert at(root, "max(/data/member/age)") == "34"
        assert at(root, "min(/data/member/age)") == "7"

    def test_max_of_negatives_is_right(self):
        assert at(household("-5", "", "-3"), "max(/data/member/age)") == "-3"

    def test_all_blank_gives_zero_for_sum_and_blank_for_max_and_min(self):
        root = household("", "")
        assert [at(root, f"{name}(/data/member/age)") for name in ("sum", "max", "min")] == ["0", "", ""]

    def test_a_text_that_is_no_number_is_not_hidden(self):
        assert at(household("34", "x"), "sum(/data/member/age)") == ""

    def test_arithmetic_with_a_blank_is_blank_and_satisfies_no_comparison(self):
        root = household()
        assert at(root, "../a + ../b") == ""
        assert at(root, "../b < 1") == "false"
        assert at(root, "../b >= 0") == "false"
        assert at(root, "../b = 0") == "false"

    def test_a_blank_is_false_and_not_of_a_blank_is_true(self):
        root = household()
        assert at(root, "not(../b)") == "true"
        assert at(root, "if(../b, 'answered', 'open')") == "open"
        assert at(root, "../a and not(../b)") == "true"

    def test_a_question_that_is_not_relevant_is_as_good_as_blank(self):
        root = household()
        root.find("a").relevant = False
        assert at(root, "../a = ''") == "true"
        assert at(root, "../a != 'yes'") == "true"
        assert at(root, "../a + 1") == ""
        assert at(root, "coalesce(../a, 'none')") == "none"
        assert at(root, "count(../a)") == "0"

    def test_nan_is_stored_and_shown_as_blank_but_can_be_asked_for(self):
        root = household()
        number = compile_expression("number('x')")
        context = context_of(root)
        assert stored(number.evaluate(context)) == ""
        assert number.evaluate_string(context) == ""
        assert at(root, "string(number('x')) = 'NaN'") == "true"


class TestDates:
    """Dates are strings that compare and count as dates; those that do not exist compare false and crash nothing."""

    @pytest.mark.parametrize("born", ["2020-02-30", "2020-13-01", "0000-01-01", "2020-00-10", "abcd-ef-gh", "2021-9-1"])
    def test_an_impossible_date_compares_false_either_way(self, born):
        root = Leaf("data", inside=[Leaf("born", born), Leaf("out")])
        assert at(root, "../born < '2030-01-01'") == "false"
        assert at(root, "../born >= '1900-01-01'") == "false"
        assert at(root, "../born + 1") == ""
        assert at(root, "format-date(../born, '%Y')") == ("2021" if born == "2021-9-1" else "")

    def test_a_date_compares_with_a_quoted_date(self):
        root = Leaf("data", inside=[Leaf("born", "1990-03-25"), Leaf("out")])
        assert at(root, "../born <= '1990-03-25' and ../born > '1990-03-24'") == "true"

    def test_today_and_now_come_from_the_context(self):
        moment = datetime(2021, 8, 31, 23, 30, tzinfo=UTC).astimezone(ZoneInfo("Asia/Almaty"))
        root = household()
        assert at(root, "today()", now=moment) == "2021-09-01"
        assert at(root, "now()", now=moment) == "2021-09-01T05:30:00.000+06:00"
        assert at(root, "today() - date('2021-08-31')", now=moment) == "1"

    def test_whether_an_expression_needs_the_clock_is_known(self):
        assert compile_expression("../born <= today()").depends_on_clock
        assert compile_expression("if(../a, now(), '')").depends_on_clock
        assert not compile_expression("date('2020-01-01')").depends_on_clock

    def test_a_day_is_a_whole_number_in_any_zone(self):
        for zone in ("Asia/Almaty", "America/New_York", "UTC"):
            assert (
                at(household(), "number(today())", zone=zone, now=datetime(2021, 9, 1, 1, tzinfo=ZoneInfo(zone)))
                == "18871"
            )

    def test_today_is_not_later_than_now_in_the_small_hours(self):
        moment = datetime(2021, 9, 1, 0, 10, tzinfo=ZoneInfo("Asia/Almaty"))
        assert at(household(), "today() <= now()", now=moment) == "true"
        assert at(household(), "today() < now()", now=moment) == "true"

    def test_a_moment_of_another_zone_becomes_the_forms_date(self):
        assert at(household(), "date('2021-08-31T20:00:00Z')") == "2021-09-01"

    def test_months_and_days_are_in_the_forms_language(self):
        root = household()
        assert at(root, "format-date('2021-09-01', '%e %B')", language="ru") == "1 сентября"
        assert at(root, "format-date('2021-09-01', '%e %B')", language="kk-x-proxy") == "1 қыркүйек"
        assert at(root, "format-date('2021-09-01', '%a')", language="xx-nonsense") == "Wed"


class TestRegex:
    """Trap 6."""

    def test_the_whole_text_must_match(self):
        assert at(household(), "regex('abc', 'b')") == "false"
        assert at(household(), "regex('abc', 'a.c')") == "true"

    def test_digits_are_ascii_digits(self):
        assert at(household(), r"regex('٣', '\d')") == "false"
        assert at(household(), r"regex('3', '\d')") == "true"

    def test_a_line_break_at_the_end_is_not_overlooked(self):
        root = Leaf("data", inside=[Leaf("out", "123\n")])
        assert at(root, "regex(., '^[0-9]+$')") == "false"

    def test_a_computed_pattern_that_is_none_matches_nothing(self):
        assert at(household(), "regex('a', concat('(', ''))") == "false"


class TestRounding:
    def test_a_half_goes_up(self):
        assert [at(household(), f"round({x})") for x in ("2.5", "-2.5", "-2.51", "0.49999999999999994")] == [
            "3",
            "-2",
            "-3",
            "0",
        ]

    def test_decimals_are_those_people_see(self):
        assert at(household(), "round(1.005, 2)") == "1.01"
        assert at(household(), "round(1234.5, -2)") == "1200"
        assert at(household(), "round(5, 400)") == "5"
        assert at(household(), "round(1 div 3, 20)") == "0.3333333333333333"


class TestPathsIntoRepeats:
    """ODK XForms: from inside a repeat instance, an absolute path to one node means that instance's."""

    def test_where_one_value_is_wanted_it_is_the_own_members(self):
        root = household("34", "12", "7")
        assert at(root, "/data/member/age", "member[2]/name") == "34"  # as a node-set: all, the first is the 34
        assert at(root, "/data/member/age > 18", "member[2]/name") == "false"
        assert at(root, "/data/member/age > 18", "member[1]/name") == "true"
        assert at(root, "string(/data/member/age)", "member[3]/name") == "7"
        assert at(root, "concat('#', /data/member/name)", "member[3]/age") == "#n3"
        assert at(root, "if(/data/member/age < 18, 'child', 'adult')", "member[3]/name") == "child"

    def test_the_string_of_such_a_path_is_the_own_members(self):
        root = household("34", "12", "7")
        label = compile_expression("/data/member/name")
        assert label.evaluate_string(context_of(root, "member[2]/age")) == "n2"

    def test_where_many_are_wanted_it_is_all_of_them(self):
        root = household("34", "12", "7")
        assert at(root, "sum(/data/member/age)", "member[2]/name") == "53"
        assert at(root, "count(/data/member)", "member[2]/name") == "3"
        assert at(root, "join(' ', /data/member/name)", "member[2]/name") == "n1 n2 n3"

    def test_from_outside_any_member_will_do(self):
        assert at(household("34", "12"), "/data/member/age = 12") == "true"

    def test_position_is_the_number_of_the_repeat_instance(self):
        root = household("34", "12", "7")
        assert at(root, "position(..)", "member[3]/name") == "3"
        assert at(root, "position(../..)", "member[3]/name") == "1"
        assert at(root, "count(/data/member[position() < 3])", "member[3]/name") == "2"


def test_or_and_and_evaluate_no_more_than_needed():
    asked = []

    def noted(name):
        asked.append(name)
        return Leaf("instance")

    context = context_of(household())
    context.instance = noted
    assert compile_expression("true() or count(instance('a')/root) = 0").evaluate(context) is True
    assert compile_expression("false() and count(instance('a')/root) = 0").evaluate(context) is False
    assert compile_expression("if(true(), 1, count(instance('a')/root))").evaluate(context) == 1
    assert asked == []


def test_numbers_keep_no_float_dust_and_no_exponent():
    assert to_string(0.0000001) == "0.0000001"
    assert to_string(-0.0) == "0"
    assert to_string(1e21) == "1000000000000000000000"
    assert to_string(float("nan")) == "NaN"
    assert stored(float("nan")) == ""
    assert to_string(float("-inf")) == "-Infinity"


@pytest.mark.parametrize("text", ["٣", "1_000", "1e3", "+5", "0x10", "inf", "nan", "1,5", "--1", "1 2", ""])
def test_what_python_takes_for_a_number_need_not_be_one(text):
    assert to_number(text) != to_number(text)


def test_conversions_of_each_kind():
    leaf = Leaf("a", "7")
    assert (to_number([leaf]), to_string([leaf]), to_boolean([leaf])) == (7, "7", True)
    assert (to_string([]), to_boolean([])) == ("", False)
    assert (to_number(True), to_string(True), to_boolean("false"), to_boolean(0.0)) == (1, "true", True, False)
    assert to_boolean([Leaf("group", inside=[Leaf("a")])])
    assert to_boolean([Leaf("a"), Leaf("a")])
