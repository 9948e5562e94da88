"""Two clocks: the real one, and the campaign's, which a demo sets back to a day of the census."""

from collections.abc import Callable
from datetime import UTC, datetime

from census.campaign import Campaign


def now() -> datetime:
    """The real time, aware, UTC."""
    return datetime.now(UTC)


def campaign_moment(campaign: Campaign, real: datetime) -> datetime:
    """What the census's clock showed at the real time `real` (aware), in its own zone: with a demo its day at that hour."""
    there = real.astimezone(campaign.zone)
    return there if campaign.demo_today is None else datetime.combine(campaign.demo_today, there.time(), campaign.zone)


def campaign_clock(campaign: Campaign) -> Callable[[], datetime]:
    """The time the census lives in."""
    return lambda: campaign_moment(campaign, now())
