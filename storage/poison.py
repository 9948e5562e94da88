"""Updates that failed by themselves, kept for whoever mends the program: where it broke in the clear, what was said sealed.

No more than `MOST` are kept and none longer than its term; erasing a conversation takes what failed of it too. Opening one is
noted in its row.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Select, delete, func, insert, select, tuple_, update

from storage.keyring import KeyRing
from storage.tables import poison_update

MOST = 10_000
"""Rows: one defect that everybody meets must not fill the disk."""
MOST_CHARACTERS = 1 << 16
"""Of one update; the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Poison:
    """An update that failed. `error` is the exception's type, `place` where in the code; neither says what was said."""

    channel: str
    address: str
    external_id: str
    error: str
    place: str
    at: datetime
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptPoison:
    """A row without what was said. `shown_at`, `shown_by`: when and by whom that was last looked at."""

    id: int
    channel: str
    address: str
    external_id: str
    error: str
    place: str
    at: datetime
    shown_at: datetime | None
    shown_by: str | None


def keep(conn: Connection, keyring: KeyRing, poison: Poison) -> bool:
    """Keep it; the same update that fails once more takes the place of the first. False when there are too many already."""
    same = (
        poison_update.c.channel == poison.channel,
        poison_update.c.address == poison.address,
        poison_update.c.external_id == poison.external_id,
    )
    conn.execute(delete(poison_update).where(*same))
    if conn.execute(select(func.count()).select_from(poison_update)).scalar_one() >= MOST:
        return False
    whose = {"channel": poison.channel, "address": poison.address, "external_id": poison.external_id}
    why = {"error": poison.error, "place": poison.place, "at": poison.at}
    body = keyring.seal(poison.body[:MOST_CHARACTERS], _context(**whose))
    conn.execute(insert(poison_update).values(**whose, **why, body=body))
    return True


_WITHOUT_BODY = [column for column in poison_update.c if column.name != "body"]


def kept(conn: Connection, limit: int) -> list[KeptPoison]:
    """The newest `limit`, without what was said."""
    rows = select(*_WITHOUT_BODY).order_by(poison_update.c.at.desc(), poison_update.c.id.desc()).limit(limit)
    return [KeptPoison(**row) for row in conn.execute(rows).mappings()]


def show(conn: Connection, keyring: KeyRing, poison_id: int, *, by: str, at: datetime) -> tuple[KeptPoison, str] | None:
    """One of them and what was said, which is noted; None when it is not there. Raises KeyMissing or SealBroken."""
    mine = poison_update.c.id == poison_id
    row = conn.execute(select(poison_update).where(mine)).mappings().one_or_none()
    if row is None:
        return None
    known = dict(row)
    body = keyring.open(known.pop("body"), _context(row["channel"], row["address"], row["external_id"]))
    conn.execute(update(poison_update).where(mine).values(shown_at=at, shown_by=by))
    return KeptPoison(**known), body


def forget(conn: Connection, poison_id: int | None) -> int:
    """Forget one of them, or with None all; how many there were."""
    gone = delete(poison_update)
    return conn.execute(gone if poison_id is None else gone.where(poison_update.c.id == poison_id)).rowcount


def forget_of(conn: Connection, addresses: Select[tuple[str, str]]) -> None:
    """Forget what failed at these addresses (channel, address): their conversations are erased."""
    conn.execute(delete(poison_update).where(tuple_(poison_update.c.channel, poison_update.c.address).in_(addresses)))


def outlived(conn: Connection, before: datetime, most: int) -> int:
    """How many failed before then, `most` at the most."""
    return len(conn.execute(select(poison_update.c.id).where(poison_update.c.at < before).limit(most)).all())


def prune(conn: Connection, before: datetime) -> int:
    """Forget what failed before then, and say how much that was."""
    return conn.execute(delete(poison_update).where(poison_update.c.at < before)).rowcount


def _context(channel: str, address: str, external_id: str) -> bytes:
    return f"poison_update:{channel}:{address}:{external_id}".encode()
