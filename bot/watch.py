"""Standing by: of several processes one does what only one may do, and another goes on with it when that one is gone.

Whoever ends gives the lease back at once; whoever is killed lets it lapse, and the next one takes over after `TERM` seconds
at the latest. A process that cannot renew its lease stops before it lapses: another one may have begun.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from bot.outbox import Clock
from storage import lease
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.signals import Signals

log = logging.getLogger(__name__)

TERM = 6.0
"""Seconds a lease lasts without being renewed."""
RENEW = 2.0
"""Seconds between renewals, and between looks whether it has become free."""


class Duty(Protocol):
    """What only one process may do: `run` returns after `stop`, in good order, or raises; it may be cancelled."""

    async def run(self) -> None: ...
    def stop(self) -> None: ...


class Watch:
    """`name` is what the lease is for, `holder` tells this process from all others, `begin` makes the duty anew each time."""

    def __init__(
        self, database: Database, name: str, holder: str, begin: Callable[[], Duty], clock: Clock, signals: Signals
    ) -> None:
        self._database = database
        self._name = name
        self._holder = holder
        self._begin = begin
        self._clock = clock
        self._signals = signals
        self._duty: Duty | None = None
        self._stopping = False
        self._valid_until = 0.0
        self._told = False

    @property
    def is_on_duty(self) -> bool:
        return self._duty is not None

    def stop(self) -> None:
        """End the duty in good order; `run` returns then."""
        self._stopping = True
        if self._duty is not None:
            self._duty.stop()
        self._signals.wake(self._name)

    async def run(self) -> None:
        """Stand by or be on duty until `stop`. Raises what the duty raises."""
        try:
            while not self._stopping:
                mark = self._signals.mark(self._name)
                ours = await self._renewed()
                if ours and not self._stopping:  # told to end while it asked
                    await self._serve()
                elif ours is False and not self._told:
                    self._told = True
                    log.info("another process has the lease of %s; this one stands by", self._name)
                if not self._stopping:
                    await self._signals.wait(self._name, mark, RENEW)
        finally:
            with suppress(StorageUnavailable):  # it lapses then
                await self._database.write(lease.give_back, self._name, self._holder)
            self._signals.wake(self._name)

    async def _serve(self) -> None:
        """Be on duty until it ends, or until the lease is no longer ours."""
        if self._told:
            log.info("this process has the lease of %s now", self._name)
        self._told = False
        self._duty = duty = self._begin()
        working = asyncio.create_task(duty.run())
        try:
            while not (await asyncio.wait([working], timeout=RENEW))[0]:
                ours = await self._renewed()
                if ours is False or (ours is None and asyncio.get_running_loop().time() + RENEW > self._valid_until):
                    log.warning("the lease of %s was lost; this process stands by", self._name)
                    self._told = True
                    return
            working.result()
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            self._duty = None

    async def _renewed(self) -> bool | None:
        """Whether the lease is ours, for `TERM` from now. None: the store cannot be asked."""
        moment, now = asyncio.get_running_loop().time(), self._clock()
        try:
            async with asyncio.timeout(RENEW):
                until = now + timedelta(seconds=TERM)
                ours = await self._database.write(lease.take, self._name, self._holder, now=now, until=until)
        except (StorageUnavailable, TimeoutError) as error:
            log.warning(
                "the lease of %s was not renewed: %s", self._name, getattr(error, "reason", "the store is slow")
            )
            return None
        if ours:
            self._valid_until = moment + TERM
        return ours
