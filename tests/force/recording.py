"""What people say, recorded once in an undisturbed interview with the real desk, and what it left in the database.

The same conversation leads any number of people through: only what must differ from person to person is his own (`own_of`). A
line of the script knows the screen it answers, so that whoever lost sight of his chat finds where he is.
"""

import base64
import re
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.script import Typist
from bot.clock import campaign_moment
from census.campaign import Campaign, load_campaign
from dialogs.forms import Forms
from dialogs.reply import Choice
from dialogs.turn import Act, Command, Text
from handlers.telegram.rendering import render
from questionnaire import Kind, publish
from storage.database import Database
from storage.keyring import KeyRing
from tests.databases import migrated
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import RESPONDENT_IIN, agrees, answers_as_the_family
from tests.dialogs.scenario import Clock, Person, Scenario
from tests.force.stored import Stored, stored
from tests.journeys.program import CAMPAIGN as CENSUS
from tests.rehearsal.lives import iin_of

SMALL = Path(__file__).with_name("campaign")
KEYS = "force:" + base64.b64encode(bytes(range(32))).decode()
NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
STREET = "Абай көшесі 1"
"""What one types in words in the small census; the number is then everybody's own."""

_PROGRESS = re.compile(r"\A<i>.*?</i>\n\n", re.DOTALL)
_RECEIPT = re.compile(r"<code>.*?</code>")


def screen_of(text: str) -> str:
    """What a question is known by among a bot's messages: how far one has come and one's receipt are left out."""
    return _RECEIPT.sub("…", _PROGRESS.sub("", text))


@dataclass(frozen=True, slots=True)
class Line:
    """`asked`: the screen it answers, "" before the first word. `button`: how the token ends that says the same ("" none), and
    `others` those of the other answers."""

    asked: str
    text: str
    button: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """`end`: the last screen, with the receipts. `left`: what is stored of somebody who said all this and nothing else."""

    lines: tuple[Line, ...]
    end: str
    left: Stored
    numbered: frozenset[str]

    def own_of(self, number: int) -> Mapping[str, str]:
        """What respondent `number` below 5,000 says instead of what was recorded."""
        own = {one: re.sub(r"\d+\Z", str(number), one) for one in self.numbered}
        return own | {RESPONDENT_IIN: iin_of(date(1990, 1, 1), "female", 2 * number)}


@dataclass(repr=False)
class Recorded(Typist):
    """Notes before each word what stands on the screen."""

    lines: list[Line] = field(default_factory=list)
    said: str = ""

    async def _acts(self, act: Act) -> None:
        match act:
            case Command(name):
                self.lines.append(Line(self.said, f"/{name}"))
            case Text(text):
                asked = await self.just_asked() if self.lines[3:] else None
                several = asked is not None and asked[2].kind is Kind.SELECT_MULTIPLE  # there a press only ticks
                answers = {
                    _end_of(choice): choice for choice in _choices(self) if choice.token[:2] == "a." and not several
                }
                same = [end for end, choice in answers.items() if text in (str(choice.number), choice.label)]
                self.lines.append(Line(self.said, text, same[0] if same else "", tuple(answers.keys() - same)))
            case _:
                raise AssertionError(f"a recording is typed: {act}")
        await super()._acts(act)
        calls = [call for call in render(self.screen, self.address) if call.method == "sendMessage"]
        self.said = screen_of(calls[-1].params["text"])


Way = Callable[[Person, str], Awaitable[None]]


async def through_the_small(person: Person, language: str) -> None:
    await agrees(person, language)
    for words in (RESPONDENT_IIN, "Ахметова Айгүл", "2", "1", "2", STREET, "2", "1", "1"):
        await person.says(words)


async def through_the_census(person: Person, language: str) -> None:
    """Somebody who lives alone."""
    await agrees(person, language)
    await person.says(RESPONDENT_IIN)
    await answers_as_the_family(person, language, lambda asked: asked is None and _is_counted(person), NAMES[:1])


async def record(campaign: Path, language: str) -> Script:
    """A script of the small census or of the real one. AssertionError where the way is barred."""
    way = through_the_census if campaign == CENSUS else through_the_small
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.db"
        database, keyring = Database.open(migrated(path)), KeyRing.parse(KEYS)
        try:
            person = await _recorded(load_campaign(campaign), database, keyring, way, language)
            [left] = (await database.read(stored, keyring)).values()
        finally:
            await database.close()
    return Script(tuple(person.lines), person.said, left, frozenset({STREET}))


async def _recorded(campaign: Campaign, database: Database, keyring: KeyRing, way: Way, language: str) -> Recorded:
    published = {name: publish(campaign.form_path(name)) for name in {rule.form for rule in campaign.sheets}}
    forms = Forms({name: p.version for name, p in published.items()}, lambda name, _version: published[name].form())
    today = campaign_moment(campaign, NOW)
    scenario = Scenario(database, campaign, forms, keyring, today, clock=Clock(NOW))
    person = Recorded(scenario, "telegram", "1001")
    await way(person, language)
    assert _is_counted(person), person.text
    return person


def _is_counted(person: Person) -> bool:
    return person.prompt.tone == "success"


def _choices(person: Person) -> Sequence[Choice]:
    return [choice for message in person.screen.messages for choice in message.choices]


def _end_of(choice: Choice) -> str:
    return end_of(choice.token)


def end_of(token: str) -> str:
    """What of a button's token is the same for everybody: question and value, without the sheet's mark."""
    return token.split(".", 2)[-1]
