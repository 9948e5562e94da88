"""Answers: typed in every way people type them, ticked, searched, skipped; what is refused says why and asks again."""

import sqlite3
from contextlib import closing

import pytest

from dialogs.texts import texts
from tests.dialogs.journeys import Resumed, StoppedAt, answers_as_the_family, comes_to, open_question

DWELLING = {"kk": "Тұрғын үй жағдайлары", "ru": "Жилищные условия"}


# --- refusals ---------------------------------------------------------------------------------------------------------


async def test_a_refusal_explains_itself_and_asks_again(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "total_area_m2")
    for wrong in ("көп", "минус пять", "-4", "0", "1000000", "😀", "   ", "много"):
        before = await person.kept()
        await person.says(wrong)
        refusal = person.screen.messages[0]
        assert refusal.tone == "refusal", wrong
        assert len(refusal.text) > 15
        assert person.prompt.text == question.label
        assert await person.kept() == before, wrong
    await person.says("62")
    assert await person.answer("total_area_m2") == "62"


async def test_the_second_refusal_brings_the_questions_own_help(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "total_area_m2")
    assert question.guidance
    await person.says("көп")
    person.does_not_see(question.guidance)
    await person.says("много")
    person.sees(question.guidance)
    await person.says("мало")
    person.does_not_see(question.guidance)


async def test_how_often_it_was_refused_is_kept_with_the_answer(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "total_area_m2")
    for said in ("көп", "много", "62"):
        await person.says(said)
    await person.says("40")
    with closing(sqlite3.connect(person.scenario.path)) as conn:
        kept = "SELECT refusals FROM answer_log WHERE ref LIKE '%area_m2' ORDER BY id"
        assert conn.execute(kept).fetchall() == [(2,), (0,)]


async def test_the_forms_own_rule_is_said_in_its_own_words(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "living_area_m2")
    await person.says("100")  # more than the whole dwelling
    refusal = person.screen.messages[0]
    assert refusal.tone == "refusal"
    assert refusal.text != texts(language)("sheet.refused.constraint")


@pytest.mark.parametrize("word", ["пропустить", "өткізу", "не знаю", "білмеймін", "не хочу отвечать", "skip"])
async def test_what_is_required_is_put_off_to_the_end_of_its_sheet(
    stopped_at: StoppedAt, language: str, word: str
) -> None:
    person, question = await stopped_at(language, "total_area_m2")
    await person.says(word)
    person.hears("sheet.put_off")
    assert person.prompt.text != question.label
    await person.says("40")  # its rule looks at the whole area, which is not known yet
    assert await person.answer("living_area_m2") == "40"
    await answers_as_the_family(person, language, lambda asked: asked is not None and asked[2].ref == question.ref)
    person.sees(texts(language).plural("sheet.put_off_left", 1))
    await person.says(word)
    person.hears("sheet.cannot_skip")
    await person.says("62")
    assert await person.answer("total_area_m2") == "62"
    person.hears("sheet.finished", title=DWELLING[language])


async def test_who_is_stuck_is_offered_to_put_the_question_off(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "total_area_m2")
    later = texts(language)("aside.later")
    await person.says("көп")
    assert later not in [choice.label for choice in person.prompt.choices]
    await person.says("много")
    person.hears("sheet.stuck", phone="1446")
    await person.presses(later)
    person.hears("sheet.put_off")
    assert person.prompt.text != question.label


async def test_who_is_on_the_list_cannot_be_put_off(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "member_birth_date", "Айдар")
    await person.says("пропустить")
    person.hears("sheet.cannot_skip")
    assert person.prompt.text == question.label


@pytest.mark.parametrize("how", ["button", "label", "other label", "word", "decline", "dont know"])
async def test_what_may_be_skipped_is_skipped_in_words(stopped_at: StoppedAt, language: str, how: str) -> None:
    person, question = await stopped_at(language, "address_flat")
    match how:
        case "button":
            await person.presses(question.skip_label)
        case "label":
            await person.says(question.skip_label.upper())
        case "other label":
            await person.says({"kk": "номера квартиры нет", "ru": "пәтер нөмірі жоқ"}[language])
        case "word":
            await person.says({"kk": "өткізіп жіберу", "ru": "пропустить"}[language])
        case "decline":
            await person.says({"kk": "айтпаймын", "ru": "не скажу"}[language])
        case "dont know":
            await person.says({"kk": "білмеймін", "ru": "не знаю"}[language])
    assert await person.answer("address_flat") == ""
    assert (await open_question(person)).ref != question.ref


# --- choices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["number", "number with a dot", "label", "capitals", "without its letters", "button"])
async def test_a_choice_is_typed_as_people_do(stopped_at: StoppedAt, language: str, how: str) -> None:
    person, question = await stopped_at(language, "wall_material")
    choice = question.choices[5]  # wood
    match how:
        case "number":
            await person.says("6")
        case "number with a dot":
            await person.says("6.")
        case "label":
            await person.says(choice.label)
        case "capitals":
            await person.says(choice.label.upper())
        case "without its letters":
            await person.says(choice.label.translate(str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")))
        case "button":
            await person.presses(choice.label)
    assert await person.answer("wall_material") == choice.value


async def test_the_other_languages_label_is_understood(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "citizenship", "Айгүл")
    await person.says({"kk": "лицо без гражданства", "ru": "азаматтығы жоқ адам"}[language])
    assert await person.answer("citizenship", "Айгүл") == "stateless"
    assert person.language == language


async def test_several_are_ticked_one_by_one_and_confirmed(resumed: Resumed, language: str) -> None:
    person, done = await resumed("listed", language), texts(language)("sheet.done")
    question = await comes_to(person, "telephone_internet")
    phone, internet, tv, none = (choice.label for choice in question.choices)

    def ticked() -> list[str]:
        return [choice.label for choice in person.prompt.choices if choice.selected]

    assert done not in [choice.label for choice in person.prompt.choices], "nothing to confirm yet"
    await person.presses(internet)
    await person.presses(tv)
    assert ticked() == [internet, tv]
    await person.presses(internet)
    assert ticked() == [tv]
    await person.presses(none)
    assert ticked() == [none], "«none of these» stands alone"
    await person.presses(phone)
    assert ticked() == [phone], "and gives way"
    assert await person.answer("telephone_internet") is None, "nothing is kept before it is confirmed"
    await person.presses(done)
    assert await person.answer("telephone_internet") == question.choices[0].value


@pytest.mark.parametrize("word", ["done", "готово", "дайын", "дальше", "ok"])
async def test_ticks_are_confirmed_in_words(stopped_at: StoppedAt, language: str, word: str) -> None:
    person, question = await stopped_at(language, "telephone_internet")
    await person.presses(question.choices[1].label)
    await person.says(word)
    assert await person.answer("telephone_internet") == question.choices[1].value


@pytest.mark.parametrize("typed", ["1, 3", "1 3", "1,3", "1 и 3", "1 және 3", "1;3", "3,1"])
async def test_several_are_typed_at_once(stopped_at: StoppedAt, language: str, typed: str) -> None:
    person, question = await stopped_at(language, "durables")
    await person.says(typed)
    kept = (await person.answer("durables") or "").split()
    assert sorted(kept) == sorted([question.choices[0].value, question.choices[2].value])


async def test_a_number_beyond_the_list_is_refused(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "dwelling_owner")
    for wrong in ("5", "0", "55", "1.5", "-1"):
        await person.says(wrong)
        assert person.screen.messages[0].tone == "refusal", wrong
        assert person.prompt.text == question.label


# --- doubts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["button", "word"])
@pytest.mark.parametrize("yes", [True, False])
async def test_a_doubt_is_answered_yes_or_no(stopped_at: StoppedAt, language: str, yes: bool, how: str) -> None:
    person, question = await stopped_at(language, "age_first_marriage", "Айгүл")
    say = texts(language)
    await person.says("14")
    assert person.prompt.tone == "doubt"
    assert await person.answer("age_first_marriage", "Айгүл") is None
    answer = say("yes" if yes else "no")
    await (person.presses(answer) if how == "button" else person.says(answer))
    if yes:
        assert await person.answer("age_first_marriage", "Айгүл") == "14"
    else:
        assert person.prompt.text == question.label
        assert await person.answer("age_first_marriage", "Айгүл") is None


async def test_another_answer_in_doubt_is_the_answer(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "age_first_marriage", "Айгүл")
    await person.says("14")
    await person.says("1")  # not «yes»: a number typed here is a number
    assert await person.answer("age_first_marriage", "Айгүл") is None
    assert person.prompt.tone == "question"
    await person.says("14")
    await person.says("20")
    assert await person.answer("age_first_marriage", "Айгүл") == "20"


async def test_words_in_doubt_about_a_choice_are_numbers_of_yes_and_no(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "disability_group", "Айгүл")
    child = next(n for n, choice in enumerate(question.choices, 1) if choice.value == "child")
    await person.says(str(child))
    assert person.prompt.tone == "doubt"
    await person.says("2")
    assert person.prompt.text == question.label
    await person.says(str(child))
    await person.says("1")
    assert await person.answer("disability_group", "Айгүл") == "child"


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [
    "14.04.2012", "14/4/2012", "2012-04-14", "14 апреля 2012", "14 апреля 2012 года", "2012 жылғы 14 сәуір",
    "14 сәуір 2012", "14 sauir 2012", "14042012",
])  # fmt: skip
async def test_a_date_is_written_in_any_way(stopped_at: StoppedAt, language: str, typed: str) -> None:
    person, _ = await stopped_at(language, "member_birth_date", "Алихан")
    await person.says(typed)
    assert await person.answer("member_birth_date", "Алихан") == "2012-04-14"


@pytest.mark.parametrize("typed", ["31.02.2012", "14.04.2031", "вчера в обед", "0.0.0", "99999999999"])
async def test_what_is_no_date_is_said_so(stopped_at: StoppedAt, language: str, typed: str) -> None:
    person, question = await stopped_at(language, "member_birth_date", "Алихан")
    await person.says(typed)
    assert person.screen.messages[0].tone == "refusal"
    assert person.prompt.text == question.label
    assert await person.answer("member_birth_date", "Алихан") is None


# --- places -----------------------------------------------------------------------------------------------------------


async def test_many_places_fit_and_one_is_chosen(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "birth_place", "Айгүл")
    await person.says({"kk": "Үштөбе", "ru": "уштобе"}[language])
    person.hears("sheet.many_fit")
    found = [choice for choice in person.prompt.choices if choice.number]
    assert 1 < len(found) <= 8
    await person.says("2")
    kept = await person.answer("birth_place", "Айгүл")
    assert kept
    assert question.choices.by_value(kept).label == found[1].label  # type: ignore[union-attr]


async def test_a_found_place_is_pressed(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "birth_place", "Айгүл")
    await person.says("уштобе")
    third = next(choice for choice in person.prompt.choices if choice.number == 3)
    await person.does_press(third)
    assert await person.answer("birth_place", "Айгүл")


async def test_one_place_that_fits_is_written_and_said_back(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "birth_place", "Айгүл")
    await person.says({"kk": "франция", "ru": "франция"}[language])
    kept = await person.answer("birth_place", "Айгүл")
    assert kept
    label = question.choices.by_value(kept).label  # type: ignore[union-attr]
    person.hears("sheet.found_one", answer=label)


async def test_no_place_that_fits_is_said_so(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "birth_place", "Айгүл")
    for wrong in ("бргщклмн", "12345678", "😀", "   "):
        await person.says(wrong)
        assert person.screen.messages[0].tone == "refusal", wrong
        assert person.prompt.text == question.label


async def test_after_a_search_one_may_search_again(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "birth_place", "Айгүл")
    await person.says("уштобе")
    await person.says("германия")
    assert await person.answer("birth_place", "Айгүл")
