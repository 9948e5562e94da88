"""Long lists: the places of Kazakhstan and the countries as the campaign has them, and small lists that show a rule."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import NotUnderstood, Several, Understood, fold, read, search
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


# What people type, by the beginning of the label they mean.
MISSPELT = """
город Алматы: Алмата, Алмааты, Алмты, Аламты, Амлаты, алмати
город Астана: Аастана, Астна, Остана, Астане, Асатна
город Шымкент: Шимкент, Шымкен, Чимкент, Шымкетн, Shimkent, Шымкнт
город Караганда: Карганда, Корагонда, Караганде, Каргаанда
город Актобе: Актобе, Актюбинск, Актабе, Ахтобе
город Костанай: Костонай, Кустанай, Кастанай, Костаней
город Павлодар: Павладар, Повлодар, Павлодр, Павлодаре, Pavladar
город Уральск: Уральк, Уралск, Урапьск
город Атырау: Атырав, Атерау, Атрау
город Тараз: Таразд, Джамбул
город Кызылорда: Кызилорда, Кзыл орда, Кызылрода, Кизил Орда, Қызлорда
город Талдыкорган: Талдыкурган, Талдыкоргон, Талды корган, Талдикорган
город Петропавловск: Петропавлск, Питропавловск, Петропавлавск, Петропавловске
город Кокшетау: Кокчетав, Кокшетав, Какшетау, Көкшетауда, Кокшитау
город Усть-Каменогорск: Устькаменагорск, Усть-Каминогорск, Оскемен, Уст Каменогорск
город Семей: Семепалатинск, Семипалатинск, Семий
город Туркестан: Туркистан, Туркестон, Turkistan, Түркстан
город Экибастуз: Экибастус, Екибастуз, Экибаструз, Ekibastuz
город Темиртау: Темертау, Тимиртау, Темиртав
город Балхаш: Балкаш, Балхашь, Бальхаш
город Жезказган: Джезказган, Жесказган, Жезкозган
город Жанаозен: Жанаозень, Жаноозен, Жанаузен, Узень
город Рудный: Рудни, Руднй, Рыдный
город Қонаев: Капчагай
город Каскелен: Каскилен, Касклен, Каскелене
город Талгар: Толгар, Талгор
город Щучинск: Шучинск, Щючинск
город Степногорск: Степнагорск, Степногрск
город Байконыр: Байканур, Байконур, Баиконур
город Сарыагаш: Сарыагаш, Сариагаш, Сарагаш, Сары агаш
село Узынагаш: Узун-Агаш, Узунагач, Узынагашь
Россия: Рассия, Росия, Росси, Ресейй
Узбекистан: Узбикистан, Узбекстан, Озбекистан, Өзбекістан
Кыргызстан: Киргизия, Кыргизстан, Кыргыстан
Германия: Гермаия, Гирмания, Герамния
Китай: Китаи, Китй, Қытай
Украина: Украйна, Укрина
Турция: Турцыя, Тюркия
"""
NONSENSE = """
ыыыыыыы, xyzzy, ааааа, ффффф, йцукен, qwerty, asdf, asdfg, asdfgh, фывапр, фыва, ячсмить, zxcvb, zxcvbn, ввввв,
хахаха, хыхыхы, лололо, абырвалг, абракадабра, тест, test, тратата, пщщщ, пшшш, бззз, ггг, еее, уууу, иии, ммм, эээ,
фигня, ничего, asdasd, qwqwqw, ололо, йййй, gfhjkm, dfghj, ghjkl, vbnm, wtf, foobar, blah blah, зззззз, щщщ, жжж,
бубубу, тыдыщ, хрю, мяу, мяумяу, привет, hello, кукареку, ываыва, фывфыв, хзхз, ывапролд, джщзх, qazwsx, йцу,
lalala, ляляля, пфпф, трррр, шмыгшмыг, бебебе, ойойой, хммм, ээээ, ыаыаы, зюзюзю
"""


@pytest.mark.parametrize("line", MISSPELT.strip().splitlines(), ids=lambda line: line.partition(":")[0])
def test_a_misspelt_place_is_found(places, line):
    meant, _, spellings = line.partition(": ")
    lost = [text for text in spellings.split(", ") if not any(label.startswith(meant) for label in found(places, text))]
    assert lost == []


def test_nonsense_is_no_place_and_it_is_said_how_to_type(places):
    readings = {text: search(places, text, "ru") for text in NONSENSE.replace("\n", " ").strip().split(", ")}
    assert {text for text, reading in readings.items() if isinstance(reading, Several)} == set()
    assert {reading.reason for reading in readings.values()} == {"understanding.search.nothing"}


def test_a_city_is_found_with_any_letter_lost_or_two_exchanged(places):
    """But where that makes the beginning of another name, or loses the first letter."""
    lost, tried = [], 0
    for at in range(len(places)):
        label = places[at].label
        name = label.partition(" — ")[0].removeprefix("город ")
        if not label.startswith("город ") or not name.isalpha() or len(name) < 7:
            continue
        for cut in range(1, len(name) - 2):
            for text in (name[:cut] + name[cut + 1 :], name[:cut] + name[cut + 1] + name[cut] + name[cut + 2 :]):
                tried += 1
                if label not in found(places, text) and not any(map(begins(text), found(places, text))):
                    lost.append((name, text))
    assert tried > 500
    assert len(lost) < tried / 20, lost


def begins(text):
    return lambda label: any(word.startswith(fold(text)) for word in fold(label).split())


@given(st.text("бвгджзклмнпрстфхцчшщ", min_size=5, max_size=9))
def test_letters_that_cannot_be_spoken_are_no_place(places, text):
    reading = search(places, text, "ru")
    assert isinstance(reading, NotUnderstood) or any(map(begins(text), found(places, text)))


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


@pytest.mark.parametrize(("text", "meant"), [
    ("город караганда", "город Караганда — Карагандинская область"),
    ("Қарағанды қ.", "город Караганда — Карагандинская область"),
    ("город Алматы", "город Алматы"), ("қала Алматы", "город Алматы"), ("г. Алматы", "город Алматы"),
    ("Almaty qalasy", "город Алматы"), ("қала Орал", "город Уральск — Западно-Казахстанская область"),
    ("Жетісай қаласы", "город Жетысай — Туркестанская область"), ("ауыл Баянауыл", "село Баянаул — Павлодарская область"),
    ("область Абай", "область Абай"), ("Караганда", None), ("город карага", None), ("село Абай", None), ("поселок Актас", None),
    ("с Караганды", None), ("село Шымкент", None),
])  # fmt: skip
def test_a_kind_that_is_named_settles_which_of_one_name_is_meant(places, text, meant):
    by_language = {"ru": places, "kk": in_kazakh(places)}
    for language, listed in by_language.items():
        reading = read(question(Kind.SELECT_ONE, choices=listed), text, language, TODAY)
        assert isinstance(reading, Several) == (meant is None)
        assert meant is None or places.by_value(reading.value).label == meant


def in_kazakh(places):
    rows = [places[at] for at in range(len(places))]
    return Listed([Choice(row.value, row.labels["kk"], row.labels, row.extra) for row in rows], "places|kk")


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
