"""A look into the database of a running program, through the dialogs' own code, changing nothing.

Tests learn here which question stands open, so that a journey does not depend on its wording; what the person sees is
compared with it at the door.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.forms import compiled_on_demand
from census.campaign import load_campaign
from dialogs.forms import Forms
from storage.database import Database
from storage.forms import PublishedForm, published_forms
from storage.keyfile import load_or_create
from tests.dialogs.scenario import Clock, Scenario
from tests.journeys.program import CAMPAIGN, Program


@asynccontextmanager
async def eyes(program: Program) -> AsyncIterator[Scenario]:
    """The running program's database, campaign, forms and keys as a Scenario whose desk is only ever looked through."""
    database = Database.open(f"sqlite:///{program.database}")
    try:
        campaign = load_campaign(CAMPAIGN)
        published = await database.read(published_forms)
        forms = _forms(tuple(published), published)
        keyring = load_or_create(program.database.with_name("secret.keys"))
        today = datetime.combine(campaign.demo_today, datetime.min.time(), campaign.zone)
        yield Scenario(database, campaign, forms, keyring, today, clock=Clock(datetime.now(UTC)))
    finally:
        await database.close()


_compiled: dict[tuple[tuple[str, str], ...], Forms] = {}


def _forms(versions: tuple[tuple[str, str], ...], published: Mapping[tuple[str, str], PublishedForm]) -> Forms:
    """Compiled once for all the tests' looks."""
    return _compiled.setdefault(versions, compiled_on_demand(published, dict(versions)))


def secret_of(path: Path) -> str:
    """SANAQ_SECRET_KEYS that open what the key file's keys have sealed."""
    return ",".join(line for line in path.read_text().splitlines() if line and not line.startswith("#"))
