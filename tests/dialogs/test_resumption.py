"""Conversations left behind by an older program, another campaign or another device go on somewhere sensible."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from storage.database import Connection
from storage.keyring import KeyRing
from storage.tables import conversation
from tests.dialogs.journeys import answers_as_the_family, signs_in
from tests.dialogs.scenario import Person, Scenario


def rewrite(conn: Connection, keyring: KeyRing, address: str, state: str) -> None:
    """As if another program had stored this state."""
    sealed = keyring.seal(state, f"conversation:telegram:{address}".encode())
    mine = sa.update(conversation).where(conversation.c.address == address)
    conn.execute(mine.values(state=sealed))


async def finds(person: Person, frames: str) -> None:
    scenario = person.scenario
    state = f'{{"frames": {frames}, "paused": false}}'
    await scenario.database.write(rewrite, scenario.keyring, person.address, state)


@pytest.mark.parametrize(
    "frames",
    [
        '[["kitchen", {}]]',
        '[["sheet", {"sheet": "00000000-0000-0000-0000-000000000000"}]]',
        '[["review", {}]]',
    ],
)
async def test_a_state_that_leads_nowhere_ends_at_the_family_page(scenario: Scenario, frames: str) -> None:
    person = scenario.person()
    await signs_in(person, "ru")
    await finds(person, frames)
    await person.says("здравствуйте")
    person.sees("Список членов домохозяйства")
    assert person.prompt.choices


async def test_a_household_page_without_a_household_begins_with_the_welcome(scenario: Scenario) -> None:
    person = scenario.person()
    await person.commands("start")
    await person.says("Русский")
    await finds(person, '[["family", {}], ["roster", {"item": 3}]]')
    await person.says("здравствуйте")
    assert [choice for choice in person.prompt.choices if choice.role == "confirm"]


async def test_what_stands_is_kept_when_only_the_top_is_lost(scenario: Scenario) -> None:
    person = scenario.person()
    await signs_in(person, "kk")
    await finds(person, '[["family", {}], ["kitchen", {}]]')
    await person.says("сәлем")
    person.sees("Үй шаруашылығы мүшелерінің тізімі")


async def test_a_household_of_another_campaign_is_let_alone(scenario: Scenario) -> None:
    person = scenario.person()
    await signs_in(person, "ru")
    campaign = replace(scenario.campaign, id="kz-2031")
    later = Scenario(scenario.database, campaign, scenario.forms, scenario.keyring, scenario.today, scenario.clock)
    guest = Person(later, "telegram", person.address, turns=100)
    await guest.says("здравствуйте")
    guest.does_not_see("Список членов домохозяйства")
    assert guest.screen.language == "ru"
    await guest.presses("Да, даю согласие")
    guest.sees("ИИН")


@pytest.mark.parametrize(("language", "typed"), [("ru", "қазақ тілі"), ("kk", "орыс тілі")])
async def test_a_language_named_as_an_answer_is_an_answer(scenario: Scenario, language: str, typed: str) -> None:
    person = scenario.person()
    await signs_in(person, language)
    await answers_as_the_family(
        person, language, until=lambda asked: asked is not None and asked[2].ref.endswith("other_languages")
    )
    await person.says(typed)
    assert person.screen.language == language
    asked = await person.asked()
    assert asked is not None
    assert not asked[2].ref.endswith("other_languages")


async def test_a_list_takes_forty_and_says_so(scenario: Scenario) -> None:
    person = scenario.person()
    await signs_in(person, "ru")
    await person.says("1")
    for number in range(40):
        first, second = divmod(number, 10)
        await person.says(f"Ахметов {'АБВГ'[first]}йдар {'АБВГДЕЖЗИК'[second]}аныбекович")
        if "больше 40" in person.text:
            break
    person.sees("не больше 40 человек")
    assert len(await person.members()) == 40
