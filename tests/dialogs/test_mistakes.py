"""Kindness to mistakes: an answer to the question before, several at once, a changed message, harsh words, silence."""

from collections.abc import Callable

import pytest

from dialogs.texts import texts
from dialogs.turn import Edit
from dialogs.wording import say_date
from tests.dialogs.journeys import Resumed, StoppedAt, agrees, comes_to
from tests.dialogs.scenario import Person, Scenario

Golden = Callable[[str, str], None]


async def answered_two(stopped_at: StoppedAt, language: str) -> Person:
    """Somebody who has just written 62 for the whole area and 44 for the rooms, and is asked how many rooms there are."""
    person, _ = await stopped_at(language, "rooms_count")
    return person


# --- an answer to the question before ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["ой, ошибся", "Исправить", "артта қате кетті", "кате жаздым", "oi, oshiblas"])
async def test_who_made_a_mistake_is_offered_his_last_answer(stopped_at: StoppedAt, language: str, words: str) -> None:
    person = await answered_two(stopped_at, language)
    before, question = await person.kept(), person.prompt.text
    await person.says(words)
    assert await person.kept() == before
    assert person.prompt.text == question
    assert "44" in person.screen.messages[0].text
    await person.says(words)  # while the button stands there, the word presses it
    person.hears("sheet.now", answer="44")
    await person.says("40")
    person.hears("sheet.corrected")
    assert await person.answer("living_area_m2") == "40"
    assert person.prompt.text == question
    await person.says(words)
    await person.says(words)
    await person.says("40")
    person.does_not_hear("sheet.corrected")  # it stood so before


async def test_a_correction_is_offered_with_what_was_said(stopped_at: StoppedAt, language: str, golden: Golden) -> None:
    person, _ = await stopped_at(language, "member_iin", "Мерует")
    question = person.prompt.text
    said = {"kk": "жоқ, дұрысы 14.04.2011", "ru": "нет, 14.04.2011"}[language]
    before = await person.kept()
    await person.says(said)
    assert [message.tone for message in person.screen.messages] == ["notice", "question"], "no refusal"
    assert await person.kept() == before
    await person.presses(person.screen.messages[0].choices[0].label)
    person.hears("sheet.corrected")
    assert person.prompt.text == question
    assert await person.answer("member_birth_date", "Алихан") == "2011-04-14"
    golden(f"earlier.{language}.txt", "\n".join(person.transcript) + "\n")


async def test_only_the_year_is_corrected_by_asking_anew(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "member_iin", "Мерует")
    await person.says({"kk": "жоқ, 2011", "ru": "нет, 2011"}[language])
    await person.presses(texts(language)("earlier.correct"))
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref.endswith("member_birth_date")
    assert asked[2].answer == "2012-04-14", "nothing is changed by itself"


@pytest.mark.parametrize("words", ["нет, 3", "3", "жоқ, 3"])
async def test_what_fits_the_present_question_is_its_answer(stopped_at: StoppedAt, language: str, words: str) -> None:
    person = await answered_two(stopped_at, language)
    await person.says(words)
    assert await person.answer("rooms_count") == "3"
    assert await person.answer("living_area_m2") == "44"


async def test_surely_a_correction_is_no_answer_to_the_present_question(stopped_at: StoppedAt, language: str) -> None:
    person = await answered_two(stopped_at, language)
    await person.says({"kk": "дұрысы 40", "ru": "точнее 40"}[language])
    assert await person.answer("rooms_count") is None
    await person.presses(texts(language)("earlier.correct_to", answer="40"))
    assert await person.answer("living_area_m2") == "40"


async def test_a_changed_old_message_says_how_to_correct(stopped_at: StoppedAt, language: str) -> None:
    person = await answered_two(stopped_at, language)
    before, question = await person.kept(), person.prompt.text
    await person.does(Edit())
    person.hears("attachment.edit")
    assert await person.kept() == before
    assert person.prompt.text == question
    await person.presses(texts(language)("earlier.correct"))
    person.hears("sheet.now", answer="44")


async def test_the_first_question_has_none_before_it(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.says("900101400013")
    for _ in range(2):
        await person.says({"kk": "қателестім", "ru": "ошибся"}[language])
    assert await person.members() in ([], [""])


async def test_nobody_else_said_too_early_is_taken_back(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    no = texts(language)("no")
    for said in ("900101400013", "1", "Ахметова Айгүл", no):
        await person.says(said)
    await person.says({"kk": "ой, қате кетті", "ru": "ой, ошиблась"}[language])
    await person.presses(texts(language)("earlier.correct"))
    await person.says("Ахметов Айдар")
    assert await person.members() == ["Ахметова Айгүл", "Ахметов Айдар"]


async def test_changed_messages_from_edit_to_correction(stopped_at: StoppedAt, language: str, golden: Golden) -> None:
    """The answer before is corrected by its button, an older one from the list of answers."""
    person, say = await answered_two(stopped_at, language), texts(language)
    question = person.prompt.text
    person.transcript.clear()
    await person.does(Edit())
    await person.presses(say("earlier.correct"))
    await person.says("40")
    assert person.prompt.text == question
    await person.does(Edit())
    await person.says({"kk": "тексеру", "ru": "проверить"}[language])
    await person.says("3")
    await person.says("14")
    await person.presses(say("review.go_on"))
    assert person.prompt.text == question
    assert await person.answer("living_area_m2") == "40"
    assert await person.answer("address_house") == "14"
    golden(f"edited.{language}.txt", "\n".join(person.transcript) + "\n")


# --- several answers in one message -----------------------------------------------------------------------------------


@pytest.mark.parametrize("names", ["Айгүл, Айдар, Алихан", "Айгүл\nАйдар\nАлихан", "Айгүл, Айдар және Алихан"])
async def test_a_list_of_names_adds_them_all(scenario: Scenario, language: str, names: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.says("900101400013")
    await person.says("1")
    await person.says("Ахметова Сәуле")
    await person.says(names)
    assert await person.members() == ["Ахметова Сәуле", "Айгүл", "Айдар", "Алихан"]
    person.hears("several.taken", answers="Айгүл; Айдар; Алихан")


@pytest.mark.parametrize("said", ["нет, больше никого", "жоқ, басқа ешкім жоқ", "квартира съёмная, хозяин не живёт"])
async def test_what_is_said_of_others_is_nobodys_name(scenario: Scenario, language: str, said: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    for before in ("900101400013", "1", "Ахметова Сәуле", said):
        await person.says(before)
    assert await person.members() == ["Ахметова Сәуле"]


async def test_yes_and_a_name(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    for said in ("900101400013", "1", "Ахметова Сәуле", {"kk": "иә, Алихан", "ru": "да, Алихан"}[language]):
        await person.says(said)
    assert await person.members() == ["Ахметова Сәуле", "Алихан"]


async def test_as_several_answers_are_read(stopped_at: StoppedAt, language: str, golden: Golden) -> None:
    person, _ = await stopped_at(language, "member_full_name")
    await person.says("Ахметова Айгүл, 1990")
    await person.says("Ахметов Айдар, Ахметов Алихан")
    await person.says("Иванов, Иван")
    await person.says("Сейтова, Мерует, Оразқызы")
    golden(f"several.{language}.txt", "\n".join(person.transcript) + "\n")
    assert await person.members() == [
        "Ахметова Айгүл", "Ахметов Айдар", "Ахметов Алихан", "Сейтова Мерует Оразқызы",
    ]  # fmt: skip


async def test_a_name_and_a_date_of_birth(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "member_full_name")
    await person.says("Ахметова Айгүл, 12.05.1980")
    assert await person.members() == ["Ахметова Айгүл"]
    assert await person.answer("member_birth_date") == "1980-05-12"
    person.hears("several.taken", answers="Ахметова Айгүл; " + say_date("1980-05-12", language))


@pytest.mark.parametrize("names", ["муж, сын", "күйеуім, балам", "Иванов, Иван", "Айгүл, учитель"])
async def test_what_may_be_one_name_or_none_is_asked_for_one_by_one(
    stopped_at: StoppedAt, language: str, names: str
) -> None:
    person, _ = await stopped_at(language, "member_full_name")
    await person.says(names)
    assert await person.members() in ([], [""])
    person.hears("several.names")


async def test_the_label_and_the_date_that_is_asked_next(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "member_sex", "Алихан")
    await person.says({"kk": "ер, 14.04.2012", "ru": "мужской, 14.04.2012"}[language])
    assert await person.answer("member_sex", "Алихан") == "male"
    assert await person.answer("member_birth_date", "Алихан") == "2012-04-14"
    assert person.screen.messages[0].text.count(";") == 1


async def test_a_number_never_answers_a_question_not_seen(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "marital_status", "Айгүл")
    await person.says({"kk": "тіркелген некеде, 21", "ru": "в зарегистрированном браке, 21"}[language])
    assert await person.answer("marital_status", "Айгүл") == "registered"
    assert await person.answer("age_first_marriage", "Айгүл") is None
    person.hears("several.left", parts="«21»")


@pytest.mark.parametrize("said", ["1, 2", "да, 2"])
async def test_two_choices_where_one_is_asked_are_not_told_apart(
    stopped_at: StoppedAt, language: str, said: str
) -> None:
    person, question = await stopped_at(language, "bath_shower")
    await person.says(said)
    assert await person.answer("bath_shower") is None
    assert person.prompt.text == question.label


# --- harsh words ------------------------------------------------------------------------------------------------------


async def test_who_has_had_enough_twice_hears_something_else(
    stopped_at: StoppedAt, language: str, golden: Golden
) -> None:
    person, question = await stopped_at(language, "occupation", "Айгүл")
    say = texts(language)
    await person.says({"kk": "ақымақ бот", "ru": "тупой бот"}[language])
    person.hears("upset.first", phone="1446")
    assert person.prompt.text == question.label
    await person.says({"kk": "мазалама", "ru": "отстань"}[language])
    person.hears("upset.again", phone="1446")
    person.does_not_hear("upset.first", phone="1446")
    assert await person.answer("occupation", "Айгүл") is None, "nor is it anybody's work"
    golden(f"upset.{language}.txt", "\n".join(person.transcript) + "\n")
    await person.presses(say("upset.person"))
    person.hears("person.asked", phone="1446")
    await person.says({"kk": "мазалама", "ru": "отстань"}[language])
    person.hears("upset.first", phone="1446")
    await person.says(say("aside.pause"))
    person.hears("pause.saved")


async def test_harsh_words_between_the_sheets(resumed: Resumed, language: str) -> None:
    person = await resumed("listed", language)
    await person.says({"kk": "жалықтырдыңыз", "ru": "надоели"}[language])
    person.hears("upset.first", phone="1446")


async def test_an_answer_in_harsh_words_is_an_answer(stopped_at: StoppedAt, language: str) -> None:
    person = await answered_two(stopped_at, language)
    await person.says({"kk": "мазалама, үш бөлме", "ru": "достали, три комнаты"}[language])
    assert await person.answer("rooms_count") == "3"


# --- silence ----------------------------------------------------------------------------------------------------------


async def test_what_was_typed_after_silence_is_offered_as_the_answer(
    stopped_at: StoppedAt, language: str, golden: Golden
) -> None:
    person = await answered_two(stopped_at, language)
    before, question = await person.kept(), person.prompt.text
    person.scenario.clock.moves(days=1)
    await person.says({"kk": "үш", "ru": "три"}[language])
    person.hears("returned.perhaps", answer="3")
    assert await person.kept() == before
    assert person.prompt.text == question
    await person.says(texts(language)("returned.take"))
    assert await person.answer("rooms_count") == "3"
    golden(f"returned.{language}.txt", "\n".join(person.transcript) + "\n")


async def test_what_is_no_answer_after_silence_is_not_lost_without_a_word(stopped_at: StoppedAt, language: str) -> None:
    person = await answered_two(stopped_at, language)
    person.scenario.clock.moves(days=1)
    await person.says({"kk": "бөлмелеріміз кең", "ru": "комнаты у нас просторные"}[language])
    person.hears("returned.not_taken")


@pytest.mark.parametrize("words", ["привет", "Сәлеметсіз бе!", "salem", "продолжить", "😀", "да"])
async def test_a_greeting_after_silence_is_only_a_greeting(stopped_at: StoppedAt, language: str, words: str) -> None:
    person = await answered_two(stopped_at, language)
    person.scenario.clock.moves(days=1)
    await person.says(words)
    assert [message.tone for message in person.screen.messages] == ["recap", "question"]
    await comes_to(person, "electricity")
