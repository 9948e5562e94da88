"""Housekeeping: old turns are forgotten, fresh ones and answers stay."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.workers import EVERY, forget_old_turns
from storage.database import Connection, Database
from storage.migrate import upgrade
from storage.tables import inbox, metadata

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)


def fill(conn: Connection) -> None:
    for days in (0, 6, 8, 30):
        row = {"channel": "web", "address": "a", "external_id": f"{days}", "handled_at": NOW - timedelta(days=days)}
        conn.execute(sa.insert(inbox).values(row))


def kept(conn: Connection) -> list[str]:
    return sorted(conn.execute(sa.select(inbox.c.external_id)).scalars())


async def test_turns_are_forgotten_after_a_week(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    upgrade(url, metadata)
    database = Database.open(url)
    await database.write(fill)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if seconds == EVERY.total_seconds():
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await forget_old_turns(database, lambda: NOW, sleep)
    assert await database.read(kept) == ["0", "6"]
    assert slept[-1] == EVERY.total_seconds()
    await database.close()
