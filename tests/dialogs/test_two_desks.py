"""Several processes on one database take the turns of one family and of strangers, at once, some twice, some late.

What is stored in the end is what one process stores that takes every turn once, one after the other.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from census.erasure import erase
from census.tables import household, sheet
from dialogs.desk import Desk, DeskUnavailable
from dialogs.texts import texts
from dialogs.turn import Act, Arrival, Turn
from storage.keyring import KeyRing
from storage.tables import answer_log, conversation, inbox
from tests.databases import on_both
from tests.dialogs.journeys import Asked, Resumed, StoppedAt, answers_as_the_family
from tests.dialogs.scenario import Person, Scenario, WatchedDesk
from tests.dialogs.test_private_link import answers_himself, joins, passes_on

PATIENCE, SEED = 20, 1


@dataclass(repr=False)
class Wanderer(Person):
    """Every turn goes to one of the desks, or to two at once; now and then an old one comes again. Refused, it is repeated."""

    desks: Sequence[Desk] = ()
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    taken: list[Turn] = field(default_factory=list)

    async def _acts(self, act: Act) -> None:
        self.turns += 1
        turn = Turn(self.channel, self.address, f"t{self.turns}", self.scenario.clock.now, act, self.language_hint)
        desks = self.chance.sample(list(self.desks), k=self.chance.choice((1, 1, min(2, len(self.desks)))))
        replies = [self._brings(desk, turn) for desk in desks]
        if self.taken and self.chance.random() < 0.2 * (len(self.desks) - 1):
            replies.append(self._brings(self.chance.choice(self.desks), self.chance.choice(self.taken)))
        self.screen, *_ = await asyncio.gather(*replies)
        self.taken.append(turn)
        self.scenario.clock.moves(seconds=7)

    async def _brings(self, desk: Desk, turn: Turn) -> Any:
        for _ in range(PATIENCE):
            try:
                return await desk.take(turn)
            except DeskUnavailable:
                continue
        raise AssertionError("the turn was refused too often")

    async def just_asked(self) -> Asked | None:
        return await self.asked()


def wanders(person: Person, desks: Sequence[Desk], seed: int) -> Wanderer:
    who = Wanderer(person.scenario, person.channel, person.address, desks=desks, chance=random.Random(seed))
    who.screen, who.turns = person.screen, person.turns
    return who


async def the_family_answers(
    respondent: Person, member: Person, desks: Sequence[Desk], seed: int, *, at_once: bool
) -> dict[str, Any]:
    """Everybody's part, and what is stored then. Strangers begin meanwhile."""
    scenario = respondent.scenario
    first, second = wanders(respondent, desks, seed), wanders(member, desks, seed + 1)
    strangers = [wanders(scenario.person(), desks, seed + 2 + n) for n in range(3)]
    herself = answers_as_the_family(first, first.language, lambda asked: asked is not None and asked[1] == "Алихан")
    parts = [herself, answers_himself(second), *(begins(one, n) for n, one in enumerate(strangers))]
    if at_once:
        await asyncio.gather(*parts)
    else:
        for part in parts:
            await part
    everybody = [first, second, *strangers]
    for who in everybody:
        await stands_the_same_everywhere(who)
    case = (await first.scene()).household
    subjects = {each.id: (each.form, each.subject) for each in case.household.sheets}
    found = await scenario.database.read(_counted)
    return {
        "answers": [await who.kept() for who in everybody],
        "log": {
            (subjects.get(sheet_id), ref): n for (sheet_id, ref), n in found["log"].items() if sheet_id in subjects
        },
        "inbox": found["inbox"],
        "versions": [found["versions"][who.address] for who in everybody],
        "turns": [who.turns for who in everybody],
        "household": found["households"][case.household.id],
    }


async def begins(person: Person, number: int) -> None:
    await person.commands("start")
    await person.says(texts("kk")("language.name"))
    await person.says("1")
    await person.says(texts("kk")("signin.no_iin"))
    await person.says("1")
    await person.says(f"Ахметов Асқар {'Ә' + 'ә' * number}")


async def stands_the_same_everywhere(who: Wanderer) -> None:
    look = Turn(who.channel, who.address, "look", who.scenario.clock.now, Arrival())
    prompts = [(await desk.take(look)).messages[-1] for desk in who.desks]
    assert all(prompt == prompts[0] for prompt in prompts)


def _counted(conn: Connection) -> dict[str, Any]:
    log = select(answer_log.c.sheet_id, answer_log.c.ref, func.count()).group_by(
        answer_log.c.sheet_id, answer_log.c.ref
    )
    return {
        "log": {(row[0], row[1]): row[2] for row in conn.execute(log)},
        "inbox": Counter(conn.execute(select(inbox.c.address)).scalars()),
        "versions": {row.address: row.version for row in conn.execute(select(conversation))},
        "households": {row.id: row.version for row in conn.execute(select(household))},
    }


@on_both
async def test_a_family_at_three_processes_is_stored_as_at_one(
    resumed: Resumed, new_scenario: Callable[..., Scenario]
) -> None:
    stored = []
    for processes in (1, 3):
        respondent = await resumed("housed", "kk")
        member = await joins(respondent, await passes_on(respondent, "Айдар"), "ru")
        others = [new_scenario(shared_with=respondent.scenario, seed=50 + n) for n in range(processes - 1)]
        desks = [respondent.scenario.desk, *(other.desk for other in others)]
        stored.append(await the_family_answers(respondent, member, desks, SEED, at_once=processes > 1))
    assert stored[0] == stored[1]
    assert len(stored[1]["log"]) > 40


async def test_who_was_with_a_process_of_a_newer_key_is_told_to_come_again(stopped_at: StoppedAt) -> None:
    """A rotation begun at the wrong end: nothing is lost by it, and the key put on the ring mends it."""
    person, _ = await stopped_at("kk", "rooms_count")
    scenario = person.scenario
    old, new = ("t1", bytes(range(32))), ("t2", bytes(32))

    def desk(*keys: tuple[str, bytes]) -> WatchedDesk:
        premises = replace(scenario.desk._premises, keyring=KeyRing(keys))
        return WatchedDesk(premises, scenario.database, clock=scenario.clock, campaign_clock=scenario.day)

    scenario.desk = desk(new, old)
    await person.says("3")
    scenario.desk = desk(old)
    with pytest.raises(DeskUnavailable, match="«t2» is missing"):
        await person.says("62")
    scenario.desk = desk(old, new)
    await person.repeats()
    assert await person.answer("rooms_count") == "3"


# --- what a desk remembers --------------------------------------------------------------------------------------------


async def remembered_at_one_of_two(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario], question: str = "rooms_count"
) -> tuple[Person, Desk]:
    """Somebody whose conversation the desk remembers from his last turn, and a second desk on the same database."""
    person, _ = await stopped_at("kk", question)
    other = new_scenario(shared_with=person.scenario, seed=5).desk
    await person.says("қош бол")  # not an answer to it
    assert len(person.scenario.desk._kept) == 1
    return person, other


@on_both
async def test_who_was_erased_meanwhile_begins_anew(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario]
) -> None:
    person, _ = await remembered_at_one_of_two(stopped_at, new_scenario)
    scene = await person.scene()
    households = [scene.household.household.id]
    await person.scenario.database.write(
        erase, households, conversation_id=scene.conversation.id, by="staff: test", at=person.scenario.clock.now
    )
    await person.says("3")
    person.hears("language.greeting")
    assert await person.kept() == {}


@on_both
async def test_who_chose_another_language_at_another_process_is_spoken_to_in_it(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario]
) -> None:
    person, other = await remembered_at_one_of_two(stopped_at, new_scenario)
    here, person.scenario.desk = person.scenario.desk, other  # type: ignore[assignment]
    await person.commands("language")
    await person.says(texts("ru")("language.name"))
    person.scenario.desk = here
    await person.says("3")
    assert person.language == "ru"
    assert await person.answer("rooms_count") == "3"


@on_both
async def test_a_sheet_taken_back_by_staff_is_not_gone_on_with(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario]
) -> None:
    """A write of a noun's moves the household on, and the remembered one is loaded anew."""
    person, _ = await remembered_at_one_of_two(stopped_at, new_scenario)
    before = (await person.scene()).household.household.version

    def withdraws(conn: Connection) -> None:
        of_dwelling = sheet.c.form == "dwelling"
        conn.execute(update(sheet).where(of_dwelling).values(state="withdrawn"))
        conn.execute(update(household).values(version=household.c.version + 1))

    await person.scenario.database.write(withdraws)
    await person.says("3")
    assert before is not None
    assert (await person.answer("rooms_count")) is None, "nobody asks it any more"


async def test_on_another_day_of_the_census_nothing_is_remembered(stopped_at: StoppedAt) -> None:
    person, _ = await stopped_at("kk", "rooms_count")
    await person.says("3")
    desk = person.scenario.desk
    kept = desk._kept.take(person.channel, person.address, person.scenario.day().date())
    assert kept is not None
    desk._kept.put(replace(kept, day=kept.day - timedelta(days=1)))
    assert desk._kept.take(person.channel, person.address, person.scenario.day().date()) is None


@on_both
async def test_a_look_that_fell_due_between_two_turns_is_asked_for_again(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario]
) -> None:
    """Whether to remind him was looked at meanwhile, and «not before another turn» was the answer: here is another turn."""
    person, _ = await remembered_at_one_of_two(stopped_at, new_scenario)
    scenario = person.scenario
    kept = scenario.desk._kept.take(person.channel, person.address, scenario.day().date())
    assert kept is not None
    scenario.desk._kept.put(replace(kept, remind_at=scenario.clock.now - timedelta(seconds=1)))
    never = update(conversation).values(remind_at=None)
    await scenario.database.write(lambda conn: conn.execute(never).close())
    await person.says("3")
    assert (await person.scene()).conversation.remind_at is not None
