"""Stopping and coming back: nothing is lost, and what one types on return is not taken for an answer."""

from datetime import timedelta

import pytest

from dialogs.texts import texts
from dialogs.turn import Attachment, Contact
from tests.dialogs.journeys import StoppedAt, agrees
from tests.dialogs.scenario import Scenario

WORDS = {"kk": ["тоқтата тұру", "токтата туру", "кейін", "үзіліс"], "ru": ["пауза", "перерыв", "потом", "Стоп!"]}


@pytest.mark.parametrize("n", range(4))
async def test_a_word_pauses(stopped_at: StoppedAt, language: str, n: int) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question, before = person.prompt.text, await person.kept()
    await person.says(WORDS[language][n])
    person.hears("pause.saved")
    assert await person.kept() == before
    await person.presses(texts(language)("pause.continue"))
    assert person.prompt.text == question
    assert any(message.tone == "recap" for message in person.screen.messages)


@pytest.mark.parametrize(
    "question", ["member_full_name", "address_street", "address_locality", "member_birth_date", "religion"]
)
@pytest.mark.parametrize("words", ["токтата тур", "кейiн жалгастырамын", "потом продолжу", "позже"])
async def test_any_question_is_left_for_later(stopped_at: StoppedAt, language: str, question: str, words: str) -> None:
    person, _ = await stopped_at(language, question)
    before = await person.kept()
    await person.says(words)
    person.hears("pause.saved")
    assert await person.kept() == before


async def test_enough_of_people_is_no_pause(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "member_full_name")
    await person.says("Ахметова Айгүл Серікқызы")
    people = await person.members()
    await person.says({"kk": "болды", "ru": "хватит"}[language])
    person.does_not_hear("pause.saved")
    assert await person.members() == people


async def test_a_place_called_help_does_not_take_the_word_away(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "address_locality")
    await person.says({"kk": "Көмек", "ru": "Комек"}[language])
    person.hears("help.phone", phone="1446")
    assert await person.answer("address_locality") is None
    await person.says({"kk": "Көмек қыстауы", "ru": "зимовка Комек"}[language])
    offered = [choice.label for choice in person.prompt.choices]
    assert offered[0].startswith({"kk": "Көмек қыстауы", "ru": "зимовка Комек"}[language])


async def test_a_button_and_a_command_pause(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    await person.commands("pause")
    person.hears("pause.saved")
    await person.says("?")
    await person.commands("family")
    await person.presses(texts(language)("aside.pause"))
    person.hears("pause.saved")


@pytest.mark.parametrize("typed", [
    "3", "привет", "сәлем", "да", "назад", "помощь", "продолжить", "жалғастыру", "/start", "😀", "   ",
])  # fmt: skip
async def test_whatever_is_typed_on_return_is_no_answer(stopped_at: StoppedAt, language: str, typed: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question, before = person.prompt.text, await person.kept()
    await person.commands("pause")
    person.scenario.clock.moves(days=5)
    await person.says(typed)
    assert person.screen.messages[0].tone == "recap"
    assert len(person.screen.messages) == (3 if typed == "3" else 2), "a number is offered as the answer"
    assert person.prompt.text == question
    assert await person.kept() == before
    await person.says("3")
    assert await person.answer("rooms_count") == "3"


async def test_silence_is_a_pause_too(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question, before = person.prompt.text, await person.kept()
    person.scenario.clock.moves(hours=3, minutes=1)
    await person.says("3")
    assert person.screen.messages[0].tone == "recap"
    assert person.prompt.text == question
    assert await person.kept() == before
    await person.says("3")
    assert await person.answer("rooms_count") == "3"


async def test_a_short_while_is_no_silence(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    person.scenario.clock.moves(hours=2, minutes=55)
    await person.says("3")
    assert await person.answer("rooms_count") == "3"


async def test_the_recap_says_how_far_one_is(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    person.scenario.clock.moves(days=1)
    await person.says("?")
    case = (await person.scene()).household
    standings = case.standings()
    person.hears(
        "pause.recap",
        done=sum(standing.done for standing in standings),
        total=sum(standing.total for standing in standings),
        title=standings[1].title,
    )


async def test_a_language_said_on_return_is_listened_to(stopped_at: StoppedAt, language: str) -> None:
    other = {"kk": "ru", "ru": "kk"}[language]
    person, _ = await stopped_at(language, "native_language", "Айгүл")
    before = await person.kept()
    person.scenario.clock.moves(days=1)
    await person.says({"kk": "қазақша", "ru": "русский"}[other])
    assert person.language == other
    assert person.screen.messages[0].tone == "recap"
    assert await person.kept() == before


@pytest.mark.parametrize("act", [Attachment("photo"), Contact("+77010000000", True)])
async def test_whatever_is_sent_on_return_is_a_return(
    stopped_at: StoppedAt, language: str, act: Attachment | Contact
) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question = person.prompt.text
    await person.commands("pause")
    await person.does(act)
    assert person.prompt.text == question


async def test_an_answer_pressed_on_return_is_an_answer(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "gas")
    choice = person.button(question.choices[0].label)
    person.scenario.clock.moves(days=2)
    await person.does_press(choice)
    assert await person.answer("gas") == question.choices[0].value


async def test_reloading_the_page_shows_the_question_and_is_no_turn(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question, version = person.prompt.text, (await person.scene()).conversation.version
    for _ in range(3):
        await person.arrives()
        assert [message.text for message in person.screen.messages] == [question]
    assert (await person.scene()).conversation.version == version
    await person.says("3")
    assert await person.answer("rooms_count") == "3"


async def test_reloading_the_page_after_a_long_time_recalls_where_one_is(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question = person.prompt.text
    person.scenario.clock.moves(days=1)
    await person.arrives()
    assert [message.tone for message in person.screen.messages] == ["recap", "question"]
    assert person.prompt.text == question
    await person.says("3")
    assert await person.answer("rooms_count") == "3", "who was told where he stopped may answer at once"


async def test_a_pause_before_anything_was_answered(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.says(WORDS[language][0])
    person.hears("pause.nothing_yet")
    await person.says("900101400013")
    assert person.prompt.expects == "iin", "the first words after a pause are no answer"
    await person.says("900101400013")
    assert await person.asked() is not None


async def test_pausing_twice_is_pausing_once(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question = person.prompt.text
    await person.commands("pause")
    await person.arrives()
    assert person.prompt.text == question
    await person.commands("pause")
    await person.presses_old("v.pause")
    person.hears("pause.saved")
    await person.says("?")
    assert person.prompt.text == question


async def test_the_campaign_says_how_long_silence_is(scenario: Scenario) -> None:
    assert scenario.campaign.conversation.silence == timedelta(hours=3)


@pytest.mark.parametrize("question", ["member_full_name", "address_street"])
@pytest.mark.parametrize("words", ["жалғастыру", "продолжить", "Дальше"])
async def test_who_waits_for_the_question_has_not_answered_it(
    stopped_at: StoppedAt, language: str, question: str, words: str
) -> None:
    """The reply was lost on a bad line, and he asks for what comes next: that is no street."""
    person, _ = await stopped_at(language, question)
    before, asked = await person.kept(), person.prompt.text
    await person.says(words)
    assert await person.kept() == before
    assert person.prompt.text == asked
