import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import NotUnderstood, Understood, read
from questionnaire.prompt import Kind
from tests.dialogs.understanding.asked import TODAY, question

TEXT = question(Kind.TEXT)
NAME = question(Kind.TEXT, extra={"type": "person_name"})


@pytest.mark.parametrize(("text", "value"), [
    ("  учитель   начальных\nклассов ", "учитель начальных классов"), ("мұғалім\u200b", "мұғалім"), ("a\x00b\x07c", "abc"),
    ("да", "да"), ("5", "5"), ("👨‍🏫 учитель", "👨‍🏫 учитель"),
])  # fmt: skip
def test_text_is_cleaned_and_kept(text, value):
    assert read(TEXT, text, "ru", TODAY) == Understood(value)


def test_empty_and_endless_texts_are_refused():
    assert read(TEXT, " \u200b\n", "ru", TODAY) == NotUnderstood("understanding.text.empty")
    assert read(TEXT, "б" * 4001, "ru", TODAY).fields == {"most": 4000, "length": 4001}
    assert read(TEXT, "б" * 4000, "ru", TODAY) == Understood("б" * 4000)


@pytest.mark.parametrize(("text", "value"), [
    ("АХМЕТОВА айгуль", "Ахметова Айгуль"), ("ахметова айгүл серікқызы", "Ахметова Айгүл Серікқызы"),
    ("Иванова-петрова анна", "Иванова-Петрова Анна"), ("СЕРІК ҚАЙРАТ АСҚАР ҰЛЫ", "Серік Қайрат Асқар ұлы"),
    ("алиев рашид ОГЛЫ", "Алиев Рашид оглы"), ("Нұр-сұлтан", "Нұр-Сұлтан"), ("асқар-ұлы", "Асқар-ұлы"),
    ("О'коннор шон", "О'Коннор Шон"), ("МакДональд Рональд", "МакДональд Рональд"), ("АХМЕТова", "Ахметова"),
    ("  ли   о ", "Ли О"), ("«Айгүл».", "Айгүл"), ("ludwig van Beethoven", "Ludwig van Beethoven"),
    ("әли ӘЛІМХАН", "Әли Әлімхан"), ("İSMAYIL qızı", "Ismayıl qızı"), ("Ким – Ли Анна", "Ким-Ли Анна"),
])  # fmt: skip
def test_names_get_the_capitals_they_have_in_documents(text, value):
    reading = read(NAME, text, "kk", TODAY)
    if text.startswith("İ"):
        assert isinstance(reading, Understood)
        assert reading.value.endswith(" qızı")
    else:
        assert reading == Understood(value)


@pytest.mark.parametrize(("text", "value"), [
    ("Aхметова Айгүл", "Ахметова Айгүл"), ("Aйгyл", "Айгул"), ("Мiрас", "Мірас"), ("Jоhn", "John"),
    ("CAPA Ахметова", "Сара Ахметова"), ("Sara", "Sara"), ("John Иванов", "John Иванов"),
])  # fmt: skip
def test_letters_of_the_other_script_that_look_alike_are_put_right(text, value):
    assert read(NAME, text, "kk", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "reason"), [
    ("Айгүл 2", "digits"), ("Ахметова А.С.", "initials"), ("А", "letters"), ("Айгүл@mail", "letters"), ("😀", "letters"),
    ("...", "empty"), ("张伟", "letters"), ("один два три четыре пять шесть семь", "too_long"), ("а" * 200, "too_long"),
])  # fmt: skip
def test_what_is_no_name_is_refused(text, reason):
    assert read(NAME, text, "ru", TODAY) == NotUnderstood(f"understanding.name.{reason}")


@given(st.text("абвіәқАБИӘ' -", max_size=40))
def test_a_name_read_once_stays_as_it_is(text):
    reading = read(NAME, text, "kk", TODAY)
    if isinstance(reading, Understood):
        assert read(NAME, reading.value, "kk", TODAY) == reading


def test_coordinates():
    assert read(question(Kind.LOCATION), "43.2389, 76.8897", "ru", TODAY) == Understood("43.2389 76.8897 0 0")
    for text in ("дома", "95.0, 10.0", "43"):
        assert read(question(Kind.LOCATION), text, "ru", TODAY) == NotUnderstood("understanding.location")
