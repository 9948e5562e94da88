"""A campaign's dates as they are written: the schedule, and the places whose own dates stand over it."""

from dataclasses import dataclass, replace
from datetime import date

from census.document import Document
from census.schedule import Schedule, Window

WINDOWS = ("preparation", "online", "interview", "extension")


@dataclass(frozen=True, slots=True)
class Override:
    """`places` are beginnings of KATO codes ("11": an oblast, "4319": a town). None: the campaign's date holds."""

    places: tuple[str, ...]
    list_date: date | None
    preparation: Window | None
    online: Window | None
    interview: Window | None
    extension: Window | None

    def over(self, schedule: Schedule) -> Schedule:
        return replace(
            schedule,
            list_date=self.list_date or schedule.list_date,
            preparation=self.preparation or schedule.preparation,
            online=self.online or schedule.online,
            interview=self.interview or schedule.interview,
            extension=self.extension or schedule.extension,
        )


def schedule_for(schedule: Schedule, overrides: tuple[Override, ...], kato: str) -> Schedule:
    """The dates of a place: of the overrides that fit its code, the longer beginning wins, key by key."""
    fitting = [(len(place), override) for override in overrides for place in override.places if kato.startswith(place)]
    for _, override in sorted(fitting, key=lambda found: found[0]):
        schedule = override.over(schedule)
    return schedule


def read_schedule(document: Document) -> Schedule:
    document.only("list_date", "preparation", "online", "interview", "extension")
    schedule = Schedule(
        list_date=document["list_date"].date(),
        preparation=_window(document["preparation"]),
        online=_window(document["online"]),
        interview=_window(document["interview"]),
        extension=_window(document["extension"]) if document["extension"].exists else None,
    )
    _in_order(document, schedule)
    return schedule


def read_overrides(document: Document, schedule: Schedule) -> tuple[Override, ...]:
    """The overrides; each is checked together with the campaign's own dates."""
    if not document.exists:
        return ()
    overrides = []
    for item in document:
        item.only("places", "list_date", "preparation", "online", "interview", "extension")
        override = Override(
            item["places"].texts(),
            item["list_date"].date() if item["list_date"].exists else None,
            *(_window(item[key]) if item[key].exists else None for key in WINDOWS),
        )
        _in_order(item, override.over(schedule))
        overrides.append(override)
    return tuple(overrides)


def _window(document: Document) -> Window:
    document.only("first", "last")
    return Window(document["first"].date(), document["last"].date())


def _in_order(document: Document, schedule: Schedule) -> None:
    disorder = schedule.disorder()
    if disorder:
        document.wrong(disorder)
