"""The journal: turns of many people share one COMMIT, and each is acknowledged only after it.

A disk or a server takes about as long for a hundred turns as for one, so what arrives within a few milliseconds goes
together. Who comes alone waits for nobody. A batch holds no conversation and no household twice: one of two turns that
meet there has seen what the other changes, and goes with a later batch, where the rules tell (storage/turns.py).
"""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Table

from storage import measures
from storage.database import Database
from storage.keyring import KeyRing
from storage.postgres import Postgres
from storage.postgres_turns import PostgresTurns
from storage.sqlite_turns import SqliteTurns
from storage.turns import TurnWrites

WINDOW = 0.002
"""Seconds between the starts of two batches: as long as this the later turns of a crowd are waited for."""
MOST = 256
"""Turns in one batch."""

Outcome = Exception | None
"""None: the turn is committed. Otherwise nothing of it was stored."""


class Turns(Protocol):
    """How a database stores turns. `at_once`: batches that may be on their way together."""

    at_once: int

    async def store(self, batch: Sequence[TurnWrites]) -> Sequence[Outcome]: ...


class _Waiting(NamedTuple):
    writes: TurnWrites
    done: "asyncio.Future[None]"


class Journal:
    """Commits turns. One per process, in one event loop. `about`: see storage.turns.commit_turn."""

    def __init__(self, database: Database, keyring: KeyRing, about: Table | None = None) -> None:
        self._turns: Turns = (
            PostgresTurns(database.backend, keyring, about)
            if isinstance(database.backend, Postgres)
            else SqliteTurns(database.backend, keyring, about)
        )
        self._waiting: list[_Waiting] = []
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._begun = 0.0

    async def commit(self, writes: TurnWrites) -> int:
        """Store all of `writes` and return the conversation's new version, after COMMIT.

        Raises AlreadyHandled, VersionClash, StorageUnavailable, or what an action raised; then nothing was stored. A caller
        that is cancelled cannot know whether it was.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append(_Waiting(writes, done))
        self._wake(loop)
        await done
        return writes.conversation.expected_version + 1

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._waiting and self._timer is None and len(self._on_their_way) < self._turns.at_once:
            self._timer = loop.call_at(max(loop.time(), self._begun + WINDOW), self._begin, loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer, self._begun = None, loop.time()
        task = loop.create_task(self._run(self._next(), loop))
        self._on_their_way.add(task)
        self._wake(loop)

    def _next(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        left: list[_Waiting] = []
        met: set[object] = set()
        for one in self._waiting:
            touched = {(one.writes.channel, one.writes.address), *one.writes.seen}
            if len(batch) < MOST and met.isdisjoint(touched):
                met |= touched
                batch.append(one)
            else:
                left.append(one)
        self._waiting = left
        return batch

    async def _run(self, batch: Sequence[_Waiting], loop: asyncio.AbstractEventLoop) -> None:
        begun = time.perf_counter()
        outcomes: Sequence[Outcome]
        try:
            outcomes = await self._turns.store([one.writes for one in batch])
        except Exception as error:  # noqa: BLE001  # whatever it is, those who wait must hear of it
            outcomes = [error] * len(batch)
        measures.BATCH_SECONDS.observe(time.perf_counter() - begun)
        measures.BATCH_TURNS.observe(len(batch))
        for one, outcome in zip(batch, outcomes, strict=True):
            if one.done.done():  # its caller was cancelled
                continue
            if outcome is None:
                one.done.set_result(None)
            else:
                one.done.set_exception(outcome)
        self._on_their_way = {task for task in self._on_their_way if task is not asyncio.current_task()}
        self._wake(loop)
