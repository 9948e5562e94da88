"""`sanaq reminders`: how many reminders are due now, by kind, and what became of those before. Nobody is named."""

from pathlib import Path
from typing import TextIO

from bot.clock import campaign_clock, campaign_moment, now
from bot.premises import keys
from bot.reminders import Planner, count_due
from bot.settings import Settings
from census.campaign import load_campaign
from census.reminders import KINDS
from storage import outbox
from storage.database import Database
from storage.migrate import check
from storage.signals import LocalSignals

WHAT = {
    "silence": "after a silence",
    "last_call": "before a window closes",
    "reopened": "because it is open again",
    "closed": "what becomes of what was not sent",
}


async def count_reminders(settings: Settings, out: TextIO) -> int:
    """Sends nothing. Raises NoCampaign, CampaignError, DatabaseIsOlder, DatabaseIsNewer, KeyRingError, StorageUnavailable."""
    campaign = load_campaign(Path(settings.campaign))
    check(settings.database_url)
    keyring = keys(settings)
    database = Database.open(settings.database_url)
    try:
        at = now()
        planner = Planner(database, campaign, keyring, now, campaign_clock(campaign), LocalSignals())
        due = await count_due(planner, at, campaign_moment(campaign, at))
        made = await database.read(outbox.counted)
    finally:
        await database.close()
    if campaign.reminders is None:
        print(f"The campaign {campaign.id} reminds nobody: campaign.yaml has no key `reminders`.", file=out)
        return 0
    print("Due now:", file=out)
    for kind in KINDS:
        print(f"{due.get(kind, 0):>10,}  {WHAT[kind]}", file=out)
    print("In the outbox:", file=out)
    for state in ("waiting", "claimed", *outbox.DONE):
        print(f"{sum(n for (kind, of), n in made.items() if of == state and kind in KINDS):>10,}  {state}", file=out)
    return 0
