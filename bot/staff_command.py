"""`sanaq import interviewers FILE`: the registry of staff cards from an organisation's list."""

from pathlib import Path
from typing import TextIO

from bot.campaign_commands import NotText
from bot.settings import Settings
from census.campaign import load_campaign
from census.staff_cards import import_cards
from census.staff_file import read_staff
from storage.database import Database
from storage.migrate import check


async def import_interviewers(settings: Settings, file: Path, out: TextIO, *, replace: bool) -> int:
    """Bring the cards into the registry, all or none. `replace`: those that are not in the file are taken out of it.

    Raises StaffFileError, NotText, OSError, NoCampaign, CampaignError, DatabaseIsOlder, DatabaseIsNewer, StorageUnavailable.
    """
    campaign = load_campaign(Path(settings.campaign))
    try:
        cards = read_staff(file, {region.code for region in campaign.regions})
    except UnicodeDecodeError as error:
        raise NotText(file) from error
    check(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        done = await database.write(import_cards, campaign.id, cards, replace=replace)
    finally:
        await database.close()
    removed = f", {done.removed} taken away" if replace else ""
    print(f"{file}: {done.new} new cards, {done.changed} changed, {done.same} as they were{removed}.", file=out)
    return 0
