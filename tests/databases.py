"""Migrated databases: the migrations run once in a process, and every test gets a copy of what they made."""

import tempfile
from functools import cache
from pathlib import Path

import census.tables
from storage.migrate import upgrade
from storage.tables import metadata

assert census.tables  # imported for its tables


def migrated(path: Path) -> str:
    """A new database at `path`; its address. Only its owner may read it, as one that the program makes."""
    path.touch(mode=0o600)
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sanaq.db"
        upgrade(f"sqlite:///{path}", metadata)
        return path.read_bytes()
