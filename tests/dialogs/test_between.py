"""From a second household back to the one that was sent before it, to correct it, and on with the second: nothing is lost."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from census.actions import hold
from census.erasure import erase
from census.tables import household, sheet
from dialogs.texts import texts
from storage.database import Connection
from tests.conftest import Golden
from tests.dialogs.codes import gets_a_code
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, StoppedAt, signs_in
from tests.dialogs.reminders import Bell
from tests.dialogs.scenario import Person
from tests.dialogs.test_another_household import begins_another, numbers
from tests.dialogs.test_private_link import passes_on
from tests.dialogs.test_rights import erases

NUMBERS = {"kk": "нөмірлер", "ru": "номера"}


async def has_begun_hers(resumed: Resumed, language: str) -> Person:
    """Somebody who sent his household, and has answered the first question of his grandmother's."""
    person = await resumed("sent", language)
    await begins_another(person)
    await person.says("Сейтова Мерует")
    await person.says(texts(language)("sheet.more_no"))
    return person


async def goes_to(person: Person, name: str = "Айгүл") -> None:
    await person.says(NUMBERS[person.language])
    await person.presses(texts(person.language)("between.correct", name=name))


async def corrects(person: Person) -> None:
    await person.presses("Айгүл")
    await person.says("1")
    await person.says("Ахметова Айгуль")


async def goes_back(person: Person) -> None:
    """From the sheets that were sent, by their receipts."""
    await person.commands("family")
    await person.presses(texts(person.language)("review.close"))
    await person.presses(texts(person.language)("between.to_unfinished"))


async def counts_as_sent(person: Person, state: str) -> None:
    """As if his household had been sent; its sheets are "open" when they are corrected since."""
    mine, at = (await person.scene()).household.household.id, person.scenario.clock.now

    def send(conn: Connection) -> None:
        hold(conn, mine)
        conn.execute(sa.update(household).where(household.c.id == mine).values(submitted_at=at))
        conn.execute(sa.update(sheet).where(sheet.c.household_id == mine).values(state=state, submitted_at=at))

    await person.scenario.database.write(send)


async def test_the_first_is_corrected_in_the_middle_of_the_second(
    resumed: Resumed, language: str, golden: Golden
) -> None:
    person, say = await has_begun_hers(resumed, language), texts(language)
    question, kept = person.prompt, await person.kept()
    person.transcript.clear()
    await goes_to(person)
    person.hears("correct.title")
    person.hears("between.unfinished")
    await corrects(person)
    await person.presses(say("correct.send"))
    await person.presses(say("submit.send"))
    person.hears("correct.sent")
    person.sees("Ахметова Айгуль")
    person.hears("between.unfinished")
    await person.presses(say("between.to_unfinished"))
    assert person.prompt == question
    assert await person.kept() == kept
    await person.says(NUMBERS[language])
    person.sees("Ахметова Айгуль")
    assert person.prompt == question
    golden(f"between.{language}.txt", "\n".join(person.transcript) + "\n")


async def test_what_was_half_ticked_waits_as_it_was(stopped_at: StoppedAt, language: str) -> None:
    """The second household's frames are kept, not only its answers."""
    person, _ = await stopped_at(language, "durables")
    await person.presses(person.prompt.choices[0].label)
    scene = await person.scene()
    frames = scene.conversation.frames
    assert frames[-1].data["picked"]
    scene.conversation.go_to(household_id := scene.new_id(), scene.household.household)
    scene.conversation.go_to(scene.household.household.id, None)
    assert scene.conversation.frames == frames
    assert household_id not in scene.conversation.others


async def test_corrections_left_unsent_are_told_of_and_found_again(resumed: Resumed, language: str) -> None:
    person, say = await has_begun_hers(resumed, language), texts(language)
    question = person.prompt.text
    await goes_to(person)
    await corrects(person)
    await goes_back(person)
    person.hears("between.corrections")
    assert person.prompt.text == question
    await person.presses(say("between.to_corrections"))
    person.hears("correct.unsent")
    await person.presses(say("correct.send"))
    await person.presses(say("submit.send"))
    await person.presses(say("between.to_unfinished"))
    person.does_not_hear("between.corrections")


async def test_looking_changes_neither(resumed: Resumed, language: str) -> None:
    person, say = await has_begun_hers(resumed, language), texts(language)
    hers = await person.kept()
    await goes_to(person)
    first = await person.kept()
    await person.presses(say("review.close"))
    receipts = numbers(person.prompt)
    assert len(receipts) == 4
    await person.says({"kk": "басқа мекенжай", "ru": "другой адрес"}[language])
    person.hears("done.another_unfinished")
    assert await person.kept() == first
    await person.says({"kk": say("between.to_unfinished"), "ru": "1"}[language])
    assert await person.kept() == hers
    await goes_to(person)
    assert await person.kept() == first


async def test_old_buttons_and_strangers_lead_nowhere(resumed: Resumed, language: str) -> None:
    person = await has_begun_hers(resumed, language)
    await person.says(NUMBERS[language])
    token = person.button(texts(language)("between.correct", name="Айгүл")).token
    await person.presses_old(token)
    title = person.prompt.text
    await person.presses_old(token)
    assert person.prompt.text == title
    stranger = person.scenario.person()
    await signs_in(stranger, language, "880101300123")
    await stranger.presses_old(token)
    assert stranger.screen.toast == texts(language)("sheet.old_button")
    assert await stranger.members() in ([], [""])


# --- time passes ------------------------------------------------------------------------------------------------------


async def test_who_went_to_look_and_was_called_away_comes_back_to_what_waits(resumed: Resumed, language: str) -> None:
    person = await has_begun_hers(resumed, language)
    question, bell = person.prompt.text, Bell(person.scenario)
    await goes_to(person)
    assert await bell.waits(person, 2)
    person.hears("reminders.hello")
    await person.presses(texts(language)("pause.continue"))
    assert person.prompt.text == question


async def test_of_corrections_left_for_the_second_one_is_reminded_when_it_was_sent(
    resumed: Resumed, language: str
) -> None:
    person = await has_begun_hers(resumed, language)
    await goes_to(person)
    await corrects(person)
    await goes_back(person)
    await counts_as_sent(person, "submitted")
    bell = Bell(person.scenario)
    assert await bell.waits(person, 2)
    person.hears("reminders.correction")
    await person.presses(texts(language)("pause.continue"))
    person.hears("correct.unsent")
    assert await person.members() == list(NAMES)


async def test_when_the_census_is_over_the_first_is_read_and_not_corrected(resumed: Resumed, language: str) -> None:
    person = await has_begun_hers(resumed, language)
    person.scenario.today = datetime(2021, 12, 1, 12, 0, tzinfo=person.scenario.campaign.zone)
    await person.says(NUMBERS[language])
    person.hears("done.earlier_list")
    labels = [choice.label for message in person.screen.messages for choice in message.choices]
    assert texts(language)("between.correct", name="Айгүл") not in labels


# --- with the rest of the house ---------------------------------------------------------------------------------------


async def test_both_go_to_another_device(resumed: Resumed, language: str) -> None:
    phone = await has_begun_hers(resumed, language)
    question = phone.prompt.text
    await goes_to(phone)
    await corrects(phone)
    page = phone.scenario.person("web")
    await page.says(await gets_a_code(phone))
    page.sees("Айгуль")
    page.hears("between.unfinished")
    await goes_back(page)
    assert page.prompt.text == question
    scene = await phone.scene()
    assert (scene.conversation.others, scene.case) == ([], None)


async def test_erasing_erases_both(resumed: Resumed, language: str) -> None:
    person = await has_begun_hers(resumed, language)
    await goes_to(person)
    await person.commands("mydata")
    person.hears("between.unfinished")
    await erases(person)
    left = sa.select(sa.func.count()).select_from(household).where(household.c.submitted_at.is_(None))
    assert await person.scenario.database.read(lambda conn: conn.execute(left).scalar_one()) == 0


@pytest.mark.parametrize("which", ["first", "second"])
async def test_one_that_was_erased_meanwhile_is_gone(resumed: Resumed, language: str, which: str) -> None:
    """By staff, on somebody's written wish."""
    person = await has_begun_hers(resumed, language)
    if which == "first":
        await person.says(NUMBERS[language])
        gone, token = (await person.scene()).conversation.earlier, person.screen.messages[0].choices[0].token
    else:
        gone = [(await person.scene()).household.household.id]
        await goes_to(person)
        token = person.button(texts(language)("between.to_unfinished")).token
    at = person.scenario.clock.now
    await person.scenario.database.write(erase, gone, conversation_id=None, by="staff: t", at=at)
    prompt = person.prompt
    await person.presses_old(token)
    person.hears("between.gone")
    assert person.prompt == prompt
    await person.says(NUMBERS[language])


async def test_who_answers_by_a_private_link_still_finds_his_own(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("housed", language), texts(language)
    code = await passes_on(respondent, "Айдар")
    member = respondent.scenario.person()
    await signs_in(member, language, "880101300123")
    for said in ("1", "Ахметов Болат"):
        await member.says(said)
    await counts_as_sent(member, "open")
    await member.says(code)
    await member.presses(say("welcome.agree"))
    member.hears("member.title")
    await member.says(NUMBERS[language])
    member.hears("done.earlier_nobody")
    await member.presses(say("between.correct_other"))
    assert await member.members() == ["Ахметов Болат"]
    await member.presses(say("between.to_unfinished"))
    member.hears("member.title")
    assert (await member.scene()).conversation.only is not None
    await erases(member)
    assert len(await respondent.members()) == 4, "the list is not his"
