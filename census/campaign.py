"""A campaign: one census of one country, read from its folder of data (campaigns/kz-2021).

Everything a statistics office changes without a programmer is in it: dates and a region's own dates, which sheet is asked
for whom, texts, contacts, frequent questions, regions. Loading checks each file by itself; `census.check` checks them
against each other and against the forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from census.certificates import LABELS, CertificateTexts
from census.document import NOWHERE, Document, Problem
from census.faq import FaqEntry, read_faq
from census.pair import Pair
from census.phrases import WORDS
from census.regions import Region, read_regions
from census.reminders import ReminderRules, read_reminders
from census.retention import Retention, read_retention
from census.schedule import Online, Phase, Schedule, phase
from census.sheets import AddressRule, ListRule, SheetRule, read_address, read_list, read_sheets
from census.timetable import Override, read_overrides, read_schedule, schedule_for

GENERAL_WHY = "census"
"""The topic of no question: why there is a census at all."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """`phone` is the call centre's short number. Sites are without the scheme."""

    phone: str
    toll_free: str
    site: str
    bureau: str


@dataclass(frozen=True, slots=True)
class ConversationSettings:
    """`silence`: after so long a pause a person is told where he stopped. After so many refused answers to one question he is
    offered help, then a person of the call centre."""

    silence: timedelta
    refusals_before_help: int
    refusals_before_person: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is said before anything is asked: who asks, why, who will see the answers."""

    who: Pair
    why: Pair
    confidentiality: Pair


REMEMBERED = 1_000
"""Places of which it is remembered that the census is open there."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """`moment` is the census moment (aware, UTC), `census_date` its date by the clock it was set in.

    `why`: the reason for the questions of a topic, by the topic; "census" is that of the census as a whole.
    `zone` is the clock before a household's region is known. `demo_today`: the day a demo lives on, None for a real census.
    """

    id: str
    path: Path
    name: Pair
    slogan: Pair
    moment: datetime
    census_date: date
    zone: ZoneInfo
    demo_today: date | None
    schedule: Schedule
    overrides: tuple[Override, ...]
    list: ListRule
    address: AddressRule
    sheets: tuple[SheetRule, ...]
    regions: tuple[Region, ...]
    faq: tuple[FaqEntry, ...]
    contacts: Contacts
    conversation: ConversationSettings
    reminders: ReminderRules | None
    retention: Retention
    welcome: Welcome
    why: Mapping[str, Pair]
    consent: Pair
    legal_basis: tuple[Pair, ...]
    certificate: CertificateTexts
    check_words: tuple[Pair, ...]
    interviewer_signs: Pair
    _online: dict[str | None, tuple[datetime, Online]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Since when places are in the online window: every turn asks it."""

    @property
    def phone(self) -> str:
        return self.contacts.phone

    @property
    def constants(self) -> Mapping[str, str]:
        """What `{campaign: …}` may name in a sheet's `given`."""
        return {"census_date": self.census_date.isoformat(), "id": self.id}

    def form_path(self, form: str) -> Path:
        return self.path / "forms" / f"{form}.md"

    def welcome_texts(self, language: str) -> tuple[str, ...]:
        welcome = self.welcome
        return tuple(text.of(language) for text in (welcome.who, welcome.why, welcome.confidentiality))

    def region(self, kato: str | None) -> Region | None:
        """The region of a place by its KATO code (or of the two digits); None for none or an unknown one."""
        return next((region for region in self.regions if kato and kato.startswith(region.code)), None)

    def zone_of(self, kato: str | None) -> ZoneInfo:
        region = self.region(kato)
        return region.zone if region else self.zone

    def schedule_of(self, kato: str | None) -> Schedule:
        """The campaign's dates with the place's own over them."""
        return schedule_for(self.schedule, self.overrides, kato or "")

    def phase(self, kato: str | None, now: datetime) -> Phase:
        """The phase at `now` (aware) where the household lives; `kato` None while that is not known."""
        known = self._online.get(kato)
        if known is not None and known[0] <= now < known[1].closes_at:
            return known[1]
        schedule, zone = self.schedule_of(kato), self.zone_of(kato)
        found = phase(schedule, zone, now)
        if isinstance(found, Online):
            if len(self._online) >= REMEMBERED:
                self._online.clear()
            self._online[kato] = schedule.online.opens_at(zone), found
        return found


class CampaignError(Exception):
    """A campaign that cannot be used. `problems` are all that was found, in the order of the files."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        super().__init__(path, problems)
        self.path = path
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([f"the campaign in {self.path} cannot be used:", *map(str, self.problems)])


class NoCampaign(Exception):
    """Where the campaign should be, there is none at all."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        what = "has no campaign.yaml" if self.path.is_dir() else "is not there"
        return (
            f"there is no campaign in {self.path}: the folder {what}. Name one that is, for example campaigns/kz-2021."
        )


def load_campaign(path: Path) -> Campaign:
    """Reads the campaign in the folder `path`. NoCampaign; CampaignError with every problem when anything is wrong."""
    campaign, problems = read_campaign(path)
    if problems:
        raise CampaignError(path, problems)
    return campaign


def read_campaign(path: Path) -> tuple[Campaign, tuple[Problem, ...]]:
    """As much of a campaign as can be read, and all problems; only without problems may it be used. Raises NoCampaign."""
    if not (path / "campaign.yaml").exists():
        raise NoCampaign(path)
    problems: list[Problem] = []
    root = Document.open(path / "campaign.yaml", problems)
    regions = read_regions(Document.open(path / "regions.yaml", problems))
    faq = read_faq(Document.open(path / "faq.yaml", problems))
    root.only(
        "id", "languages", "name", "slogan", "moment", "zone", "demo", "schedule", "overrides", "list", "address", "sheets",
        "conversation", "reminders", "retention", "contacts", "welcome", "why", "consent", "legal_basis", "certificate",
        "check_words", "interviewer_signs",
    )  # fmt: skip
    if root["languages"].texts() != ("kk", "ru"):
        root["languages"].wrong("a census is taken in both languages of the state: [kk, ru]")
    moment = _moment(root["moment"])
    schedule = read_schedule(root["schedule"])
    campaign = Campaign(
        id=root["id"].text(),
        path=path,
        name=root["name"].pair(),
        slogan=root["slogan"].pair(),
        moment=moment.astimezone(UTC),
        census_date=moment.date(),
        zone=root["zone"].zone(),
        demo_today=root["demo"]["today"].date() if root["demo"].exists else None,
        schedule=schedule,
        overrides=read_overrides(root["overrides"], schedule),
        list=read_list(root["list"]),
        address=read_address(root["address"]),
        sheets=read_sheets(root["sheets"]),
        regions=regions,
        faq=faq,
        contacts=_contacts(root["contacts"]),
        conversation=_conversation(root["conversation"]),
        reminders=read_reminders(root["reminders"], schedule),
        retention=read_retention(root["retention"], schedule),
        welcome=_welcome(root["welcome"]),
        why={topic: root["why"][topic].pair() for topic in root["why"].names},
        consent=root["consent"].pair(),
        legal_basis=tuple(item.pair() for item in root["legal_basis"]),
        certificate=_certificate(root["certificate"]),
        check_words=_check_words(root["check_words"]),
        interviewer_signs=root["interviewer_signs"].pair(),
    )
    return campaign, tuple(problems)


def _moment(document: Document) -> datetime:
    document.only("date", "time", "zone")
    day, text, zone = document["date"].date(), document["time"].text(""), document["zone"].zone()
    unread = datetime(2000, 1, 1, tzinfo=zone)  # the first of January of year 1 has no earlier instant in UTC
    try:
        moment = datetime.fromisoformat(f"{day}T{text}").replace(tzinfo=zone)
    except ValueError:
        document["time"].wrong(f'write a time in quotes as "00:00", not {text!r}')
        return unread
    return unread if day == NOWHERE else moment


def _contacts(document: Document) -> Contacts:
    document.only("phone", "toll_free", "site", "bureau")
    return Contacts(*(document[key].text() for key in ("phone", "toll_free", "site", "bureau")))


def _conversation(document: Document) -> ConversationSettings:
    document.only("silence", "refusals_before_help", "refusals_before_person")
    before_help = document["refusals_before_help"].number(1)
    before_person = document["refusals_before_person"].number(1)
    if before_person <= before_help:
        document["refusals_before_person"].wrong(f"a person is offered after help: more than {before_help}")
    return ConversationSettings(document["silence"].duration(), before_help, before_person)


def _welcome(document: Document) -> Welcome:
    document.only("who", "why", "confidentiality")
    return Welcome(document["who"].pair(), document["why"].pair(), document["confidentiality"].pair())


def _certificate(document: Document) -> CertificateTexts:
    document.only("title", "statement", "note", "issuer", "specimen", "labels")
    document["labels"].only(*LABELS)
    return CertificateTexts(
        title=document["title"].pair(),
        statement=document["statement"].pair(),
        note=document["note"].pair(),
        issuer=document["issuer"].pair(),
        specimen=document["specimen"].pair(),
        labels={name: document["labels"][name].pair() for name in LABELS},
    )


def _check_words(document: Document) -> tuple[Pair, ...]:
    words = tuple(item.pair() for item in document)
    for language in ("kk", "ru"):
        if len({pair.of(language) for pair in words}) != WORDS or len(words) != WORDS:
            document.wrong(
                f"write {WORDS} different words here, not {len({pair.of(language) for pair in words})} ({language})"
            )
    return words
