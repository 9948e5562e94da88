"""What comes between a turn's loading and its commit: an erasure, a clash. Nothing comes back, nothing is spent twice."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from census.erasure import erase
from census.tables import household, person, sheet
from dialogs.texts import texts
from storage.database import Connection
from storage.tables import answer, answer_log, conversation
from storage.turns import VersionClash
from tests.dialogs.journeys import RESPONDENT_IIN, Resumed, StoppedAt, agrees, signs_in
from tests.dialogs.scenario import Person, Scenario


async def left(who: Person) -> dict[str, int]:
    tables = {table.name: table for table in (household, sheet, person, answer, answer_log, conversation)}

    def count(conn: Connection) -> dict[str, int]:
        return {name: conn.execute(select(func.count()).select_from(t)).scalar_one() for name, t in tables.items()}

    return {name: n for name, n in (await who.scenario.database.read(count)).items() if n}


def before_the_commit(who: Person, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Any]) -> None:
    """`happens` once, after the next turn was loaded and before it is committed."""
    journal = who.scenario.desk._journal
    commit, waiting = journal.commit, [happens]

    async def later(writes):
        if waiting:
            await waiting.pop()()
        return await commit(writes)

    monkeypatch.setattr(journal, "commit", later)


async def erased_by_staff(who: Person) -> None:
    scene = await who.scene()
    homes = [scene.conversation.household_id]
    await who.scenario.database.write(erase, homes, conversation_id=None, by="staff: test", at=who.scenario.clock.now)


async def test_an_answer_on_its_way_does_not_bring_a_draft_back(
    stopped_at: StoppedAt, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, _ = await stopped_at(language, "rooms_count")
    before_the_commit(who, monkeypatch, lambda: erased_by_staff(who))
    await who.says("3")
    assert await left(who) == {"conversation": 1}
    assert (await who.scene()).case is None
    assert (await who.scene()).conversation.top.dialog == "language"


async def test_a_sending_on_its_way_counts_nobody(
    resumed: Resumed, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await resumed("filled", language)
    await who.commands("continue")
    await who.presses(texts(language)("family.submit"))
    before_the_commit(who, monkeypatch, lambda: erased_by_staff(who))
    await who.presses(texts(language)("submit.send"))
    assert await left(who) == {"conversation": 1}


async def test_what_was_erased_and_begun_anew_takes_no_turn_of_the_old(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new conversation has as many turns behind it as the old one had: its version alone would not tell."""
    who = scenario.person()
    await signs_in(who, "ru")

    async def begun_anew() -> None:
        monkeypatch.undo()
        await erased_by_staff(who)
        await agrees(who, "ru")
        await who.says("привет")

    before_the_commit(who, monkeypatch, begun_anew)
    at = (await who.scene()).conversation.version
    desk, scene = scenario.desk, await who.scene()
    assert scene.case is not None
    with pytest.raises(VersionClash):
        await begins_with_the_old(desk, scene, who, begun_anew)
    assert (await who.scene()).conversation.version == at
    assert (await who.scene()).case is None


async def begins_with_the_old(desk, scene, who: Person, happens: Callable[[], Any]) -> None:
    from dialogs.desk import _writes
    from dialogs.turn import Text, Turn

    await happens()
    turn = Turn(who.channel, who.address, "in flight", who.scenario.clock.now, Text("3"))
    await desk._journal.commit(_writes(turn, scene))


async def test_a_turn_taken_again_spends_one_try(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    who = scenario.person("web", client="203.0.113.7")
    await agrees(who, "ru")

    async def moved_on() -> None:
        raise VersionClash

    before_the_commit(who, monkeypatch, moved_on)
    await who.says(RESPONDENT_IIN)
    who.hears("signin.welcome")
    assert scenario.desk._tries.of("203.0.113.7", scenario.clock.now).count == 1
    assert (await who.scene()).conversation.tries.count == 1
