"""The sheets answered: who is spoken to, what is asked of whom, what is refused and what is doubted."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.iin import Iin, check_digit, parse_iin
from questionnaire import Accepted, Doubtful, Form, Interview, Kind, Outcome, Prompt, Refused, publish

FORMS = Path(__file__).parents[2] / "campaigns" / "kz-2021" / "forms"
NOW = datetime(2021, 9, 10, 6, tzinfo=UTC)
CENSUS = {"census_date": "2021-09-01"}


@cache
def form(name: str) -> Form:
    return publish(FORMS / f"{name}.md").form()


def sheet(name: str, given: Mapping[str, str] = CENSUS, language: str = "ru") -> Interview:
    return Interview(form(name), {}, given={**CENSUS, **given}, now=NOW, language=language)


def person(born: str = "1990-03-25", sex: str = "female", *, is_self: str = "yes") -> Interview:
    return sheet(
        "person",
        {
            "is_self": is_self,
            "person_name": "Айгүл",
            "about/full_name": "Ахметова Айгүл",
            "about/sex": sex,
            "about/birth_date": born,
        },
    )


def household(*names: str, head_is_self: str = "yes", iin: str = "") -> Interview:
    """A list whose names stand, before any details."""
    listed = sheet("list", {"respondent_iin": iin})
    accept(listed, "head_is_self", head_is_self)
    for name in names:
        prompt = listed.prompt()
        assert prompt is not None
        if prompt.kind is Kind.MORE:
            accept(listed, prompt.ref, "yes")
            prompt = listed.prompt()
            assert prompt is not None
        accept(listed, prompt.ref, name)
    accept(listed, "member:+", "no")
    return listed


def accept(interview: Interview, ref: str, value: str) -> None:
    outcome = interview.answer(ref, value, NOW, confirmed=True)
    assert isinstance(outcome, Accepted), (ref, value, outcome)


def tell(listed: Interview, member: int, **answers: str) -> None:
    for name, value in answers.items():
        accept(listed, f"member:{member}/details/member_{name}", value)


def iin(born: str, seventh: int, serial: int = 0) -> str:
    while True:
        prefix = f"{date.fromisoformat(born):%y%m%d}{seventh}{serial:04}"
        check = check_digit(prefix)
        if check is not None:
            return f"{prefix}{check}"
        serial += 1


def asked(interview: Interview) -> set[str]:
    """The names of the questions that are asked as things stand, answered or not."""
    groups = [element.ref for element in interview.form.root.children]
    return {prompt.ref.rsplit("/", 1)[-1] for group in groups for prompt in interview.prompts_in(group)}


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


# --- the household list ---------------------------------------------------------------------------------------------


def label(interview: Interview, ref: str) -> str:
    prompt = interview.prompt_at(ref)
    assert prompt is not None
    return prompt.label


def test_the_respondent_is_spoken_to_and_the_others_are_spoken_about() -> None:
    listed = household("Ахметова Айгүл Серікқызы", "Ахметов Серік")
    assert label(listed, "member:1/details/member_sex") == "Укажите Ваш пол."
    assert label(listed, "member:2/details/member_sex") == "Серік: пол"


def test_when_another_adult_heads_the_household_the_second_entry_is_the_respondent() -> None:
    listed = household("Ахметов Серік", "Ахметова Айгүл", head_is_self="no")
    assert label(listed, "member:1/details/member_sex") == "Серік: пол"
    assert label(listed, "member:2/details/member_sex") == "Укажите Ваш пол."
    members = listed.record().values["member"]
    assert [member["is_self"] for member in members] == ["no", "yes"]
    assert [member["details"]["member_relation"] for member in members] == ["head", ""]


def test_one_cannot_stop_before_the_respondent_is_listed() -> None:
    listed = sheet("list")
    accept(listed, "head_is_self", "no")
    accept(listed, "member:1/member_full_name", "Ахметов Серік")
    prompt = listed.prompt()
    assert prompt is not None
    assert prompt.kind is Kind.TEXT
    assert prompt.notes == ("Теперь запишите себя.",)


def test_the_respondent_keeps_his_entry_when_the_head_is_removed() -> None:
    own = iin("1990-03-25", 4)
    listed = household("Ахметов Серік", "Ахметова Айгүл", "Ахметов Әли", head_is_self="no", iin=own)
    tell(listed, 2, iin=own)
    listed.remove("member:1", confirmed=True)
    assert [m["is_self"] for m in listed.record().values["member"]] == ["yes", "no"]


def test_two_of_one_name_are_called_by_their_full_names() -> None:
    listed = household("Ахметова Айгүл Серікқызы", "Ким Айгүл", "Ахметов Әли")
    assert [m["member_name"] for m in listed.record().values["member"]] == [
        "Ахметова Айгүл Серікқызы",
        "Ким Айгүл",
        "Әли",
    ]


@pytest.mark.parametrize("name", ["Ли", "Ахметова Айгүл Серікқызы", "О’Нил Шон", "Салтыков-Щедрин Ә."])
def test_names_as_people_have_them_are_taken(name: str) -> None:
    accept(sheet("list"), "head_is_self", "yes")
    assert isinstance(first_name(name), Accepted)


def first_name(name: str) -> Outcome:
    listed = sheet("list")
    accept(listed, "head_is_self", "yes")
    return listed.answer("member:1/member_full_name", name, NOW)


def test_a_number_is_no_name_and_many_words_are_doubted() -> None:
    refused = first_name("900101300126")
    assert isinstance(refused, Refused)
    assert "Ахметова Айгуль Сериковна" in refused.message
    doubted = first_name("Алиев Али Вели оглы")
    assert isinstance(doubted, Doubtful)
    assert "4" in doubted.message


@given(st.dates(date(1900, 1, 1), date(2021, 8, 31)), st.integers(1, 6), st.integers(0, 9999), st.integers(0, 9))
def test_the_form_and_the_sign_in_agree_on_which_iin_is_right(born: date, seventh: int, serial: int, last: int) -> None:
    number = f"{born:%y%m%d}{seventh}{serial:04}{last}"
    right = isinstance(parse_iin(number, date(2099, 12, 31)), Iin)
    outcome = blank_list().answer("member:1/details/member_iin", number, NOW)
    # 29 February of 1900 and 1800, which the form lets through, is the only known difference.
    assert isinstance(outcome, Accepted) == right or number[2:6] == "0229"


def blank_list() -> Interview:
    return household("Ахметова Айгүл")


def test_one_iin_is_not_given_to_two_people() -> None:
    listed = household("Ахметова Айгүл", "Ахметов Серік")
    number = iin("1990-03-25", 4)
    tell(listed, 1, iin=number)
    refused = listed.answer("member:2/details/member_iin", number, NOW)
    assert isinstance(refused, Refused)
    assert refused.message.endswith("Один ИИН нельзя записать двум людям.")
    assert isinstance(listed.answer("member:1/details/member_iin", number, NOW), Accepted)


def test_sex_and_birth_date_are_offered_from_the_iin_and_a_difference_is_only_doubted() -> None:
    listed = household("Ахметова Айгүл")
    tell(listed, 1, iin=iin("1990-03-25", 4))
    sex = listed.prompt_at("member:1/details/member_sex")
    born = listed.prompt_at("member:1/details/member_birth_date")
    assert sex is not None
    assert born is not None
    assert (sex.suggestion, born.suggestion) == ("female", "1990-03-25")
    assert isinstance(listed.answer(sex.ref, "male", NOW), Doubtful)
    doubted = listed.answer(born.ref, "1990-03-26", NOW)
    assert isinstance(doubted, Doubtful)
    assert "25.03.1990" in doubted.message
    assert isinstance(listed.answer(born.ref, "1990-03-25", NOW), Accepted)


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        ("2021-09-01", Refused),
        ("2021-08-31", Doubtful),  # a head of the household a day old
        ("1926-09-01", Accepted),  # 95
        ("1925-09-01", Doubtful),  # 96
        ("1901-09-01", Doubtful),  # 120
        ("1900-09-01", Refused),  # 121
    ],
)
def test_birth_dates_are_refused_or_doubted(born: str, outcome: type) -> None:
    listed = household("Ахметова Айгүл")
    assert isinstance(listed.answer("member:1/details/member_birth_date", born, NOW), outcome)


def test_a_parent_younger_than_the_child_is_doubted_with_both_ages() -> None:
    listed = household("Ахметова Айгүл", "Ахметов Серік")
    tell(listed, 1, birth_date="1990-03-25")
    tell(listed, 2, birth_date="1985-06-15")
    doubted = listed.answer("member:2/details/member_relation_to_head", "parent", NOW)
    assert isinstance(doubted, Doubtful)
    assert "31" in doubted.message
    assert "36" in doubted.message
    assert isinstance(listed.answer("member:2/details/member_relation_to_head", "spouse", NOW), Accepted)


def test_a_mother_is_chosen_among_those_who_can_be_it() -> None:
    listed = household("Ахметова Айгүл", "Ахметов Серік", "Ахметов Әли")
    tell(listed, 1, sex="female", birth_date="1990-03-25")
    tell(listed, 2, sex="male", birth_date="1985-06-15")
    tell(listed, 3, sex="male", birth_date="2015-02-28", relation_to_head="child")
    parents = "member:3/details/member_parent_in_household"
    for name, expected in (("mother", ["Ахметова Айгүл"]), ("father", ["Ахметов Серік"])):
        prompt = listed.prompt_at(f"{parents}/member_{name}")
        assert prompt is not None
        assert [choice.label for choice in prompt.choices] == expected
        assert prompt.skip_label == "Не живёт в этом домохозяйстве"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"residence_status": "permanent_present"}, "person"),
        ({"residence_status": "temporarily_absent", "absence_place": "same_locality"}, "person"),
        (
            {"residence_status": "temporarily_absent", "absence_place": "abroad", "absence_duration": "m3_12"},
            "person",
        ),
        (
            {
                "residence_status": "temporarily_absent",
                "absence_place": "abroad",
                "absence_duration": "ge12m",
                "counted_abroad": "no",
            },
            "departed",
        ),
        (
            {
                "residence_status": "temporarily_absent",
                "absence_place": "abroad",
                "absence_duration": "ge12m",
                "counted_abroad": "yes",
            },
            "person",
        ),
        ({"residence_status": "temporarily_present", "home": "abroad", "absence_duration": "lt1m"}, "visitor"),
        ({"residence_status": "temporarily_present", "home": "kz", "absence_duration": "lt1m"}, "elsewhere"),
        ({"residence_status": "temporarily_present", "home": "abroad", "absence_duration": "ge12m"}, "person"),
    ],
)
def test_where_one_lives_decides_which_sheet_one_gets(answers: dict[str, str], expected: str) -> None:
    listed = household("Ахметова Айгүл")
    tell(listed, 1, **answers)
    assert listed.record().values["member"][0]["details"]["sheet"] == expected


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
