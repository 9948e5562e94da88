from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.texts import texts
from dialogs.understanding import NotUnderstood, Understood, read
from dialogs.wording import say_date
from questionnaire.prompt import Kind
from tests.dialogs.understanding.asked import TODAY, question

DAY, MONTH, YEAR = (question(Kind.DATE, precision=precision) for precision in ("day", "month", "year"))
KK = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
]
KK_SHORT = ["қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз", "қар", "жел"]
KK_LATIN = [
    "qantar",
    "aqpan",
    "nauryz",
    "sauir",
    "mamyr",
    "mausym",
    "shilde",
    "tamyz",
    "qyrkuiek",
    "qazan",
    "qarasha",
    "zheltoqsan",
]
RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
RU_NAMED = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
RU_SHORT = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сент", "окт", "нояб", "дек"]
PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")

PATTERNS = [
    "{d:02}.{m:02}.{y}", "{d}.{m}.{y}", "{d}/{m}/{y}", "{d}-{m}-{y}", "{y}-{m:02}-{d:02}", "{y}.{m}.{d}", "{y}/{m}/{d}",
    "{d:02} {m:02} {y}", "{d} {ru} {y}", "{d} {ru} {y} года", "{d} {ru} {y} г.", "{d}-го {ru} {y}", "{d} {ru_short} {y}",
    "{d} {ru_short}. {y}", "{ru} {d}, {y}", "{y} жылғы {d} {kk}", "{y} ж. {d} {kk}", "{d} {kk} {y}", "{d} {kk} {y} жыл",
    "{d} {plain} {y}", "{y} жылдың {d} {kk}ында", "{d}-{kk} {y}", "{d} {kk_short} {y}", "{d} {latin} {y}",
    "{y} zhylgy {d} {latin}",
]  # fmt: skip


def written(pattern: str, day: date) -> str:
    at = day.month - 1
    return pattern.format(d=day.day, m=day.month, y=day.year, ru=RU[at], ru_short=RU_SHORT[at], kk=KK[at],
                          kk_short=KK_SHORT[at], latin=KK_LATIN[at], plain=KK[at].translate(PLAIN))  # fmt: skip


@given(st.dates(date(1850, 1, 1), date(2150, 12, 31)), st.sampled_from(PATTERNS), st.booleans())
def test_every_date_in_every_way_of_writing_reads_back(day, pattern, shouted):
    text = written(pattern, day)
    assert read(DAY, text.upper() if shouted else text, "kk", TODAY) == Understood(day.isoformat())


@given(st.dates(date(1850, 1, 1), date(2150, 12, 31)), st.sampled_from(["kk", "ru"]))
def test_a_date_said_by_the_bot_reads_back(day, language):
    iso = day.isoformat()
    assert read(DAY, say_date(iso, language), language, TODAY) == Understood(iso)
    assert read(MONTH, say_date(iso, language, "month"), language, TODAY) == Understood(iso[:8] + "01")
    assert read(YEAR, say_date(iso, language, "year"), language, TODAY) == Understood(iso[:5] + "01-01")


@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_read_in_any_case(month):
    kk, ru = KK[month - 1], RU_NAMED[month - 1]
    for name in (kk, kk + "да", kk + "ның", kk + "дан", ru, ru.capitalize(), RU[month - 1], RU_SHORT[month - 1]):
        assert read(MONTH, f"{name} 1990", "ru", TODAY) == Understood(f"1990-{month:02}-01"), name


@pytest.mark.parametrize(("text", "value"), [
    ("март 1990", "1990-03-01"), ("03.1990", "1990-03-01"), ("1990-03", "1990-03-01"), ("3/1990", "1990-03-01"),
    ("1990 жылғы наурызда", "1990-03-01"), ("қыркүйектің 2015", "2015-09-01"), ("в сентябре 2015", "2015-09-01"),
    ("15.03.1990", "1990-03-01"), ("сентебря 2015", "2015-09-01"), ("қыркүйегі 2015", "2015-09-01"),
])  # fmt: skip
def test_a_month_and_its_year(text, value):
    assert read(MONTH, text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "value"), [
    ("1990", "1990-01-01"), ("1990 год", "1990-01-01"), ("1990 жылы", "1990-01-01"), ("в 1990 г.", "1990-01-01"),
    ("25.03.1990", "1990-01-01"), ("март 1990", "1990-01-01"), ("١٩٩٠", "1990-01-01"),
])  # fmt: skip
def test_a_year_alone(text, value):
    assert read(YEAR, text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "value"), [
    ("сегодня", "2021-09-10"), ("бүгін", "2021-09-10"), ("bugin", "2021-09-10"), ("вчера", "2021-09-09"),
    ("кеше", "2021-09-09"), ("позавчера", "2021-09-08"), ("алдыңғы күні", "2021-09-08"), ("25031990", "1990-03-25"),
    ("19900325", "1990-03-25"), ("25.03.90", "1990-03-25"),
    ("я родилась 5 мая 1988 г.р.", "1988-05-05"), ("туған күнім 12.04.1961", "1961-04-12"),
])  # fmt: skip
def test_other_ways_of_saying_a_day(text, value):
    assert read(DAY, text, "ru", TODAY) == Understood(value)


def refusal(prompt, text, language="ru"):
    reading = read(prompt, text, language, TODAY)
    assert isinstance(reading, NotUnderstood), reading
    return reading


def test_two_digits_of_a_year_are_asked_about_with_both_dates():
    reading = refusal(DAY, "01.09.21")
    assert (reading.reason, reading.fields["first"], reading.fields["second"]) == (
        "understanding.date.year_short", "01.09.1921", "01.09.2021")  # fmt: skip
    assert refusal(MONTH, "09.15").fields["second"] == "09.2015"
    assert refusal(YEAR, "18").fields["first"] == "1918"
    assert refusal(DAY, "1 сент 05").fields["second"] == "01.09.2005"


@pytest.mark.parametrize(("prompt", "text", "reason"), [
    (DAY, "30.02.1990", "no_such_day"), (DAY, "29.02.1990", "no_such_day"), (DAY, "31 апреля 1990", "no_such_day"),
    (DAY, "0.5.1990", "no_such_day"), (DAY, "03/25/1990", "swapped"), (DAY, "25.25.1990", "no_such_month"),
    (DAY, "1990", "month_missing_day"), (MONTH, "1990", "month_missing_month"), (DAY, "март 1990", "day_missing"),
    (DAY, "03.1990", "day_missing"), (DAY, "1 сентября", "year_missing_day"), (DAY, "1.09", "year_missing_day"),
    (MONTH, "наурыз", "year_missing_month"), (MONTH, "13.1990", "no_such_month"), (DAY, "01.09.0021", "year_far"),
    (DAY, "01.09.9999", "year_far"), (DAY, "давно", "expected_day"), (DAY, "35 лет", "expected_day"),
    (MONTH, "осенью", "expected_month"), (YEAR, "давно", "expected_year"), (DAY, "1.2.3.4", "expected_day"),
    (DAY, "1 сентября 2 октября 2021", "expected_day"), (DAY, "11111111", "expected_day"), (DAY, "9" * 500, "expected_day"),
])  # fmt: skip
def test_an_impossible_or_half_said_date_has_its_own_sentence(prompt, text, reason):
    reading = refusal(prompt, text)
    assert reading.reason == f"understanding.date.{reason}"
    for language in ("kk", "ru"):
        fields = refusal(prompt, text, language).fields
        said = texts(language)(reading.reason, **fields)
        assert [name for name, value in fields.items() if str(value) not in said] == []


def test_swapped_day_and_month_are_shown_the_right_way_round():
    assert refusal(DAY, "03/25/1990").fields["right"] == "25.03.1990"


@pytest.mark.parametrize(("text", "value"), [
    ("14:30", "14:30:00"), ("9.05", "09:05:00"), ("14 ч 30 мин", "14:30:00"), ("сағат 14-те", "14:00:00"),
    ("2 часа дня", "14:00:00"), ("кешкі 8:15", "20:15:00"), ("7", "07:00:00"), ("14:30:15", "14:30:00"),
])  # fmt: skip
def test_times_of_the_day(text, value):
    assert read(question(Kind.TIME), text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "value"), [
    ("01.09.2021 14:30", "2021-09-01T14:30:00"), ("2021-09-01T14:30", "2021-09-01T14:30:00"),
    ("1 сентября 2021 в 9:00", "2021-09-01T09:00:00"), ("вчера, 9 часов", "2021-09-09T09:00:00"),
])  # fmt: skip
def test_a_day_with_its_time(text, value):
    assert read(question(Kind.DATETIME), text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("kind", "text", "reason"), [
    (Kind.TIME, "25:00", "time.none_such"), (Kind.TIME, "утром", "time.expected"),
    (Kind.DATETIME, "01.09.2021", "time.with_date"), (Kind.DATETIME, "30.02.2021 14:30", "date.no_such_day"),
])  # fmt: skip
def test_times_that_are_none(kind, text, reason):
    assert refusal(question(kind), text).reason == f"understanding.{reason}"
