"""`sanaq poison`: updates that failed by themselves, for whoever mends the program.

A list names nobody; that one was opened is noted.
"""

import getpass
import json
from typing import TextIO

from bot.clock import now
from bot.premises import keys
from bot.settings import Settings
from storage import poison
from storage.database import Database
from storage.migrate import check
from storage.poison import KeptPoison

SHOWN = 100


class NoSuchPoison(Exception):
    """None is kept under this number."""

    def __init__(self, poison_id: int) -> None:
        self.poison_id = poison_id
        super().__init__(poison_id)

    def __str__(self) -> str:
        return (
            f"No failed update {self.poison_id} is kept: it was forgotten, or its term is over. See: sanaq poison list"
        )


async def list_poison(settings: Settings, out: TextIO) -> int:
    """The newest, without what was said and with masked addresses. Needs no keys. Raises StorageUnavailable."""
    check(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        kept = await database.read(poison.kept, SHOWN + 1)
    finally:
        await database.close()
    for one in kept[:SHOWN]:
        print(_line(one), file=out)
    if len(kept) > SHOWN:
        print(f"These are the newest {SHOWN}.", file=out)
    if not kept:
        print("No update has failed by itself.", file=out)
    return 0


async def show_poison(settings: Settings, poison_id: int, out: TextIO) -> int:
    """Everything of one, and note who looked. Raises NoSuchPoison, KeyRingError, StorageUnavailable."""
    check(settings.database_url)
    keyring, database = keys(settings), Database.open(settings.database_url)
    try:
        shown = await database.write(poison.show, keyring, poison_id, by=getpass.getuser(), at=now())
    finally:
        await database.close()
    if shown is None:
        raise NoSuchPoison(poison_id)
    one, body = shown
    print(_line(one), file=out)
    print(f"address {one.address}, update {one.external_id}", file=out)
    for step in one.place.split(", "):
        print(f"  {step}", file=out)
    print(_indented(body), file=out)
    return 0


async def forget_poison(settings: Settings, poison_id: int | None, out: TextIO) -> int:
    """Forget one, or with None all of them. Raises NoSuchPoison, StorageUnavailable."""
    check(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        gone = await database.write(poison.forget, poison_id)
    finally:
        await database.close()
    if poison_id is not None and not gone:
        raise NoSuchPoison(poison_id)
    print(f"Forgotten: {gone}.", file=out)
    return 0


def _line(one: KeptPoison) -> str:
    last = one.place.rpartition(", ")[2]
    looked = f"  (opened {one.shown_at:%d.%m.%Y %H:%M} by {one.shown_by})" if one.shown_at else ""
    return f"{one.id:>6}  {one.at:%d.%m.%Y %H:%M:%S}  {one.channel} {_masked(one.address):<8}  {one.error} at {last}{looked}"


def _masked(address: str) -> str:
    """Enough to see that two are of one person, too little to know whom."""
    return f"•••{address[-3:]}" if len(address) > 5 else "•••"


def _indented(body: str) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:  # it was too long, and is cut off
        return body
