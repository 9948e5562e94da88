"""`sanaq serve`: what it refuses to begin with."""

import shutil
from pathlib import Path

import pytest

import census.tables
from bot.serve import CampaignUnfit, serve
from bot.settings import Settings
from storage.migrate import upgrade
from storage.tables import metadata

assert census.tables  # imported for its tables
KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"


async def test_a_campaign_that_contradicts_its_forms_is_not_served(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sanaq.db'}"
    upgrade(url, metadata)
    office = tmp_path / "office"
    office.mkdir()
    for name in ("regions.yaml", "faq.yaml"):
        shutil.copy(KZ_2021 / name, office)
    (office / "forms").symlink_to(KZ_2021 / "forms")
    rules = (KZ_2021 / "campaign.yaml").read_text(encoding="utf-8")
    (office / "campaign.yaml").write_text(rules.replace("roster: member", "roster: membr", 1), encoding="utf-8")
    with pytest.raises(CampaignUnfit, match="has no roster membr"):
        await serve(Settings(database_url=url, campaign=str(office), port=8398))
