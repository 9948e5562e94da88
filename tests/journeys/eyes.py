"""A look into the database of a running program, through the dialogs' own code, changing nothing.

Tests learn here which question stands open, so that a journey does not depend on its wording; what the person sees is
compared with it at the door.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.forms import _read
from census.campaign import Campaign, load_campaign
from dialogs.forms import Forms
from questionnaire import Form
from storage.database import Connection, Database
from storage.forms import form_xml, published_versions
from storage.keyfile import load_or_create
from tests.dialogs.scenario import Clock, Scenario
from tests.journeys.program import CAMPAIGN, Program


@asynccontextmanager
async def eyes(program: Program) -> AsyncIterator[Scenario]:
    """The running program's database, campaign, forms and keys as a Scenario whose desk is only ever looked through."""
    database = Database.open(f"sqlite:///{program.database}")
    try:
        campaign = load_campaign(CAMPAIGN)
        published = await database.read(_published)
        current = dict(published)
        forms = Forms(current, lambda name, version: _compiled(campaign, published[name, version]))
        keyring = load_or_create(program.database.with_name("secret.keys"))
        today = datetime.combine(campaign.demo_today, datetime.min.time(), campaign.zone)
        yield Scenario(database, campaign, forms, keyring, today, clock=Clock(datetime.now(UTC)))
    finally:
        await database.close()


def _published(conn: Connection) -> dict[tuple[str, str], str]:
    return {version: form_xml(conn, *version) or "" for version in published_versions(conn)}


_forms: dict[str, Form] = {}


def _compiled(campaign: Campaign, xml: str) -> Form:
    """Compiled once for all the tests' looks."""
    if xml not in _forms:
        _forms[xml] = Form.from_xml(xml, load=lambda file: _read(campaign.path / "forms", file))
    return _forms[xml]


def secret_of(path: Path) -> str:
    """SANAQ_SECRET_KEYS that open what the key file's keys have sealed."""
    return ",".join(line for line in path.read_text().splitlines() if line and not line.startswith("#"))
