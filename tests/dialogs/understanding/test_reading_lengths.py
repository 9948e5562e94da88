"""Lengths of time and years among spans of them, and yes and no said in other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import NotUnderstood, Several, Understood, read
from questionnaire.prompt import Kind
from tests.dialogs.understanding.asked import TODAY, choice, question

ABSENT = (
    choice("lt1m", "1 айдан аз", "Менее 1 месяца"),
    choice("m1_3", "Кемінде 1 ай, бірақ 3 айдан аз", "От 1 месяца, но менее 3 месяцев"),
    choice("m3_12", "Кемінде 3 ай, бірақ 12 айдан аз", "От 3 месяцев, но менее 12 месяцев"),
    choice("ge12m", "12 ай және одан көп", "12 месяцев и более"),
)
BUILT = (
    choice("before_1946", "1946 жылға дейін", "До 1946 года"),
    choice("y1946_1960", "1946–1960", "1946–1960"),
    choice("y1961_1970", "1961–1970", "1961–1970"),
    choice("y1981_1990", "1981–1990", "1981–1990"),
    choice("y2001_2010", "2001–2010", "2001–2010"),
    choice("unknown", "Білмеймін", "Не знаю"),
)
YES_NO = (choice("yes", "Иә", "Да"), choice("no", "Жоқ", "Нет"))


@pytest.mark.parametrize(("text", "value"), [
    ("две недели", "lt1m"), ("10 дней", "lt1m"), ("екі апта", "lt1m"), ("бір айдан аз", "lt1m"), ("меньше месяца", "lt1m"),
    ("месяц", "m1_3"), ("полтора месяца", "m1_3"), ("екі айға", "m1_3"), ("на 2 месяца", "m1_3"), ("2-3 недели", "lt1m"),
    ("3 месяца", "m3_12"), ("полгода", "m3_12"), ("пол года", "m3_12"), ("жарты жыл", "m3_12"), ("шамамен алты ай", "m3_12"),
    ("год", "ge12m"), ("бір жыл", "ge12m"), ("два года", "ge12m"), ("больше года", "ge12m"), ("бір жылдан көп", "ge12m"),
    ("1 год 2 месяца", "ge12m"), ("полтора года", "ge12m"),
])  # fmt: skip
def test_a_length_of_time_is_found_among_spans_of_it(text, value):
    assert read(question(Kind.SELECT_ONE, *ABSENT), text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "values"), [
    ("меньше года", ("lt1m", "m1_3", "m3_12")), ("2-4 месяца", ("m1_3", "m3_12")),
    ("больше месяца", ("m1_3", "m3_12", "ge12m")),
])  # fmt: skip
def test_a_length_that_may_lie_in_several_spans_is_asked_about(text, values):
    assert read(question(Kind.SELECT_ONE, *ABSENT), text, "ru", TODAY) == Several(values)


@pytest.mark.parametrize("text", ["с января", "месяц назад вернулся", "пока не найду работу", "жаздан бері"])
def test_what_is_no_length_is_not_guessed(text):
    assert isinstance(read(question(Kind.SELECT_ONE, *ABSENT), text, "ru", TODAY), NotUnderstood)


@given(st.integers(1, 400), st.sampled_from(["дней", "недель", "месяцев", "лет", "күн", "апта", "ай", "жыл"]))
def test_every_length_lies_in_exactly_one_span(count, unit):
    assert isinstance(read(question(Kind.SELECT_ONE, *ABSENT), f"{count} {unit}", "ru", TODAY), Understood)


@pytest.mark.parametrize(("text", "value"), [
    ("1965", "y1961_1970"), ("в 65 году", "y1961_1970"), ("65 жылы", "y1961_1970"), ("60-е", "y1961_1970"),
    ("в шестидесятых", "y1961_1970"), ("алпысыншы жылдары", "y1961_1970"), ("1940", "before_1946"), ("86", "y1981_1990"),
    ("80-е годы", "y1981_1990"), ("80х", "y1981_1990"), ("нулевые", "y2001_2010"), ("в 2005 г.", "y2001_2010"),
])  # fmt: skip
def test_a_year_or_a_decade_is_found_among_spans_of_years(text, value):
    assert read(question(Kind.SELECT_ONE, *BUILT), text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize("text", ["70-е", "1975", "12", "2015", "99", "40-е"])
def test_a_year_of_no_span_is_asked_again(text):
    assert isinstance(read(question(Kind.SELECT_ONE, *BUILT), text, "ru", TODAY), NotUnderstood)


@pytest.mark.parametrize(("text", "number"), [
    ("полчаса", "30"), ("пол часа", "30"), ("1 час", "60"), ("час", "60"), ("полтора часа", "90"), ("1,5 часа", "90"),
    ("1 час 20 минут", "80"), ("жарты сағат", "30"), ("бір сағат", "60"), ("бір жарым сағат", "90"), ("40 минут", "40"),
    ("35", "35"), ("минут двадцать", "20"),
])  # fmt: skip
def test_hours_are_minutes_where_minutes_are_asked(text, number):
    for label in ("Сколько минут занимает дорога?", "Жол неше минут алады?"):
        assert read(question(Kind.INTEGER, label=label), text, "ru", TODAY) == Understood(number)


@pytest.mark.parametrize(("label", "text", "value"), [
    ("Болели ли Вы коронавирусом?", "болел", "yes"), ("Болели ли Вы коронавирусом?", "не болела", "no"),
    ("Болели ли Вы коронавирусом?", "да, в прошлом году", "yes"), ("Болели ли Вы коронавирусом?", "нет, слава богу", "no"),
    ("Есть ли в жилище ванна или душ?", "душ есть", "yes"), ("Есть ли в жилище ванна или душ?", "душа нет", "no"),
    ("Ванна немесе душ бар ма?", "душ бар", "yes"), ("Ванна немесе душ бар ма?", "душ жоқ", "no"),
    ("Жұмыс істедіңіз бе?", "жұмыс істемеймін", "no"), ("Жұмыс істедіңіз бе?", "жұмыс істедім", "yes"),
    ("Жұмыс істедіңіз бе?", "иә, күн сайын", "yes"), ("Жұмыс істедіңіз бе?", "істеген жоқпын", "no"),
    ("Есть ли уехавшие?", "никто не уезжал", "no"),
])  # fmt: skip
def test_yes_and_no_in_other_words(label, text, value):
    assert read(question(Kind.SELECT_ONE, *YES_NO, label=label), text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize("text", [
    "не против", "не совсем", "не понял вопрос", "иә, бірақ істемеймін", "не только болел", "сосед", "не помню точно", "?",
])  # fmt: skip
def test_what_is_neither_a_plain_yes_nor_a_plain_no_is_asked_again(text):
    asked = question(Kind.SELECT_ONE, *YES_NO, label="Болели ли Вы?")
    assert isinstance(read(asked, text, "ru", TODAY), NotUnderstood)


def test_a_denial_is_no_answer_where_nothing_is_answered_no():
    sexes = (choice("male", "Ер", "Мужской"), choice("female", "Әйел", "Женский"))
    assert isinstance(read(question(Kind.SELECT_ONE, *sexes), "не мужской", "ru", TODAY), NotUnderstood)
