"""When somebody is reminded: never by night, never when it is too late, never more than agreed; and the calendar is kept."""

import itertools
import shutil
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from census.campaign import CampaignError, load_campaign
from census.reminders import APART, IDLE, Due, Quiet, ReminderRules, Said, Season, next_reminder, season_of

KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"
CAMPAIGN = load_campaign(KZ_2021)
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
ZONES = [ZoneInfo(name) for name in ("Asia/Almaty", "Asia/Oral", "UTC", "America/Caracas", "Europe/Berlin")]
START = datetime(2021, 9, 1, tzinfo=UTC)

minutes = st.integers(0, 1439).map(lambda n: time(n // 60, n % 60))
quiets = st.builds(Quiet, minutes, minutes).filter(lambda quiet: HOURS <= quiet.lasts <= 20 * HOURS)
moments = st.integers(-3 * 1440, 130 * 1440).map(lambda n: START + timedelta(minutes=n))


@st.composite
def rules(draw: st.DrawFn) -> ReminderRules:
    steps = draw(st.lists(st.integers(24, 240), min_size=1, max_size=4))
    after = tuple(sum(steps[: n + 1]) * HOURS for n in range(len(steps)))
    later, call = draw(st.integers(24, 100)) * HOURS, draw(st.integers(24, 120)) * HOURS
    return ReminderRules(after, later, draw(quiets), call, draw(st.integers(1, 8)))


@st.composite
def seasons(draw: st.DrawFn) -> Season:
    days = sorted(draw(st.lists(st.integers(0, 100), min_size=4, max_size=4, unique=True)))
    opens, closes, again, over = (START + day * DAYS for day in days)
    windows = ((opens, closes), (again, over))[: draw(st.integers(1, 2))]
    return Season(windows, windows[-1][1] + 30 * DAYS, draw(st.sampled_from(ZONES)))


wishes = st.sampled_from(["", "", "later"])
cases = st.tuples(rules(), seasons(), moments, wishes)


def history(rule: ReminderRules, season: Season, touched: datetime, wish: str, lags: list[int]) -> list[Said]:
    """All that is said when every reminder goes out `lags` hours after it was due, or at once when they are spent."""
    said: list[Said] = []
    now = touched
    for n in range(20):
        due = next_reminder(rule, season, touched, said, wish, now)
        if due is None:
            return said
        now = due.at + (lags[n] if n < len(lags) else 0) * HOURS
        again = next_reminder(rule, season, touched, said, wish, now)
        if again is None:
            return said
        now = again.at
        said.append(Said(again.kind, again.occasion, now))
    raise AssertionError(f"there is no end to it: {said}")


delays = st.lists(st.integers(0, 300), max_size=6)


@given(cases, delays)
def test_nobody_is_reminded_more_than_agreed_and_nothing_twice(case, lags):
    rule, season, touched, wish = case
    said = history(rule, season, touched, wish, lags)
    assert sum(each.kind != "closed" for each in said) <= rule.most
    assert len({(each.kind, each.occasion) for each in said}) == len(said)
    assert sum(each.kind == "closed" for each in said) <= 1


@given(cases, delays)
def test_nobody_is_reminded_by_night_in_the_middle_of_his_answers_or_twice_a_day(case, lags):
    rule, season, touched, wish = case
    said = history(rule, season, touched, wish, lags)
    for each in said:
        assert not rule.quiet.holds(each.at, season.zone)
        assert each.at - touched >= IDLE
    for earlier, later in itertools.pairwise(said):
        assert later.at - earlier.at >= APART


@given(cases, delays)
def test_what_is_said_is_in_its_window_and_the_last_word_while_something_is_kept(case, lags):
    rule, season, touched, wish = case
    for each in history(rule, season, touched, wish, lags):
        if each.kind == "closed":
            assert season.windows[-1][1] <= each.at < season.kept_until
        else:
            assert any(opens <= each.at < closes for opens, closes in season.windows)


@given(cases, delays, st.floats(0, 1))
def test_until_it_is_due_nothing_changes_what_is_due(case, lags, share):
    """A worker need not look before, and finds the same when it does."""
    rule, season, touched, wish = case
    said = history(rule, season, touched, wish, lags)
    for n in range(len(said) + 1):
        before, now = said[:n], said[n - 1].at if n else touched
        due = next_reminder(rule, season, touched, before, wish, now)
        later = now + 200 * DAYS if due is None else due.at
        assert next_reminder(rule, season, touched, before, wish, now + (later - now) * share) == due
        assert next_reminder(rule, season, touched, before, wish, later) == due


@given(cases, delays, st.randoms(use_true_random=False), moments)
def test_the_order_in_which_the_past_is_told_does_not_matter(case, lags, chance, now):
    rule, season, touched, wish = case
    said = history(rule, season, touched, wish, lags)
    mixed = chance.sample(said, len(said))
    assert next_reminder(rule, season, touched, mixed, wish, now) == next_reminder(
        rule, season, touched, said, wish, now
    )


@given(cases)
def test_whoever_wants_none_gets_none(case):
    rule, season, touched, _ = case
    assert next_reminder(rule, season, touched, [], "off", touched) is None


@given(cases)
def test_the_calendar_is_kept_however_often_one_was_silent(case):
    """Whoever stopped before a window's last days hears the last call, and whoever did not finish hears what becomes of it."""
    rule, season, touched, wish = case
    assume(rule.most > 2 * len(season.windows) - 1)
    opens, closes = season.windows[0]
    said = history(rule, season, touched, wish, [])
    if touched < max(opens, closes - rule.last_call) - 2 * DAYS and closes - opens > 3 * DAYS:
        assert any(each.kind == "last_call" and each.at < closes for each in said)
    if touched < season.windows[-1][1]:
        assert said[-1].kind == "closed"


@given(quiets, st.sampled_from(ZONES), moments)
def test_quiet_hours_end_the_next_time_the_clock_shows_it(quiet, zone, moment):
    over = quiet.over(moment, zone)
    assert not quiet.holds(over, zone)
    assert moment <= over <= moment + quiet.lasts + HOURS  # an hour more where clocks are put back
    assert over == moment or over.astimezone(zone).time() == quiet.until or zone.key == "Europe/Berlin"


@pytest.mark.parametrize("night", [datetime(2021, 10, 31, 0, 30), datetime(2021, 3, 28, 0, 30)])  # noqa: DTZ001 # local
def test_quiet_hours_that_end_in_an_hour_that_comes_twice_or_never(night: datetime) -> None:
    berlin, quiet = ZoneInfo("Europe/Berlin"), Quiet(time(21), time(2, 30))
    assert not quiet.holds(quiet.over(night.replace(tzinfo=berlin), berlin), berlin)


# --- the census of 2021 -----------------------------------------------------------------------------------------------

ALMATY, ORAL = "751010000", "271010000"


def told(place: str, touched: str, wish: str = "") -> list[tuple[str, str]]:
    """Kind and local time of all that is said to somebody who never comes back."""
    season = season_of(CAMPAIGN, place)
    began = datetime.fromisoformat(touched).replace(tzinfo=season.zone)
    assert CAMPAIGN.reminders is not None
    said = history(CAMPAIGN.reminders, season, began.astimezone(UTC), wish, [])
    return [(each.kind, f"{each.at.astimezone(season.zone):%m-%d %H:%M}") for each in said]


def test_somebody_who_stopped_on_the_tenth_of_september_in_almaty() -> None:
    assert told(ALMATY, "2021-09-10T12:00") == [
        ("silence", "09-11 12:00"),
        ("silence", "09-13 12:00"),
        ("silence", "09-17 12:00"),
        ("last_call", "10-14 09:00"),
        ("reopened", "10-21 09:00"),
        ("last_call", "11-07 09:00"),
        ("closed", "11-09 09:00"),
    ]


def test_somebody_who_stopped_at_night_on_the_last_day_is_told_in_the_extension() -> None:
    assert told(ORAL, "2021-10-15T23:30") == [
        ("reopened", "10-21 09:00"),
        ("silence", "10-23 09:00"),  # the seventh day ends in the night
        ("last_call", "11-07 09:00"),
        ("closed", "11-09 09:00"),
    ]


def test_later_means_a_day_later_and_not_by_night() -> None:
    assert told(ALMATY, "2021-09-10T22:00", "later")[:2] == [("silence", "09-12 09:00"), ("silence", "09-14 09:00")]


def test_a_worker_that_was_away_for_ten_days_says_one_thing() -> None:
    season, rule = season_of(CAMPAIGN, ALMATY), CAMPAIGN.reminders
    assert rule is not None
    touched = datetime(2021, 9, 10, 6, tzinfo=UTC)
    due = next_reminder(rule, season, touched, [], "", touched + 10 * DAYS)
    assert due == Due("silence", str(7 * 1440), touched + 10 * DAYS)
    following = next_reminder(rule, season, touched, [Said(due.kind, due.occasion, due.at)], "", due.at)
    assert following is not None
    assert following.kind == "last_call"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("after: [P1D, P3D, P7D]", "after: [PT1H]", "reminders.after: write one silence or more"),
        ("after: [P1D, P3D, P7D]", "after: [P3D, P1D]", "reminders.after: write one silence or more"),
        ("after: [P1D, P3D, P7D]", "after: []", "reminders.after: write one silence or more"),
        ("last_call: P2D", "last_call: PT2H", "reminders.last_call: write P1D or more"),
        ("most: 6", "most: 3", "reminders.most: write 4 or more"),
        ('from: "21:00"', 'from: "9 p.m."', "reminders.quiet.from: write a time in quotes"),
        ('to: "09:00"', 'to: "20:30"', "reminders.quiet: write hours of the night"),
        ("last_call: P2D", "last-call: P2D", "reminders.last-call: no such key"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_their_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    for name in ("campaign.yaml", "regions.yaml", "faq.yaml"):
        shutil.copy(KZ_2021 / name, tmp_path)
    file = tmp_path / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CampaignError) as error:
        load_campaign(tmp_path)
    assert problem in str(error.value)


def test_a_campaign_without_the_key_reminds_nobody(tmp_path: Path) -> None:
    for name in ("campaign.yaml", "regions.yaml", "faq.yaml"):
        shutil.copy(KZ_2021 / name, tmp_path)
    file = tmp_path / "campaign.yaml"
    before, _, rest = file.read_text(encoding="utf-8").partition("\nreminders:")
    file.write_text(before + rest[rest.index("\n\n") :], encoding="utf-8")
    assert load_campaign(tmp_path).reminders is None
