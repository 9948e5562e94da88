"""The schema goes up, down and up again, and is what the metadata says; a wrong version is refused in a sentence."""

import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

import census.tables  # noqa: F401 # its tables join the metadata
from storage.errors import StorageUnavailable
from storage.migrate import MIGRATIONS, DatabaseIsNewer, DatabaseIsOlder, check, differences, downgrade, newest, upgrade
from storage.tables import metadata

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]


def tables(path: Path) -> set[str]:
    conn = sqlite3.connect(path)
    found = {name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    conn.close()
    return found - {"alembic_version", "sqlite_sequence"}


def schema(path: Path) -> list[tuple[str, str]]:
    conn = sqlite3.connect(path)
    found = conn.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").fetchall()
    conn.close()
    return found


def test_every_migration_up_and_down_and_up_again(url: str, path: Path) -> None:
    seen: dict[str, list[tuple[str, str]]] = {}
    for revision in REVISIONS:
        upgrade(url, metadata, revision)
        seen[revision] = schema(path)
    for below, revision in zip(["base", *REVISIONS], REVISIONS, strict=False):
        upgrade(url, metadata, revision)
        downgrade(url, metadata, below)
        upgrade(url, metadata, revision)
        assert schema(path) == seen[revision]
    downgrade(url, metadata, "base")
    assert tables(path) == set()
    upgrade(url, metadata)
    assert schema(path) == seen[REVISIONS[-1]]


def test_the_result_is_what_the_metadata_says(url: str, path: Path) -> None:
    upgrade(url, metadata)
    assert differences(url, metadata) == []
    assert tables(path) == set(metadata.tables)


def test_a_difference_would_be_seen(url: str, path: Path) -> None:
    upgrade(url, metadata)
    conn = sqlite3.connect(path)
    conn.execute("DROP INDEX uq_person_counted_once")
    conn.execute("ALTER TABLE sheet ADD COLUMN stray TEXT")
    conn.close()
    assert len(differences(url, metadata)) == 2


def test_the_indexes_that_guard_are_partial(url: str, path: Path) -> None:
    """Alembic does not compare what stands after WHERE."""
    upgrade(url, metadata)
    made = dict(schema(path))
    assert made["uq_person_counted_once"].endswith("WHERE counted_at IS NOT NULL")
    assert made["uq_person_one_respondent"].endswith("WHERE respondent")


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


def test_a_newer_database_is_left_alone(migrated: str, path: Path) -> None:
    conn = sqlite3.connect(path)
    with conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    before = schema(path)
    for attempt in (check, lambda url: upgrade(url, metadata), lambda url: downgrade(url, metadata, "base")):
        with pytest.raises(DatabaseIsNewer, match=r"newer version of Sanaq.*9999.*SANAQ_DATABASE_URL"):
            attempt(migrated)
    assert schema(path) == before


def test_a_file_that_is_no_database_is_said_so(url: str, path: Path) -> None:
    path.write_text("Бұл деректер базасы емес. " * 100)
    with pytest.raises(StorageUnavailable, match="not a SQLite database"):
        check(url)


def test_a_migration_that_fails_changes_nothing(url: str, path: Path) -> None:
    upgrade(url, metadata, REVISIONS[0])
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE person (id INTEGER)")  # in the way of the last table of the next migration
    conn.close()
    before = schema(path)
    with pytest.raises(Exception, match="person"):
        upgrade(url, metadata)
    assert schema(path) == before
