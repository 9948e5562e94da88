"""A case that is kept from turn to turn says the same as one built anew from what is stored."""

from copy import deepcopy
from dataclasses import replace
from typing import cast

import pytest

from census import queries
from dialogs.case import Case
from dialogs.reception import present
from dialogs.scene import Premises, Scene
from dialogs.texts import texts
from dialogs.turn import Turn
from storage.answers import load_answers
from storage.database import Connection
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import comes_to, finishes, signs_in
from tests.dialogs.scenario import Person, Scenario, WatchedDesk


class ComparingDesk(WatchedDesk):
    """Holds everybody it remembers against what is stored, before it takes his turn. `kept` counts those turns."""

    kept = 0
    remembered: Scene | None = None

    def _remembered(self, turn: Turn) -> Scene | None:
        self.remembered = super()._remembered(turn)
        return self.remembered

    async def _go_on(self, scene: Scene) -> None:
        if scene is self.remembered and scene.case is not None:
            loaded = replace(scene, case=await self._database.read(_anew, self._premises, scene))
            assert scene.case.household == loaded.household.household
            says_the_same(scene, loaded)
            scene.case.at(scene.moment)
            self.kept += 1
        await super()._go_on(scene)


def _anew(conn: Connection, premises: Premises, scene: Scene) -> Case:
    household = queries.household_of(conn, scene.household.household.id)
    case = Case(
        premises.campaign,
        premises.forms,
        household,
        load_answers(conn, premises.keyring, [sheet.id for sheet in household.sheets]),
        identities=queries.identities_of(conn, premises.keyring, household.id),
        language=scene.conversation.language,
        moment=scene.moment,
    )
    case.only = scene.conversation.only
    return case


def says_the_same(kept: Scene, loaded: Scene) -> None:
    kept = replace(kept, conversation=deepcopy(kept.conversation))
    loaded = replace(loaded, conversation=deepcopy(loaded.conversation))
    assert present(kept) == present(loaded)
    assert kept.conversation.dump() == loaded.conversation.dump()
    ours, theirs = kept.household, loaded.household
    assert ours.answers() == theirs.answers()
    assert {each: list(answers) for each, answers in ours.answers().items()} == {
        each: list(answers) for each, answers in theirs.answers().items()
    }
    assert ours.all_standings() == theirs.all_standings()
    assert ours.wanted() == theirs.wanted()
    assert ours.address() == theirs.address()
    for sheet in theirs.sheets:
        mine, fresh = ours.interview(sheet), theirs.interview(sheet)
        assert (mine.given, mine.likely, mine.at, mine.put_off) == (fresh.given, fresh.likely, fresh.at, fresh.put_off)
        assert (mine.language, mine.now) == (fresh.language, fresh.now)
        assert mine.record() == fresh.record()
        assert mine.review() == fresh.review()
        assert mine.unanswered() == fresh.unanswered()
        assert mine.progress() == fresh.progress()


@pytest.fixture
def person(scenario: Scenario) -> Person:
    scenario.desk = ComparingDesk(
        scenario.desk._premises, scenario.database, clock=scenario.clock, campaign_clock=scenario.day
    )
    return scenario.person()


def kept_turns(person: Person) -> int:
    return cast("ComparingDesk", person.scenario.desk).kept


async def test_a_family_with_second_thoughts(person: Person, language: str) -> None:
    """Corrections, ways back, another language, names put right, somebody taken off the list and put on it again."""
    other = {"kk": "ru", "ru": "kk"}[language]
    say = texts(language)
    await signs_in(person, language)
    await comes_to(person, "member_relation_to_head", "Мерует")
    await person.commands("back")
    await person.presses(say("aside.keep"))
    await comes_to(person, "rooms_count")
    for _ in range(3):
        await person.commands("back")
    await person.says("2")
    await person.commands("language", other)
    await comes_to(person, "internet_type")
    await person.commands("language", language)
    await comes_to(person, "religion", "Айдар")
    await person.commands("family")
    await person.presses(say("family.roster"))
    await person.presses(NAMES[2])
    await person.presses(say("roster.rename"))
    await person.says("Ахметов Алихан Айдарович")
    await _takes_off(person, NAMES[3])
    assert len(await person.members()) == 3
    await person.commands("family")
    await person.presses(say("family.roster"))
    await person.presses(say("roster.add"))
    await person.says(NAMES[3])
    await finishes(person)
    assert kept_turns(person) > 150


async def _takes_off(person: Person, name: str) -> None:
    say = texts(person.language)
    await person.commands("family")
    await person.presses(say("family.roster"))
    await person.presses(name)
    await person.presses(say("roster.remove"))
    await person.says(say("yes"))
