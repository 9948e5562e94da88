"""A Conversation: what is kept between two turns of one person at one door.

It is small (house law 3): the language, the household it belongs to, and a stack of frames. A Frame names a dialog and
holds what only that dialog needs (which sheet, which answers are ticked, a doubted value). The journal keeps it sealed, for
a ticked or doubted answer is an answer.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from dialogs.turn import Channel


@dataclass(slots=True)
class Frame:
    """`dialog` is the name of a dialog; `data` holds JSON values only."""

    dialog: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Conversation:
    """The working copy of one turn; the desk stores it when the turn is committed.

    `version` counts the turns committed; `touched_at` is the time of the last one, None before the first.
    """

    id: UUID
    channel: Channel
    address: str
    language: str = ""
    household_id: UUID | None = None
    frames: list[Frame] = field(default_factory=list)
    paused: bool = False
    version: int = 0
    touched_at: datetime | None = None

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

    def dump(self) -> str:
        """The frames as JSON text."""
        stack = [[frame.dialog, frame.data] for frame in self.frames]
        return orjson.dumps({"frames": stack, "paused": self.paused}).decode()

    def load(self, state: str) -> None:
        """Take the frames from what `dump` wrote."""
        kept = orjson.loads(state)
        self.frames = [Frame(dialog, data) for dialog, data in kept["frames"]]
        self.paused = kept["paused"]
