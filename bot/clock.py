"""Two clocks: the real one, and the campaign's, which a demo sets back to a day of the census."""

from collections.abc import Callable
from datetime import UTC, datetime

from census.campaign import Campaign


def now() -> datetime:
    """The real time, aware, UTC."""
    return datetime.now(UTC)


def campaign_clock(campaign: Campaign) -> Callable[[], datetime]:
    """The time the census lives in, in its own zone: the real one, or with a demo its day at the present hour."""

    def moment() -> datetime:
        real = now().astimezone(campaign.zone)
        if campaign.demo_today is None:
            return real
        return datetime.combine(campaign.demo_today, real.time(), campaign.zone)

    return moment
