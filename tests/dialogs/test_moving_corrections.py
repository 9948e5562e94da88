"""Corrections that were not sent go to another device, and are not left behind without a word where another household comes."""

from dialogs.texts import texts
from tests.dialogs.codes import gets_a_code, is_closed
from tests.dialogs.journeys import Resumed, comes_to, signs_in
from tests.dialogs.scenario import Person


async def corrects(person: Person, language: str) -> None:
    """A name of what was sent, without sending it again."""
    for said in (texts(language)("done.correct"), "Айгүл", "1", "Ахметова Айгуль"):
        await person.says(said)


async def sends_corrections(person: Person, language: str) -> None:
    await person.commands("family")
    await person.presses(texts(language)("correct.send"))
    await person.presses(texts(language)("submit.send"))
    person.hears("correct.sent")
    person.sees("Ахметова Айгуль")


async def test_corrections_not_sent_go_along_and_are_sent_from_there(resumed: Resumed, language: str) -> None:
    phone = await resumed("sent", language)
    await phone.commands("move")
    phone.does_not_hear("moving.corrections_go")
    await corrects(phone, language)
    page = phone.scenario.person("web")
    code = await gets_a_code(phone)
    phone.hears("moving.corrections_go")
    await page.says(code)
    page.hears("correct.unsent")
    await sends_corrections(page, language)
    await is_closed(phone)


async def test_corrections_that_wait_where_another_household_comes_are_told_of(resumed: Resumed, language: str) -> None:
    """Both were begun apart, and go on at one place: nothing is left behind unsent without a word."""
    phone = await resumed("sent", language)
    await corrects(phone, language)
    page = phone.scenario.person("web")
    await signs_in(page, language, "880101300123")
    await comes_to(page, "member_sex")
    question = page.prompt.text
    await phone.commands("start", await gets_a_code(page))
    phone.hears("between.corrections")
    assert phone.prompt.text == question
    await phone.presses(texts(language)("between.to_corrections"))
    await sends_corrections(phone, language)
    await phone.presses(texts(language)("between.to_unfinished"))
    assert phone.prompt.text == question
