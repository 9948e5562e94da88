"""What is stored of a person, opened: his answers and their log, the turns that were handled, the people who were counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, select

from census.tables import household, person, sheet
from storage.answers import answer_context, load_answers
from storage.keyring import KeyRing
from storage.tables import answer_log, conversation, inbox

K = TypeVar("K")
V = TypeVar("V")
Place = tuple[str, str, str, str]
"""Where an answer stands: form, subject and part of its sheet, and its reference."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody of the household: his place on the list, and his receipt, "" before he was counted."""

    item: int | None
    receipt: str


@dataclass(frozen=True, slots=True)
class Stored:
    """`log`: every value an answer ever had, in order, None where it was taken away. `turns`: how many were committed, by the
    conversation's version; `handled`: their external ids."""

    turns: int
    handled: tuple[str, ...]
    answers: Mapping[Place, str] = field(repr=False)
    log: Mapping[Place, tuple[str | None, ...]] = field(repr=False)
    counted: tuple[Counted, ...]
    sent: bool


def stored(conn: Connection, keyring: KeyRing) -> dict[str, Stored]:
    """Everybody who has a conversation, by address."""
    sheets = list(conn.execute(select(sheet)))
    answers = load_answers(conn, keyring, [row.id for row in sheets])
    log = _log(conn, keyring)
    of_household = _grouped((row.household_id, row) for row in sheets)
    handled = _grouped((row.address, row.external_id) for row in conn.execute(select(inbox)))
    everybody = conn.execute(select(person).order_by(person.c.item))
    counted = _grouped((row.household_id, Counted(row.item, row.receipt or "")) for row in everybody)
    sent = {row.id for row in conn.execute(select(household)) if row.submitted_at is not None}
    people = {}
    for row in conn.execute(select(conversation)):
        mine = {one.id: (one.form, one.subject, one.part) for one in of_household[row.household_id]}
        people[row.address] = Stored(
            row.version,
            tuple(handled[row.address]),
            {(*where, ref): value for one, where in mine.items() for ref, value in answers[one].items()},
            {(*where, ref): tuple(values) for one, where in mine.items() for ref, values in log[one].items()},
            tuple(counted[row.household_id]),
            row.household_id in sent,
        )
    return people


def _log(conn: Connection, keyring: KeyRing) -> Mapping[UUID, Mapping[str, list[str | None]]]:
    log: defaultdict[UUID, defaultdict[str, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    for row in conn.execute(select(answer_log).order_by(answer_log.c.id)):
        context = answer_context(row.sheet_id, row.ref)
        log[row.sheet_id][row.ref].append(None if row.value is None else keyring.open(row.value, context))
    return log


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, list[V]]:
    grouped: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped
