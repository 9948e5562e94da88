"""`sanaq erase`: staff erase, on a respondent's written wish, what a household or a conversation has said."""

import getpass
import re
from collections.abc import Sequence
from typing import TextIO
from uuid import UUID

from bot.clock import now
from bot.premises import keys
from bot.settings import Settings
from census.erasure import Held, erase, held_of, household_of_receipt
from dialogs.conversation import Conversation
from storage.conversations import load_conversation_by_id
from storage.database import Connection, Database
from storage.keyring import KeyRing
from storage.migrate import check


class NothingToErase(Exception):
    """Neither a receipt number nor a conversation that is stored. `what` was asked for."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)

    def __str__(self) -> str:
        return f"There is no {self.what} here: look at its digits. Nothing was erased."


async def erase_for_staff(
    settings: Settings, receipt: str | None, conversation: str | None, out: TextIO, *, yes: bool
) -> int:
    """Erase the whole household a receipt number belongs to, or all that a conversation began; without `yes` only say what.

    Raises NothingToErase, DatabaseIsOlder, DatabaseIsNewer, KeyRingError, StorageUnavailable.
    """
    check(settings.database_url)
    keyring, database = keys(settings), Database.open(settings.database_url)
    try:
        if receipt is not None:
            households, conversation_id = await database.read(_of_receipt, receipt), None
        else:
            households, conversation_id = await database.read(_of_conversation, keyring, conversation or "")
        held = await database.read(_held, households)
        print(_told(held, of_receipt=receipt is not None), file=out)
        if not yes:
            print("Nothing was erased yet. To erase it, add --yes; it cannot be brought back.", file=out)
            return 0
        by = f"staff: {getpass.getuser()}"
        erased = await database.write(erase, households, conversation_id=conversation_id, by=by, at=now())
        print("Erased." if erased or conversation_id else "It was erased before: nothing was left.", file=out)
        return 0
    finally:
        await database.close()


def _of_receipt(conn: Connection, receipt: str) -> Sequence[UUID]:
    digits = re.sub(r"\D", "", receipt)
    found = household_of_receipt(conn, digits)
    if found is None:
        raise NothingToErase("such receipt number")
    return [found]


def _of_conversation(conn: Connection, keyring: KeyRing, text: str) -> tuple[Sequence[UUID], UUID]:
    """The household of the conversation and the others it sent or began."""
    try:
        stored = load_conversation_by_id(conn, keyring, UUID(text))
    except ValueError:
        stored = None
    if stored is None:
        raise NothingToErase("such conversation")
    kept = Conversation(stored.id, "terminal", stored.address)
    kept.load(stored.state)
    return [*kept.own, *([stored.household_id] if stored.household_id else [])], stored.id


def _held(conn: Connection, households: Sequence[UUID]) -> list[Held]:
    return [held for household_id in households if (held := held_of(conn, household_id))]


def _told(held: Sequence[Held], *, of_receipt: bool) -> str:
    if not held:
        return "A conversation without a household."
    lines = [
        f"A household that was {'sent' if one.sent else 'not sent'}: {one.persons} persons, {one.answers} answers"
        + (f"; {one.counted} stay counted, without name and IIN." if one.sent else ".")
        for one in held
    ]
    whole = ["A receipt number stands for its whole household: everybody on its list is erased, not one person alone."]
    return "\n".join([*(whole if of_receipt else []), *lines, "The conversations about it go with it."])
