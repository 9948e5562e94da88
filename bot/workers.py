"""What goes on beside serving: housekeeping that nobody waits for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from storage.database import Database
from storage.errors import StorageUnavailable
from storage.journal import prune_inbox

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
"""Telegram repeats an update for a day, other messengers for less: a turn older than this does not come again."""
EVERY = timedelta(hours=1)

Sleep = Callable[[float], Awaitable[object]]


async def forget_old_turns(database: Database, clock: Callable[[], datetime], sleep: Sleep = asyncio.sleep) -> None:
    """Every hour forget the external ids of turns that cannot come again, in short transactions. Runs until cancelled."""
    while True:
        try:
            while await database.write(prune_inbox, clock() - KEPT):
                await sleep(0.1)  # turns come first
        except StorageUnavailable as error:
            log.warning("old turns were not forgotten: %s", error.reason)
        except Exception as error:  # noqa: BLE001  # housekeeping must outlive one failure, and say so
            log.error("old turns were not forgotten: %s", type(error).__name__)  # noqa: TRY400  # a text may hold data
        await sleep(EVERY.total_seconds())
