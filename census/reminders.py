"""Reminders: when somebody who has not sent his sheets is written to next, and why. Pure; every instant in one clock.

A reminder has an occasion: so long a silence, the last days of a window, its opening again for those who were late, and at
the very end one word on what becomes of answers that were not sent. The calendar's reminders have their places kept among
the `most`; silence gets what is left. The word at the end is no reminder: nothing expires without being said.

Two promises make a lazy worker enough: until the next reminder is due nothing makes another one due earlier, and looked at
in its own minute it is the same reminder still. A reminder that could not be made in time is made once, not made up for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, get_args
from zoneinfo import ZoneInfo

from census.document import Document
from census.retention import draft_until
from census.schedule import Schedule

if TYPE_CHECKING:
    from census.campaign import Campaign

Kind = Literal["silence", "last_call", "reopened", "closed"]
Wish = Literal["", "later", "off"]
KINDS: tuple[Kind, ...] = get_args(Kind)
APART = timedelta(days=1)
"""From one reminder to the next."""
IDLE = timedelta(hours=3)
"""Whoever has just answered is not spoken to."""
DAY = timedelta(days=1)
AWAKE = timedelta(hours=4)
"""So much of a day must be left by the quiet hours, or a window might end without a last call."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours when nobody is written to, by the clock of the place: from 21:00 `since` to 09:00 `until`, over midnight."""

    since: time
    until: time

    @property
    def lasts(self) -> timedelta:
        return timedelta(seconds=(_seconds(self.until) - _seconds(self.since)) % 86400)

    def holds(self, moment: datetime, zone: ZoneInfo) -> bool:
        there = moment.astimezone(zone).time()
        if self.since < self.until:
            return self.since <= there < self.until
        return there >= self.since or there < self.until

    def over(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first moment from `moment` on that is not quiet, in UTC."""
        if not self.holds(moment, zone):
            return moment.astimezone(UTC)
        there = moment.astimezone(zone)
        day = there.date() if there.time() < self.until else there.date() + DAY
        # where clocks are put back an hour comes twice, where they are put on one is missing: the later reading is over
        return max(datetime.combine(day, self.until, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """`after`: silences after which one is reminded, counted from the last turn. `later`: the same, when he asked for it.

    `last_call`: so long before a window closes. `most`: reminders to one conversation, in all.
    """

    after: tuple[timedelta, ...]
    later: timedelta
    quiet: Quiet
    last_call: timedelta
    most: int


@dataclass(frozen=True, slots=True)
class Season:
    """A place's windows (opens, closes) in UTC, until when what was not sent is kept, and the clock people there live by."""

    windows: tuple[tuple[datetime, datetime], ...]
    kept_until: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Said:
    """A reminder that was made, or is on its way. `occasion` is as in `Due`."""

    kind: Kind
    occasion: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """The next reminder: not before `at`. `occasion` tells it from others of its kind: which silence, which window's day."""

    kind: Kind
    occasion: str
    at: datetime


def season_of(campaign: "Campaign", place: str | None) -> Season:
    """The season of a place by its KATO code; the campaign's own before that is known."""
    schedule, zone = campaign.schedule_of(place), campaign.zone_of(place)
    windows = (schedule.online, *((schedule.extension,) if schedule.extension else ()))
    instants = tuple((w.opens_at(zone).astimezone(UTC), w.closes_at(zone).astimezone(UTC)) for w in windows)
    return Season(instants, draft_until(campaign, place).astimezone(UTC), zone)


def next_reminder(
    rules: ReminderRules, season: Season, touched: datetime, said: Sequence[Said], wish: Wish, now: datetime
) -> Due | None:
    """The next reminder to somebody whose last turn was `touched`; due when its `at` is not after `now`. None: no more."""
    if wish == "off":
        return None
    floor = max([now, touched + IDLE, *(each.at + APART for each in said)])
    plan = _Plan(rules, season, touched, said, floor)
    made = sum(each.kind != "closed" for each in said)
    dated = plan.dated() if made < rules.most else []
    silence = plan.silence(wish) if made + len(dated) < rules.most else None
    if silence is not None and all(silence.at + APART <= due.at for due in dated):
        dated.append(silence)
    return min([*dated, *plan.final()], key=lambda due: due.at, default=None)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What may come, each at its own time. `floor`: nothing comes before it."""

    rules: ReminderRules
    season: Season
    touched: datetime
    said: Sequence[Said]
    floor: datetime

    def dated(self) -> list[Due]:
        """What the calendar calls for and was not said. Who wrote since a window opened knows that it is open."""
        wanted: list[tuple[Due, datetime]] = []
        for n, (opens, closes) in enumerate(self.season.windows):
            if n and self.touched < opens:
                wanted.append((self._on("reopened", opens, opens), closes))
            call = max(opens, closes - self.rules.last_call)
            wanted.append((self._on("last_call", closes - timedelta(seconds=1), call), closes))
        return [due for due, closes in wanted if due.at < closes and not self._was_said(due)]

    def silence(self, wish: Wish) -> Due | None:
        """The next of the silences since the last turn. One that ends while the census is closed is passed over."""
        after = self.rules.after
        if wish == "later":
            after = (self.rules.later, *(each for each in after if each > self.rules.later))
        heard = max((each.at for each in self.said if each.at > self.touched), default=self.touched)
        ends = [self.touched + each for each in after if self.touched + each > heard]
        for opens, closes in self.season.windows:
            within = [end for end in ends if opens <= end < closes]
            at = self._ready(within[0]) if within else closes
            if at < closes:
                latest = max(end for end in within if end <= at)
                return Due("silence", str((latest - self.touched) // timedelta(minutes=1)), at)
        return None

    def final(self) -> list[Due]:
        """The word at the end, for whoever has not come by himself since."""
        closed = self.season.windows[-1][1]
        due = self._on("closed", closed - timedelta(seconds=1), closed)
        return [due] if self.touched < closed and due.at < self.season.kept_until and not self._was_said(due) else []

    def _on(self, kind: Kind, day: datetime, target: datetime) -> Due:
        return Due(kind, day.astimezone(self.season.zone).date().isoformat(), self._ready(target))

    def _ready(self, target: datetime) -> datetime:
        return self.rules.quiet.over(max(target, self.floor), self.season.zone)

    def _was_said(self, due: Due) -> bool:
        return any((each.kind, each.occasion) == (due.kind, due.occasion) for each in self.said)


# --- the campaign's settings ------------------------------------------------------------------------------------------


def read_reminders(document: Document, schedule: Schedule) -> ReminderRules | None:
    """The key `reminders`; None without it: nobody is reminded."""
    if not document.exists:
        return None
    document.only("after", "later", "quiet", "last_call", "most")
    after = tuple(item.duration() for item in document["after"])
    if not after or any(step < DAY for step in _steps(after)):
        document["after"].wrong(
            "write one silence or more, each P1D or more longer than the one before: [P1D, P3D, P7D]"
        )
    for key in ("later", "last_call"):
        if document[key].exists and document[key].duration() < DAY:
            document[key].wrong("write P1D or more: between two reminders there is a day, and nights are quiet")
    dated = 1 if schedule.extension is None else 3
    most = document["most"].number(1)
    if most <= dated:
        document["most"].wrong(f"write {dated + 1} or more: {dated} are the calendar's (last calls, opening again)")
    return ReminderRules(
        after, document["later"].duration(), _quiet(document["quiet"]), document["last_call"].duration(), most
    )


def _steps(after: Sequence[timedelta]) -> list[timedelta]:
    return [later - earlier for earlier, later in zip((timedelta(), *after), after, strict=False)]


def _quiet(document: Document) -> Quiet:
    document.only("from", "to")
    quiet = Quiet(_time(document["from"]), _time(document["to"]))
    if quiet.since == quiet.until or quiet.lasts > DAY - AWAKE:
        document.wrong('write hours of the night and leave the day: {from: "21:00", to: "09:00"}')
    return quiet


def _time(document: Document) -> time:
    text = document.text("")
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        document.wrong(f'write a time in quotes as "21:00", not {text!r}')
        return time(21)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
