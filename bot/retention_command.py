"""`sanaq retention`: take away now what has outlived the campaign's terms, or only say how much that is."""

from pathlib import Path
from typing import TextIO

from bot.clock import campaign_moment, now
from bot.settings import Settings
from bot.workers import take_away
from census.access_codes import KEPT
from census.campaign import load_campaign
from census.retention import outlived
from storage import poison
from storage.database import Database
from storage.migrate import check

ALL = 10**9


async def keep_terms_now(settings: Settings, out: TextIO, *, dry_run: bool) -> int:
    """Raises NoCampaign, CampaignError, DatabaseIsOlder, DatabaseIsNewer, StorageUnavailable."""
    campaign = load_campaign(Path(settings.campaign))
    check(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        at = now()
        moment = campaign_moment(campaign, at)
        found = await database.read(outlived, campaign, at, moment, ALL)
        failed = await database.read(poison.outlived, at - campaign.retention.handled_turns, ALL)
        if not dry_run:
            while await take_away(database, campaign, at, moment):
                pass
        terms = campaign.retention
        print("What would go:" if dry_run else "What went:", file=out)
        for term, what, n in (
            (terms.handled_turns, "ids of handled turns", found.handled_turns),
            (terms.strangers, "conversations that began no household", len(found.strangers)),
            (terms.drafts, "households not sent when their region's census was over", len(found.drafts)),
            (terms.drafts, "households left as sent, their corrections not sent by then", len(found.corrections)),
            (terms.answer_log, "entries in the log of answers that were sent", len(found.answer_log)),
            (terms.outbox, "notes of what the bot said on its own", found.outbox),
            (terms.handled_turns, "updates that failed, kept for study", failed),
            (KEPT, "access codes that have expired", found.access_codes),
        ):
            print(f"{n:>10,}  {what}, older than {term.days} day{'s' if term.days > 1 else ''}", file=out)
        return 0
    finally:
        await database.close()
