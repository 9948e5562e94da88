"""What people type to Sanaq in a benchmark: whole censuses, from /start to the receipts, recorded once from the real desk.

The conversation is the same for everybody who types the same, so one recording leads any number of people through. Only
the IINs differ from person to person, since nobody is counted twice: of the same birth date and sex, so that what follows
from them stays as it was recorded.
"""

import base64
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from bot.clock import campaign_moment
from census.campaign import Campaign, load_campaign
from dialogs.forms import Forms
from dialogs.reply import Choice
from dialogs.texts import LANGUAGES
from dialogs.turn import Act
from questionnaire import publish
from storage.database import Database
from storage.keyring import KeyRing
from tests.databases import migrated
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import RESPONDENT_IIN, agrees, answers_as_the_family
from tests.dialogs.scenario import Clock, Person, Scenario
from tests.rehearsal.lives import Sex, iin_of

CAMPAIGN = Path(__file__).resolve().parent.parent / "campaigns" / "kz-2021"
NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
PEOPLE: dict[str, tuple[date, Sex]] = {
    "900101400013": (date(1990, 1, 1), "female"),
    "850615300012": (date(1985, 6, 15), "male"),
}
"""Who in the recordings has an IIN; the family's own stand in tests/dialogs/family.py."""
HOUSEHOLDS = (1, 3)
"""People in a household that is recorded: somebody alone, and a couple with a child."""


@dataclass(frozen=True, slots=True)
class Script:
    """All that one respondent types, in order; his first word is /start, his last sends the sheets."""

    language: str
    people: int
    texts: tuple[str, ...]

    def spoken_by(self, number: int) -> tuple[str, ...]:
        """The same, with the IINs of respondent `number` below 5,000. Every other serial number is left free: some have no
        check digit, and then the next one is taken."""
        own = {iin: iin_of(*who, 2 * number) for iin, who in PEOPLE.items()}
        return tuple(own.get(text, text) for text in self.texts)


def speech(scripts: Sequence[Script]) -> Callable[[int], Sequence[str]]:
    """What person number so-and-so says: one of the scripts, with IINs of his own."""
    return lambda number: scripts[number % len(scripts)].spoken_by(number)


class Typist(Person):
    """Presses nothing: types a button's number or, where it has none, its label."""

    @property
    def typed(self) -> list[str]:
        return [line.removeprefix("> ") for line in self.transcript if line.startswith("> ")]

    async def does_press(self, choice: Choice) -> None:
        await self.says(str(choice.number or choice.label))

    async def _acts(self, act: Act) -> None:
        await super()._acts(act)
        assert all(message.tone != "refusal" for message in self.screen.messages), f"{act} is refused: {self.text}"


async def record(households: Sequence[int] = HOUSEHOLDS) -> tuple[Script, ...]:
    """A script for each of these sizes of household in both languages. AssertionError where the way is barred."""
    campaign, forms = _asked()
    return tuple(
        [await _recorded(campaign, forms, language, people) for people in households for language in LANGUAGES]
    )


async def _recorded(campaign: Campaign, forms: Forms, language: str, people: int) -> Script:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.db"
        database = Database.open(migrated(path))
        try:
            keyring = KeyRing.parse("b1:" + base64.b64encode(bytes(range(32))).decode())
            today = campaign_moment(campaign, NOW)
            scenario = Scenario(database, campaign, forms, keyring, today, clock=Clock(NOW), path=path)
            person = Typist(scenario, "telegram", "1001")
            await agrees(person, language)
            await person.says(RESPONDENT_IIN)
            await answers_as_the_family(
                person, language, lambda asked: asked is None and _is_sent(person), NAMES[:people]
            )
        finally:
            await database.close()
    return Script(language, people, tuple(person.typed))


def _is_sent(person: Person) -> bool:
    return person.prompt.tone == "success"


@cache
def _asked() -> tuple[Campaign, Forms]:
    """The campaign, and its forms as published without a database."""
    campaign = load_campaign(CAMPAIGN)
    published = {name: publish(campaign.form_path(name)) for name in {rule.form for rule in campaign.sheets}}
    return campaign, Forms(
        {name: p.version for name, p in published.items()}, lambda name, _version: published[name].form()
    )
