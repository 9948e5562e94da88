"""Access codes: a few digits that let their holder into a conversation from another device, once and for a while.

Digits alone, in groups of five («48271 93056»): they are read out, copied from a screen, and typed on any telephone. There are
10 or 15 of them, so that nobody takes one for an IIN (12) or a receipt number (14), nor the other way round. Stored is only
a keyed fingerprint of a code: who reads the database cannot use it. A code that was used or replaced stays for a while, so
that its holder can be told so; nothing else is known by it.

`move`: the whole conversation goes on elsewhere; `item` is None. `member`: one member of the household, `item` on its list.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from census.tables import access_code
from storage.keyring import KeyRing

FINGERPRINT = "access code"
"""The purpose of the fingerprints by which a code is found."""
GROUP = 5
MOVE_GROUPS, MEMBER_GROUPS = 2, 3
"""Groups of five digits of a code of each purpose."""
MOVE_LASTS = timedelta(minutes=15)
KEPT = timedelta(days=1)
"""How long after its end a code is still known as one that has ended."""

Purpose = Literal["move", "member"]
Standing = Literal["open", "used", "expired"]

_BETWEEN = re.compile(r"[\s\u00AD\u2010-\u2015\u2212-]+")
"""What people write between the digits: spaces of all kinds, hyphens, dashes."""


class CodeSpent(Exception):
    """The code was used, replaced or has expired meanwhile: look again and take the turn again."""


class CodeTaken(Exception):
    """The same digits were drawn before: take the turn again, with newly drawn ones."""


@dataclass(frozen=True, slots=True)
class AccessCode:
    """What a code opens. `conversation_id` is the one it was made in; moments are aware."""

    purpose: Purpose
    conversation_id: UUID
    household_id: UUID | None
    item: int | None
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def standing(self, at: datetime) -> Standing:
        if self.used_at is not None:
            return "used"
        return "open" if at < self.expires_at else "expired"


# --- the digits -------------------------------------------------------------------------------------------------------


def draw_code(random_bits: Callable[[int], int], groups: int) -> str:
    """The digits of a new code. `random_bits(k)` gives an integer of k random bits (`secrets.randbits`)."""
    digits = GROUP * groups
    return f"{random_bits(128) % 10**digits:0{digits}}"  # so many bits that no code is noticeably likelier than another


def show_code(code: str) -> str:
    """«48271 93056», with spaces that do not break at the end of a line."""
    return "\N{NO-BREAK SPACE}".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str, groups: int) -> str | None:
    """The digits of a code as typed, however grouped; None for what cannot be one."""
    bare = _BETWEEN.sub("", text)
    if len(bare) != GROUP * groups or not bare.isdecimal():
        return None
    return "".join(str(unicodedata.decimal(digit)) for digit in bare)


# --- the table --------------------------------------------------------------------------------------------------------


def make(conn: Connection, keyring: KeyRing, code: str, opens: AccessCode) -> None:
    """From now on the digits of `code` open `opens`; older codes for the same are revoked. Raises CodeTaken."""
    fingerprints = keyring.fingerprints(code, FINGERPRINT)
    if conn.execute(select(access_code.c.purpose).where(access_code.c.fingerprint.in_(fingerprints))).first():
        raise CodeTaken
    conversation_id, household_id, item = opens.conversation_id, opens.household_id, opens.item
    revoke(conn, opens.purpose, conversation_id=conversation_id, household_id=household_id, item=item, at=opens.made_at)
    conn.execute(insert(access_code).values(fingerprint=fingerprints[0], **asdict(opens)))


def find(conn: Connection, keyring: KeyRing, code: str, purpose: Purpose) -> AccessCode | None:
    """What is known of the code with these digits, used and expired ones too; None when there is none."""
    row = conn.execute(select(*_KNOWN).where(_is(keyring, code, purpose))).mappings().one_or_none()
    return AccessCode(**row) if row is not None else None


def redeem(conn: Connection, keyring: KeyRing, code: str, purpose: Purpose, at: datetime) -> None:
    """Spend the code. Of several who do so at once one is let in; the others, and who comes late, get CodeSpent."""
    spent = update(access_code).where(_is(keyring, code, purpose), _open(at)).values(used_at=at)
    if conn.execute(spent).rowcount == 0:
        raise CodeSpent


def revoke(
    conn: Connection,
    purpose: Purpose,
    *,
    conversation_id: UUID | None = None,
    household_id: UUID | None = None,
    item: int | None = None,
    at: datetime,
) -> None:
    """Codes still open expire: of `move` those made in the conversation, of `member` those of the household's `item`."""
    if purpose == "move":
        theirs = access_code.c.conversation_id == conversation_id
    else:
        theirs = and_(access_code.c.household_id == household_id, access_code.c.item == item)
    conn.execute(update(access_code).where(access_code.c.purpose == purpose, theirs, _open(at)).values(expires_at=at))


def ended(at: datetime) -> ColumnElement[bool]:
    """The codes that need not be known any more."""
    return access_code.c.expires_at < at - KEPT


def forget_ended(conn: Connection, at: datetime, limit: int = 500) -> int:
    """Take away up to `limit` codes that need not be known any more, and say how many they were; again until it says 0."""
    old = select(access_code.c.fingerprint).where(ended(at)).limit(limit)
    return conn.execute(delete(access_code).where(access_code.c.fingerprint.in_(old))).rowcount


_KNOWN = [column for column in access_code.c if column.name != "fingerprint"]


def _is(keyring: KeyRing, code: str, purpose: Purpose) -> ColumnElement[bool]:
    """Looked up by fingerprints, whose comparison in time tells nothing to who has not the key."""
    found = access_code.c.fingerprint.in_(keyring.fingerprints(code, FINGERPRINT))
    return and_(found, access_code.c.purpose == purpose)


def _open(at: datetime) -> ColumnElement[bool]:
    return and_(access_code.c.used_at.is_(None), access_code.c.expires_at > at)
