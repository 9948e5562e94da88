"""What every command that touches the data needs: campaign, database, keys, forms, desk."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import campaign_clock, now
from bot.forms import publish_forms
from bot.settings import Settings
from census.campaign import Campaign, load_campaign
from dialogs.desk import Desk
from dialogs.scene import Premises
from storage.address import is_sqlite, settle_url
from storage.database import Database
from storage.ids import RANDOM_BITS, uuid7
from storage.keyfile import load_or_create
from storage.keyring import MAKE_ONE, KeyRing, KeyRingError
from storage.known_keys import confirm_keys
from storage.migrate import check


@dataclass(frozen=True, slots=True)
class House:
    """Everything put together, ready to take turns."""

    campaign: Campaign
    database: Database
    premises: Premises
    desk: Desk


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Open the store and the desk; closed again at the end, with every commit that was begun.

    Raises NoCampaign, CampaignError, UnknownDatabase, DatabaseIsOlder, DatabaseIsNewer, KeyRingError, PublishError,
    StorageUnavailable: sentences all, for whoever runs the program.
    """
    campaign = load_campaign(Path(settings.campaign))
    check(settings.database_url)
    keyring = keys(settings)
    database = Database.open(settings.database_url)
    try:
        await database.write(confirm_keys, keyring, now())
        forms = await publish_forms(campaign, database)
        premises = Premises(
            campaign,
            forms,
            keyring,
            new_id=lambda at: uuid7(at, secrets.randbits(RANDOM_BITS)),
            bits=secrets.randbits,
            address=settings.url.rstrip("/"),
        )
        desk = Desk(premises, database, clock=now, campaign_clock=campaign_clock(campaign))
        yield House(campaign, database, premises, desk)
    finally:
        await database.close()


def keys(settings: Settings) -> KeyRing:
    """The key ring of SANAQ_SECRET_KEYS, or of the file beside the embedded database, made at the first start.

    Raises KeyRingError: a server's database is shared, and each process with a ring of its own would count people anew.
    """
    if settings.secret_keys:
        return KeyRing.parse(settings.secret_keys)
    url = settle_url(settings.database_url)
    if not is_sqlite(url):
        raise KeyRingError(f"SANAQ_SECRET_KEYS must be set beside a database on a server. Make a key: {MAKE_ONE}")
    return load_or_create(Path(url.database or "").with_name("secret.keys"))
