"""What goes on beside serving: housekeeping that nobody waits for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from census.campaign import Campaign
from census.retention import forget, outlived
from storage import poison
from storage.conversations import prune_inbox
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.outbox import prune as prune_outbox

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]


async def keep_terms(
    database: Database, campaign: Campaign, clock: Clock, campaign_clock: Clock, sleep: Sleep = asyncio.sleep
) -> None:
    """Every hour take away what has outlived the campaign's terms, in short transactions. Runs until cancelled."""
    while True:
        try:
            while await take_away(database, campaign, clock(), campaign_clock()):
                await sleep(0.1)  # turns come first
        except StorageUnavailable as error:
            log.warning("what has outlived its term was not taken away: %s", error.reason)
        except Exception as error:  # noqa: BLE001  # housekeeping must outlive one failure, and say so
            log.error("what has outlived its term was not taken away: %s", type(error).__name__)  # noqa: TRY400  # a text may hold data
        await sleep(EVERY.total_seconds())


async def take_away(database: Database, campaign: Campaign, now: datetime, moment: datetime) -> bool:
    """One round; whether there was anything, so that there may be more."""
    failed_before = now - campaign.retention.handled_turns
    if await database.read(poison.outlived, failed_before, 1):
        await database.write(poison.prune, failed_before)
    found = await database.read(outlived, campaign, now, moment)
    if not found:
        return False
    await database.write(prune_inbox, now - campaign.retention.handled_turns)
    await database.write(prune_outbox, now - campaign.retention.outbox)
    await database.write(forget, campaign, found, now)
    return True
