"""Lanes: jobs of one key run in the order they came, jobs of different keys do not wait for each other.

An empty lane is forgotten at once, so a process that has met millions of chats remembers only those that are busy.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


class Lanes:
    """Lives in one event loop. A job that raises is logged by its type and does not stop its lane."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.pending = 0
        """Jobs accepted and not finished."""

    def put(self, key: str, job: Job) -> None:
        self.pending += 1
        lane = self._waiting.get(key)
        if lane is not None:
            lane.append(job)
            return
        lane = self._waiting[key] = deque([job])
        task = asyncio.create_task(self._run(key, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def is_idle(self, key: str) -> bool:
        return key not in self._waiting

    async def drain(self, seconds: float | None = None) -> None:
        """Wait until every lane is empty; what is not done after `seconds` is cancelled."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        await self.cancel()

    async def cancel(self) -> None:
        """Stop every lane where it stands."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, key: str, lane: deque[Job]) -> None:
        try:
            while lane:
                try:
                    await lane[0]()
                except Exception as error:  # noqa: BLE001 (one job must not take the person's later ones with it)
                    log.error("a job failed with %s", type(error).__name__)  # noqa: TRY400 (its text may hold answers)
                lane.popleft()
                self.pending -= 1
        finally:
            self.pending -= len(lane)
            del self._waiting[key]
