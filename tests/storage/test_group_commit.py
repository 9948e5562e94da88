"""Turns of many people share one COMMIT, and none of them is told, refused or lost because of another."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update

from census.tables import household
from storage.answers import load_answers
from storage.conversations import already_handled
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.journal import MOST, Journal
from storage.keyring import KeyRing
from storage.sqlite import Sqlite
from storage.tables import answer, answer_log, conversation, inbox
from storage.turns import Action, AlreadyHandled, AnswerWrite, ConversationState, TurnWrites, VersionClash, commit_turn
from tests.databases import on_sqlite

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
HOME = UUID(int=500)


def turn(
    number: int,
    external_id: str = "1",
    *answers: tuple[str, str | None],
    version: int = 0,
    actions: Sequence[Action] = (),
    seen: int | None = None,
) -> TurnWrites:
    """A turn of person `number`; `seen`: it looked at the household in this version."""
    state = ConversationState(UUID(int=number), "kk", None if seen is None else HOME, f"of {external_id}", version)
    given = tuple(AnswerWrite(UUID(int=1000 + number), ref, value, "kk") for ref, value in answers)
    looked = {} if seen is None else {HOME: seen}
    at = NOW + timedelta(seconds=int(external_id))
    return TurnWrites("telegram", str(number), external_id, at, state, given, tuple(actions), looked)


@pytest.fixture
def journal(database: Database, keyring: KeyRing) -> Journal:
    return Journal(database, keyring, household)


class Counting:
    """Passes batches on and keeps their sizes; `hold` keeps the first from being stored until it is set."""

    def __init__(self, journal: Journal, *, hold: bool = False) -> None:
        self._turns = journal._turns
        self.at_once, self.apart = self._turns.at_once, self._turns.apart
        self.sizes: list[int] = []
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        if not hold:
            self.go.set()
        journal._turns = self

    async def store(self, batch: Sequence[TurnWrites]) -> Sequence[Exception | None]:
        self.sizes.append(len(batch))
        self.begun.set()
        await self.go.wait()
        return await self._turns.store(batch)


async def ended(journal: Journal, turns: Sequence[TurnWrites]) -> list[int | BaseException]:
    return await asyncio.gather(*map(journal.commit, turns), return_exceptions=True)


async def answers_of(database: Database, keyring: KeyRing, number: int) -> dict[str, str]:
    sheet = UUID(int=1000 + number)
    return (await database.read(load_answers, keyring, [sheet]))[sheet]


async def test_a_crowd_shares_a_commit(journal: Journal, database: Database, keyring: KeyRing) -> None:
    counting = Counting(journal)
    people = range(1, 301)
    assert await ended(journal, [turn(n, "1", ("name", f"Адам {n}")) for n in people]) == [1] * 300
    assert counting.sizes[0] == MOST
    assert len(counting.sizes) <= 3
    assert all([(await answers_of(database, keyring, n)) == {"name": f"Адам {n}"} for n in (1, 150, 300)])


async def test_who_comes_meanwhile_goes_with_the_next(journal: Journal) -> None:
    counting = Counting(journal, hold=True)
    counting.at_once = 1
    first = asyncio.ensure_future(journal.commit(turn(1)))
    await counting.begun.wait()
    others = asyncio.gather(*(journal.commit(turn(n)) for n in range(2, 12)))
    await asyncio.sleep(0)
    assert counting.sizes == [1], "one batch is on its way"
    counting.go.set()
    await asyncio.gather(first, others)
    assert counting.sizes == [1, 10]


async def test_one_that_is_refused_takes_nobody_with_it(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await ended(journal, [turn(n) for n in (1, 2, 3)])

    def refuses(conn: Connection) -> None:
        conn.execute(delete(conversation))
        raise LookupError("a noun's refusal")

    crowd = [
        turn(1, "2", ("a", "1"), version=1),
        turn(2, "2", ("a", "1"), version=7),
        turn(3, "1", ("a", "1"), version=1),
        turn(4, "2", ("a", "1"), actions=[refuses]),
        turn(5, "2", ("a", "half a letter: \ud83d")),
        turn(6, "2", ("a", "1"), actions=[lambda conn: conn.execute(text("SELECT nothing"))]),
        turn(7, "2", ("a", "1")),
    ]
    outcomes = await ended(journal, crowd)
    assert [type(one) for one in outcomes[:5]] == [int, VersionClash, AlreadyHandled, LookupError, UnicodeEncodeError]
    assert isinstance(outcomes[5], Exception)
    assert outcomes[6] == 1
    kept = {n: await answers_of(database, keyring, n) for n in range(1, 8)}
    assert {n for n, answers in kept.items() if answers} == {1, 7}
    assert [n for n in range(1, 8) if await database.read(already_handled, "telegram", str(n), "2")] == [1, 7]


async def test_of_two_turns_that_saw_one_household_the_later_is_taken_again(
    journal: Journal, database: Database, keyring: KeyRing
) -> None:
    row = {"id": HOME, "campaign": "kz-2021", "created_at": NOW}
    await database.write(lambda conn: conn.execute(insert(household), row).close())
    family = [turn(n, "1", ("a", "1"), seen=0) for n in (1, 2, 3)]
    outcomes = await ended(journal, family)
    assert sorted(map(str, map(type, outcomes))) == sorted(map(str, (int, VersionClash, VersionClash)))
    looking = [turn(n, "9", seen=1) for n in (4, 5, 6)]
    assert await ended(journal, looking) == [1, 1, 1], "who only looks stands in nobody's way"
    assert await ended(journal, [turn(7, "9", seen=0)]) != [1]
    await database.write(lambda conn: conn.execute(delete(household)).close())
    assert [type(one) for one in await ended(journal, [turn(8, "9", seen=1)])] == [VersionClash], "erased meanwhile"


async def test_who_is_gone_does_not_hold_up_the_others(journal: Journal) -> None:
    counting = Counting(journal, hold=True)
    waiting = [asyncio.ensure_future(journal.commit(turn(n))) for n in (1, 2, 3)]
    await counting.begun.wait()
    waiting[1].cancel()
    await asyncio.sleep(0)
    counting.go.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in outcomes] == [int, asyncio.CancelledError, int]


@on_sqlite
async def test_a_disk_that_fills_up_refuses_the_whole_batch_and_a_roomier_one_takes_it(
    journal: Journal, database: Database, keyring: KeyRing
) -> None:
    assert isinstance(database.backend, Sqlite)

    def pages(conn: Connection, most: int) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count = {most}").close()

    crowd = [turn(n, "1", ("a", "x" * 2000)) for n in range(1, 60)]
    crowd[30] = turn(31, "1", ("a", "x"), actions=[lambda conn: None])
    await database.write(pages, 1)
    outcomes = await ended(journal, crowd)
    assert all(isinstance(one, StorageUnavailable) and "the disk is full" in one.reason for one in outcomes)
    await database.write(pages, 1 << 30)
    assert await ended(journal, crowd) == [1] * len(crowd)
    assert await answers_of(database, keyring, 5) == {"a": "x" * 2000}


# --- the quick way and the plain one ----------------------------------------------------------------------------------

refs = st.sampled_from(["a", "b", "c"])
values = st.none() | st.sampled_from(["", "1", "Ә"])
answers = st.lists(st.tuples(refs, values), max_size=4)
said = st.lists(st.tuples(st.integers(1, 3), answers, st.booleans()), min_size=1, max_size=12)
TABLES = (conversation, inbox, answer, answer_log)


@on_sqlite
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said)
async def test_the_quick_way_stores_what_the_plain_one_stores(
    database: Database, keyring: KeyRing, said: list[tuple[int, list[tuple[str, str | None]], bool]]
) -> None:
    await same_by_both_ways(database, keyring, said)


async def test_the_quick_way_of_a_server_stores_the_same(database: Database, keyring: KeyRing) -> None:
    story: list[Any] = [
        (1, [("a", "1"), ("b", ""), ("c", "Ә")], True),
        (2, [], False),
        (1, [("a", "2"), ("a", None), ("a", "3"), ("b", None)], True),
        (2, [("a", "1"), ("a", "2")], True),
        (1, [("b", "1")], False),
    ]
    await same_by_both_ways(database, keyring, story)


async def same_by_both_ways(
    database: Database, keyring: KeyRing, said: list[tuple[int, list[tuple[str, str | None]], bool]]
) -> None:
    """The rows of both ways are equal, but for the seals (which have a nonce each) and the numbers of the log."""
    found = []
    for commit in (Journal(database, keyring, household).commit, partial(_plainly, database, keyring)):
        await database.write(_begin_anew)
        versions = dict.fromkeys((1, 2, 3), 0)
        seen = 0
        for count, (number, answered, at_home) in enumerate(said, 1):
            home = seen if at_home else None
            await commit(turn(number, str(count), *answered, version=versions[number], seen=home))
            versions[number] += 1
            seen += bool(answered and at_home)
        found.append(await database.read(_rows, keyring))
    assert found[0] == found[1]


async def _plainly(database: Database, keyring: KeyRing, writes: TurnWrites) -> None:
    await database.write(commit_turn, keyring, writes, household)


def _begin_anew(conn: Connection) -> None:
    for table in (*TABLES, household):
        conn.execute(delete(table))
    conn.execute(insert(household), {"id": HOME, "campaign": "kz-2021", "created_at": NOW})


def _rows(conn: Connection, keyring: KeyRing) -> list[list[tuple[Any, ...]]]:
    hidden = {"state", "value", "position"}
    found = [
        [
            tuple(value for name, value in row.items() if name not in hidden and (table, name) != (answer_log, "id"))
            for row in conn.execute(select(table).order_by(*_order(table))).mappings()
        ]
        for table in TABLES
    ]
    sheets = [UUID(int=1000 + number) for number in (1, 2, 3)]
    opened = [list(each.items()) for each in load_answers(conn, keyring, sheets).values()]
    return [*found, [tuple(conn.execute(select(household)).one())], [tuple(each) for each in opened]]


def _order(table: Any) -> Sequence[Any]:
    return table.primary_key.columns if table is not answer_log else [answer_log.c.id]


async def test_a_block_is_lifted_by_the_next_turn(journal: Journal, database: Database) -> None:
    await journal.commit(turn(1))
    mark = update(conversation).values(blocked_at=NOW)
    await database.write(lambda conn: conn.execute(mark).close())
    await journal.commit(turn(1, "2", version=1))
    assert await database.read(lambda conn: conn.execute(select(conversation.c.blocked_at)).scalar_one()) is None
