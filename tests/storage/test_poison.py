"""What failed is kept once, sealed, bounded, for its term, and goes with whoever is erased."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage import poison
from storage.database import Connection, Database
from storage.keyring import KeyMissing, KeyRing
from storage.poison import Poison
from storage.tables import poison_update

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)


def failed(n: int = 1, body: str = '{"text": "Айжан"}', **other: object) -> Poison:
    given = {"channel": "telegram", "address": f"100{n}", "external_id": f"{n}", "error": "ValueError"}
    return Poison(**given | {"place": "desk.py:7 take", "at": NOW + n * timedelta(days=1), "body": body} | other)


async def test_it_is_sealed_and_opens_with_the_keys_only(database: Database, keyring: KeyRing) -> None:
    assert await database.write(poison.keep, keyring, failed())
    [row] = await database.read(lambda conn: conn.execute(select(poison_update)).mappings().all())
    assert "Айжан".encode() not in row["body"]
    [kept] = await database.read(poison.kept, 10)
    shown = await database.write(poison.show, keyring, kept.id, by="dana", at=NOW)
    assert shown == (kept, '{"text": "Айжан"}')
    [kept] = await database.read(poison.kept, 10)
    assert (kept.shown_by, kept.shown_at) == ("dana", NOW)
    with pytest.raises(KeyMissing):
        await database.write(poison.show, KeyRing([("other", bytes(32))]), kept.id, by="dana", at=NOW)
    assert await database.write(poison.show, keyring, 99, by="dana", at=NOW) is None


async def test_what_fails_again_is_kept_once(database: Database, keyring: KeyRing) -> None:
    for error in ("ValueError", "KeyError"):
        await database.write(poison.keep, keyring, failed(error=error))
    assert [kept.error for kept in await database.read(poison.kept, 10)] == ["KeyError"]


async def test_the_newest_come_first(database: Database, keyring: KeyRing) -> None:
    for n in (2, 3, 1):
        await database.write(poison.keep, keyring, failed(n))
    assert [kept.external_id for kept in await database.read(poison.kept, 2)] == ["3", "2"]


async def test_there_are_never_too_many_nor_too_long_ones(
    database: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poison, "MOST", 2)
    bodies = ["x" * (poison.MOST_CHARACTERS + 1), "y", "z"]
    assert [await database.write(poison.keep, keyring, failed(n, body)) for n, body in enumerate(bodies)] == [
        True,
        True,
        False,
    ]
    [_, first] = await database.read(poison.kept, 9)
    shown = await database.write(poison.show, keyring, first.id, by="dana", at=NOW)
    assert shown
    assert shown[1] == "x" * poison.MOST_CHARACTERS
    assert await database.write(poison.keep, keyring, failed(1)), "one that was there already finds its place"


async def test_it_goes_after_its_term_or_when_it_is_mended(database: Database, keyring: KeyRing) -> None:
    for n in range(1, 6):
        await database.write(poison.keep, keyring, failed(n))
    before = NOW + timedelta(days=3)
    assert await database.read(poison.outlived, before, 9) == 2
    assert await database.read(poison.outlived, before, 1) == 1
    assert await database.write(poison.prune, before) == 2
    newest = (await database.read(poison.kept, 1))[0].id
    assert await database.write(poison.forget, newest) == 1
    assert await database.write(poison.forget, newest) == 0
    assert await database.write(poison.forget, None) == 2


async def test_it_goes_with_the_conversations_of_its_address(database: Database, keyring: KeyRing) -> None:
    def erased(conn: Connection) -> None:
        theirs = poison_update.c.external_id == "1"
        poison.forget_of(conn, select(poison_update.c.channel, poison_update.c.address).where(theirs))

    for n in (1, 2):
        await database.write(poison.keep, keyring, failed(n))
    await database.write(erased)
    assert [kept.external_id for kept in await database.read(poison.kept, 9)] == ["2"]
