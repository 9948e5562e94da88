"""When a census is taken: dates as data, instants by time zone, and the phase a moment falls in. Pure.

Days are inclusive: a window that ends on 15 October closes at midnight after it, by the clock of the region.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """From the start of `first` to the end of `last`."""

    first: date
    last: date

    def opens_at(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.first, time(), zone)

    def closes_at(self, zone: ZoneInfo) -> datetime:
        """The first instant that is outside."""
        return datetime.combine(self.last + timedelta(days=1), time(), zone)

    def holds(self, now: datetime, zone: ZoneInfo) -> bool:
        return self.opens_at(zone) <= now < self.closes_at(zone)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of a region. `list_date` is the reference date of the institutions' lists (stage 1 of the orders)."""

    list_date: date
    preparation: Window
    online: Window
    interview: Window
    extension: Window | None

    def disorder(self) -> str | None:
        """What is wrong with the order of the dates, in words; None when nothing is."""
        named = {"preparation": self.preparation, "online": self.online, "interview": self.interview}
        if self.extension is not None:
            named["extension"] = self.extension
        for name, window in named.items():
            if window.first > window.last:
                return f"{name} ends ({window.last}) before it begins ({window.first}): swap the dates"
        times = [self.online] if self.extension is None else [self.online, self.extension]
        for earlier, later in pairwise(times):
            if later.first <= earlier.last:
                return f"extension begins ({later.first}) before online ends ({earlier.last}): move one of them"
        if self.list_date > self.online.first:
            return f"list_date ({self.list_date}) is after the census begins ({self.online.first})"
        return None


@dataclass(frozen=True, slots=True)
class Before:
    """Nothing can be answered yet."""

    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Online:
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Between:
    """The online census is closed and will be open once more."""

    closed_at: datetime
    reopens_at: datetime


@dataclass(frozen=True, slots=True)
class Extended:
    """Open for those who were late."""

    closes_at: datetime


@dataclass(frozen=True, slots=True)
class After:
    closed_at: datetime


Phase = Before | Online | Between | Extended | After


def phase(schedule: Schedule, zone: ZoneInfo, now: datetime) -> Phase:
    """The phase of the online census at `now` (aware) by the clock of `zone`. Instants in it are aware, in `zone`."""
    online, extension = schedule.online, schedule.extension
    if now < online.opens_at(zone):
        return Before(online.opens_at(zone))
    if online.holds(now, zone):
        return Online(online.closes_at(zone))
    if extension is None or now >= extension.closes_at(zone):
        return After((extension or online).closes_at(zone))
    if now < extension.opens_at(zone):
        return Between(online.closes_at(zone), extension.opens_at(zone))
    return Extended(extension.closes_at(zone))


def interviewers_at_work(schedule: Schedule, zone: ZoneInfo, now: datetime) -> bool:
    """Whether interviewers go from door to door at `now`: what one can do when the online census is closed."""
    return schedule.interview.holds(now, zone)
