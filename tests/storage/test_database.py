"""The database serves or says in a sentence why not; what went wrong before does not harm what comes after."""

import asyncio
import sqlite3
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from storage.address import UnknownDatabase
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.tables import inbox, published_form
from tests import databases as copies

NOW = datetime(2021, 9, 1, tzinfo=UTC)


@pytest.fixture
def migrated(path: Path) -> str:
    """SQLite's own ways are looked at here."""
    return copies.migrated(path)


def put(conn: Connection, name: str, size: int = 1) -> None:
    conn.execute(insert(published_form).values(name=name, version="1", xml="x" * size))


def names(conn: Connection) -> list[str]:
    return list(conn.execute(select(published_form.c.name).order_by(published_form.c.name)).scalars())


async def test_what_was_written_is_read(database: Database) -> None:
    await database.write(put, "list")
    assert await database.read(names) == ["list"]


async def test_commits_survive_a_power_cut(database: Database) -> None:
    """WAL alone would lose the last commits; the setting is per connection, so it is looked at where it counts."""
    settings = await database.write(
        lambda conn: [conn.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("journal_mode", "synchronous")]
    )
    assert settings == ["wal", 2]


async def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(StorageUnavailable, match="may not be written"):
        await database.read(put, "list")
    assert await database.read(names) == []


async def test_reading_sees_one_moment(database: Database) -> None:
    """A read that lasts is not disturbed by a write, and does not hold it up."""
    inside, go_on = threading.Event(), threading.Event()

    def twice(conn: Connection) -> tuple[list[str], list[str]]:
        first = names(conn)
        inside.set()
        go_on.wait(5)
        return first, names(conn)

    reading = asyncio.ensure_future(database.read(twice))
    await asyncio.to_thread(inside.wait, 5)
    await database.write(put, "list")
    go_on.set()
    assert await reading == ([], [])
    assert await database.read(names) == ["list"]


async def test_writes_are_kept_in_their_order(database: Database) -> None:
    order: list[int] = []

    def note(_conn: Connection, number: int) -> None:
        order.append(number)

    await asyncio.gather(*(database.write(note, number) for number in range(50)))
    assert order == list(range(50))


async def test_a_failed_write_leaves_nothing_and_the_next_is_served(database: Database) -> None:
    def fail(conn: Connection) -> None:
        put(conn, "half")
        raise LookupError("the other half")

    with pytest.raises(LookupError):
        await database.write(fail)
    with pytest.raises(DBAPIError):
        await database.write(lambda conn: conn.execute(text("INSERT INTO nowhere VALUES (1)")))
    await database.write(put, "whole")
    assert await database.read(names) == ["whole"]


async def test_a_moment_without_a_zone_is_a_defect(database: Database) -> None:
    naive = {"channel": "web", "address": "1", "external_id": "1", "handled_at": NOW.replace(tzinfo=None)}
    with pytest.raises(StatementError, match="no time zone"):
        await database.write(lambda conn: conn.execute(insert(inbox).values(**naive)))


async def test_moments_come_back_in_utc(database: Database) -> None:
    at = datetime(2021, 9, 1, 0, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    row = {"channel": "web", "address": "1", "external_id": "1", "handled_at": at}
    await database.write(lambda conn: conn.execute(insert(inbox).values(**row)))
    kept = await database.read(lambda conn: conn.execute(select(inbox.c.handled_at)).scalar_one())
    assert kept == at
    assert kept.tzinfo is UTC


async def test_a_full_disk_is_said_and_what_stood_stands(database: Database) -> None:
    await database.write(put, "before")
    pages = await database.write(lambda conn: conn.execute(text("PRAGMA page_count")).scalar_one())
    await database.write(lambda conn: conn.execute(text(f"PRAGMA max_page_count={pages + 2}")).scalar_one())
    with pytest.raises(StorageUnavailable, match="the disk is full"):
        await database.write(put, "too much", size=1 << 20)
    assert await database.read(names) == ["before"]
    await database.write(put, "after")  # a new connection, without the limit: the disk has space again
    assert await database.read(names) == ["after", "before"]


async def test_a_locked_database_is_said(database: Database, path: Path) -> None:
    holder = sqlite3.connect(path)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="another program has kept it locked"):
        await database.write(put, "list")
    assert await database.read(names) == [], "reading goes on"
    holder.rollback()
    holder.close()
    await database.write(put, "list")
    assert await database.read(names) == ["list"]


async def test_two_processes_write_in_turn(migrated: str) -> None:
    databases = [Database.open(migrated), Database.open(migrated)]
    await asyncio.gather(*(databases[n % 2].write(put, f"{n:02}") for n in range(40)))
    assert await databases[0].read(names) == [f"{n:02}" for n in range(40)]
    for database in databases:
        await database.close()


async def test_closing_writes_what_was_queued(migrated: str) -> None:
    database = Database.open(migrated)
    writes = [asyncio.ensure_future(database.write(put, f"{n:02}")) for n in range(20)]
    await asyncio.sleep(0)  # they are queued
    await database.close()
    await asyncio.gather(*writes)
    await database.close()
    with pytest.raises(StorageUnavailable, match="the program is stopping"):
        await database.write(put, "late")
    with pytest.raises(StorageUnavailable, match="the program is stopping"):
        await database.read(names)
    reopened = Database.open(migrated)
    assert len(await reopened.read(names)) == 20
    await reopened.close()


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://sanaq:secret@db", "names a PostgreSQL server and no database"),
        ("mysql://db/sanaq", "names «mysql»"),
        ("sqlite://", "names a database in memory"),
        ("sqlite:///:memory:", "names a database in memory"),
        ("var/sanaq.db", "is not an address of a database"),
        ("", "is not an address of a database"),
        ("oracel+x://db/sanaq", "names «oracel»"),
    ],
)
def test_an_unusable_address_is_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(UnknownDatabase, match=f"^SANAQ_DATABASE_URL {sentence}") as refused:
        Database.open(address)
    assert "secret" not in str(refused.value)


def test_only_the_owner_may_read_the_files(migrated: str, path: Path) -> None:
    """What is not sealed (places, addresses of chats, times) is nobody's business either."""
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("DELETE FROM inbox")
        found = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    conn.close()
    assert found == dict.fromkeys(("sanaq.db", "sanaq.db-wal", "sanaq.db-shm"), 0o600)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(StorageUnavailable, match=r"var/deep/sanaq\.db cannot be made"):
        Database.open(f"sqlite:///{tmp_path}/var/deep/sanaq.db")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sanaq.db").write_text("Бұл деректер базасы емес. " * 100)
    with pytest.raises(StorageUnavailable, match=r"sanaq\.db cannot be used: the file is not a SQLite database"):
        Database.open(f"sqlite:///{tmp_path}/sanaq.db")


def test_a_folder_instead_of_a_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be opened"):
        Database.open(f"sqlite:///{tmp_path}")
