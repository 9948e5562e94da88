"""Open conversations kept in the process from one turn to the next: loading one costs more than taking a turn.

What is kept is what the last turn left, and is only ever a guess at what is stored: the commit of the next turn compares the
versions of conversation and household (storage/turns.py), and what was overtaken is loaded anew. A person who goes silent is
forgotten after a few minutes, and there is room for so many: an idle conversation costs no memory.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from dialogs.case import Case

ROOM = 600
"""Conversations of one process; a family in the middle of its sheets takes a hundred kilobytes."""
IDLE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Kept:
    """The conversation as its last turn left it (`Conversation.of`), `case` with its live interviews. `day`: the day by the
    campaign's clock, on which what follows from today's date was worked out."""

    id: UUID
    channel: str
    address: str
    language: str
    household_id: UUID | None
    state: str = field(repr=False)
    version: int
    touched_at: datetime
    remind_at: datetime | None
    case: Case | None
    day: date


class KeptConversations:
    """By address. What is taken out is the taker's alone: who does not put it back has forgotten it."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, kept: Kept) -> None:
        self._kept[kept.channel, kept.address] = kept
        while len(self._kept) > self._room or next(iter(self._kept.values())).touched_at < kept.touched_at - IDLE:
            self._kept.popitem(last=False)

    def take(self, channel: str, address: str, day: date) -> Kept | None:
        """What is kept of this address; None when nothing is, or it is of another day."""
        kept = self._kept.pop((channel, address), None)
        return kept if kept is not None and kept.day == day else None
