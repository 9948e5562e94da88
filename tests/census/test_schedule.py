"""Dates of a census as instants, and the phase a moment falls in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.schedule import (
    After,
    Before,
    Between,
    Extended,
    Online,
    Schedule,
    Window,
    interviewers_at_work,
    phase,
)

ALMATY, AQTOBE = ZoneInfo("Asia/Almaty"), ZoneInfo("Asia/Aqtobe")
CENSUS_2021 = Schedule(
    list_date=date(2021, 7, 1),
    preparation=Window(date(2021, 6, 1), date(2021, 6, 30)),
    online=Window(date(2021, 9, 1), date(2021, 10, 15)),
    interview=Window(date(2021, 10, 1), date(2021, 10, 30)),
    extension=Window(date(2021, 10, 21), date(2021, 11, 8)),
)
days = st.dates(date(1990, 1, 1), date(2050, 1, 1))
zones = st.sampled_from([ALMATY, AQTOBE, ZoneInfo("Asia/Qostanay"), ZoneInfo("UTC")])
moments = st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them naive


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    a, b, c, d = sorted(draw(st.lists(days, min_size=4, max_size=4, unique=True)))
    extension = draw(st.sampled_from([None, Window(c, d)]))
    return Schedule(a, Window(a, a), Window(a, b), Window(a, d), extension)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2021-08-31T17:59:59", Before),
        ("2021-08-31T18:00:00", Online),
        ("2021-10-15T17:59:59", Online),
        ("2021-10-15T18:00:00", Between),
        ("2021-10-20T18:00:00", Extended),
        ("2021-11-08T17:59:59", Extended),
        ("2021-11-08T18:00:00", After),
    ],
)
def test_the_census_of_2021_by_the_clock_of_almaty(now: str, expected: type) -> None:
    assert isinstance(phase(CENSUS_2021, ALMATY, datetime.fromisoformat(now).replace(tzinfo=UTC)), expected)


def test_the_west_opens_an_hour_later() -> None:
    now = datetime(2021, 8, 31, 18, 30, tzinfo=UTC)
    assert isinstance(phase(CENSUS_2021, ALMATY, now), Online)
    assert phase(CENSUS_2021, AQTOBE, now) == Before(datetime(2021, 9, 1, tzinfo=AQTOBE))


def test_interviewers_walk_from_the_first_to_the_last_day_inclusive() -> None:
    at_work = [
        interviewers_at_work(CENSUS_2021, ALMATY, datetime(2021, month, day, 12, tzinfo=ALMATY))
        for month, day in ((9, 30), (10, 1), (10, 30), (10, 31))
    ]
    assert at_work == [False, True, True, False]


@given(schedules(), zones, moments)
def test_the_instants_of_a_phase_lie_on_the_right_side_of_now(
    schedule: Schedule, zone: ZoneInfo, now: datetime
) -> None:
    match phase(schedule, zone, now):
        case Before(opens_at):
            assert now < opens_at
        case Online(closes_at) | Extended(closes_at):
            assert now < closes_at
        case Between(closed_at, reopens_at):
            assert closed_at <= now < reopens_at
        case After(closed_at):
            assert closed_at <= now


@given(schedules(), zones, st.lists(moments, min_size=2, max_size=6))
def test_phases_only_move_forward(schedule: Schedule, zone: ZoneInfo, times: list[datetime]) -> None:
    order = [Before, Online, Between, Extended, After]
    reached = [order.index(type(phase(schedule, zone, now))) for now in sorted(times)]
    assert all(earlier <= later for earlier, later in pairwise(reached))


@given(schedules(), zones)
def test_a_phase_ends_where_the_next_begins(schedule: Schedule, zone: ZoneInfo) -> None:
    opening = phase(schedule, zone, datetime(1980, 1, 1, tzinfo=UTC))
    assert isinstance(opening, Before)
    online = phase(schedule, zone, opening.opens_at)
    assert isinstance(online, Online)
    assert isinstance(phase(schedule, zone, online.closes_at - timedelta(seconds=1)), Online)
    assert not isinstance(phase(schedule, zone, online.closes_at), Online)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"online": Window(date(2021, 10, 15), date(2021, 9, 1))}, "online ends"),
        ({"extension": Window(date(2021, 10, 15), date(2021, 11, 8))}, "extension begins"),
        ({"list_date": date(2021, 9, 2)}, "list_date"),
        ({}, None),
    ],
)
def test_dates_out_of_order_are_said_in_words(changed: dict[str, object], said: str | None) -> None:
    disorder = replace(CENSUS_2021, **changed).disorder()
    assert disorder is None if said is None else disorder is not None and disorder.startswith(said)
