"""`sanaq serve`: what it refuses to begin with."""

import shutil
from pathlib import Path

import pytest

import census.tables
from bot.serve import CampaignUnfit, room_for_lines, serve
from bot.settings import Settings
from tests.databases import migrated

assert census.tables  # imported for its tables
KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"


async def test_a_campaign_that_contradicts_its_forms_is_not_served(tmp_path: Path) -> None:
    url = migrated(tmp_path / "sanaq.db")
    office = tmp_path / "office"
    office.mkdir()
    for name in ("regions.yaml", "faq.yaml"):
        shutil.copy(KZ_2021 / name, office)
    (office / "forms").symlink_to(KZ_2021 / "forms")
    rules = (KZ_2021 / "campaign.yaml").read_text(encoding="utf-8")
    (office / "campaign.yaml").write_text(rules.replace("roster: member", "roster: membr", 1), encoding="utf-8")
    with pytest.raises(CampaignUnfit, match="has no roster membr"):
        await serve(Settings(database_url=url, campaign=str(office), port=8398))


@pytest.mark.parametrize(
    ("soft", "hard", "lines", "raised"),
    [
        (1024, 20_000, 1000, 1500),
        (1024, -1, 1000, 1500),
        (20_000, 20_000, 1000, None),
        (-1, -1, 1000, None),
        (256, 1024, 524, 1024),
        (64, 64, 32, 64),
    ],
)
def test_lines_leave_the_program_its_own_files(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, lines: int, raised: int | None
) -> None:
    resource = pytest.importorskip("resource")
    limits = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.append(both))
    assert room_for_lines(1000, 500) == lines
    assert limits == ([] if raised is None else [(raised, hard)])
