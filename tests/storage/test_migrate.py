"""The schema goes up, down and up again, and is what the metadata says; a wrong version is refused in a sentence."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import census.tables  # noqa: F401 # its tables join the metadata
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.migrate import MIGRATIONS, DatabaseIsNewer, DatabaseIsOlder, check, differences, downgrade, newest, upgrade
from storage.tables import metadata
from tests.databases import PostgresDatabases

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, path: Path) -> str:
    """The address of a database with nothing in it."""
    return f"sqlite:///{path}" if request.param == "sqlite" else request.getfixturevalue("postgres").new()


SQLITE = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name != 'sqlite_sequence' ORDER BY name"
POSTGRES = """
SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
ORDER BY 1, 2
"""
"""Names with what makes them."""


def asked(url: str, *statements: str) -> list[tuple[str, str]]:
    """The rows of the last statement; what was written is committed."""

    async def ask() -> list[tuple[str, str]]:
        database = Database.open(url)
        try:
            return await database.write(lambda conn: [_rows(conn, statement) for statement in statements][-1])
        finally:
            await database.close()

    return asyncio.run(ask())


def _rows(conn: Connection, statement: str) -> list[tuple[str, str]]:
    result = conn.exec_driver_sql(statement)
    return [tuple(row) for row in result] if result.returns_rows else []


def schema(url: str) -> list[tuple[str, str]]:
    return asked(url, SQLITE if url.startswith("sqlite") else POSTGRES)


def tables(url: str) -> set[str]:
    kept = asked(url, (
        "SELECT name, '' FROM sqlite_schema WHERE type = 'table' AND name != 'sqlite_sequence'"
        if url.startswith("sqlite")
        else "SELECT tablename, '' FROM pg_tables WHERE schemaname = 'public'"
    ))  # fmt: skip
    return {name for name, _ in kept} - {"alembic_version"}


def test_every_migration_up_and_down_and_up_again(url: str) -> None:
    seen: dict[str, list[tuple[str, str]]] = {}
    for revision in REVISIONS:
        upgrade(url, metadata, revision)
        seen[revision] = schema(url)
    for below, revision in zip(["base", *REVISIONS], REVISIONS, strict=False):
        upgrade(url, metadata, revision)
        downgrade(url, metadata, below)
        upgrade(url, metadata, revision)
        assert schema(url) == seen[revision]
    downgrade(url, metadata, "base")
    assert tables(url) == set()
    upgrade(url, metadata)
    assert schema(url) == seen[REVISIONS[-1]]


def test_the_result_is_what_the_metadata_says(url: str) -> None:
    upgrade(url, metadata)
    assert differences(url, metadata) == []
    assert tables(url) == set(metadata.tables)


def test_a_difference_would_be_seen(url: str) -> None:
    upgrade(url, metadata)
    asked(url, "DROP INDEX uq_person_counted_once", "ALTER TABLE sheet ADD COLUMN stray TEXT")
    assert len(differences(url, metadata)) == 2


def test_the_indexes_that_guard_are_partial(url: str) -> None:
    """Alembic does not compare what stands after WHERE."""
    upgrade(url, metadata)
    made = dict(schema(url))
    assert made["uq_person_counted_once"].endswith(("WHERE counted_at IS NOT NULL", "WHERE (counted_at IS NOT NULL)"))
    assert made["uq_person_one_respondent"].endswith("WHERE respondent")


def test_two_who_migrate_at_once(postgres: PostgresDatabases) -> None:
    """Two programs are started at the same moment on one server."""
    url = postgres.new()
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(upgrade, url, metadata) for _ in range(2)]:
            done.result()
    check(url)


def test_a_database_at_its_place_passes(migrated: str) -> None:
    check(migrated)
    upgrade(migrated, metadata)
    check(migrated)


def test_a_database_that_is_not_there_is_not_made_by_looking(url: str, path: Path) -> None:
    with pytest.raises(DatabaseIsOlder, match=r"has no tables yet.*Run: sanaq migrate"):
        check(url)
    with pytest.raises(DatabaseIsOlder):
        check(f"sqlite:///{path.parent}/deep/sanaq.db")
    assert list(path.parent.iterdir()) == []


def test_an_older_database_says_migrate(url: str) -> None:
    upgrade(url, metadata, REVISIONS[0])
    with pytest.raises(
        DatabaseIsOlder, match=rf"stands at version {REVISIONS[0]}.*needs version {newest()}.*sanaq migrate"
    ):
        check(url)


def test_a_newer_database_is_left_alone(url: str) -> None:
    upgrade(url, metadata)
    asked(url, "UPDATE alembic_version SET version_num = '9999'")
    before = schema(url)
    for attempt in (check, lambda url: upgrade(url, metadata), lambda url: downgrade(url, metadata, "base")):
        with pytest.raises(DatabaseIsNewer, match=r"newer version of Sanaq.*9999.*SANAQ_DATABASE_URL"):
            attempt(url)
    assert schema(url) == before


def test_a_file_that_is_no_database_is_said_so(path: Path) -> None:
    path.write_text("Бұл деректер базасы емес. " * 100)
    with pytest.raises(StorageUnavailable, match="not a SQLite database"):
        check(f"sqlite:///{path}")


def test_a_migration_that_fails_changes_nothing(url: str) -> None:
    upgrade(url, metadata, REVISIONS[0])
    asked(url, "CREATE TABLE person (id INTEGER)")  # in the way of the last table of the next migration
    before = schema(url)
    with pytest.raises(Exception, match="person"):
        upgrade(url, metadata)
    assert schema(url) == before
