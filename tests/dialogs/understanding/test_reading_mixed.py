"""Both languages in one breath, Kazakh and Russian in Latin letters, letters of the other keyboard: as people write."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.understanding import Several, Understood, read
from questionnaire import Interview, Prompt, publish
from questionnaire.prompting import put
from questionnaire.walk import Ask
from tests.dialogs.understanding.asked import TODAY

FORMS = Path(__file__).parents[3] / "campaigns" / "kz-2021" / "forms"

SAID = {
    ("dwelling", "bath_shower"): {
        "yes": "иә, есть; да, бар; бар; bar; есть; да есть; конечно есть; ia; iya; иә, бар ғой; da; да, конечно",
        "no": "жок, нету; нет, жоқ; joq; zhok; netu; жоқ, әлі жоқ; net",
    },
    ("person", "lived_here_since_birth"): {
        "yes": "иә, живу; да, туганнан; иә, родился здесь",
        "no": "жоқ, переехал; нет, көшіп келдім",
    },
    ("dwelling", "rooms_count"): {
        "2": "екі комнаты; два бөлме; eki bolme; dve komnaty; 2 bolme",
        "3": "үш комната; tri komnaty; ушеу; 3 комнатамыз бар",
        "4": "tort; төрт комната",
    },
    ("dwelling", "total_area_m2"): {
        "60": "алпыс квадратных метров; 60 sharshy metr; шестьдесят шаршы метр; 60 кв метр",
        "54": "elu tort; 54 квадрат",
    },
    ("person", "commute_minutes"): {"20": "жиырма минут; jiyrma minut; минут двадцать; двадцать минуттай"},
    ("list", "member_birth_date"): {
        "1980-05-12": "12 мамыр 1980 года; 12 мая 1980 жылы; 12 mamyr 1980; 12 maya 1980; 1980 жыл 12 мая; 12 mai 1980 jyl",
    },
    ("person", "arrival_date"): {"2007-09-01": "2007 жыл сентябрь; kyrkuiek 2007; в қыркүйек 2007; sentyabr 2007 goda"},
    ("list", "member_sex"): {
        "male": "erkek; мужчинамын; Ep; еркекпін; муж.",
        "female": "aiel; жеңский; zhenskii; qyz; женщинамын; әйелмін; әйел пол",
    },
    ("person", "native_language"): {"kazakh": "казахша; kazaksha; казак тили; қазақский"},
    ("person", "citizenship"): {"kz": "qazaqstan; Казахстан азаматы; гражданин РК; Казахстан республикасы"},
    ("person", "citizenship_country"): {"RU": "Rossiya; Ресей; Россия"},
    ("dwelling", "address_locality"): {
        "750000000": "Almaty qalasy; Алматы город; город Алматы қаласы; Алматы каласы",
        "790000000": "Шымкентте; в Шымкенте тұрамын; Shymkent qalasy",
    },
}
PHRASES = [
    (*question, value, said.strip())
    for question, meant in SAID.items()
    for value, phrases in meant.items()
    for said in phrases.split(";")
]


@pytest.fixture(scope="module")
def asked() -> dict[tuple[str, str], Prompt]:
    """Questions of the campaign's own sheets as they are put."""
    found = {}
    for form in {form for form, _ in SAID}:
        compiled = publish(FORMS / f"{form}.md").form()
        begun = {"head_is_self": "yes"} if form == "list" else {}
        interview = Interview(compiled, begun, now=datetime(2021, 9, 10, tzinfo=UTC), language="ru", seed="s")
        for element in compiled.questions():
            for live in interview._tree.lives(element.path) if (form, element.name) in SAID else ():
                found[form, element.name] = put(Ask(live), (), interview._choices, "ru")
    return found


def test_there_are_more_than_sixty() -> None:
    assert len(PHRASES) > 60


@pytest.mark.parametrize(("form", "name", "value", "said"), PHRASES)
def test_a_mix_of_languages_and_letters_is_understood(
    asked: dict[tuple[str, str], Prompt], form: str, name: str, value: str, said: str
) -> None:
    """Of a long list the place stands first among those that fit."""
    match read(asked[form, name], said, "ru", TODAY):
        case Understood(read_value):
            assert read_value == value
        case Several(values):
            assert values[0] == value
        case other:
            raise AssertionError(other)


@pytest.mark.parametrize("said", ["да, нет", "жоқ, бар", "нет, есть", "да не", "иә емес"])
def test_a_yes_that_is_also_a_no_is_asked_again(asked: dict[tuple[str, str], Prompt], said: str) -> None:
    assert not isinstance(read(asked["dwelling", "bath_shower"], said, "ru", TODAY), Understood)
