"""A conversation as a test: a person who says and presses things, and what stands on his screen.

    person = await scenario.person("ru")
    await person.says("900101300126")
    person.sees("Спасибо, номер принят.")
    await person.presses("Да, это я")

Behind it stand the real desk, the real campaign and a real database file; only the clock, ids and chance are the test's.
"""

import itertools
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from census.campaign import Campaign
from dialogs import sheet
from dialogs.desk import Desk
from dialogs.forms import Forms
from dialogs.reply import Choice, Message, Reply
from dialogs.scene import Premises, Scene
from dialogs.texts import texts
from dialogs.turn import Act, Arrival, Channel, Command, Press, Text, Turn
from questionnaire import Prompt
from storage.database import Database
from storage.ids import RANDOM_BITS, uuid7
from storage.keyring import KeyRing


class Clock:
    """Stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def moves(self, **passed: float) -> None:
        self.now += timedelta(**passed)


class WatchedDesk(Desk):
    """A desk whose last scene of everybody may be looked at."""

    def __init__(self, *premises: Any, **clocks: Any) -> None:
        super().__init__(*premises, **clocks)
        self.left: dict[tuple[str, str], Scene] = {}

    def _scene(self, turn: Turn, *loaded: Any) -> Scene:
        scene = super()._scene(turn, *loaded)
        self.left[turn.channel, turn.address] = scene
        return scene


@dataclass(repr=False)
class Scenario:
    """`today` is the campaign's day at the scenario's start; it goes on with the clock."""

    database: Database
    campaign: Campaign
    forms: Forms
    keyring: KeyRing
    today: datetime
    clock: Clock
    seed: int = 1
    path: Path = Path()
    """The database's file, if it is one."""
    url: str = ""
    address: str = "https://sanaq.example.kz"

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self._start = self.clock.now
        premises = Premises(
            self.campaign,
            self.forms,
            self.keyring,
            new_id=lambda at: uuid7(at, chance.getrandbits(RANDOM_BITS)),
            bits=chance.getrandbits,
            address=self.address,
        )
        self.doors = premises.doors
        self.desk = WatchedDesk(
            premises,
            self.database,
            clock=self.clock,
            campaign_clock=self.day,
        )
        self._people = itertools.count(1)

    def day(self) -> datetime:
        """The campaign's day, which goes on with the clock."""
        return self.today + (self.clock.now - self._start)

    def person(self, channel: Channel = "telegram", language_hint: str = "", client: str = "") -> "Person":
        return Person(self, channel, str(1000 + next(self._people)), language_hint, client=client)


@dataclass(repr=False)
class Person:
    """Somebody at a door. `screen` is the last reply; `transcript` all that was said, for golden files."""

    scenario: Scenario
    channel: Channel
    address: str
    language_hint: str = ""
    screen: Reply = field(default_factory=lambda: Reply("", ()))
    transcript: list[str] = field(default_factory=list)
    turns: int = 0
    client: str = ""

    def __repr__(self) -> str:
        return f"<{self.channel} {self.address}>"

    async def says(self, text: str) -> None:
        self.transcript.append(f"> {text}")
        await self._acts(Text(text))

    async def presses(self, label: str) -> None:
        """Press a button of the last reply by its label (its beginning is enough when it is unique)."""
        await self.does_press(self.button(label))

    async def does_press(self, choice: Choice) -> None:
        self.transcript.append(f"> [{choice.label}]")
        await self._acts(Press(choice.token))

    async def presses_old(self, token: str) -> None:
        self.transcript.append("> [old button]")
        await self._acts(Press(token))

    async def commands(self, name: str, argument: str = "") -> None:
        self.transcript.append(f"> /{name} {argument}".rstrip())
        await self._acts(Command(name, argument))

    async def does(self, act: Act) -> None:
        self.transcript.append(f"> {type(act).__name__}")
        await self._acts(act)

    async def arrives(self) -> None:
        await self._acts(Arrival())

    async def repeats(self) -> Reply:
        """The last turn comes again, as a messenger repeats it."""
        assert self._last is not None
        self.screen = await self.scenario.desk.take(self._last)
        return self.screen

    async def _acts(self, act: Act) -> None:
        self.turns += 1
        now = self.scenario.clock.now
        self._last = Turn(
            self.channel, self.address, f"t{self.turns}", now, act, self.language_hint, client=self.client
        )
        self.screen = await self.scenario.desk.take(self._last)
        self.scenario.clock.moves(seconds=7)
        holds(self.screen)
        self.transcript += [line for message in self.screen.messages for line in shown(message)]
        if self.screen.toast:
            self.transcript.append(f"  ~ {self.screen.toast}")

    # --- what stands on the screen --------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        return self.screen.language

    @property
    def prompt(self) -> Message:
        return self.screen.messages[-1]

    @property
    def text(self) -> str:
        """All that stands there, but for the buttons."""
        parts = ((message.text, *listed(message), message.hint) for message in self.screen.messages)
        return "\n".join(part for message in parts for part in message if part)

    def button(self, label: str) -> Choice:
        choices = [choice for message in self.screen.messages for choice in message.choices]
        exact = [choice for choice in choices if choice.label == label]
        found = exact or [choice for choice in choices if choice.label.startswith(label)]
        assert len(found) == 1, f"{label!r} among {[choice.label for choice in choices]} under {self.prompt.text!r}"
        return found[0]

    def sees(self, words: str) -> None:
        assert words in self.text, f"{words!r} is not in:\n{self.text}"

    def does_not_see(self, words: str) -> None:
        assert words not in self.text, f"{words!r} is in:\n{self.text}"

    def hears(self, key: str, **fields: object) -> None:
        """The catalogue's sentence stands on the screen, in the language spoken."""
        self.sees(texts(self.language)(key, **fields))

    def does_not_hear(self, key: str, **fields: object) -> None:
        self.does_not_see(texts(self.language)(key, **fields))

    # --- what is kept ---------------------------------------------------------------------------------------------

    async def scene(self) -> Scene:
        """The conversation, the household and its answers as they are stored."""
        look = Turn(self.channel, self.address, "look", self.scenario.clock.now, Arrival())
        return (await self.scenario.desk._loaded(look))[0]

    async def members(self) -> list[str]:
        """Full names on the household list."""
        case = (await self.scene()).household
        return [case.member(item).full_name for item in case.members()]

    async def kept(self) -> dict[tuple[str, str, str], dict[str, str]]:
        """All that is stored of the household: its answers by form, subject and state of the sheet."""
        case = (await self.scene()).case
        if case is None:
            return {}
        return {
            (s.form, s.subject + s.part, s.state): {
                ref: value for ref, value in case._answers.get(s.id, {}).items() if not ref.endswith((":#", ":^"))
            }  # without the rosters' own account of their items
            for s in case.household.sheets
        }

    async def answer(self, question: str, who: str = "") -> str | None:
        """The stored answer to a question (about `who`); None when it was not answered."""
        case = (await self.scene()).household
        for sheet_ in case.sheets:
            for ref, value in case.interview(sheet_).answers.items():
                if ref.rpartition("/")[2] != question:
                    continue
                about = (
                    [case.title(sheet_)]
                    if sheet_.subject
                    else [case.member(m).name for m in case.members() if ref.startswith(m.ref + "/")]
                )
                if who in ("", *about):
                    return value
        return None

    async def asked(self) -> tuple[str, str, Prompt] | None:
        """The question that stands open as it is stored: form, short name of whom it is about, prompt. None outside a sheet."""
        return self._asked(await self.scene())

    async def just_asked(self) -> tuple[str, str, Prompt] | None:
        """The same as the last turn has left it, which is quicker: for those who answer hundreds."""
        scene = self.scenario.desk.left.get((self.channel, self.address))
        return self._asked(scene or await self.scene())

    def _asked(self, scene: Scene) -> tuple[str, str, Prompt] | None:
        if not scene.conversation.frames or scene.conversation.top.dialog != "sheet":
            return None
        case, prompt = scene.household, sheet.present_prompt(scene)
        current = case.sheet(scene.conversation.top.data["sheet"])
        if prompt is None:
            return None
        if current.form != scene.campaign.list.form:
            return current.form, case.title(current) if current.subject else "", prompt
        return current.form, case.member(prompt.items[0]).name if prompt.items else "", prompt


def holds(reply: Reply) -> None:
    """What every reply keeps to: it says something, its buttons fit a messenger, and there is a way on."""
    assert reply.messages
    assert len(reply.toast) <= 200
    for message in reply.messages:
        assert message.text.strip()
        assert "{" not in message.text + message.hint
        assert all(choice.label.strip() for choice in message.choices), message
        tokens = [choice.token for choice in message.choices]
        assert len(set(tokens)) == len(tokens), f"two buttons do the same: {tokens}"
        assert all(token.isascii() and 0 < len(token) <= 64 for token in tokens)
        numbers = [choice.number for choice in message.choices if choice.number]
        assert len(set(numbers)) == len(numbers)
        if message.progress:  # a question of the census: counting the choices gives their numbers
            assert numbers == [*range(1, len(numbers) + 1)], numbers
    last = reply.messages[-1]
    assert last.choices or last.expects != "nothing" or last.tone == "success", f"no way on: {last.text}"


def listed(message: Message) -> list[str]:
    """The list of a message as plain lines, each place's under its name."""
    marks = {"": "", "done": "✓ ", "begun": "◐ ", "waiting": "○ "}
    lines, place = [], ""
    for entry in message.entries:
        if entry.place != place:
            lines.append(place := entry.place)
        number = "" if entry.number is None else f"{entry.number}. "
        lines.append(f"{marks[entry.mark]}{number}{entry.label}" + (f" – {entry.value}" if entry.value else ""))
    return lines


def shown(message: Message) -> list[str]:
    """A message as lines of a transcript."""
    lines = []
    if message.progress:
        lines.append(f"  ({message.progress.title} {message.progress.done}/{message.progress.total})")
    mark = {"refusal": "! ", "doubt": "? ", "success": "* ", "recap": "= "}.get(message.tone, "")
    lines += [f"  {mark}{line}".rstrip() for line in message.text.split("\n")]
    lines += [f"  {line}" for line in listed(message)]
    lines += [f"  _{line}_" for line in message.hint.split("\n") if line]
    for choice in message.choices:
        number = f"{choice.number}. " if choice.number else ""
        tick = "✓ " if choice.selected else ""
        lines.append(f"  [{number}{tick}{choice.label}]")
    return lines
