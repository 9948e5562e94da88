"""Ids that sort by time and can be made anywhere: UUID version 7 (RFC 9562 §5.7)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

RANDOM_BITS = 74
"""How many random bits an id takes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def uuid7(now: datetime, random_bits: int) -> UUID:
    """An id made at `now` (aware, to the millisecond) from `random_bits`, of which the lowest 74 are used.

    Ids of one table sort by the time they were made, so that new rows lie together on the disk.
    """
    if now.tzinfo is None:
        raise ValueError(f"{now!r} has no time zone; an id is made at a moment, not at a wall clock's reading")
    milliseconds = (now - _EPOCH) // timedelta(milliseconds=1) & (1 << 48) - 1
    a, b = random_bits >> 62 & (1 << 12) - 1, random_bits & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | a << 64 | 0b10 << 62 | b)
