"""The sheets answered: ages, what is asked of whom, what is refused and what is doubted, and no dead ends."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire import Accepted, Doubtful, Interview, Kind, Prompt, Refused
from tests.census.answering import NOW, accept, asked, form, label, person, sheet

# --- ages -----------------------------------------------------------------------------------------------------------


def years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@pytest.mark.parametrize(
    ("born", "age"),
    [("2006-09-01", 15), ("2006-09-02", 14), ("2021-08-31", 0), ("2020-09-01", 1), ("2004-02-29", 17)],
)
def test_age_is_completed_years_at_the_census_moment(born: str, age: int) -> None:
    assert person(born).record().values["about"]["age"] == str(age)


@given(st.dates(date(1902, 1, 1), date(2021, 8, 31)), st.dates(date(2021, 9, 1), date(2032, 12, 31)))
def test_age_is_right_for_any_birth_date_and_any_census(born: date, census: date) -> None:
    given_fields = {"census_date": census.isoformat(), "about/birth_date": born.isoformat()}
    filled = Interview(form("person"), {}, given=given_fields, now=NOW, language="kk")
    assert filled.record().values["about"]["age"] == str(years(born, census))


# --- the other sheets -----------------------------------------------------------------------------------------------


def test_a_child_is_asked_little_and_an_adult_of_15_about_work() -> None:
    names = [asked(person(born)) for born in ("2018-03-25", "2006-09-01")]
    child, adult = names
    assert not {"marital_status", "worked_last_week", "education_level", "children_born"} & child
    assert {"marital_status", "worked_last_week", "education_level", "children_born"} <= adult
    assert "proficiency_kazakh" not in child
    assert "currently_studying" in child


def test_men_are_not_asked_about_births() -> None:
    assert "children_born" not in asked(person(sex="male"))


def test_the_main_source_is_one_of_the_sources_named() -> None:
    filled = person()
    accept(filled, "livelihood/livelihood_sources", "work pension")
    main = filled.prompt_at("livelihood/livelihood_main")
    assert main is not None
    assert [choice.value for choice in main.choices] == ["work", "pension"]


@pytest.mark.parametrize(
    ("ref", "value", "outcome"),
    [
        ("family/age_first_marriage", "23", Accepted),
        ("family/age_first_marriage", "15", Doubtful),
        ("family/age_first_marriage", "11", Refused),
        ("family/age_first_marriage", "32", Refused),
        ("children/children_born", "10", Doubtful),
        ("children/children_born", "26", Refused),
        ("children/children_born", "", Accepted),
        ("education/education_level", "doctorate", Accepted),
        ("languages/other_languages", "түрік, неміс", Accepted),
        ("languages/other_languages", "түрік, неміс, қытай", Refused),
        ("migration/arrival_date", "1990-03-01", Accepted),
        ("migration/arrival_date", "1990-02-01", Refused),
        ("migration/arrival_date", "2021-09-01", Refused),
    ],
)
def test_impossible_answers_are_refused_and_unlikely_ones_doubted(ref: str, value: str, outcome: type) -> None:
    filled = person()
    accept(filled, "family/marital_status", "registered")
    accept(filled, "migration/lived_here_since_birth", "no")
    assert isinstance(filled.answer(ref, value, NOW), outcome)


def test_children_living_are_not_more_than_born_and_the_first_birth_fits_the_mother() -> None:
    filled = person("1990-03-25")
    accept(filled, "children/children_born", "2")
    assert isinstance(filled.answer("children/children_living", "3", NOW), Refused)
    assert isinstance(filled.answer("children/first_child_birth_date", "1995-05-01", NOW), Refused)
    assert isinstance(filled.answer("children/first_child_birth_date", "2003-05-01", NOW), Doubtful)
    assert isinstance(filled.answer("children/first_child_birth_date", "2015-05-01", NOW), Accepted)


WORKING = {"work/worked_last_week": "yes", "education/education_level": "doctorate"}
OTHER = {
    "about/ethnicity": "other",
    "languages/native_language": "other",
    "languages/home_language": "other",
    "family/religion": "other",
}


@pytest.mark.parametrize("ref", ["education/education_field", "work/occupation", "work/industry", *OTHER])
def test_a_number_typed_from_habit_is_no_word(ref: str) -> None:
    """After twenty numbered questions people type 1 once more where a profession is asked."""
    filled = person()
    for before, value in ({ref: "other"} if ref in OTHER else WORKING).items():
        accept(filled, before, value)
    words = f"{ref}_other" if ref in OTHER else ref
    refused = filled.answer(words, "1", NOW)
    assert isinstance(refused, Refused)
    assert "например" in refused.message
    assert isinstance(filled.answer(words, "1-дәрежелі маман", NOW), Accepted)


def test_living_area_is_not_more_than_the_whole() -> None:
    filled = sheet("dwelling")
    accept(filled, "building/dwelling_type", "flat")
    accept(filled, "building/total_area_m2", "54.5")
    assert isinstance(filled.answer("building/living_area_m2", "55", NOW), Refused)
    assert isinstance(filled.answer("building/living_area_m2", "32", NOW), Accepted)


@pytest.mark.parametrize("kind", ["homeless", "institution_place", "hotel", "other_institution"])
def test_who_has_no_home_is_not_asked_about_its_walls(kind: str) -> None:
    filled = sheet("dwelling")
    accept(filled, "building/dwelling_type", kind)
    address = {"address_locality", "address_street", "address_house", "address_flat"}
    assert asked(filled) - address == {"dwelling_type"}


def test_a_visitor_is_asked_part_a_and_a_household_part_b() -> None:
    visitor = sheet("visitor", {"part": "A", "person_name": "Джон", "is_self": "no", "list_duration": "m1_3"})
    duration = visitor.prompt_at("arrived/tp_duration")
    assert duration is not None
    assert (duration.label, duration.suggestion) == ("Джон: на какой срок приезд в Казахстан?", "m1_12")
    departed = sheet("visitor", {"part": "B", "departed_names": "Ахметов Серік"})
    prompt = departed.prompt()
    assert prompt is not None
    assert prompt.ref == "left_country/departed:1/dep_name"
    assert "Ахметов Серік" in prompt.notes[0]
    accept(departed, prompt.ref, "Серік")
    assert label(departed, "left_country/departed:1/dep_year") == "Серік: год отъезда"


# --- no dead ends ---------------------------------------------------------------------------------------------------


def likely(prompt: Prompt, chance: random.Random) -> list[str]:
    """Answers to try in turn, as a person would who reads the question."""
    if prompt.kind is Kind.MORE:
        return [chance.choice(["no", "no", "yes"])]
    if len(prompt.choices):
        picked = prompt.choices[chance.randrange(len(prompt.choices))].value
        return [picked, *([] if prompt.required else [""])]
    match prompt.kind:
        case Kind.DATE:
            tries = [f"{chance.randrange(1940, 2021)}-01-01" for _ in range(20)]
        case Kind.INTEGER | Kind.DECIMAL:
            tries = [str(chance.randrange(60)) for _ in range(30)]
        case _:
            tries = ["Ахметов Серік"]
    return [*([""] if not prompt.required and chance.random() < 0.4 else []), *tries, ""]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["list", "dwelling", "person", "visitor"])
def test_whatever_one_answers_the_sheet_comes_to_its_end(name: str, seed: int) -> None:
    chance = random.Random(f"{name}{seed}")
    fields = {"part": chance.choice("AB"), "is_self": "no", "person_name": "Серік"}
    fields |= {
        "about/sex": chance.choice(["male", "female"]),
        "about/birth_date": f"{chance.randrange(1930, 2021)}-05-05",
    }
    known = {ref: value for ref, value in fields.items() if f"/data/{ref}" in form(name).elements}
    filled = sheet(name, known, language=chance.choice(["kk", "ru"]))
    for _ in range(250):
        prompt = filled.prompt()
        if prompt is None:
            break
        assert prompt.label
        outcomes = (filled.answer(prompt.ref, value, NOW, confirmed=True) for value in likely(prompt, chance))
        assert any(isinstance(outcome, Accepted) for outcome in outcomes), prompt.ref
    assert filled.complete
