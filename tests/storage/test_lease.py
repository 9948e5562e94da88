"""One holder at a time: renewed in time it stays his, given back or left alone it is the next one's."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage import lease
from storage.database import Database

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
NAME = "telegram:1446:polling"


async def take(database: Database, holder: str, seconds: float, name: str = NAME) -> bool:
    now = NOW + timedelta(seconds=seconds)
    return await database.write(lease.take, name, holder, now=now, until=now + timedelta(seconds=6))


async def test_one_holds_it_as_long_as_he_renews_it(database: Database) -> None:
    assert await take(database, "a", 0)
    for seconds in range(2, 30, 2):
        assert not await take(database, "b", seconds)
        assert await take(database, "a", seconds)
    assert not await take(database, "b", 33.9)
    assert await take(database, "b", 34)
    assert not await take(database, "a", 34)


async def test_what_is_given_back_is_the_next_ones_at_once(database: Database) -> None:
    assert await take(database, "a", 0)
    await database.write(lease.give_back, NAME, "b")  # who does not hold it gives nothing back
    assert not await take(database, "b", 1)
    await database.write(lease.give_back, NAME, "a")
    assert await take(database, "b", 1)


async def test_each_is_for_one_thing(database: Database) -> None:
    assert await take(database, "a", 0)
    assert await take(database, "b", 0, "another")


async def test_of_two_who_take_it_at_once_one_has_it(database: Database, migrated: str) -> None:
    other = Database.open(migrated)
    try:
        had = await asyncio.gather(*(take(each, f"holder {n}", 0) for n, each in enumerate((database, other) * 5)))
    finally:
        await other.close()
    assert sum(had) == 1
