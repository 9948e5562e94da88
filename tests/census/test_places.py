"""The lists of places and countries: spellings written out, homonyms told apart, older names found."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from census.kato import KatoError, read_kato, spoken_kk, spoken_ru
from census.places import build_lists

FORMS = Path(__file__).parents[2] / "campaigns" / "kz-2021" / "forms"
HEADING = "kato,kato_version,level,type_code,name_ru,name_kk"
SMALL = f"""{HEADING}
100000000,x,oblast,0,область Абай,Абай облысы
101000000,x,district,1,Семей Г.А.,Семей Қ.Ә.
101010000,x,sub_district,1,г.Семей,Семей қ.
103200000,x,district,2,Абайский район,Абай ауданы
103230000,x,sub_district,2,Карааульский с.о,Қараауыл а.о.
103230100,x,settlement,2,с.Карааул,Қараауыл а.
103230101,x,settlement,2,с.Актас,Ақтас а.
103233000,x,sub_district,2,Архатский с.о.,Арқат а.о.
103233100,x,settlement,2,с.Актас,Ақтас а.
103233101,x,settlement,2,с.Актас,Ақтас а.
710000000,x,oblast,1,г.Астана,Астана қ.
"""


@pytest.fixture
def built(tmp_path: Path) -> dict[str, dict[str, str]]:
    source = tmp_path / "classifier.csv"
    source.write_text(SMALL, encoding="utf-8")
    (tmp_path / "former-names.csv").write_text(
        "name,kk,ru\n710000000,Нұр-Сұлтан,Нур-Султан; Целиноград\n", encoding="utf-8"
    )
    build_lists(source, tmp_path)
    return rows(tmp_path / "kato.csv")


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("с.Карааул", "село Карааул"),
        ("с. Абылхаир", "село Абылхаир"),
        ("Заречное с.", "село Заречное"),
        ("г.Семей", "город Семей"),
        ("п. Асыката", "посёлок Асыката"),
        ("Карааульский с.о", "Карааульский сельский округ"),
        ("с.о. Бастау", "сельский округ Бастау"),
        ("с.о.им.Койгельды Аухадиева", "сельский округ имени Койгельды Аухадиева"),
        ("Щучинская г.а.", "Щучинская городская администрация"),
        ("Семей Г.А.", "Семей, городская администрация"),
        ("рзд.18 км", "разъезд 18 км"),
        ("Абайский район", "Абайский район"),
        ("ст.Акбулак", "станция Акбулак"),
        ("район им.Казыбек би", "район имени Казыбек би"),
        ("Район им.Габита Мусрепова", "район имени Габита Мусрепова"),
        ("р.а. им.Казыбек би", "районная администрация имени Казыбек би"),
        ("Әлихан Бөкейхан р.а.", "Әлихан Бөкейхан, районная администрация"),
        ("им.Бухарбай батыра с.о.", "сельский округ имени Бухарбай батыра"),
        ("с.о.им.И.Курманова", "сельский округ имени И.\u00a0Курманова"),
        ("Кемпирсай ст.", "станция Кемпирсай"),
        ("отг.ст.Сарыадыр", "отгон станции Сарыадыр"),
        ("Жив.точка Алга", "Животноводческая точка Алга"),
        ("крес.пос.Верхняя Еловка", "крестьянское поселение Верхняя Еловка"),
        ('оздоровит. центр"Сункар"', "оздоровительный центр «Сункар»"),
        ("ДОЦ Чайка", "Детский оздоровительный центр Чайка"),
        ("Чабанский жил.дом", "Чабанский жилой дом"),
        ("Отд. 2", "Отделение 2"),
    ],
)
def test_russian_abbreviations_are_written_out(written: str, spoken: str) -> None:
    assert spoken_ru(written).full == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Қараауыл а.", "Қараауыл ауылы"),
        ("Қарамеңді батыр а", "Қарамеңді батыр ауылы"),
        ("Қараауыл а.о.", "Қараауыл ауылдық округі"),
        ("Қарабұлақ   а.ә.", "Қарабұлақ ауылдық әкімдігі"),
        ("Қойгелді Аухадиев атын. а.о.", "Қойгелді Аухадиев атындағы ауылдық округ"),
        ("Ж.Қайыпов атын.а.", "Ж.\u00a0Қайыпов атындағы ауыл"),
        ("Семей қ.", "Семей қаласы"),
        ("Форт-Шевченко ќ.", "Форт-Шевченко қаласы"),
        ("Семей Қ.Ә.", "Семей қалалық әкімдігі"),
        ("рзд.41", "41 разъезі"),
        ("Қазыбек би атын.ауданы", "Қазыбек би атындағы аудан"),
        ("Атбай атындағы а.", "Атбай атындағы ауыл"),
        ("Темір Масин ат.а.о.", "Темір Масин атындағы ауылдық округ"),
        ("Рахым Сәбденов ат.а", "Рахым Сәбденов атындағы ауыл"),
        ("Мамаит Омаров атын.с.", "Мамаит Омаров атындағы ауыл"),
        ("а.Ақтас", "Ақтас ауылы"),
        ("Бурыл а.о .", "Бурыл ауылдық округі"),
        ("Елші 2уч.", "Елші 2 учаскесі"),
        ("Сарыадыр ст.ж.", "Сарыадыр станциясының жайылымы"),
        ("Еңбек шар.қонысы", "Еңбек шаруа қонысы"),
        ('"Чайка"балалар сауықтыру ортал', "«Чайка» балалар сауықтыру орталығы"),
        ("Сариев У. «Сүйінжан» шар.қож.", "Сариев У. «Сүйінжан» шаруа қожалығы"),
        ("Жаңабаз қыстауы", "Жаңабаз қыстауы"),
    ],
)
def test_kazakh_abbreviations_are_written_out(written: str, spoken: str) -> None:
    assert spoken_kk(written).full == spoken


def test_a_label_says_where_the_place_lies(built: dict[str, dict[str, str]]) -> None:
    village = built["103230100"]
    assert village["label_kk"] == "Қараауыл ауылы — Абай ауданы, Абай облысы"
    assert village["label_ru"] == "село Карааул — Абайский район, область Абай"
    assert (village["parent"], village["region"], village["locality"]) == ("103230000", "10", "yes")


def test_a_city_is_not_said_to_lie_in_its_own_administration(built: dict[str, dict[str, str]]) -> None:
    assert built["101010000"]["label_ru"] == "город Семей — область Абай"


def test_villages_of_one_name_are_told_apart_by_rural_district_and_in_the_end_by_code(
    built: dict[str, dict[str, str]],
) -> None:
    assert "Карааульский сельский округ" in built["103230101"]["label_ru"]
    assert built["103233100"]["label_kk"].endswith("(103233100)")
    assert built["103233101"]["label_kk"].endswith("(103233101)")


def test_one_can_live_in_a_village_or_a_city_but_not_in_a_rural_district(
    built: dict[str, dict[str, str]],
) -> None:
    there = {code for code, row in built.items() if row["locality"] == "yes"}
    assert there == {"101010000", "103230100", "103230101", "103233100", "103233101", "710000000"}


def test_older_names_lead_to_the_place(built: dict[str, dict[str, str]]) -> None:
    assert built["710000000"]["search_ru"] == "Астана; Нур-Султан; Целиноград"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "row 1: the columns kato"),
        (f"{HEADING}\n12,x,oblast,0,а,а\n", "row 2: a KATO code has nine digits"),
        (f"{HEADING}\n100000000,x,oblast,0,а,\n", "row 2: the unit 100000000 needs both names"),
        (f"{HEADING}\n100000000,x,oblast,0,а,а\n100000000,x,oblast,0,а,а\n", "row 3: the code 100000000 stands twice"),
    ],
)
def test_a_file_that_is_not_the_classifier_is_refused_by_row(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "kato.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KatoError, match=said):
        read_kato(path)


def test_the_whole_country_is_there_and_no_two_labels_are_equal() -> None:
    units = rows(FORMS / "kato.csv")
    assert len(units) == 15594
    for column in ("label_kk", "label_ru"):
        assert Counter(row[column] for row in units.values()).most_common(1)[0][1] == 1
    assert "Нур-Султан" in units["710000000"]["search_ru"]
    assert units["431910000"]["label_ru"] == "город Байконыр — Кызылординская область"


def test_no_label_has_an_abbreviation_but_initials() -> None:
    """«р. Казахстанский» is left as the classifier writes it: nobody says what kind of place that is."""
    initial = re.compile(r"\b[А-ЯЁӘҒҚҢӨҰҮҺІ]\.")
    for code, row in rows(FORMS / "kato.csv").items():
        for column in ("label_kk", "label_ru"):
            assert "." not in initial.sub("", row[column]) or code == "636849109", row[column]
            assert not re.search(r"\.[^\W\d_]{2}|\"|\bРайон ", row[column]), row[column]


def test_a_city_districts_administration_is_no_villages() -> None:
    units = rows(FORMS / "kato.csv")
    assert units["351013000"]["label_kk"].startswith("Қазыбек би атындағы аудандық әкімдік — ")
    assert units["351013100"]["label_ru"].startswith("район имени Казыбек би — ")


def test_every_older_name_belongs_to_a_unit() -> None:
    assert rows(FORMS / "former-names.csv").keys() <= rows(FORMS / "kato.csv").keys()


def test_countries_have_both_names_and_kazakhstan_is_not_among_them() -> None:
    countries = rows(FORMS / "countries.csv")
    assert len(countries) == 198  # 192 other members of the UN, five more, and "another country"
    assert "KZ" not in countries
    assert all(row["label_kk"] and row["label_ru"] for row in countries.values())
    assert (countries["KG"]["label_kk"], countries["KG"]["label_ru"]) == ("Қырғызстан", "Кыргызстан")
    assert countries["US"]["label_ru"] == "США"
    assert list(countries)[-1] == "other"


def test_a_place_of_birth_is_any_unit_or_country() -> None:
    places = rows(FORMS / "places.csv")
    assert places.keys() == rows(FORMS / "kato.csv").keys() | rows(FORMS / "countries.csv").keys()
