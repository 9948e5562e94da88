"""Answers in words of one's own, names at «anyone else?», and what is said piece by piece or in passing."""

import pytest

from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, StoppedAt, comes_to, open_question, signs_in
from tests.dialogs.scenario import Person, Scenario

# --- words of one's own -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["а" * 10_000, "слово " * 2000, "\n" * 9999 + "я"])
async def test_ten_thousand_characters_are_no_trouble(resumed: Resumed, language: str, text: str) -> None:
    person = await resumed("housed", language)
    for question in ("birth_place", "citizenship", "other_languages", "age_first_marriage"):
        prompt = await comes_to(person, question, "Айгүл")
        before = await person.kept()
        await person.says(text)
        asked = await open_question(person)
        assert await person.kept() == before or asked.ref != prompt.ref
        if asked.ref == prompt.ref:
            assert person.screen.messages[0].tone in ("refusal", "notice")
            assert len(person.text) < 3000, "what was typed is not said back whole"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u00a0"])
async def test_an_empty_text_is_no_answer(stopped_at: StoppedAt, language: str, text: str) -> None:
    person, question = await stopped_at(language, "education_field", "Айгүл")
    before = await person.kept()
    await person.says(text)
    assert person.screen.messages[0].tone == "refusal"
    assert person.prompt.text == question.label
    assert await person.kept() == before


async def test_an_operator_may_say_what_he_is(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "occupation", "Айгүл")
    await person.says("Оператор")
    assert await person.answer("occupation", "Айгүл") == "Оператор"


async def test_who_asks_for_an_operator_is_helped(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "education_field", "Айгүл")
    await person.says({"kk": "операторды шақыр", "ru": "позовите оператора"}[language])
    person.hears("person.asked", phone="1446")
    assert await person.answer("education_field", "Айгүл") is None


# --- «anyone else?» ---------------------------------------------------------------------------------------------------


async def is_listed(scenario: Scenario, language: str) -> Person:
    """Who has put himself on the list, and is asked whether there is anyone else."""
    person = scenario.person()
    await signs_in(person, language)
    await person.says("1")
    await person.says(NAMES[0])
    return person


async def test_a_name_at_anyone_else_adds_the_person(scenario: Scenario, language: str) -> None:
    person = await is_listed(scenario, language)
    for name in ("Ахметов Айдар Болатұлы", "Ким Марина"):
        await person.says(name)
    assert await person.members() == [NAMES[0], "Ахметов Айдар Болатұлы", "Ким Марина"]
    await person.says({"kk": "жоқ", "ru": "нет"}[language])
    assert await person.members() == [NAMES[0], "Ахметов Айдар Болатұлы", "Ким Марина"]
    assert (await open_question(person)).ref.endswith("member_iin")


@pytest.mark.parametrize("yes", ["да", "иә", "1", "есть", "бар", "ещё", "тағы", "+"])
async def test_yes_to_anyone_else_asks_the_name(scenario: Scenario, language: str, yes: str) -> None:
    person = await is_listed(scenario, language)
    await person.says(yes)
    assert (await open_question(person)).ref.endswith("member_full_name")


@pytest.mark.parametrize("no", ["нет", "жоқ", "2", "больше никого", "басқа ешкім жоқ", "никого", "это все", "болды"])
async def test_no_to_anyone_else_goes_on(scenario: Scenario, language: str, no: str) -> None:
    person = await is_listed(scenario, language)
    await person.says(no)
    assert (await open_question(person)).ref.endswith("member_iin")


# --- said piece by piece, said in passing -----------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "then"), [("2010", "май"), ("2010", "5"), ("мамыр", "2010"), ("2010 год", "в мае")])
async def test_a_date_may_be_said_piece_by_piece(stopped_at: StoppedAt, language: str, first: str, then: str) -> None:
    """«Год понятен: 2010. Теперь напишите месяц» – and people write the month alone; it is no refusal."""
    person, question = await stopped_at(language, "arrival_date", "Айдар")
    await person.says(first)
    assert person.screen.messages[0].tone == "notice"
    assert person.prompt.text == question.label
    await person.says(then)
    assert await person.answer("arrival_date", "Айдар") == "2010-05-01"


async def test_a_piece_of_a_date_is_forgotten_with_the_next_whole_one(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "arrival_date", "Айдар")
    await person.says("2010")
    await person.says("09.2015")
    assert await person.answer("arrival_date", "Айдар") == "2015-09-01"


@pytest.mark.parametrize("words", ["үшінші", "үш", "третий", "номер три", "үшінші нұсқа", "3-й вариант"])
async def test_a_choice_is_named_by_its_place_in_words(stopped_at: StoppedAt, language: str, words: str) -> None:
    person, question = await stopped_at(language, "wall_material")
    await person.says(words)
    assert await person.answer("wall_material") == question.choices[2].value


async def test_an_answer_typed_under_a_frequent_question_is_an_answer(stopped_at: StoppedAt, language: str) -> None:
    """The numbers on the screen are the census question's: none of a list that is not shown."""
    person, question = await stopped_at(language, "construction_period")
    await person.commands("help")
    await person.presses(next(choice.label for choice in person.screen.messages[0].choices))
    person.does_not_see(question.label)
    await person.says("7")
    assert await person.answer("construction_period") == question.choices[6].value


async def test_a_number_typed_after_the_list_of_frequent_questions_is_the_lists(
    stopped_at: StoppedAt, language: str
) -> None:
    person, _ = await stopped_at(language, "construction_period")
    await person.commands("faq")
    listed = {choice.number: choice.label for choice in person.prompt.choices}
    for number in (2, 4):
        await person.says(str(number))
        assert person.prompt.text.startswith(listed[number])
    assert await person.answer("construction_period") is None


@pytest.mark.parametrize("words", ["а если нас двое?", "2 бөлме болса ше?"])
async def test_a_number_in_a_question_is_no_answer(stopped_at: StoppedAt, language: str, words: str) -> None:
    person, _ = await stopped_at(language, "living_area_m2")
    await person.commands("help")
    await person.presses(next(choice.label for choice in person.screen.messages[0].choices))
    await person.says(words)
    assert person.prompt.tone != "doubt"
    assert (await person.scene()).conversation.top.dialog == "faq"


async def test_a_question_typed_under_a_frequent_question_is_looked_up(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "construction_period")
    await person.commands("help")
    await person.presses(next(choice.label for choice in person.screen.messages[0].choices))
    await person.says({"kk": "айыппұл бола ма?", "ru": "а штраф будет?"}[language])
    fine = next(entry for entry in person.scenario.campaign.faq if "штраф" in entry.question.ru)
    assert fine.question.of(language) in [person.text.split("\n")[0], *(c.label for c in person.prompt.choices)]
    assert await person.answer("construction_period") is None


@pytest.mark.parametrize(
    "words",
    ["Дурак!", "да достали вы меня", "как вы надоели со своими вопросами", "ақымақ бот", "мазалама мені", "кет ари"],
)
async def test_who_has_had_enough_is_answered_calmly(stopped_at: StoppedAt, language: str, words: str) -> None:
    person, question = await stopped_at(language, "total_area_m2")
    await person.says(words)
    person.hears("upset.first", phone="1446")
    assert person.prompt.text == question.label
    assert await person.answer("total_area_m2") is None
