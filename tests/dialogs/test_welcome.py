"""The first words: language, who asks and why, consent, help before anything is asked."""

import pytest

from dialogs.texts import texts
from dialogs.turn import Act, Arrival, Attachment, Contact, Press, Text
from tests.dialogs.journeys import StoppedAt, comes_to, signs_in
from tests.dialogs.scenario import Person, Scenario

OTHER = {"kk": "ru", "ru": "kk"}


@pytest.mark.parametrize(
    "words", ["Привет", "Сәлем", "900101400013", "да", "😀", "   ", "/start", "помощь", "пауза", "1"]
)
async def test_the_first_words_are_a_greeting_whatever_they_are(scenario: Scenario, words: str) -> None:
    person = scenario.person()
    await person.says(words)
    for language in ("kk", "ru"):
        person.sees(texts(language)("language.greeting"))
    assert [choice.label for choice in person.prompt.choices] == ["Қазақша", "Русский"]


@pytest.mark.parametrize(("number", "language"), [("1", "kk"), ("2", "ru"), (" 2 ", "ru"), ("3", "")])
async def test_on_the_page_the_first_word_may_be_a_number_it_shows(
    scenario: Scenario, number: str, language: str
) -> None:
    person = scenario.person("web")
    await person.arrives()
    await person.says(number)
    assert (await person.scene()).conversation.language == language


FIRST = [
    Arrival(),
    Press("a.11111111.22222222.yes"),
    Press("v.send"),
    Attachment("voice"),
    Contact("+77010000000", True),
]


@pytest.mark.parametrize("act", FIRST, ids=lambda act: type(act).__name__)
async def test_whatever_comes_first_is_greeted(scenario: Scenario, act: Act) -> None:
    person = scenario.person()
    await person.does(act)
    person.sees(texts("kk")("language.greeting"))


@pytest.mark.parametrize(("words", "language"), [
    ("1", "kk"), ("2", "ru"), ("Қазақша", "kk"), ("казакша", "kk"), ("Русский", "ru"), ("русский язык", "ru"),
    ("қазақ тілінде сөйлейік", "kk"), ("давайте по-русски", "ru"), ("orysşa", "ru"), ("qazaqsha", "kk"),
])  # fmt: skip
async def test_the_language_is_said_as_people_say_it(scenario: Scenario, words: str, language: str) -> None:
    person = scenario.person()
    await person.says("?")
    await person.says(words)
    assert person.language == language
    person.sees(scenario.campaign.consent.of(language))


@pytest.mark.parametrize("words", ["Hi there", "English, please", "I want to start", "Iris", "3", "👍", "stop"])
async def test_what_tells_no_language_is_kindly_asked_again_in_both(scenario: Scenario, words: str) -> None:
    person = scenario.person()
    await person.says("Hello")
    await person.says(words)
    for language in ("kk", "ru"):
        person.sees(texts(language)("language.again"))
        person.sees(texts(language)("language.greeting"))
    assert [choice.label for choice in person.prompt.choices] == ["Қазақша", "Русский"]


@pytest.mark.parametrize(("words", "language"), [("көмек", "kk"), ("комек", "kk"), ("помощь", "ru"), ("позже", "ru")])
async def test_a_command_said_to_the_question_of_language_says_the_language(
    scenario: Scenario, words: str, language: str
) -> None:
    person = scenario.person()
    await person.says("?")
    await person.says(words)
    assert person.language == language
    person.sees(scenario.campaign.consent.of(language))


async def test_a_language_said_at_once_needs_no_question(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await person.says(texts(language)("language.name"))
    person.sees(scenario.campaign.consent.of(language))


async def test_who_asks_why_and_who_will_see_it_is_said_once_and_shortly(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await person.says(texts(language)("language.name"))
    *told, consent = person.screen.messages
    assert [message.text for message in told] == list(scenario.campaign.welcome_texts(language))
    assert all(len(message.text) < 300 for message in told)
    assert consent.text == scenario.campaign.consent.of(language)
    await person.says("?!")
    assert len(person.screen.messages) <= 2, "not told again"
    person.sees(consent.text)


AGREED = {
    "kk": ("1", "иә", "келісемін", "келисемин", "бастау", "ок", "👍"),
    "ru": ("1", "да", "Согласна", "начнем", "ок", "+"),
}


async def test_consent_is_given_in_words(scenario: Scenario, language: str) -> None:
    for yes in (*AGREED[language], texts("kk")("welcome.agree"), texts("ru")("welcome.agree")):
        person = scenario.person()
        await person.says(texts(language)("language.name"))
        await person.says(yes)
        assert person.prompt.expects == "iin", yes


async def test_what_is_no_consent_is_helped_with_step_by_step(scenario: Scenario, language: str) -> None:
    person, say = scenario.person(), texts(language)
    await person.says(say("language.name"))
    for words, why, more in (
        ({"kk": "сәлем", "ru": "привет"}[language], "unclear", None),
        ("😀", "not_yet", "stuck"),
        ("900101400013", "unclear", "person"),
    ):
        await person.says(words)
        person.hears(f"welcome.{why}")
        heard = [key for key in ("stuck", "person") if say(f"welcome.{key}", phone="1446") in person.text]
        assert heard == [more] * (more is not None)
        assert person.prompt.text == scenario.campaign.consent.of(language)
    await person.presses_old("a.11111111.22222222.yes")
    person.does_not_hear("welcome.not_yet")
    await person.says("1")
    assert person.prompt.expects == "iin"


@pytest.mark.parametrize("how", ["button", "label", "number", "no"])
async def test_not_now_is_kindly_taken_and_nothing_is_lost(scenario: Scenario, language: str, how: str) -> None:
    person, say = scenario.person(), texts(language)
    await person.says(say("language.name"))
    match how:
        case "button":
            await person.presses(say("welcome.later"))
        case "label":
            await person.says(say("welcome.later").lower())
        case "number":
            await person.says("3")
        case "no":
            await person.says(say("no"))
    person.hears("welcome.until_later")
    scenario.clock.moves(days=3)
    await person.says(say("welcome.agree"))
    if person.prompt.expects != "iin":  # after three days the question is put again first
        await person.says(say("yes"))
    assert person.prompt.expects == "iin"


async def test_one_may_ask_before_agreeing(scenario: Scenario, language: str) -> None:
    person, say = scenario.person(), texts(language)
    await person.says(say("language.name"))
    await person.presses(say("welcome.ask"))
    person.hears("help.list")
    await person.says("1")
    entry = scenario.campaign.faq[0]
    person.sees(entry.answer.of(language))
    await person.presses(say("help.more"))
    person.hears("help.list")
    await person.presses(say("help.next"))
    assert scenario.campaign.faq[7].question.of(language) in [choice.label for choice in person.prompt.choices]
    await person.presses(say("help.previous"))
    await person.presses(say("help.close"))
    person.sees(scenario.campaign.consent.of(language))


@pytest.mark.parametrize(("question", "number"), [
    ("это обязательно?", None), ("кто увидит мои ответы", None), ("жауаптарым құпия ма?", None), ("міндетті ме", None),
])  # fmt: skip
async def test_a_question_in_ones_own_words_finds_answers(scenario: Scenario, question: str, number: None) -> None:
    person = scenario.person()
    await person.says("Русский")
    await person.commands("faq")
    await person.says(question)
    person.does_not_hear("help.nothing", phone="1446")
    assert any(choice.token.startswith("v.faq") for choice in person.prompt.choices)


async def test_a_question_without_an_answer_is_sent_to_a_person(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await person.says(texts(language)("language.name"))
    await person.commands("faq")
    for nonsense in ("ыыыыы", "   ", "²", "9" * 4000, "🎉"):
        await person.says(nonsense)
        person.hears("help.nothing", phone="1446")


async def test_help_without_a_question_says_what_one_can_do(scenario: Scenario, language: str) -> None:
    person, say = scenario.person(), texts(language)
    await person.says(say("language.name"))
    await person.says(say("aside.help"))
    person.hears("help.general")
    person.sees(scenario.campaign.consent.of(language))
    await person.presses(say("welcome.agree"))
    await person.commands("help")
    person.hears("help.general")
    assert person.prompt.expects == "iin"


async def test_help_at_a_question_is_its_own_help(stopped_at: StoppedAt, language: str) -> None:
    person, prompt = await stopped_at(language, "member_iin")
    assert prompt.guidance
    await person.says(texts(language)("aside.help"))
    person.sees(prompt.guidance)
    assert person.prompt.text == prompt.label
    await person.presses(texts(language)("aside.help"))
    person.sees(prompt.guidance)


# --- changing the language --------------------------------------------------------------------------------------------


async def _changes(person: Person, language: str, how: str) -> None:
    match how:
        case "word":
            await person.says({"kk": "қазақша", "ru": "русский"}[language])
        case "without its letters":
            await person.says({"kk": "казакша", "ru": "орысша"}[language])
        case "command":
            await person.commands("language", language)
        case "typed command":
            await person.says(f"/language {language}")
        case "question":
            await person.commands("language")
            await person.presses(texts(language)("language.name"))


@pytest.mark.parametrize("how", ["word", "without its letters", "command", "typed command", "question"])
async def test_the_language_changes_in_the_middle_of_a_sheet(scenario: Scenario, language: str, how: str) -> None:
    person, other = scenario.person(), OTHER[language]
    await signs_in(person, language)
    await comes_to(person, "member_sex", "Айдар")
    before, (_, _, question) = await person.kept(), (await person.asked()) or pytest.fail("nothing is asked")
    await _changes(person, other, how)
    assert person.language == other
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref == question.ref
    assert asked[2].label != question.label
    person.sees(asked[2].label)
    assert await person.kept() == before
    await _changes(person, language, how)
    person.sees(question.label)
    assert await person.kept() == before


async def test_the_language_changes_on_every_page(resumed, language: str) -> None:
    person: Person = await resumed("filled", language)
    other = OTHER[language]
    for page in ("family", "review", "faq", "pause"):
        await person.commands(page)
        await _changes(person, other, "word")
        assert person.language == other
        await _changes(person, language, "command")
        assert person.language == language
        await person.commands("family")


async def test_a_language_that_is_an_answer_is_an_answer(resumed, language: str) -> None:
    person: Person = await resumed("housed", language)
    await comes_to(person, "native_language", "Айгүл")
    await person.says({"kk": "орысша", "ru": "казахский"}[language])
    assert person.language == language
    assert await person.answer("native_language", "Айгүл") == {"kk": "russian", "ru": "kazakh"}[language]


async def test_a_language_nobody_speaks_is_asked_again(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await signs_in(person, language)
    await person.commands("language", "de")
    person.hears("language.greeting")
    await person.says("12345")
    person.hears("language.greeting")
    await person.does(Text(texts(language)("language.name")))
    assert await person.asked() is not None


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
async def test_a_photo_before_a_language_is_chosen_is_answered_in_both(scenario: Scenario, kind: str) -> None:
    person = scenario.person()
    await person.says("/start")
    await person.does(Attachment(kind))
    for language in ("kk", "ru"):
        person.sees(texts(language)(f"attachment.{kind}"))
