"""The journal: turns of many people share one COMMIT, and each is acknowledged only after it.

A disk or a server takes about as long for a hundred turns as for one, so what arrives within a few milliseconds goes
together. Who comes alone waits for nobody. A batch holds no conversation and no household twice: one of two turns that
meet there has seen what the other changes, and goes with a later batch, where the rules tell (storage/turns.py). Where a
turn with actions has a transaction of its own, those turns queue apart: they may wait for a lock, and nobody for them.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    """How a database stores turns. `at_once`: batches that may be on their way together. `apart`: turns with actions are
    not stored with the others."""

    at_once: int
    apart: bool

    async def store(self, batch: Sequence[TurnWrites]) -> Sequence[Outcome]: ...


class _Waiting(NamedTuple):
    writes: TurnWrites
    done: "asyncio.Future[None]"


@dataclass(slots=True)
class _Queue:
    """Turns that wait for a batch. `begun`: when the last one was, by the loop's clock; `going`: how many are on their way."""

    waiting: list[_Waiting] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None
    begun: float = 0.0
    going: int = 0


class Journal:
    """Commits turns. One per process, in one event loop. `about`: see storage.turns.commit_turn."""

    def __init__(self, database: Database, keyring: KeyRing, about: Table | None = None) -> None:
        self._turns: Turns = (
            PostgresTurns(database.backend, keyring, about)
            if isinstance(database.backend, Postgres)
            else SqliteTurns(database.backend, keyring, about)
        )
        self._plain, self._with_actions = _Queue(), _Queue()
        self._on_their_way: set[asyncio.Task[None]] = set()

    async def commit(self, writes: TurnWrites) -> int:
        """Store all of `writes` and return the conversation's new version, after COMMIT.

        Raises AlreadyHandled, VersionClash, StorageUnavailable, or what an action raised; then nothing was stored. A caller
        that is cancelled cannot know whether it was.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        queue = self._with_actions if writes.actions and self._turns.apart else self._plain
        queue.waiting.append(_Waiting(writes, done))
        self._wake(queue, loop)
        await done
        return writes.conversation.expected_version + 1

    def _wake(self, queue: _Queue, loop: asyncio.AbstractEventLoop) -> None:
        if queue.waiting and queue.timer is None and queue.going < self._turns.at_once:
            queue.timer = loop.call_at(max(loop.time(), queue.begun + WINDOW), self._begin, queue, loop)

    def _begin(self, queue: _Queue, loop: asyncio.AbstractEventLoop) -> None:
        queue.timer, queue.begun = None, loop.time()
        queue.going += 1
        task = loop.create_task(self._run(queue, _next(queue), loop))
        self._on_their_way.add(task)
        task.add_done_callback(self._on_their_way.discard)
        self._wake(queue, loop)

    async def _run(self, queue: _Queue, batch: Sequence[_Waiting], loop: asyncio.AbstractEventLoop) -> None:
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
        queue.going -= 1
        self._wake(queue, loop)


def _next(queue: _Queue) -> list[_Waiting]:
    batch: list[_Waiting] = []
    left: list[_Waiting] = []
    met: set[object] = set()
    for one in queue.waiting:
        touched = {(one.writes.channel, one.writes.address), *one.writes.seen}
        if len(batch) < MOST and met.isdisjoint(touched):
            met |= touched
            batch.append(one)
        else:
            left.append(one)
    queue.waiting = left
    return batch
