"""«Is this really the census?»: asked before consent, from help and in the middle of a sheet; the question stays."""

from dialogs.texts import texts
from tests.dialogs.journeys import Resumed
from tests.dialogs.scenario import Person, Scenario

ASKS = {"kk": "Бұл шынымен санақ па?", "ru": "а вы не мошенники?"}


def words_said(person: Person) -> str:
    """The check words, as they stand in the sentence about them."""
    before, after = texts(person.language)("trust.words", words="|", address="A", phone="P").split("|")[0], ". "
    assert before in person.text
    return person.text.split(before)[1].split(after)[0]


async def test_before_consent_by_the_button(scenario: Scenario, language: str) -> None:
    person, say = scenario.person(), texts(language)
    await person.commands("start")
    await person.says({"kk": "қазақша", "ru": "русский"}[language])
    await person.presses(say("trust.button"))
    person.hears("trust.text", phone="1446", site="sanaq.gov.kz")
    person.sees(f"{scenario.address}/verify")
    assert len(words_said(person).split()) == 3
    assert person.button(say("welcome.agree"))


async def test_in_the_middle_of_a_sheet_the_question_stays(resumed: Resumed, language: str) -> None:
    person = await resumed("housed", language)
    await person.commands("continue")
    before = await person.asked()
    await person.says(ASKS[language])
    person.hears("trust.text", phone="1446", site="sanaq.gov.kz")
    after = await person.asked()
    assert (before and before[2].ref) == (after and after[2].ref)


async def test_from_help(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    await person.commands("help")
    await person.presses(texts(language)("trust.button"))
    person.hears("trust.text", phone="1446", site="sanaq.gov.kz")
    person.hears("done.keep")


async def test_the_words_stay_for_the_day_and_are_others_tomorrow(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    said = []
    for hours in (0, 0, 24):
        person.scenario.clock.moves(hours=hours)
        await person.arrives()
        await person.says(ASKS[language])
        if (
            "trust" not in person.text
            and texts(language)("trust.text", phone="1446", site="sanaq.gov.kz") not in person.text
        ):
            await person.says(ASKS[language])  # after a silence the first words are only a greeting
        said.append(words_said(person))
    assert said[0] == said[1] != said[2]
