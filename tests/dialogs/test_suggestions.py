"""A likely answer: ticked in its place among the choices, with the number that chooses it; gone once there is an answer."""

import pytest

from dialogs.texts import texts
from tests.dialogs.journeys import Resumed, StoppedAt

LABELS = {"kk": ["Ер", "Әйел"], "ru": ["Мужской", "Женский"]}


async def test_the_likely_choice_stands_in_its_place_with_its_number(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "member_sex", "Айгүл")
    assert question.suggestion == "female"
    answers = [choice for choice in person.prompt.choices if choice.role == "answer"]
    assert [choice.label for choice in answers] == LABELS[language]
    assert [choice.number for choice in answers] == [1, 2]
    assert [choice.selected for choice in answers] == [False, True]
    person.hears("sheet.suggested_listed")


@pytest.mark.parametrize(
    ("typed", "value"), [("1", "male"), ("2", "female"), ("да", "female"), ("иә", "female"), ("✓", None)]
)
async def test_a_number_means_what_stands_beside_it_and_yes_the_likely_one(
    stopped_at: StoppedAt, language: str, typed: str, value: str | None
) -> None:
    person, _ = await stopped_at(language, "member_sex", "Айгүл")
    await person.says(typed)
    if person.prompt.tone == "doubt":  # the IIN says otherwise
        await person.says(texts(language)("yes"))
    assert await person.answer("member_sex", "Айгүл") == value


async def test_pressing_the_likely_choice_answers(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "member_sex", "Айгүл")
    await person.presses(LABELS[language][1])
    assert await person.answer("member_sex", "Айгүл") == "female"


async def test_a_likely_date_is_one_button_and_yes(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "member_birth_date", "Айгүл")
    assert person.prompt.choices[0].role == "confirm"
    person.hears("sheet.suggested")
    await person.says(texts(language)("yes"))
    assert await person.answer("member_birth_date", "Айгүл") == question.suggestion


async def test_going_back_what_stands_is_offered_and_nothing_else_is_likely(
    stopped_at: StoppedAt, language: str
) -> None:
    person, _ = await stopped_at(language, "member_sex", "Айгүл")
    await person.says("1")
    await person.says(texts(language)("yes"))  # although the IIN says otherwise
    await person.presses(texts(language)("aside.back"))
    asked = await person.asked()
    assert asked is not None
    assert (asked[2].answer, asked[2].suggestion) == ("male", None)
    assert not any(choice.selected for choice in person.prompt.choices)
    person.does_not_hear("sheet.suggested_listed")
    person.hears("sheet.now", answer=LABELS[language][0])
    await person.says(texts(language)("yes"))
    assert await person.answer("member_sex", "Айгүл") == "male", "yes means nothing any more"


# --- what a family answers alike --------------------------------------------------------------------------------------


async def test_what_one_answered_is_offered_for_the_next(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "citizenship", "Айдар")
    assert question.suggestion == await person.answer("citizenship", "Айгүл")
    assert next(choice.selected for choice in person.prompt.choices if choice.role == "answer")
    await person.says({"kk": "иә", "ru": "да"}[language])
    assert await person.answer("citizenship", "Айдар") == "kz"


async def test_what_one_says_of_himself_is_asked_of_everybody(stopped_at: StoppedAt, language: str) -> None:
    for question in ("ethnicity", "native_language", "religion", "birth_place"):
        _, asked = await stopped_at(language, question, "Айдар")
        assert asked.suggestion is None, question


async def test_what_would_be_refused_is_not_offered(stopped_at: StoppedAt, language: str) -> None:
    """His father came in 2007, and he was born in 2012."""
    person, _ = await stopped_at(language, "lived_here_since_birth", "Алихан")
    await person.says({"kk": "жоқ", "ru": "нет"}[language])
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref == "migration/arrival_date"
    assert await person.answer("arrival_date", "Айдар") == "2007-09-01"
    assert all(choice.role != "confirm" for choice in person.prompt.choices)
    person.does_not_hear("sheet.suggested")


async def test_a_private_answer_is_offered_to_nobody(resumed: Resumed, language: str) -> None:
    """Neither the member's to the family nor the family's to him."""
    person, say = await resumed("housed", language), texts(language)
    await person.commands("family")
    await person.presses(say("private.button"))
    await person.presses("Айдар")
    await person.presses(say("private.make"))
    case = (await person.scene()).household
    his = next(sheet for sheet in case.sheets if case.title(sheet) == "Айдар")
    hers = next(sheet for sheet in case.sheets if case.title(sheet) == "Айгүл")
    case._answers = {**case._answers, his.id: {"about/citizenship": "foreign"}}
    assert case.interview(hers).likely == {}
    case._interviews.clear()
    case._answers = {**case._answers, hers.id: {"about/citizenship": "kz"}}
    case.only = 2
    assert case.interview(his).likely == {}
