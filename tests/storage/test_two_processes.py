"""Two processes on one server, and what may befall the server or one of them: nobody is told what is not stored, nobody is
stored twice, and one that stands still does not take the others with it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Connection, insert, text

import storage.postgres
from census.actions import hold
from census.tables import household
from storage.answers import load_answers
from storage.conversations import load_conversation
from storage.database import Database
from storage.errors import ConnectionLost, StorageUnavailable
from storage.journal import Journal
from storage.keyring import KeyRing
from storage.migrate import upgrade
from storage.postgres import Postgres
from storage.tables import metadata
from storage.turns import Action, AlreadyHandled, AnswerWrite, ConversationState, TurnWrites, VersionClash, put_other
from tests.databases import PostgresDatabases
from tests.services import PrivatePostgres, private_postgres

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
HOME = UUID(int=500)


def turn(number: int, version: int = 0, *actions: Action, seen: int | None = None) -> TurnWrites:
    """The next turn of person `number`, whose conversation was loaded in `version`; it has one answer."""
    state = ConversationState(UUID(int=number), "kk", None, "{}", version)
    answer = AnswerWrite(UUID(int=1000 + number), f"q{version}", f"{number}.{version}", "kk")
    looked = {} if seen is None else {HOME: seen}
    at = NOW + timedelta(seconds=version)
    return TurnWrites("telegram", str(number), f"t{version}", at, state, (answer,), actions, looked)


@pytest.fixture
def url(postgres: PostgresDatabases) -> str:
    return postgres.migrated()


Process = tuple[Database, Journal]
Processes = Callable[[str], Process]


@pytest.fixture
async def process(keyring: KeyRing) -> AsyncIterator[Processes]:
    """`process(url)`: a database and a journal as a process has them."""
    async with AsyncExitStack() as stack:

        def make(url: str) -> Process:
            database = Database.open(url)
            stack.push_async_callback(database.close)
            return database, Journal(database, keyring, household)

        yield make


@pytest.fixture(scope="module")
def own_server() -> Iterator[PrivatePostgres]:
    with private_postgres() as server:
        upgrade(server.url, metadata)
        yield server


async def outcomes(journal: Journal, *turns: TurnWrites) -> list[str]:
    found = await asyncio.gather(*map(journal.commit, turns), return_exceptions=True)
    return [type(one).__name__ for one in found]


async def answers_of(database: Database, keyring: KeyRing, number: int) -> list[str]:
    sheet = UUID(int=1000 + number)
    return list((await database.read(load_answers, keyring, [sheet]))[sheet].values())


# --- who meets whom ---------------------------------------------------------------------------------------------------


async def test_the_same_crowd_begins_at_two_processes_in_opposite_order(url: str, process: Processes) -> None:
    (_, one), (_, other) = process(url), process(url)
    crowd = [turn(n) for n in range(1, 101)]
    found = await asyncio.gather(outcomes(one, *crowd), outcomes(other, *reversed(crowd)))
    for pair in zip(found[0], reversed(found[1]), strict=True):
        assert sorted(pair) in (["VersionClash", "int"], ["AlreadyHandled", "int"]), "one has it, the other is told"


async def test_turns_that_lock_in_opposite_order_are_both_stored(
    url: str, process: Processes, keyring: KeyRing
) -> None:
    """One is about conversation 1 and puts 2 (it moves here), the other the other way round: the server ends the deadlock."""
    (database, one), (_, other) = process(url), process(url)
    await outcomes(one, turn(1), turn(2))
    both = asyncio.Barrier(2)

    def puts(number: int) -> Action:
        there = ConversationState(UUID(int=number), "kk", None, "{}", 1)
        return lambda conn: put_other(conn, keyring, "telegram", str(number), there, NOW)

    async def commit(journal: Journal, writes: TurnWrites) -> str:
        await both.wait()
        return (await outcomes(journal, writes))[0]

    found = await asyncio.gather(commit(one, turn(1, 1, puts(2))), commit(other, turn(2, 1, puts(1))))
    assert sorted(found) == ["VersionClash", "int"], "the later one sees that its conversation was moved"
    versions = [await version_of(database, keyring, n) for n in (1, 2)]
    assert versions == [2, 2]


async def version_of(database: Database, keyring: KeyRing, number: int) -> int:
    stored = await database.read(load_conversation, keyring, "telegram", str(number))
    return stored.version if stored else 0


async def test_a_family_that_answers_at_two_processes_is_taken_one_by_one(
    url: str, process: Processes, keyring: KeyRing
) -> None:
    """Plain answers, and actions on the household: whoever looked at what has moved on since is told."""
    (database, one), (_, other) = process(url), process(url)
    row = {"id": HOME, "campaign": "kz-2021", "created_at": NOW}
    await database.write(lambda conn: conn.execute(insert(household), row).close())
    family = range(1, 9)
    versions, household_version = dict.fromkeys(family, 0), 0
    while any(versions[n] < 2 for n in family):
        waiting = [n for n in family if versions[n] < 2]
        acts = [partial(_touch, number=n) if n % 3 == 0 else None for n in waiting]
        turns = [
            turn(n, versions[n], *filter(None, [a]), seen=household_version) for n, a in zip(waiting, acts, strict=True)
        ]
        found = await asyncio.gather(*(outcomes((one, other)[n % 2], t) for n, t in zip(waiting, turns, strict=True)))
        taken = [n for n, what in zip(waiting, found, strict=True) if what == ["int"]]
        assert len(taken) == 1, "exactly one of those who saw this version is stored"
        versions[taken[0]] += 1
        household_version += 2 if taken[0] % 3 == 0 else 1
    for n in family:
        assert await answers_of(database, keyring, n) == [f"{n}.0", f"{n}.1"]


def _touch(conn: Connection, *, number: int) -> None:
    assert number
    hold(conn, HOME)


@asynccontextmanager
async def held(url: str, number: int) -> AsyncIterator[None]:
    """Somebody has locked the conversation, and does not let go."""
    line = await asyncpg.connect(url)
    try:
        async with line.transaction():
            await line.execute("SELECT 1 FROM conversation WHERE address = $1 FOR UPDATE", str(number))
            yield
    finally:
        await line.close()


async def test_a_conversation_that_is_held_does_not_hold_up_the_others_of_the_batch(
    url: str, process: Processes, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.postgres, "LOCK_SECONDS", 0.1)
    database, journal = process(url)
    await outcomes(journal, *(turn(n) for n in range(1, 21)))
    async with held(url, 7):
        found = await outcomes(journal, *(turn(n, 1) for n in range(1, 21)))
        assert found == ["Locked" if n == 7 else "int" for n in range(1, 21)]
    assert await outcomes(journal, turn(7, 1)) == ["int"]
    assert await answers_of(database, keyring, 7) == ["7.0", "7.1"]


async def test_nobody_waits_for_a_turn_with_actions_that_waits(
    url: str, process: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.postgres, "LOCK_SECONDS", 5.0)
    _, journal = process(url)
    await outcomes(journal, *(turn(n) for n in range(1, 4)))
    async with held(url, 1):
        waiting = asyncio.ensure_future(journal.commit(turn(1, 1, hold_nobody)))
        async with asyncio.timeout(2):
            assert await outcomes(journal, turn(2, 1), turn(3, 1)) == ["int", "int"]
        assert not waiting.done()
    assert await waiting == 2


async def test_who_stops_in_the_middle_of_a_batch_loses_its_locks(
    url: str, process: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process under SIGSTOP, or on a machine that swaps, must not keep everybody's conversations."""
    monkeypatch.setattr(storage.postgres, "IDLE_SECONDS", 0.2)
    (_, going), (stopped, _) = process(url), process(url)
    await outcomes(going, turn(1))
    backend = stopped.backend
    assert isinstance(backend, Postgres)

    async def stops_and_goes_on() -> None:
        async with backend.transaction() as line:
            await line.execute("SELECT 1 FROM conversation FOR UPDATE")
            assert await outcomes(going, turn(1, 1)) == ["int"], "after a short wait"
            await line.execute("SELECT 1")

    with pytest.raises(ConnectionLost):
        await stops_and_goes_on()


# --- who does not know ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actions", [(), (lambda conn: None,)], ids=["plain", "with actions"])
async def test_a_line_that_breaks_after_the_commit_doubles_nothing(
    url: str, process: Processes, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch, actions: tuple[Action, ...]
) -> None:
    """The server has committed, and the word of it never came."""
    database, journal = process(url)
    assert isinstance(database.backend, Postgres)
    await outcomes(journal, turn(1))
    real_batch, real_run, broken = database.backend.transaction, database.backend._run, []

    @asynccontextmanager
    async def breaks() -> AsyncIterator[Any]:
        async with real_batch() as conn:
            yield conn
        if not broken:
            broken.append(True)
            raise ConnectionLost("the line broke")

    async def breaks_too(*job: Any) -> Any:
        done = await real_run(*job)
        if not broken:
            broken.append(True)
            raise ConnectionLost("the line broke")
        return done

    monkeypatch.setattr(database.backend, "transaction", breaks)
    monkeypatch.setattr(database.backend, "_run", breaks_too)
    assert await outcomes(journal, turn(1, 1, *actions)) in (["AlreadyHandled"], ["ConnectionLost"])
    assert broken
    with pytest.raises(AlreadyHandled):
        await journal.commit(turn(1, 1, *actions))
    assert await answers_of(database, keyring, 1) == ["1.0", "1.1"]


async def test_callers_that_hang_up_leave_no_line_taken(url: str, process: Processes, keyring: KeyRing) -> None:
    """Tasks cancelled at every moment of their reading and writing; afterwards all lines of the process are free."""
    database, journal = process(url)
    await outcomes(journal, turn(1))

    async def reads() -> None:
        await database.read(load_conversation, keyring, "telegram", "1")

    async def writes() -> None:
        await database.write(lambda conn: conn.execute(text("SELECT pg_advisory_xact_lock(1)")).close())

    for hurry in range(30):
        tasks = [asyncio.ensure_future(job()) for job in (reads, writes, reads)]
        for _ in range(hurry):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    everybody = [turn(1, 1), *(turn(n) for n in range(2, 40))]
    assert set(await outcomes(journal, *everybody)) == {"int"}
    await asyncio.gather(*(job() for _ in range(20) for job in (reads, writes)))


async def test_one_who_hung_up_before_his_turn_was_begun_is_still_told_the_truth(
    url: str, process: Processes, keyring: KeyRing
) -> None:
    database, journal = process(url)
    waiting = [asyncio.ensure_future(journal.commit(turn(n))) for n in range(1, 30)]
    await asyncio.sleep(0)
    for one in waiting[::2]:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    again = await outcomes(journal, *(turn(n) for n in range(1, 30)))
    assert set(again) <= {"int", "AlreadyHandled", "VersionClash"}
    assert [await answers_of(database, keyring, n) for n in range(1, 30)] == [[f"{n}.0"] for n in range(1, 30)]


# --- what befalls the server ------------------------------------------------------------------------------------------


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMMAND_SECONDS", "CONNECT_SECONDS", "WAIT_SECONDS", "CLOSE_SECONDS"):
        monkeypatch.setattr(storage.postgres, name, 0.3)


@pytest.mark.usefixtures("in_a_hurry")
async def test_a_server_that_hangs_is_given_up_and_serves_again(
    own_server: PrivatePostgres, process: Processes, keyring: KeyRing
) -> None:
    database, journal = process(own_server.url)
    people = range(1, 13)
    await outcomes(journal, *(turn(n) for n in people))
    own_server.signal(signal.SIGSTOP)
    try:
        async with asyncio.timeout(5):
            reads = asyncio.gather(*(version_of(database, keyring, n) for n in people), return_exceptions=True)
            turns = [turn(n, 1, *([hold_nobody] if n % 2 else [])) for n in people]
            commits = asyncio.gather(*map(journal.commit, turns), return_exceptions=True)
            found = [*await reads, *await commits]
    finally:
        own_server.signal(signal.SIGCONT)
    assert all(isinstance(one, StorageUnavailable) for one in found), found
    assert set(await outcomes(journal, *turns)) <= {"int", "AlreadyHandled"}
    assert [await answers_of(database, keyring, n) for n in people] == [[f"{n}.0", f"{n}.1"] for n in people]


def hold_nobody(_conn: Connection) -> None:
    """An action: its turn goes alone."""


@pytest.mark.usefixtures("in_a_hurry")
async def test_a_process_ends_though_the_server_hangs(own_server: PrivatePostgres, keyring: KeyRing) -> None:
    database = Database.open(own_server.url)
    journal = Journal(database, keyring)
    await outcomes(journal, turn(50), turn(51, 0, hold_nobody))
    own_server.signal(signal.SIGSTOP)
    try:
        async with asyncio.timeout(3):
            await database.close()
    finally:
        own_server.signal(signal.SIGCONT)
    with pytest.raises(StorageUnavailable, match="is closed"):
        await database.read(load_conversation, keyring, "telegram", "50")


async def test_who_finds_every_line_taken_is_told_to_come_again(
    url: str, process: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.postgres, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(storage.postgres, "COMMAND_SECONDS", 1.0)
    database, journal = process(url)
    await outcomes(journal, turn(1))
    async with held(url, 1):
        blocked = [
            asyncio.ensure_future(database.write(lambda conn: conn.execute(text("SELECT pg_sleep(3)")).close()))
            for _ in range(storage.postgres.CONNECTIONS)
        ]
        assert isinstance(database.backend, storage.postgres.Postgres)
        pool: Any = database.backend._writing.pool
        while pool.checkedout() < storage.postgres.CONNECTIONS:  # noqa: ASYNC110  # the pool rings no bell
            await asyncio.sleep(0.01)
        with pytest.raises(StorageUnavailable, match="every line to the server is in use"):
            await database.read(lambda conn: conn.execute(text("SELECT 1")).scalar_one())
        gone = await asyncio.gather(*blocked, return_exceptions=True)
    assert all(isinstance(one, StorageUnavailable) and "in time" in one.reason for one in gone)
    assert await database.read(lambda conn: conn.execute(text("SELECT 1")).scalar_one()) == 1


async def test_a_server_that_was_restarted_serves_on(
    own_server: PrivatePostgres, process: Processes, keyring: KeyRing
) -> None:
    database, journal = process(own_server.url)
    people = range(101, 121)
    await outcomes(journal, *(turn(n) for n in people))
    own_server.stop()
    assert set(await outcomes(journal, *(turn(n, 1) for n in people))) == {"ConnectionLost"}
    with pytest.raises(StorageUnavailable, match="cannot be reached"):
        await version_of(database, keyring, 101)
    own_server.start()
    assert await outcomes(journal, *(turn(n, 1, *([hold_nobody] if n % 2 else [])) for n in people)) == ["int"] * 20
    assert [await version_of(database, keyring, n) for n in people] == [2] * 20


async def test_a_version_is_compared_with_what_was_committed_while_one_waited(
    url: str, process: Processes, keyring: KeyRing
) -> None:
    """The lock is waited for; what stands then counts, not what stood when the waiting began."""
    (_, one), (database, other) = process(url), process(url)
    await outcomes(one, turn(1))
    assert isinstance(database.backend, Postgres)
    async with database.backend.transaction() as line:
        await line.execute("UPDATE conversation SET version = 2")
        waiting = asyncio.ensure_future(one.commit(turn(1, 1)))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    with pytest.raises(VersionClash):
        await waiting
    assert await version_of(database, keyring, 1) == 2
    assert await outcomes(other, turn(1, 2)) == ["int"]
