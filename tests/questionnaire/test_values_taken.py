"""What is kept of an answer, and what is no answer at all."""

import pytest

from questionnaire import Refused
from tests.questionnaire.scenario import play

FORM = """
    | survey |
    | | type | name | label | appearance | parameters |
    | | text | words | . | | |
    | | integer | whole | . | | |
    | | decimal | number | . | | |
    | | date | day | . | | |
    | | date | month | . | month-year | |
    | | date | year | . | year | |
    | | time | hour | . | | |
    | | dateTime | moment | . | | |
    | | geopoint | place | . | | |
    | | barcode | code | . | | |
    | | acknowledge | seen | . | | |
    | | range | level | . | | start=2 end=10 step=2 |
"""


@pytest.mark.parametrize(
    ("ref", "said", "kept"),
    [
        ("words", "  two words ", "two words"),
        ("words", "zero\x00\x08 and a half \ud83d emoji", "zero and a half  emoji"),
        ("words", "line\nline", "line\nline"),
        ("whole", "007", "7"),
        ("whole", "-5", "-5"),
        ("whole", "+5", "5"),
        ("number", "3.50", "3.5"),
        ("number", ".5", "0.5"),
        ("number", "10", "10"),
        ("number", "100", "100"),
        ("day", "1990-03-25", "1990-03-25"),
        ("day", "2020-02-29", "2020-02-29"),
        ("month", "1990-03", "1990-03-01"),
        ("month", "1990-03-25", "1990-03-01"),
        ("year", "1990", "1990-01-01"),
        ("hour", "07:30", "07:30:00"),
        ("moment", "2021-09-01T07:30:00+06:00", "2021-09-01T07:30:00+06:00"),
        ("place", "43.25 76.95", "43.25 76.95 0 0"),
        ("code", "4870001", "4870001"),
        ("seen", "OK", "OK"),
        ("level", "4", "4"),
    ],
)
def test_kept(ref, said, kept):
    sheet = play(FORM).answers(ref, said).is_accepted()
    assert sheet.interview.answers[ref] == kept


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("words", "a" * 4001),
        ("whole", "3.5"),
        ("whole", "many"),
        ("whole", "9999999999"),
        ("whole", "٣"),
        ("number", "1e3"),
        ("number", "nan"),
        ("number", "1,5"),
        ("day", "2021-02-30"),
        ("day", "25.03.1990"),
        ("day", "1990-03"),
        ("day", "0000-01-01"),
        ("month", "1990"),
        ("hour", "25:00"),
        ("moment", "2021-09-01"),
        ("place", "91 0"),
        ("place", "nan nan"),
        ("place", "here"),
        ("seen", "yes"),
        ("level", "5"),
        ("level", "12"),
    ],
)
def test_refused(ref, said):
    sheet = play(FORM).answers(ref, said)
    assert sheet.outcome == Refused(ref, "type", "")
    assert sheet.interview.answers == {}


def test_the_precision_of_a_date_is_told():
    interview = play(FORM).interview
    assert [interview.prompt_at(ref).precision for ref in ("day", "month", "year")] == ["day", "month", "year"]


def test_a_constraint_refuses_with_the_forms_sentence():
    form = """
        | survey |
        | | type | name | label | constraint | constraint_message |
        | | integer | age | How old? | . >= 0 and . < 120 | From 0 to 119, not ${age}. |
    """
    sheet = play(form).tries("130").is_refused("constraint", "From 0 to 119, not 130.")
    assert sheet.interview.answers == {}
    sheet.says("30").is_complete()


def test_a_constraint_is_not_asked_of_a_skipped_question():
    form = """
        | survey |
        | | type | name | label | constraint |
        | | integer | age | How old? | . > 5 |
    """
    play(form).says("").is_complete()


def test_an_answer_whose_rule_no_longer_holds_is_asked_again():
    form = """
        | survey |
        | | type | name | label | constraint |
        | | integer | people | How many? | |
        | | integer | workers | How many of them work? | . <= ${people} |
    """
    sheet = play(form).says("5", "4").is_complete()
    sheet.answers("people", "3").is_accepted(touched=("workers",)).is_asked("workers")
    assert sheet.prompt.answer == "4"
    sheet.says("2").is_complete()


def test_a_doubtful_answer_is_accepted_when_it_is_confirmed():
    form = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | bind::sanaq:soft | bind::sanaq:soft-kk | bind::sanaq:soft-ru |
        | | integer | age | Жасыңыз? | Возраст? | . < 98 | Жасы: {.}. Дұрыс па? | Возраст: {${age}}. Всё верно? |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """  # noqa: E501 - a table
    sheet = play(form, language="ru").tries("99").is_doubted("Возраст: 99. Всё верно?")
    assert sheet.interview.answers == {}
    sheet.in_language("kk").tries("99").is_doubted("Жасы: 99. Дұрыс па?")
    sheet.tries("99", confirmed=True).is_accepted().is_complete()
