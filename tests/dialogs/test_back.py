"""Going back: through the questions, out of a search or a doubt, to the family page."""

import pytest

from dialogs.texts import texts
from tests.dialogs.journeys import StoppedAt, signs_in
from tests.dialogs.scenario import Person, Scenario


async def asked_ref(person: Person) -> str:
    asked = await person.asked()
    return asked[2].ref if asked else ""


@pytest.mark.parametrize("how", ["button", "word", "command"])
async def test_back_goes_through_the_questions_to_the_family(stopped_at: StoppedAt, language: str, how: str) -> None:
    person, _ = await stopped_at(language, "wall_material")
    say = texts(language)
    before, seen = await person.kept(), [await asked_ref(person)]
    while await person.asked() is not None:
        match how:
            case "button":
                await person.presses(say("aside.back"))
            case "word":
                await person.says({"kk": "артқа", "ru": "назад"}[language])
            case _:
                await person.says("/back")
        seen.append(await asked_ref(person))
    assert seen[-2].endswith("address_locality")
    assert len(set(seen)) == len(seen) == 9
    person.hears("family.title")
    assert await person.kept() == before


async def test_what_stands_is_said_and_may_stay(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    say = texts(language)
    await person.presses(say("aside.back"))
    person.hears("sheet.now", answer="44")
    await person.presses(say("aside.keep"))
    assert (await asked_ref(person)).endswith("rooms_count")


async def test_after_a_change_one_is_where_one_was(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    for _ in range(3):
        await person.says({"kk": "артқа", "ru": "назад"}[language])
    assert (await asked_ref(person)).endswith("wall_material")
    await person.says("1")
    assert (await asked_ref(person)).endswith("rooms_count")
    assert await person.answer("wall_material") != "large_panel"


async def test_back_out_of_a_search(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "birth_place", "Айгүл")
    say = texts(language)
    question = person.prompt
    await person.says("уштобе")
    assert person.prompt != question
    await person.presses(say("aside.back"))
    assert person.prompt == question


async def test_back_out_of_a_doubt(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "age_first_marriage", "Айгүл")
    question = person.prompt
    await person.says("14")
    await person.says({"kk": "артқа", "ru": "назад"}[language])
    assert person.prompt == question
    assert await person.answer("age_first_marriage", "Айгүл") is None


async def test_ticks_are_let_go_on_going_back(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "durables")
    await person.presses(question.choices[0].label)
    await person.says({"kk": "артқа", "ru": "назад"}[language])
    await person.presses(texts(language)("aside.keep"))
    assert not any(choice.selected for choice in person.prompt.choices)


async def test_back_from_the_very_first_question(scenario: Scenario, language: str) -> None:
    person, say = scenario.person(), texts(language)
    await signs_in(person, language)
    await person.presses(say("aside.back"))
    person.hears("family.title")
    await person.says({"kk": "артқа", "ru": "назад"}[language])
    person.hears("family.title")
    await person.says({"kk": "иә", "ru": "да"}[language])
    assert await asked_ref(person) == "head_is_self"
