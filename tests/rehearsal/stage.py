"""The stage: one respondent at a desk of his own, on a database in memory, from the first word to the count.

Everything is drawn from the seed and the respondent's number, so that any of them can be played again alone.
"""

import asyncio
import base64
import gc
import random
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import census.tables
from census.campaign import Campaign, load_campaign
from dialogs.forms import Forms
from questionnaire import publish
from storage.database import Database
from storage.keyring import KeyRing
from storage.migrate import upgrade
from storage.tables import metadata
from tests.dialogs.scenario import Clock, Person, Scenario
from tests.rehearsal.characters import EVERYBODY, Character
from tests.rehearsal.counts import Counts, DeadEnd
from tests.rehearsal.lives import Life
from tests.rehearsal.questions import Questions
from tests.rehearsal.respondent import Respondent
from tests.rehearsal.wandering import Walk

assert census.tables  # imported for its tables
CAMPAIGN = Path(__file__).resolve().parents[2] / "campaigns" / "kz-2021"
NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
T = TypeVar("T")


@dataclass
class Outcome:
    """What became of one respondent. `failure` is empty when he came to his receipts and all of it was counted."""

    number: int
    character: str
    language: str
    channel: str
    size: int
    turns: int
    seconds: float
    counts: Counts
    failure: str = ""
    transcript: list[str] = field(default_factory=list, repr=False)


class OneThread(Database):
    """The same database, statements and commits; without threads, as there is nobody to wait for."""

    async def _run(self, threads: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        return job()


class Stage:
    """The campaign, its forms compiled, and an empty database to copy; made once per process."""

    def __init__(self, campaign: Campaign, forms: Forms, folder: Path, empty: Path) -> None:
        self.campaign, self.forms, self.folder, self.empty = campaign, forms, folder, empty
        self.questions = Questions(forms.get(name) for name in forms.current)

    @classmethod
    def of_the_campaign(cls) -> "Stage":
        campaign = load_campaign(CAMPAIGN)
        published = {
            name: publish(campaign.form_path(name)) for name in dict.fromkeys(rule.form for rule in campaign.sheets)
        }
        forms = Forms({name: p.version for name, p in published.items()}, lambda name, _version: published[name].form())
        memory = Path("/dev/shm")
        folder = Path(tempfile.mkdtemp(prefix="rehearsal", dir=memory if memory.is_dir() else None))
        upgrade(f"sqlite:///{folder}/empty.db", metadata)
        stage = cls(campaign, forms, folder, folder / "empty.db")
        gc.collect()
        gc.freeze()  # what stays anyway is not looked through again and again
        return stage

    async def plays(
        self, seed: int, number: int, character: Character | None = None, language: str = "", size: int = 0
    ) -> Outcome:
        """Respondent `number` of the rehearsal `seed`; `character`, `language` and `size` of the family by chance."""
        chance = random.Random(f"{seed} {number}")
        path = self.folder / f"{number}.db"
        shutil.copy(self.empty, path)
        database = OneThread.open(f"sqlite:///{path}")
        begun = time.process_time()
        try:
            family = Life(number, chance, size=size)
            walk = self._walk(database, path, family, chance, character or chance.choice(EVERYBODY), language)
            failure = await _through(walk)
        finally:
            await database.close()
            for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                each.unlink(missing_ok=True)
        respondent, person = walk.respondent, walk.person
        return Outcome(
            number,
            respondent.character.name,
            respondent.spoken,
            person.channel,
            len(walk.lives[0].people),
            person.turns,
            time.process_time() - begun,
            respondent.counts,
            failure,
            person.transcript,
        )

    def _walk(
        self, database: Database, path: Path, family: Life, chance: random.Random, character: Character, language: str
    ) -> Walk:
        keyring = KeyRing.parse("t1:" + base64.b64encode(bytes(range(32))).decode())
        today = datetime(2021, 9, 10, 12, 0, tzinfo=self.campaign.zone)
        seed = chance.getrandbits(32)
        scenario = Scenario(database, self.campaign, self.forms, keyring, today, clock=Clock(NOW), seed=seed, path=path)
        person = scenario.person("telegram" if chance.random() < 0.6 else "web")
        spoken = language or chance.choice(("kk", "ru"))
        respondent = Respondent(person, family, spoken, character, self.questions, chance)
        return Walk(respondent, households=2 if chance.random() < 0.05 else 1)


async def _through(walk: Walk) -> str:
    """Goes the whole way; says what went wrong, nothing when he came to his receipts and all was counted."""
    try:
        await walk.goes()
        await _is_counted(walk.person)
        await _is_heard(walk.respondent)
    except (DeadEnd, AssertionError) as stuck:
        return f"{type(stuck).__name__}: {stuck}"
    except Exception:  # noqa: BLE001 - the program broke: the others are still to be played
        return traceback.format_exc()
    return ""


async def _is_counted(person: Person) -> None:
    household = (await person.scene()).household
    assert household.household.submitted_at is not None, "not sent"
    states = {sheet.state for sheet in household.household.sheets}
    assert states <= {"submitted", "withdrawn"}, states
    assert all(name in person.text for name, _ in household.receipts()), "a receipt is not shown"


async def _is_heard(respondent: Respondent) -> None:
    """Compare what is stored with what was meant; what was taken for something else is counted."""
    case = (await respondent.person.scene()).household
    stored: dict[tuple[str, str], set[str]] = {}
    for sheet in case.sheets:
        interview = case.interview(sheet)
        for line in interview.review():
            short = (
                case.title(sheet)
                if sheet.subject
                else case.member(line.items[0]).name
                if _is_member(line.items)
                else ""
            )
            stored.setdefault((line.ref.rpartition("/")[2], short), set()).add(line.value)
    for (name, short), (meant, way) in respondent.meant.items():
        values = stored.get((name, short), set())
        compared = meant.kind in ("number", "date") or respondent.questions.named(name).choices
        if compared and values and not any(_same(value, meant.value) for value in values):
            respondent.counts.misheard[name, f"«{way}», {meant.value} → {'/'.join(values)}"] += 1


def _is_member(items: tuple[object, ...]) -> bool:
    return bool(items) and getattr(items[0], "roster", "") == "member"


def _same(stored: str, meant: str) -> bool:
    if len(meant) == 10 and meant[4:5] == "-":
        when = date.fromisoformat(meant)
        return stored in (meant, when.replace(day=1).isoformat(), when.replace(month=1, day=1).isoformat())
    return set(stored.split()) == set(meant.split()) or stored.lstrip("0") == meant.lstrip("0")


def play(stage: Stage, seed: int, number: int) -> Outcome:
    return asyncio.run(stage.plays(seed, number))
