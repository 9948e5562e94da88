"""Check words: three common words that the bot says in a conversation today, and that our page knows again.

The first is drawn from the conversation and the day, the other two sign it together with the day and the door (12 bits of
an HMAC under the key ring). The page needs no table to know them. They are no proof against somebody who stands between a
person and the real bot and passes every word on: therefore the page names the door they were said at.
"""

import hmac
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from storage.keyring import KeyRing

PURPOSE = "check words"
WORDS = 64
"""Words of a campaign's list: six bits each."""


def words_of(keyring: KeyRing, conversation: UUID, door: str, day: date) -> tuple[int, int, int]:
    """The places (0..63) in the campaign's list of the words of a conversation on this day. `door`: a channel."""
    first = keyring.fingerprint(f"{conversation} {day}", PURPOSE)[0] % WORDS
    return _signed(keyring.fingerprint(f"{first} {door} {day}", PURPOSE), first)


def door_of(keyring: KeyRing, said: Sequence[int], doors: Iterable[str], days: Iterable[date]) -> str | None:
    """The door at which these words were said on one of the days, None for words of nobody."""
    if len(said) != 3:
        return None
    found = [
        door
        for door in doors
        for day in days
        for fingerprint in keyring.fingerprints(f"{said[0]} {door} {day}", PURPOSE)
        if hmac.compare_digest(bytes(_signed(fingerprint, said[0])), bytes(said))
    ]
    return found[0] if found else None


def _signed(fingerprint: bytes, first: int) -> tuple[int, int, int]:
    return first, fingerprint[0] % WORDS, fingerprint[1] % WORDS
