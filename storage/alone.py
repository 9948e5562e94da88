"""One process after the other: what several do at their start (migrate, publish the forms, make the keys known)."""

from sqlalchemy import Connection, func, select

_START = 0x53414E4151
"""An advisory lock of PostgreSQL: «SANAQ»."""


def alone(conn: Connection) -> None:
    """Until this transaction ends nobody else is past this line; what he has done is seen. SQLite has one writer anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(_START)))
