"""Long lists: the places of Kazakhstan and the countries as the campaign has them, and small lists that show a rule."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import NotUnderstood, Several, Understood, read, search
from dialogs.understanding.typos import distance, within_one
from questionnaire.prompt import Choice, Kind
from tests.dialogs.understanding.asked import TODAY, Listed, choice, question

FORMS = Path(__file__).parents[3] / "campaigns" / "kz-2021" / "forms"


@pytest.fixture(scope="module")
def places():
    with (FORMS / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    made = []
    for row in rows:
        labels = {"kk": row["label_kk"], "ru": row["label_ru"]}
        columns = {name: row[name] for name in ("search_kk", "search_ru", "level", "locality")}
        made.append(Choice(row["name"], labels["ru"], labels, columns))
    return Listed(made, "places|ru")


def found(places, text, limit=8):
    reading = search(places, text, "ru", limit)
    return [places.by_value(value).label for value in reading.values] if isinstance(reading, Several) else []


@pytest.mark.parametrize("text", [
    "Кызылорда", "Қызылорда", "Qyzylorda", "Kyzylorda", "қызылорд", "г. Кызылорда", "Қызылорда қ.", "Кызылорде", "Кзылорда",
    "kyzyl orda",
])  # fmt: skip
def test_a_city_is_found_first_in_any_spelling(places, text):
    assert found(places, text)[0] == "город Кызылорда — Кызылординская область"


@pytest.mark.parametrize(("text", "first"), [
    ("алм", "город Алматы"), ("Алматы", "город Алматы"), ("Almaty", "город Алматы"), ("Алматы обл", "Алматинская область"),
    ("нур-султан", "город Астана"), ("Нұрсұлтан", "город Астана"), ("Шымкентте", "город Шымкент"),
    ("Өскемен", "город Усть-Каменогорск — Восточно-Казахстанская область"),
    ("усть камен", "город Усть-Каменогорск — Восточно-Казахстанская область"),
    ("узын агаш", "село Узынагаш — Жамбылский район, Алматинская область"),
    ("Костонай", "город Костанай — Костанайская область"),
    ("абай ауылы келес", "село Абай — Келесский район, Туркестанская область"), ("Ресей", "Россия"), ("germania", "Германия"),
    ("живу в Павлодаре", "город Павлодар — Павлодарская область"), ("Семипалатинск", "город Семей — область Абай"),
])  # fmt: skip
def test_the_likeliest_place_comes_first(places, text, first):
    assert found(places, text)[0] == first


def test_several_words_narrow_and_the_rest_is_said_to_be_there(places):
    assert all("Карагандинская" in label for label in found(places, "абай карагандинская"))
    reading = search(places, "абай", "ru")
    assert len(reading.values) == 8
    assert reading.more
    assert len(search(places, "абай", "ru", limit=3).values) == 3


def test_a_kind_of_place_prefers_but_does_not_exclude(places):
    assert all(label.startswith("село Абай") for label in found(places, "село Абай"))
    assert found(places, "село Шымкент")[0] == "город Шымкент"


@pytest.mark.parametrize(
    ("text", "reason"), [("асдфгхйк", "nothing"), ("!!!", "letters"), ("👍", "letters"), ("вжщ" * 1000, "nothing")]
)
def test_what_is_nowhere_is_said_with_an_example(places, text, reason):
    reading = search(places, text, "kk")
    assert isinstance(reading, NotUnderstood)
    assert reading.reason == f"understanding.search.{reason}"
    assert len(str(reading.fields)) < 200


def test_reading_takes_a_whole_name_of_one_place_and_shows_the_choice_otherwise(places):
    prompt = question(Kind.SELECT_ONE, choices=places)
    assert read(prompt, "Германия", "ru", TODAY) == Understood("DE")
    assert read(prompt, "Ресей", "kk", TODAY) == Understood("RU")
    assert read(prompt, "село Абай — Келесский район, Туркестанская область", "ru", TODAY) == Understood(
        search(places, "село абай келесский", "ru").values[0]
    )
    assert isinstance(read(prompt, "герм", "ru", TODAY), Several)
    assert isinstance(read(prompt, "Абай", "ru", TODAY), Several)
    assert read(prompt, "не знаю", "ru", TODAY).reason == "understanding.search.nothing"


def test_every_choice_is_found_by_its_label_in_either_language(places):
    prompt = question(Kind.SELECT_ONE, choices=places)
    for position in range(0, len(places), 97):
        wanted = places[position]
        for label in wanted.labels.values():
            assert read(prompt, label, "ru", TODAY) == Understood(wanted.value), label


def test_a_list_is_read_once_for_all_languages_and_another_one_apart():
    one = Listed([choice(f"v{n}", f"Ауыл{n}", f"Село{n}", search_ru=f"Имя{n}") for n in range(60)], "one")
    search(one, "имя5", "ru")
    reads = one.reads
    search(one, "ауыл7", "kk")
    assert one.reads - reads < 10
    another = Listed([choice(f"w{n}", f"Ауыл{n}", f"Село{n}", search_ru=f"Имя{n}") for n in range(60)], "another")
    assert search(another, "имя5", "ru").values[0] == "w5"


def test_columns_for_searching_add_names():
    countries = Listed([choice("RU", "Ресей", "Россия", search_ru="Россия; РФ"), *(
        choice(f"X{n}", f"Ел{n}", f"Страна{n}") for n in range(60))], "countries")  # fmt: skip
    assert search(countries, "рф", "ru") == Several(("RU",))


@given(st.text("абв", max_size=7), st.text("абв", max_size=7))
def test_one_slip_is_an_edit_distance_of_one(one, other):
    assert within_one(one, other) == (distance(one, other, 3) <= 1)
    assert distance(one, other, 3) == distance(other, one, 3)


@given(st.text(max_size=60))
def test_any_text_at_all_is_searched_for(text):
    small = Listed([choice("a", "Абай ауылы", "село Абай"), choice("b", "Балқаш", "Балхаш")], "small")
    assert isinstance(search(small, text, "kk"), Several | NotUnderstood)
