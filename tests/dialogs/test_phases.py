"""Before, during, between and after: what can be done is said, what was answered is kept, help and language still work."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from census.campaign import Campaign
from census.schedule import Window
from census.timetable import Override
from dialogs.texts import texts
from dialogs.turn import Press
from dialogs.wording import say_date
from tests.dialogs.journeys import Resumed, StoppedAt, comes_to, finishes, signs_in
from tests.dialogs.scenario import Scenario

Make = Callable[..., Scenario]
CLOSED = {"before": (8, 20), "between": (10, 18), "after": (11, 20)}
BETWEEN, AFTER = 38, 71
"""Days from the stages' 10 September to a day between the windows, and to one after them."""


def day(campaign: Campaign, month: int, number: int) -> datetime:
    return datetime(2021, month, number, 12, tzinfo=campaign.zone)


@pytest.mark.parametrize("phase", CLOSED)
async def test_while_it_is_closed_it_says_what_one_can_do(
    new_scenario: Make, campaign: Campaign, language: str, phase: str
) -> None:
    person = new_scenario(today=day(campaign, *CLOSED[phase])).person()
    await person.says(texts(language)("language.name"))
    match phase:
        case "before":
            opens, closes = say_date("2021-09-01", language), say_date("2021-10-15", language)
            person.hears("gate.before", opens=opens, closes=closes)
        case "between":
            person.hears("gate.between", opens=say_date("2021-10-21", language))
            person.hears("gate.interviewer", phone="1446")
        case _:
            person.hears("gate.after", closed=say_date("2021-11-08", language))
            person.hears("gate.phone", phone="1446")
    person.does_not_see(campaign.consent.of(language))


@pytest.mark.parametrize("phase", CLOSED)
async def test_while_it_is_closed_nothing_can_be_begun(
    new_scenario: Make, campaign: Campaign, language: str, phase: str
) -> None:
    person = new_scenario(today=day(campaign, *CLOSED[phase])).person()
    await person.says(texts(language)("language.name"))
    closed = person.prompt.text
    for words in ("да", "иә", "900101400013", "начать", "2"):
        await person.says(words)
        assert person.prompt.text == closed
    for token in ("v.agree", "v.no_iin", "v.send"):
        await person.presses_old(token)
        assert person.prompt.text == closed
    assert (await person.scene()).case is None


@pytest.mark.parametrize("how", ["button", "label", "number", "command"])
async def test_while_it_is_closed_one_may_ask(new_scenario: Make, campaign: Campaign, language: str, how: str) -> None:
    person = new_scenario(today=day(campaign, *CLOSED["before"])).person()
    await person.says(texts(language)("language.name"))
    label = texts(language)("gate.ask")
    match how:
        case "button":
            await person.presses(label)
        case "label":
            await person.says(label.upper())
        case "number":
            await person.says("1")
        case "command":
            await person.says("/faq")
    person.hears("help.list")
    await person.says("2")
    person.sees(campaign.faq[1].answer.of(language))


async def test_when_it_opens_one_goes_on(new_scenario: Make, campaign: Campaign, language: str) -> None:
    person = new_scenario(today=day(campaign, 8, 31)).person()
    await person.says(texts(language)("language.name"))
    person.scenario.clock.moves(hours=12, minutes=-1)  # the last minute of 31 August
    await person.says("?!?!")
    person.does_not_see(campaign.consent.of(language))
    person.scenario.clock.moves(minutes=2)
    await person.says("?!?!")
    person.sees(campaign.consent.of(language))


@pytest.mark.parametrize("days", [BETWEEN, AFTER])
async def test_an_unfinished_census_waits_and_loses_nothing(stopped_at: StoppedAt, language: str, days: int) -> None:
    person, _ = await stopped_at(language, "ethnicity", "Айгүл")
    question, answer = person.prompt.text, person.prompt.choices[0]
    before = await person.kept()
    person.scenario.clock.moves(days=days)
    for act in ("1", "Қазақ", "назад", "семья", "проверить"):
        await person.says(act)
        person.hears("gate.interviewer" if days == BETWEEN else "gate.phone", phone="1446")
    await person.presses_old(answer.token)
    await person.commands("family")
    await person.commands("review")
    assert await person.kept() == before
    other = {"kk": "ru", "ru": "kk"}[language]
    await person.commands("language", other)
    person.hears("gate.interviewer" if days == BETWEEN else "gate.phone", phone="1446")
    assert person.language == other
    await person.says(texts(language)("language.name"))
    await person.commands("help")
    person.hears("help.phone", phone="1446")
    person.scenario.clock.moves(days=-days)
    await person.arrives()
    assert await person.kept() == before
    await comes_to(person, "ethnicity", "Айгүл")
    assert person.prompt.text == question


async def test_in_the_extension_one_finishes(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    person.scenario.clock.moves(days=45)  # 25 October
    await person.arrives()
    await finishes(person)
    person.hears("done.keep")


async def test_receipts_are_shown_when_all_is_over(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    receipts = person.text
    person.scenario.clock.moves(days=AFTER)
    await person.says("?!?!")
    assert person.text == receipts
    await person.commands("faq")
    person.hears("help.list")
    await person.says(texts(language)("help.close"))
    assert person.text == receipts


async def test_the_last_day_to_answer_is_said_with_the_pause(resumed: Resumed, language: str) -> None:
    person = await resumed("listed", language)
    await person.commands("pause")
    assert texts(language)("pause.until", date=say_date("2021-10-15", language)) in person.prompt.hint
    person.scenario.clock.moves(days=45)
    await person.says("?")
    await person.commands("pause")
    assert texts(language)("pause.until", date=say_date("2021-11-08", language)) in person.prompt.hint


def in_karaganda(campaign: Campaign, online: Window) -> Campaign:
    """The campaign with the dates of one region over its own."""
    there = Override(("35",), None, None, online, None, None)
    return replace(campaign, overrides=(*campaign.overrides, there))


async def test_a_regions_own_dates_count_once_the_address_is_known(
    new_scenario: Make, campaign: Campaign, language: str
) -> None:
    earlier = in_karaganda(campaign, Window(date(2021, 9, 1), date(2021, 9, 12)))
    person = new_scenario(campaign=earlier).person()
    await signs_in(person, language)
    await comes_to(person, "address_locality")
    person.scenario.clock.moves(days=5)  # the 15th: closed in Karaganda, open elsewhere
    await person.arrives()
    assert (await person.asked()) is not None
    await comes_to(person, "address_street")
    await person.says("Абая")
    person.hears("gate.between", opens=say_date("2021-10-21", language))
    assert await person.answer("address_street") is None
    assert (await person.scene()).household.household.region == "35"


async def test_the_clock_is_the_regions_own(new_scenario: Make, campaign: Campaign) -> None:
    """On 15 October at 23:30 in Uralsk it is 00:30 of the 16th in Nur-Sultan time."""
    west = campaign.zone_of("271010000")
    assert west != campaign.zone, "in 2021 the west of the country had a time of its own"
    moment = datetime(2021, 10, 15, 23, 30, tzinfo=west)
    assert type(campaign.phase("271010000", moment)).__name__ == "Online"
    assert type(campaign.phase(None, moment)).__name__ == "Between"


async def test_a_press_on_a_page_that_closed_meanwhile_changes_nothing(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await person.presses(texts(language)("family.submit"))
    send = person.button(texts(language)("submit.send"))
    person.scenario.clock.moves(days=BETWEEN)
    await person.does(Press(send.token))
    person.hears("gate.interviewer", phone="1446")
    assert (await person.scene()).household.household.submitted_at is None
