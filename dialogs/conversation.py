"""A Conversation: what is kept between two turns of one person at one door.

It is small (house law 3): the language, the household it belongs to, and a stack of frames. A Frame names a dialog and
holds what only that dialog needs (which sheet, which answers are ticked, a doubted value). The journal keeps it sealed, for
a ticked or doubted answer is an answer.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

import orjson

from census.household import Household
from census.reminders import Wish
from dialogs.tries import Tries
from dialogs.turn import Channel

STATE_VERSION = 1
"""Written with every state (`v`); a release that keeps something else counts it up and reads the older ones."""

TRIES = ("tries", "card_tries", "code_tries")
"""To sign in, to check a staff card, to give an access code: who begins anew, or waits for a restart, has no more of them."""


class StateIsNewer(Exception):
    """The state was kept by a later version of the program. `language` is the conversation's own."""

    def __init__(self, language: str) -> None:
        self.language = language
        super().__init__(language)


@dataclass(slots=True)
class Frame:
    """`dialog` is the name of a dialog; `data` holds JSON values only."""

    dialog: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Left:
    """Where one stands in a household that was left for another. `only`: as `Conversation.only`."""

    only: int | None
    frames: list[Frame]


class Stored(Protocol):
    """What a conversation was stored as, or would be."""

    @property
    def id(self) -> UUID: ...
    @property
    def channel(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def household_id(self) -> UUID | None: ...
    @property
    def state(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def touched_at(self) -> datetime: ...
    @property
    def remind_at(self) -> datetime | None: ...


@dataclass(slots=True)
class Conversation:
    """The working copy of one turn; the desk stores it when the turn is committed.

    `version` counts the turns committed; `touched_at` is the time of the last one, None before the first. `tries`,
    `card_tries` and `code_tries`: see TRIES. `passing` are the buttons (tokens by label) of what was last said in passing,
    above the present prompt: the state does not tell them otherwise. `upset`: how often in a row he said that he has had
    enough. `earlier` are the other households this person has sent from here. `left`: where he stands in those, earlier or
    not, that he went away from while something of them was not sent, or that are not his own. `only`: the roster item of a
    member who came by a private link and answers his own sheets. `reminders`: what he wishes of them; `remind_at`: when it is
    looked whether one is due.
    """

    id: UUID
    channel: Channel
    address: str
    language: str = ""
    household_id: UUID | None = None
    only: int | None = None
    earlier: list[UUID] = field(default_factory=list)
    left: dict[UUID, Left] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    paused: bool = False
    passing: dict[str, str] = field(default_factory=dict)
    upset: int = 0
    tries: Tries = field(default_factory=Tries)
    card_tries: Tries = field(default_factory=Tries)
    code_tries: Tries = field(default_factory=Tries)
    version: int = 0
    touched_at: datetime | None = None
    reminders: Wish = ""
    remind_at: datetime | None = None

    @classmethod
    def of(cls, stored: Stored) -> "Conversation":
        """The working copy of what is stored. Raises StateIsNewer."""
        conversation = cls(
            stored.id,
            cast("Channel", stored.channel),
            stored.address,
            language=stored.language,
            household_id=stored.household_id,
            version=stored.version,
            touched_at=stored.touched_at,
            remind_at=stored.remind_at,
        )
        conversation.load(stored.state)
        return conversation

    @property
    def top(self) -> Frame:
        return self.frames[-1]

    def push(self, dialog: str, **data: Any) -> None:
        self.frames.append(Frame(dialog, data))

    def pop(self) -> None:
        """Leave the dialog on top; the lowest frame stays."""
        if len(self.frames) > 1:
            self.frames.pop()

    def become(self, dialog: str, **data: Any) -> None:
        """Start over with one frame: what lay on the stack is done with."""
        self.frames = [Frame(dialog, data)]

    @property
    def others(self) -> list[UUID]:
        """The households one can go to from the present one: what is begun first, then those sent."""
        return [*self.unfinished, *self.earlier]

    @property
    def unfinished(self) -> list[UUID]:
        """Those left that were not sent from here: begun, or somebody else's."""
        return [household_id for household_id in self.left if household_id not in self.earlier]

    @property
    def own(self) -> list[UUID]:
        """All that was begun or sent from here, without the present one."""
        return [*(each for each in self.unfinished if self.left[each].only is None), *self.earlier]

    def remember(self, left: Household) -> None:
        """Keep the household that is left among the earlier, if it was sent from here; where one stands, with corrections."""
        if left.sent and self.only is None:
            self.earlier.append(left.id)
            if left.unsent(None):
                self.left[left.id] = Left(None, self.frames)

    def go_to(self, household_id: UUID, leaving: Household | None) -> None:
        """Go on with one of `others` where it was left, or at its receipts. `leaving`: the present one, which stays."""
        if leaving is not None:
            self.remember(leaving)
            if leaving.id not in self.earlier:
                self.left[leaving.id] = Left(self.only, self.frames)
        there = self.left.pop(household_id, Left(None, [Frame("done")]))
        self.earlier = [each for each in self.earlier if each != household_id]
        self.household_id, self.only, self.frames = household_id, there.only, there.frames

    def take_over(self, there: "Conversation") -> None:
        """Go on with what `there` was about, which is closed: a conversation is at one place at a time."""
        self.language, self.household_id, self.frames = there.language, there.household_id, there.frames
        self.only, there.only = there.only, None
        self.earlier, self.left = [*self.earlier, *there.earlier], {**self.left, **there.left}
        self.reminders = there.reminders or self.reminders
        self.paused, self.passing = False, {}
        there.household_id, there.earlier, there.left, there.paused, there.passing = None, [], {}, False, {}
        there.become("moved", to=self.channel)

    def dump(self) -> str:
        """What is kept, as JSON text."""
        state: dict[str, Any] = {
            "v": STATE_VERSION,
            "frames": _listed(self.frames),
            "paused": self.paused,
        }
        if self.only is not None:
            state["only"] = self.only
        if self.earlier:
            state["earlier"] = [str(household_id) for household_id in self.earlier]
        if self.left:
            state["left"] = {str(each): [left.only, _listed(left.frames)] for each, left in self.left.items()}
        if self.passing:
            state["passing"] = self.passing
        if self.upset:
            state["upset"] = self.upset
        if self.reminders:
            state["reminders"] = self.reminders
        for name in TRIES:
            tries: Tries = getattr(self, name)
            if tries.since is not None:
                state[name] = [tries.count, tries.since]
        return orjson.dumps(state).decode()

    def load(self, state: str) -> None:
        """Take over what `dump` wrote. A state without `v` is of the first release. Raises StateIsNewer."""
        kept = orjson.loads(state)
        if kept.get("v", 1) != STATE_VERSION:
            raise StateIsNewer(self.language)
        self.frames = _frames(kept["frames"])
        self.paused = kept["paused"]
        self.passing = kept.get("passing", {})
        self.only = kept.get("only")
        self.upset = kept.get("upset", 0)
        self.reminders = kept.get("reminders", "")
        self.earlier = [UUID(household_id) for household_id in kept.get("earlier", ())]
        self.left = {UUID(each): Left(only, _frames(frames)) for each, (only, frames) in kept.get("left", {}).items()}
        for name in TRIES:
            setattr(self, name, _tries(kept.get(name)))


def _listed(frames: list[Frame]) -> list[tuple[str, dict[str, Any]]]:
    return [(frame.dialog, frame.data) for frame in frames]


def _frames(listed: list[tuple[str, dict[str, Any]]]) -> list[Frame]:
    return [Frame(dialog, data) for dialog, data in listed]


def _tries(kept: tuple[int, str] | None) -> Tries:
    return Tries(kept[0], datetime.fromisoformat(kept[1])) if kept else Tries()
