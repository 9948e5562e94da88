import pytest

from dialogs.wording import (
    join_alternatives,
    join_list,
    quote,
    say_date,
    say_datetime,
    say_number,
)


def test_dates_are_written_as_in_official_papers():
    assert say_date("2021-09-01", "kk") == "2021 жылғы 1 қыркүйек"
    assert say_date("2021-09-01", "ru") == "1 сентября 2021 года"
    assert say_date("2021-09-01", "kk", "month") == "2021 жылғы қыркүйек"
    assert say_date("2021-09-01", "ru", "month") == "сентябрь 2021 года"
    assert say_date("2021-01-01", "kk", "year") == "2021 жыл"
    assert say_date("2021-01-01", "ru", "year") == "2021 год"
    assert say_datetime("2021-09-01T09:05:00", "kk") == "2021 жылғы 1 қыркүйек, 09:05"
    assert say_date("скоро", "ru") == "скоро"


@pytest.mark.parametrize(("value", "said"), [
    (5, "5"), ("19186015.5", "19\u00a0186\u00a0015,5"), (1200, "1\u00a0200"), ("12.50", "12,5"), ("-3", "−3"),
    ("много", "много"),
    ("1e3", "1\u00a0000"), ("NaN", "NaN"),
])  # fmt: skip
def test_numbers_are_grouped_with_a_decimal_comma(value, said):
    assert say_number(value, "kk") == say_number(value, "ru") == said


def test_lists_end_with_and_or_or():
    assert join_list(["A", "B", "C"], "kk") == "A, B және C"
    assert join_list(["A", "B", "C"], "ru") == "A, B и C"
    assert join_list(["A"], "kk") == "A"
    assert join_list([], "ru") == ""
    assert join_alternatives(["A", "B"], "kk") == "A немесе B"
    assert join_alternatives(["A", "B"], "ru") == "A или B"
    assert join_alternatives([], "ru") == ""


def test_quotes_inside_quotes_and_long_texts():
    assert quote('школа "Өркен"', "ru") == "«школа „Өркен“»"
    assert len(quote("б" * 500, "kk")) < 70
