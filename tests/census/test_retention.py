"""The campaign's terms: no draft goes while its region can answer, and a term that cannot be is refused by its line."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.campaign import CampaignError, load_campaign
from census.retention import draft_until
from census.schedule import Extended, Online

KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"
CAMPAIGN = load_campaign(KZ_2021)
PLACES = [None, *(region.kato for region in CAMPAIGN.regions), *(p for o in CAMPAIGN.overrides for p in o.places)]
MOMENTS = st.datetimes(datetime(2021, 8, 1), datetime(2022, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001 # bounds are naive


@given(place=st.sampled_from(PLACES), moment=MOMENTS)
def test_while_a_region_can_answer_its_drafts_have_their_whole_term_before_them(
    place: str | None, moment: datetime
) -> None:
    if isinstance(CAMPAIGN.phase(place, moment), Online | Extended):
        assert draft_until(CAMPAIGN, place) - moment > CAMPAIGN.retention.drafts


def test_the_term_of_a_draft_begins_when_the_last_window_closes() -> None:
    aktau = next(region for region in CAMPAIGN.regions if str(region.zone) == "Asia/Aqtau")
    ends = draft_until(CAMPAIGN, aktau.kato)
    assert ends == datetime(2021, 11, 9, tzinfo=aktau.zone) + timedelta(days=30)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("handled_turns: P7D", "handled_turns: PT6H", "retention.handled_turns: keep them for P2D or more"),
        ("drafts: P30D", "drafts: PT1H", "retention.drafts: keep them for P1D or more"),
        ("strangers: P30D", "strangers: a month", "retention.strangers: write a duration as PT3H"),
        ("answer_log: P180D", "answer_log: P98D", "retention.answer_log: keep it for P99D or more"),
        ("  answer_log: P180D", "  log: P180D", "retention.answer_log: write a duration"),
        ("  answer_log: P180D", "  log: P180D", "retention.log: no such key"),
    ],
)
def test_a_term_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    for name in ("campaign.yaml", "regions.yaml", "faq.yaml"):
        shutil.copy(KZ_2021 / name, tmp_path)
    file = tmp_path / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CampaignError) as error:
        load_campaign(tmp_path)
    assert told in str(error.value)
