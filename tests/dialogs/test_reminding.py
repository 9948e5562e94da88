"""Somebody who stopped hears of it, says later or no more, and hears at the end what becomes of his answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from census.campaign import Campaign
from census.private_sheets import forget_answers
from dialogs.reminding import message
from dialogs.texts import texts
from dialogs.wording import say_date
from storage import outbox
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import RESPONDENT_IIN, Resumed, StoppedAt, agrees, signs_in
from tests.dialogs.reminders import Bell
from tests.dialogs.scenario import Person, Scenario
from tests.dialogs.test_private_link import joins, passes_on

Make = Callable[..., Scenario]
LATER = {
    "kk": ["кейін", "кейинирек", "жоқ", "Кейін еске салыңыз", "2"],
    "ru": ["потом", "позже", "нет", "напомнить позже", "2"],
}
ENOUGH = {
    "kk": ["ескертпеңіз", "еске салманыз", "керек емес", "Енді еске салмаңыз", "мазаламаныз"],
    "ru": ["не надо", "Не напоминайте!", "отстаньте", "больше не напоминать", "достали уже"],
}


async def wishes(person: Person) -> str:
    return (await person.scene()).conversation.reminders


async def test_reminded_put_off_reminded_again_and_no_more(
    stopped_at: StoppedAt, language: str, golden: Callable[[str, str], None]
) -> None:
    """From a stop at a question on the tenth of September to silence; then by his own wish to the last call, and to the end."""
    person, _ = await stopped_at(language, "rooms_count")
    bell, say = Bell(person.scenario), texts(language)
    person.transcript.clear()
    assert await bell.waits(person, 2)
    await person.presses(say("reminders.later"))
    assert await bell.waits(person, 2)
    await person.says({"kk": "кейін", "ru": "потом"}[language])
    assert await bell.waits(person, 2)
    await person.says({"kk": "ескертпеңіз", "ru": "не надо"}[language])
    assert not await bell.waits(person, 20, hour=6)
    await person.says("/reminders")
    await person.presses(say("reminders.on"))
    assert await bell.waits(person, 30, hour=3)
    assert await bell.waits(person, 30, hour=3)
    golden(f"reminders.{language}.txt", "\n".join(person.transcript) + "\n")


async def test_whoever_never_answers_hears_all_of_it_and_then_nothing(
    stopped_at: StoppedAt, language: str, golden: Callable[[str, str], None]
) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    bell = Bell(person.scenario)
    person.transcript.clear()
    while await bell.waits(person, 40, hour=3):
        pass
    assert len(bell.heard) == 7
    golden(f"silence.{language}.txt", "\n".join(person.transcript) + "\n")


@pytest.mark.parametrize("n", range(5))
async def test_later_is_understood_in_words(stopped_at: StoppedAt, language: str, n: int) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    bell, before = Bell(person.scenario), await person.kept()
    assert await bell.waits(person, 2)
    await person.says(LATER[language][n])
    assert await wishes(person) == "later"
    person.hears("pause.saved")
    assert await person.kept() == before
    assert await bell.waits(person, 1.6)


@pytest.mark.parametrize("n", range(5))
async def test_no_more_is_understood_in_words_and_said_how_to_undo(
    stopped_at: StoppedAt, language: str, n: int
) -> None:
    person, _ = await stopped_at(language, "member_full_name")
    bell, before = Bell(person.scenario), await person.kept()
    assert await bell.waits(person, 2)
    await person.says(ENOUGH[language][n])
    assert await wishes(person) == "off"
    person.hears("reminders.turned_off")
    person.hears("gate.draft_until", date=say_date("2021-12-08", language))
    assert await person.kept() == before
    assert not await bell.waits(person, 5)
    await person.says({"kk": "еске салыңыз", "ru": "напоминать"}[language])
    person.hears("reminders.turned_on")
    assert await bell.waits(person, 2)


async def test_what_is_no_wish_goes_on(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    question, bell = person.prompt.text, Bell(person.scenario)
    for words in ("3", "сәлем", texts(language)("yes")):
        assert await bell.waits(person, 2)
        await person.says(words)
        assert person.prompt.text == question
        assert await wishes(person) == ""
        assert await person.answer("rooms_count") is None


async def test_without_a_reminder_a_no_is_no_wish(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    person.scenario.clock.moves(hours=5)
    await person.says({"kk": "керек емес", "ru": "не надо"}[language])
    assert await wishes(person) == ""
    assert person.screen.messages[0].tone == "recap"


async def test_a_reminder_names_nobody_and_tells_no_answer(
    resumed: Resumed, stopped_at: StoppedAt, language: str
) -> None:
    screens = [await resumed(stage, language) for stage in ("listed", "housed", "filled")]
    screens.append((await stopped_at(language, "religion", "Айгүл"))[0])
    for person in screens:
        scene = await person.scene()
        answers = {value for sheet in (await person.kept()).values() for value in sheet.values() if len(value) > 2}
        for kind in ("silence", "last_call", "reopened", "closed"):
            text = message(scene, kind).text
            for name in (*NAMES, *" ".join(NAMES).split(), RESPONDENT_IIN):
                assert name not in text
            assert not [answer for answer in answers if answer in text]


async def test_when_all_is_answered_it_is_only_to_be_sent(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    assert await Bell(person.scenario).waits(person, 2)
    person.hears("reminders.ready")
    person.does_not_hear("reminders.begun")


async def test_whoever_only_signed_in_is_reminded_without_numbers(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await signs_in(person, language)
    assert await Bell(scenario).waits(person, 2)
    person.hears("reminders.begun")


async def test_those_who_sent_and_those_who_began_nothing_hear_nothing(
    resumed: Resumed, scenario: Scenario, language: str
) -> None:
    sent, stranger = await resumed("sent", language), scenario.person()
    assert not await Bell(sent.scenario).waits(sent, 70, hour=12)
    await agrees(stranger, language)
    assert not await Bell(scenario).waits(stranger, 70, hour=12)


async def test_a_page_cannot_speak_first_and_says_so(scenario: Scenario, language: str) -> None:
    person = scenario.person("web")
    await signs_in(person, language)
    await person.says("/reminders")
    person.hears("reminders.none_here")
    assert not await Bell(scenario).waits(person, 10, hour=6)
    await person.commands("mydata")
    person.does_not_hear("reminders.are_on")


async def test_a_correction_that_was_not_sent_is_reminded_of(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    bell = Bell(person.scenario)
    scene = await person.scene()
    sheet = scene.household.sheets[1]
    await person.scenario.database.write(reopen, sheet.id)
    await person.says("?!")
    assert await bell.waits(person, 2)
    person.hears("reminders.hello_correction")
    person.hears("reminders.correction")
    person.scenario.clock.moves(days=60)
    assert await bell.waits(person, 1)
    person.hears("reminders.closed_correction")


def reopen(conn, sheet_id) -> None:
    from census.actions import reopen_sheet

    reopen_sheet(conn, sheet_id)


async def test_an_old_button_of_a_reminder_is_harmless(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    bell, say = Bell(person.scenario), texts(language)
    assert await bell.waits(person, 2)
    later, off = (person.button(say(key)) for key in ("reminders.later", "reminders.off"))
    await person.presses(say("pause.continue"))
    before = await person.kept()
    await person.does_press(later)
    person.hears("pause.saved")
    await person.presses(say("pause.continue"))
    await person.presses(say("family.submit"))
    await person.presses(say("submit.send"))
    receipts = person.text
    for choice in (later, off):
        await person.does_press(choice)
        assert receipts in person.text
        person.does_not_hear("pause.saved")
    assert {key[:2] for key in await person.kept()} == {key[:2] for key in before}


async def test_whoever_went_on_meanwhile_hears_nothing(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    bell = Bell(person.scenario)
    person.scenario.clock.moves(days=1, hours=3)
    await bell.planner.round()
    await person.commands("continue")
    assert await bell.sender.round() == 0.0
    await bell.sender.finish()
    assert bell.heard == []
    assert await person.scenario.database.read(outbox.counted) == {("silence", "dropped"): 1}


async def test_what_was_put_out_in_the_evening_waits_for_the_morning(stopped_at: StoppedAt, language: str) -> None:
    """The outbox was not emptied before nine in the evening."""
    person, _ = await stopped_at(language, "rooms_count")
    bell, zone = Bell(person.scenario), person.scenario.campaign.zone_of("351010000")
    person.scenario.clock.moves(days=1, hours=3)
    await bell.planner.round()
    while person.scenario.day().astimezone(zone).hour != 22:
        person.scenario.clock.moves(hours=1)
    assert not await bell.rings_for(person)
    assert await bell.waits(person, 1)
    assert person.scenario.day().astimezone(zone).hour == 9


async def test_the_demo_reminds_by_silence_and_its_calendar_never_comes(
    new_scenario: Make, stages, campaign: Campaign, language: str
) -> None:
    """A demo lives on one day: 10 September at the hour it really is."""
    person = await stages.person(new_scenario, "listed", language)
    scenario = person.scenario
    day = datetime(2021, 9, 10, tzinfo=campaign.zone)
    scenario.day = lambda: datetime.combine(
        day.date(), scenario.clock.now.astimezone(campaign.zone).time(), campaign.zone
    )
    bell = Bell(scenario)
    bell.scenario.desk._campaign_clock = scenario.day
    heard = 0
    while await bell.waits(person, 60, hour=6):
        heard += 1
    assert heard == 3
    person.hears("reminders.hello")


async def test_a_campaign_that_reminds_nobody(new_scenario: Make, campaign: Campaign, language: str) -> None:
    scenario = new_scenario(campaign=replace(campaign, reminders=None))
    person = scenario.person()
    await signs_in(person, language)
    assert not await Bell(scenario).waits(person, 10, hour=6)
    await person.commands("reminders")
    person.hears("reminders.none_here")


async def test_my_data_says_whether_one_is_reminded(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "rooms_count")
    await person.commands("mydata")
    person.hears("reminders.are_on")
    await person.says({"kk": "еске салмаңыз", "ru": "не напоминайте"}[language])
    person.hears("reminders.turned_off")
    await person.presses(texts(language)("pause.continue"))
    await person.commands("mydata")
    person.hears("reminders.are_off")


async def test_the_promise_of_another_reminder_is_kept_or_not_made(
    new_scenario: Make, campaign: Campaign, language: str
) -> None:
    """On the last day but one of the extension there is no other reminder to come."""
    person = new_scenario(today=datetime(2021, 11, 7, 12, tzinfo=campaign.zone)).person()
    await signs_in(person, language)
    bell = Bell(person.scenario)
    assert await bell.waits(person, 1)
    person.hears("reminders.last_call", date=say_date("2021-11-08", language))
    person.scenario.clock.moves(hours=20)
    await person.presses(texts(language)("reminders.later"))
    person.hears("reminders.no_other")


async def test_a_turn_in_a_row_of_turns_writes_nothing_of_reminders(stopped_at: StoppedAt, language: str) -> None:
    """When to look is written once for a while, not with every answer."""
    person, _ = await stopped_at(language, "rooms_count")
    first = (await person.scene()).conversation.remind_at
    await person.says("3")
    assert (await person.scene()).conversation.remind_at == first
    person.scenario.clock.moves(hours=2)
    await person.commands("continue")
    assert (await person.scene()).conversation.remind_at == first
    assert first is not None
    assert first - person.scenario.clock.now < timedelta(hours=3)


async def test_a_member_with_a_link_of_his_own_hears_of_his_own_sheet_alone(resumed: Resumed, language: str) -> None:
    """Айдар answers in Telegram: while he is done he hears nothing, and when he is not the respondent waits for him."""
    respondent = await resumed("filled", language)
    scenario, say = respondent.scenario, texts(language)
    member = await joins(respondent, await passes_on(respondent, "Айдар"), language, "telegram")
    bell = Bell(scenario)

    async def hear() -> dict[str, str]:
        scenario.clock.moves(days=1, hours=3)
        return {address: reply.messages[0].text for address, reply in await bell.rings()}

    heard = await hear()
    assert heard.keys() == {respondent.address}
    assert say("reminders.ready") in heard[respondent.address]

    case = (await member.scene()).household
    who = {"at": scenario.clock.now, "channel": "telegram", "language": language}
    await scenario.database.write(forget_answers, case.household.id, case.only, **who)
    for person in (respondent, member):
        await person.commands("continue")
    heard = await hear()
    assert say("private.awaited") in heard[respondent.address]
    assert say("reminders.hello") in heard[member.address]

    scenario.clock.moves(days=60, hours=-6)  # by day, after the last window
    heard = await hear()
    assert say("reminders.closed") in heard[respondent.address]
    assert say("reminders.closed_member") in heard[member.address]
