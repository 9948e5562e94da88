"""Which keys the database was filled with: asked at every start, before anybody is answered."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.alone import alone
from storage.keyring import KeyRing
from storage.tables import known_key


def confirm_keys(conn: Connection, keyring: KeyRing, now: datetime) -> None:
    """Make sure, at every start, that this is the ring the database was filled with, and remember its new keys.

    A ring made anew beside old data would not find who was counted already, and would count him twice. Raises KeyMissing
    or SealBroken.
    """
    alone(conn)
    known = dict(conn.execute(select(known_key.c.id, known_key.c.proof)).all())
    for key_id, proof in known.items():
        keyring.open(proof, _context(key_id))
    new = keyring.ids[0]
    if new not in known:
        conn.execute(insert(known_key).values(id=new, proof=keyring.seal(new, _context(new)), since=now))


def _context(key_id: str) -> bytes:
    return b"known_key:" + key_id.encode()
