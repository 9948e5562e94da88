"""Leases: what only one process at a time may do is done by whoever holds its row, and renews it in time.

The clocks of machines differ. One that is ahead takes a lease too early, once, and then holds it; so a lease keeps two
processes from getting into each other's way, and must never be what keeps data right.
"""

from datetime import datetime

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.postgresql import insert as insert_or  # SQLite speaks the same

from storage.tables import lease


def take(conn: Connection, name: str, holder: str, *, now: datetime, until: datetime) -> bool:
    """Take or renew the lease until then. False: somebody else holds it."""
    free = (lease.c.holder == holder) | (lease.c.until <= now)
    statement = insert_or(lease)
    statement = statement.on_conflict_do_update(
        index_elements=[lease.c.name],
        set_={"holder": statement.excluded.holder, "until": statement.excluded.until},
        where=free,
    )
    return conn.execute(statement, {"name": name, "holder": holder, "until": until}).rowcount > 0


def give_back(conn: Connection, name: str, holder: str) -> None:
    """Let the next one take it at once. Whoever does not hold it gives nothing back."""
    conn.execute(delete(lease).where(lease.c.name == name, lease.c.holder == holder))
