"""Dates and times as XForms writes them: "1990-03-25", "2021-09-01T07:05:09.120+05:00", "18:30:00.000+05:00".

Dates are calendar dates and travel as strings; nothing here ever raises for a date that does not exist, it is None or NaN.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from math import floor, isfinite, nan

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?")


def days(text: str) -> float:
    """The days since 1970-01-01 that a date or date-time string stands for as a number, NaN for anything else.

    A date counts whole days, as in JavaRosa; a date-time counts by its own clock as written, so that a date and a date-time
    written in the same zone compare as the calendar does. (web-forms counts local midnight in UTC: 18261.79 for
    2020-01-01 in Almaty, so that `today()` is no whole number. Differences come out the same.)
    """
    if len(text) == 10:
        try:
            return float(date.fromisoformat(text).toordinal() - _EPOCH_DAY)
        except ValueError:
            return nan
    if len(text) < 16 or text[10] != "T":
        return nan
    moment = parse_moment(text, None)
    if moment is None:
        return nan
    wall = moment.replace(tzinfo=None)
    return wall.toordinal() - _EPOCH_DAY + (wall - datetime.combine(wall, time())) / timedelta(days=1)


def parse_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """A date or date-time string as a moment of `zone`; as written when `zone` is None. None when there is no such moment.

    A date is its midnight. One digit for month and day is enough ("2020-1-5"): people write it in calculations.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        moment = datetime(  # noqa: DTZ001 the zone follows below
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), _microseconds(fraction)
        )
        return _placed(moment, offset, zone)
    except (ValueError, OverflowError):
        return None


def moment_of_days(count: float, zone: tzinfo | None) -> datetime | None:
    """The moment `count` days after 1970-01-01T00:00 by the clock of `zone`; the inverse of `days`."""
    if not isfinite(count):
        return None
    whole = floor(count)
    try:
        day = datetime.fromordinal(whole + _EPOCH_DAY)
        return (day + timedelta(milliseconds=round((count - whole) * _DAY_SECONDS * 1000))).replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def decimal_days(moment: datetime) -> float:
    """Days since 1970-01-01T00:00Z, with the fraction of the instant."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(days=1)


def decimal_time(text: str, zone: tzinfo | None) -> float:
    """The part of the day that has passed at this time of day: 0.5 at noon. A time with an offset is brought to `zone`."""
    match = _TIME.fullmatch(text)
    if match is None:
        return nan
    hour, minute, second, fraction, offset = match.groups()
    try:
        clock = time(int(hour), int(minute), int(second or 0), _microseconds(fraction))
        moment = _placed(datetime.combine(date(1970, 1, 2), clock), offset, zone)
    except ValueError:
        return nan
    return (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(days=1)


def date_string(moment: datetime) -> str:
    return moment.date().isoformat()


def moment_string(moment: datetime) -> str:
    """With milliseconds and offset: "2021-09-01T07:05:09.120+05:00"."""
    return moment.isoformat(timespec="milliseconds")


def _microseconds(fraction: str | None) -> int:
    return int(fraction[:6].ljust(6, "0")) if fraction else 0


def _placed(moment: datetime, offset: str | None, zone: tzinfo | None) -> datetime:
    if offset is None:
        return moment.replace(tzinfo=zone)
    if offset == "Z":
        moment = moment.replace(tzinfo=UTC)
    else:
        hours, minutes = int(offset[1:3]), int(offset[-2:])
        if minutes > 59:
            raise ValueError(offset)
        shift = timedelta(hours=hours, minutes=minutes)
        moment = moment.replace(tzinfo=timezone(shift if offset[0] == "+" else -shift))
    return moment if zone is None else moment.astimezone(zone)
