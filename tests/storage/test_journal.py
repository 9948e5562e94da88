"""A turn is committed once and whole, or not at all."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, func, insert, select

from storage.answers import load_answers
from storage.conversations import already_handled, load_conversation, mark_blocked, prune_inbox
from storage.database import Database
from storage.journal import Journal
from storage.keyring import KeyMissing, KeyRing, SealBroken
from storage.tables import answer, answer_log, inbox, published_form
from storage.turns import AlreadyHandled, AnswerWrite, ConversationState, TurnWrites, VersionClash
from tests.databases import on_sqlite

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
SHEET, OTHER = UUID(int=1), UUID(int=2)


def turn(external_id: str, *answers: tuple[str, str | None], version: int = 0, state: str = "{}") -> TurnWrites:
    return TurnWrites(
        channel="telegram",
        address="77",
        external_id=external_id,
        at=NOW,
        conversation=ConversationState(UUID(int=77), "kk", None, state, version),
        answers=tuple(AnswerWrite(SHEET, ref, value, "kk") for ref, value in answers),
    )


async def answers_of(database: Database, keyring: KeyRing, sheet: UUID = SHEET) -> list[tuple[str, str]]:
    return list((await database.read(load_answers, keyring, [sheet]))[sheet].items())


def rows(table: Table, conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(table)).scalar_one()


async def test_a_turn_is_there_after_it(journal: Journal, database: Database, keyring: KeyRing) -> None:
    version = await journal.commit(turn("1", ("name", "Айгүл"), ("age", "34"), state='{"frames": []}'))
    assert version == 1
    assert await answers_of(database, keyring) == [("name", "Айгүл"), ("age", "34")]
    stored = await database.read(load_conversation, keyring, "telegram", "77")
    assert stored is not None
    assert (stored.id, stored.language, stored.state, stored.version) == (UUID(int=77), "kk", '{"frames": []}', 1)
    assert stored.created_at == stored.touched_at == NOW
    assert await database.read(already_handled, "telegram", "77", "1")
    assert not await database.read(already_handled, "telegram", "78", "1")
    assert await database.read(load_conversation, keyring, "web", "77") is None


async def test_the_next_turn_moves_the_conversation(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1", state="before"))
    later = NOW + timedelta(days=8)
    moved = replace(turn("2"), at=later)
    home = UUID(int=5)
    moved = replace(moved, conversation=ConversationState(UUID(int=77), "ru", home, "after", 1))
    assert await journal.commit(moved) == 2
    stored = await database.read(load_conversation, keyring, "telegram", "77")
    assert stored is not None
    assert (stored.language, stored.household_id, stored.state, stored.version) == ("ru", home, "after", 2)
    assert (stored.created_at, stored.touched_at) == (NOW, later)


async def test_the_same_turn_twice_changes_nothing(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1", ("name", "Айгүл")))
    with pytest.raises(AlreadyHandled):
        await journal.commit(turn("1", ("name", "Болат"), version=1))
    assert await answers_of(database, keyring) == [("name", "Айгүл")]
    assert await database.read(partial(rows, answer_log)) == 1


async def test_an_external_id_belongs_to_its_address(journal: Journal) -> None:
    await journal.commit(turn("1"))
    neighbour = replace(turn("1"), address="78")
    assert await journal.commit(replace(neighbour, conversation=replace(neighbour.conversation, id=UUID(int=78)))) == 1


async def test_who_comes_second_is_told(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1"))
    await journal.commit(turn("2", ("age", "34"), version=1))
    with pytest.raises(VersionClash):
        await journal.commit(turn("3", ("age", "43"), version=1))
    assert await answers_of(database, keyring) == [("age", "34")]
    assert not await database.read(already_handled, "telegram", "77", "3"), "the turn may be taken again"
    assert await journal.commit(turn("3", ("age", "43"), version=2)) == 3


async def test_two_begin_one_conversation(journal: Journal) -> None:
    await journal.commit(turn("1"))
    with pytest.raises(VersionClash):
        await journal.commit(turn("2"))


async def test_two_processes_race_on_one_conversation(migrated: str, keyring: KeyRing) -> None:
    """Two connections, each with its own writer, move the same version at once: one of them wins, each time."""
    databases = [Database.open(migrated), Database.open(migrated)]
    try:
        journals = [Journal(database, keyring) for database in databases]
        await journals[0].commit(turn("0"))
        for round_ in range(1, 31):
            ended = await asyncio.gather(
                *(
                    journal.commit(turn(f"{round_}.{n}", (f"q{round_}", str(n)), version=round_))
                    for n, journal in enumerate(journals)
                ),
                return_exceptions=True,
            )
            assert sorted(map(type, ended), key=str) == sorted([int, VersionClash], key=str), ended
        kept = await answers_of(databases[0], keyring)
        assert [ref for ref, _ in kept] == [f"q{n}" for n in range(1, 31)]
    finally:
        for database in databases:
            await database.close()


async def test_answers_keep_the_order_of_answering(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1", ("name", "Айгүл"), ("sex", "female"), ("age", "34")))
    await journal.commit(turn("2", ("name", "Айгерім"), ("sex", None), version=1))
    await journal.commit(turn("3", ("sex", ""), version=2))
    assert await answers_of(database, keyring) == [("name", "Айгерім"), ("age", "34"), ("sex", "")]


async def test_taken_away_and_given_again_in_one_turn(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1", ("a", "1"), ("b", "2")))
    await journal.commit(turn("2", ("a", None), ("a", "3"), version=1))
    assert await answers_of(database, keyring) == [("b", "2"), ("a", "3")]


async def test_the_log_keeps_every_step(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1", ("age", "34")))
    await journal.commit(turn("2", ("age", "43"), version=1))
    await journal.commit(turn("3", ("age", None), version=2))
    last = turn("4", version=3)
    await journal.commit(replace(last, answers=(AnswerWrite(SHEET, "age", "44", "ru", refusals=2),)))
    given = (answer_log.c.value.is_(None), answer_log.c.channel, answer_log.c.language, answer_log.c.refusals)
    columns = select(answer_log.c.ref, *given)
    log = await database.read(lambda conn: conn.execute(columns.order_by(answer_log.c.id)).all())
    assert log == [
        ("age", False, "telegram", "kk", 0),
        ("age", False, "telegram", "kk", 0),
        ("age", True, "telegram", "kk", 0),
        ("age", False, "telegram", "ru", 2),
    ]


async def test_sheets_do_not_mix(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1", ("age", "34")))
    writes = turn("2", version=1)
    await journal.commit(replace(writes, answers=(AnswerWrite(OTHER, "age", "9", "kk"),)))
    both = await database.read(load_answers, keyring, [SHEET, OTHER, UUID(int=3)])
    assert both == {SHEET: {"age": "34"}, OTHER: {"age": "9"}, UUID(int=3): {}}


class AlreadyCountedHere(Exception):
    """A noun's refusal, as the journal sees it."""


def publish(conn: Connection, name: str) -> None:
    conn.execute(insert(published_form).values(name=name, version="1", xml="<h/>"))


def refuse(conn: Connection) -> None:
    raise AlreadyCountedHere


async def test_actions_are_part_of_the_turn(journal: Journal, database: Database) -> None:
    await journal.commit(replace(turn("1"), actions=(partial(publish, name="list"),)))
    assert await database.read(partial(rows, published_form)) == 1


async def test_a_refused_action_takes_everything_back(journal: Journal, database: Database, keyring: KeyRing) -> None:
    writes = replace(turn("1", ("age", "34")), actions=(partial(publish, name="list"), refuse))
    with pytest.raises(AlreadyCountedHere):
        await journal.commit(writes)
    assert await answers_of(database, keyring) == []
    for table in (inbox, answer, answer_log, published_form):
        assert await database.read(partial(rows, table)) == 0
    assert await database.read(load_conversation, keyring, "telegram", "77") is None
    assert await journal.commit(replace(writes, actions=())) == 1, "the writer goes on"


async def test_a_turn_clears_the_mark_of_the_blocked(journal: Journal, database: Database, keyring: KeyRing) -> None:
    await journal.commit(turn("1"))
    await database.write(mark_blocked, "telegram", "77", NOW)
    stored = await database.read(load_conversation, keyring, "telegram", "77")
    assert stored is not None
    assert (stored.blocked_at, stored.version) == (NOW, 1)
    await journal.commit(turn("2", version=1))
    stored = await database.read(load_conversation, keyring, "telegram", "77")
    assert stored is not None
    assert stored.blocked_at is None


async def test_the_inbox_forgets_what_is_old(journal: Journal, database: Database) -> None:
    await journal.commit(turn("old"))
    await journal.commit(replace(turn("new", version=1), at=NOW + timedelta(days=7)))
    assert await database.write(prune_inbox, NOW + timedelta(days=1)) == 1
    assert await database.write(prune_inbox, NOW + timedelta(days=1)) == 0
    assert not await database.read(already_handled, "telegram", "77", "old")
    assert await database.read(already_handled, "telegram", "77", "new")


async def test_the_inbox_is_pruned_in_small_steps(journal: Journal, database: Database) -> None:
    for number in range(5):
        await journal.commit(turn(str(number), version=number))
    later = NOW + timedelta(days=1)
    assert [await database.write(prune_inbox, later, 2) for _ in range(4)] == [2, 2, 1, 0]


@on_sqlite
async def test_nothing_is_readable_in_the_files(journal: Journal, database: Database, path: Path) -> None:
    await journal.commit(
        turn("1", ("name", "Айгүл Серікқызы"), ("iin", "900125450126"), state='{"tried": "880101300123"}')
    )
    files = [path, path.with_name(path.name + "-wal")]
    raw = b"".join(file.read_bytes() for file in files)
    assert b"iin" in raw, "references are not secret, and this is the right file"
    for secret in ("Айгүл", "Серікқызы", "900125450126", "880101300123"):
        assert secret.encode() not in raw
        assert secret.encode("utf-16-le") not in raw


async def test_another_key_opens_nothing(journal: Journal, database: Database) -> None:
    await journal.commit(turn("1", ("name", "Айгүл")))
    with pytest.raises(SealBroken):
        await database.read(load_answers, KeyRing([("test", bytes(32))]), [SHEET])
    with pytest.raises(KeyMissing, match="«test»"):
        await database.read(load_conversation, KeyRing([("other", bytes(32))]), "telegram", "77")


async def test_answers_outlive_a_rotation(journal: Journal, database: Database) -> None:
    await journal.commit(turn("1", ("name", "Айгүл")))
    rotated = KeyRing([("new", b"n" * 32), ("test", bytes(range(32)))])
    await Journal(database, rotated).commit(turn("2", ("age", "34"), version=1))
    assert await answers_of(database, rotated) == [("name", "Айгүл"), ("age", "34")]


async def test_an_answer_moved_to_another_row_does_not_open(
    journal: Journal, database: Database, keyring: KeyRing
) -> None:
    await journal.commit(turn("1", ("mother", "Айгүл"), ("father", "Болат")))
    moved = "UPDATE answer SET value = (SELECT value FROM answer WHERE ref = 'mother') WHERE ref = 'father'"
    await database.write(lambda conn: conn.exec_driver_sql(moved).close())
    with pytest.raises(SealBroken):
        await answers_of(database, keyring)


def test_writes_do_not_show_what_was_answered() -> None:
    shown = repr(turn("1", ("name", "Айгүл"), state="Серікқызы"))
    assert "Айгүл" not in shown
    assert "Серікқызы" not in shown
