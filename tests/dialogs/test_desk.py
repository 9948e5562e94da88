"""The desk: turns that come twice, two processes on one conversation, a store that fails, many people at once."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from dialogs.conversation import STATE_VERSION
from dialogs.desk import DeskUnavailable
from dialogs.texts import texts
from dialogs.turn import Arrival, Attachment, Contact, Location, Press, Text, Turn
from storage.conversations import load_conversation
from storage.database import Database
from storage.turns import ConversationState, TurnWrites, commit_turn
from tests.databases import on_both
from tests.dialogs.journeys import Resumed, StoppedAt, comes_to, signs_in
from tests.dialogs.scenario import Person, Scenario


async def version(person: Person) -> int:
    return (await person.scene()).conversation.version


async def test_a_turn_that_comes_again_changes_nothing(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "gas")
    await person.says("1")
    question, before, at = person.prompt, await person.kept(), await version(person)
    for _ in range(3):
        again = await person.repeats()
        assert again.messages[-1] == question
    assert await person.kept() == before
    assert await version(person) == at


async def test_a_turn_that_comes_late_is_answered_with_the_present_question(
    stopped_at: StoppedAt, language: str
) -> None:
    person, _ = await stopped_at(language, "gas")
    await person.says("1")
    late = person._last
    await comes_to(person, "toilet")
    question, before = person.prompt.text, await person.kept()
    reply = await person.scenario.desk.take(late)
    assert reply.messages[-1].text == question
    assert await person.kept() == before


async def test_the_first_turn_of_all_comes_twice(scenario: Scenario) -> None:
    person = scenario.person()
    await person.says("сәлем")
    await person.repeats()
    person.sees(texts("kk")("language.greeting"))
    assert await version(person) == 1


async def test_a_sending_that_comes_twice_gives_the_same_receipts(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await person.presses(texts(language)("family.submit"))
    await person.presses(texts(language)("submit.send"))
    shown = person.prompt.text
    await person.repeats()
    assert person.prompt.text == shown


@on_both
async def test_two_processes_lose_and_double_no_answer(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario], language: str
) -> None:
    """The same conversation at two processes at once: each turn is taken once, one after the other."""
    person, _ = await stopped_at(language, "rooms_count")
    desks = [person.scenario.desk, new_scenario(shared_with=person.scenario, seed=5).desk]
    at, now = await version(person), person.scenario.clock.now
    turns = [Turn(person.channel, person.address, f"race{n}", now, Text(str(n))) for n in (2, 3, 4, 5)]
    replies = await asyncio.gather(*(desks[n % 2].take(turn) for n, turn in enumerate(turns)))
    assert await version(person) == at + 4
    assert await person.answer("rooms_count") in {"2", "3", "4", "5"}
    assert all(reply.messages for reply in replies)
    again = await asyncio.gather(*(desk.take(turn) for desk in desks for turn in turns))
    assert await version(person) == at + 4, "and none is taken twice"
    assert len({reply.messages[-1].text for reply in again}) == 1


@on_both
async def test_the_same_turn_at_two_processes_is_one_turn(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario], language: str
) -> None:
    person, question = await stopped_at(language, "durables")
    other = new_scenario(shared_with=person.scenario, seed=5).desk
    at, now = await version(person), person.scenario.clock.now
    tick = Press(person.button(question.choices[0].label).token)
    turn = Turn(person.channel, person.address, "twice", now, tick)
    replies = await asyncio.gather(person.scenario.desk.take(turn), other.take(turn))
    assert await version(person) == at + 1
    assert [sum(c.selected for c in reply.messages[-1].choices) for reply in replies] == [1, 1], "ticked, not unticked"


async def test_while_the_store_fails_nothing_is_kept_and_then_it_works(
    new_scenario: Callable[..., Scenario], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Database.open
    monkeypatch.setattr(Database, "open", lambda url: quick(url, busy_seconds=0.05))
    person = new_scenario().person()
    await signs_in(person, language)
    before, at = await person.kept(), await version(person)
    holder = sqlite3.connect(person.scenario.path)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(DeskUnavailable) as refused:
            await person.says("1")
        assert refused.value.retry_after > 0
        assert "locked" in refused.value.reason
    finally:
        holder.rollback()
        holder.close()
    assert (await person.kept(), await version(person)) == (before, at)
    await person.repeats()
    assert await person.answer("head_is_self") == "yes"


async def test_fifty_people_at_once(scenario: Scenario) -> None:
    people = [scenario.person(language_hint="ru" if n % 2 else "kk") for n in range(50)]

    async def begins(n: int, person: Person) -> None:
        language = "ru" if n % 2 else "kk"
        await person.says("/start")
        await person.says(texts(language)("language.name"))
        await person.says("1")
        await person.says(texts(language)("signin.no_iin"))
        await person.says("1")
        await person.says(f"Ахметов Асқар {'Ә' + 'ә' * n}")

    await asyncio.gather(*(begins(n, person) for n, person in enumerate(people)))
    for n, person in enumerate(people):
        assert await person.members() == [f"Ахметов Асқар {'Ә' + 'ә' * n}"]
        assert person.language == ("ru" if n % 2 else "kk")


async def test_one_persons_turns_are_taken_in_the_order_they_came(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await signs_in(person, language)
    now = scenario.clock.now
    said = ["1", "Ахметова Айгүл", "Ахметов Айдар", "Ахметов Алихан", texts(language)("sheet.more_no")]
    turns = [Turn(person.channel, person.address, f"fast{n}", now, Text(text)) for n, text in enumerate(said)]
    await asyncio.gather(*map(scenario.desk.take, turns))
    assert await person.members() == said[1:4]
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref == "member:1/details/member_iin"


# --- what is no answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "document", "sticker", "other"])
async def test_what_is_not_words_gets_a_kind_answer_and_the_question(
    resumed: Resumed, language: str, kind: str
) -> None:
    person = await resumed("listed", language)
    question, before = await comes_to(person, "gas"), await person.kept()
    await person.does(Attachment(kind, caption="1"))  # type: ignore[arg-type]
    person.hears(f"attachment.{kind}")
    assert person.prompt.text == question.label
    assert await person.kept() == before


@pytest.mark.parametrize("act", [Contact("+77010000000", True), Contact("+77010000001", False), Location(49.8, 73.1)])
async def test_a_contact_or_a_place_on_the_map_is_not_kept(
    resumed: Resumed, language: str, act: Contact | Location
) -> None:
    person = await resumed("listed", language)
    question, before = await comes_to(person, "gas"), await person.kept()
    await person.does(act)
    person.hears("attachment.not_needed")
    assert person.prompt.text == question.label
    assert await person.kept() == before


@pytest.mark.parametrize("command", ["settings", "send", "agree", "remove", "item", "stop", "yes", "done", "x" * 300])
async def test_an_unknown_command_says_what_there_is(resumed: Resumed, language: str, command: str) -> None:
    person = await resumed("listed", language)
    question, before = await comes_to(person, "gas"), await person.kept()
    for typed in (False, True):
        await (person.says(f"/{command} 2") if typed else person.commands(command, "2"))
        person.hears("help.general")
        assert person.prompt.text == question.label
        assert await person.kept() == before


@pytest.mark.parametrize(
    "command", ["start", "help", "faq", "continue", "pause", "family", "review", "language", "back"]
)
async def test_a_command_is_understood_everywhere(resumed: Resumed, language: str, command: str) -> None:
    for stage in ("listed", "sent"):
        person = await resumed(stage, language)
        await person.commands(command)
        await person.commands(command, "abc")
        await person.says(f"/{command} ²")
        await person.says("/family")
        assert (await person.scene()).case is not None


async def test_start_in_the_middle_loses_nothing(resumed: Resumed, language: str) -> None:
    person = await resumed("listed", language)
    question, before = await comes_to(person, "gas"), await person.kept()
    await person.commands("start", "from-a-poster")
    assert person.screen.messages[0].tone == "recap"
    assert person.prompt.text == question.label
    assert await person.kept() == before


# --- a state of another release --------------------------------------------------------------------------------------


async def keep(person: Person, change: Callable[[dict[str, Any]], None]) -> None:
    """Write the conversation's state as another release would have kept it."""
    scenario, key = person.scenario, (person.channel, person.address)
    stored = await scenario.database.read(load_conversation, scenario.keyring, *key)
    assert stored is not None
    state = json.loads(stored.state)
    change(state)
    kept = ConversationState(stored.id, stored.language, stored.household_id, json.dumps(state), stored.version)
    writes = TurnWrites(*key, "another release", scenario.clock.now, kept)
    await scenario.database.write(commit_turn, scenario.keyring, writes)


@pytest.mark.parametrize("newer", [STATE_VERSION + 1, "2.0"])
async def test_a_conversation_of_a_later_release_is_left_as_it_is_and_told_so(
    stopped_at: StoppedAt, language: str, newer: object
) -> None:
    person, _ = await stopped_at(language, "gas")
    await keep(person, lambda state: state.update(v=newer, frames="who knows", something={"new": 1}))
    scenario, key = person.scenario, (person.channel, person.address)
    before = await scenario.database.read(load_conversation, scenario.keyring, *key)
    for act in (Text("1"), Press("v.continue"), Arrival()):
        await person.does(act)
        person.hears("desk.newer", phone="1446")
    assert await scenario.database.read(load_conversation, scenario.keyring, *key) == before


async def test_a_conversation_of_the_first_release_goes_on(stopped_at: StoppedAt, language: str) -> None:
    """Its state bore no version and counted no tries."""
    person, prompt = await stopped_at(language, "gas")

    def older(state: dict[str, Any]) -> None:
        del state["v"], state["tries"]

    await keep(person, older)
    await person.arrives()
    person.sees(prompt.label)
    await person.says("1")
    assert await person.answer("gas") is not None
