"""What people and programs send that nobody asked for: it gets an answer, changes nothing, and costs next to nothing."""

from time import process_time

import pytest

from census.campaign import Campaign
from dialogs.faq import search
from dialogs.turn import Command, Edit, Text
from tests.dialogs.journeys import signs_in
from tests.dialogs.scenario import Scenario


@pytest.mark.parametrize("act", [Text("/roster"), Text("/send now"), Command("agree"), Text("/9"), Text("/")])
async def test_a_command_that_does_not_exist_is_told_what_there_is(scenario: Scenario, act: Text | Command) -> None:
    person = scenario.person("web")
    await signs_in(person, "ru")
    asked = person.prompt.text
    await person.does(act)
    assert person.prompt.text == asked
    assert person.screen.messages[0].tone in ("notice", "refusal")


async def test_who_was_told_where_he_stopped_by_opening_the_page_can_answer_at_once(scenario: Scenario) -> None:
    person = scenario.person("web")
    await signs_in(person, "ru")
    await person.says("1")
    await person.says("Ахметова Айгүл Серікқызы")
    scenario.clock.moves(days=2)
    await person.arrives()
    assert [message.tone for message in person.screen.messages] == ["recap", "question"]
    await person.says("больше никого")
    person.does_not_see("Живёт ли здесь кто-то ещё?")


async def test_who_paused_and_opened_the_page_again_can_answer_at_once(scenario: Scenario) -> None:
    person = scenario.person("web")
    await signs_in(person, "ru")
    await person.says("пауза")
    await person.arrives()
    await person.says("1")
    person.sees("Напишите Ваши фамилию, имя и отчество")


async def test_a_message_corrected_later_does_not_answer_the_present_question(scenario: Scenario) -> None:
    person = scenario.person()
    await signs_in(person, "ru")
    await person.says("1")
    await person.says("Ахметва Айгуль Сериковна")
    await person.does(Edit())
    person.sees("напишите «Проверить»")
    assert "2." not in person.prompt.text


async def test_a_stranger_who_only_looks_leaves_nothing_behind(scenario: Scenario) -> None:
    person = scenario.person("web")
    await person.arrives()
    kept = await scenario.database.read(lambda conn: conn.exec_driver_sql("SELECT id FROM conversation").all())
    assert kept == []


def test_a_long_text_does_not_hold_up_the_others(campaign: Campaign) -> None:
    long = "ﷺ" * 20_000  # one sign that is four words when it is folded
    began = process_time()
    assert search(campaign.faq, long) == []
    assert process_time() - began < 1.0


async def test_a_text_of_64_kb_is_told_so_wherever_it_is_sent(scenario: Scenario) -> None:
    person = scenario.person("web")
    await signs_in(person, "ru")
    asked = person.prompt.text
    for command in ("", "family", "faq", "pause"):
        if command:
            await person.commands(command)
        began = process_time()
        await person.says("ﷺ" * 20_000)
        assert process_time() - began < 0.5
        if command != "pause":  # after a pause what is typed is no answer
            person.hears("understanding.text.too_long", most=4000, length=20_000)
    await person.commands("continue")
    assert person.prompt.text == asked or person.prompt.choices
