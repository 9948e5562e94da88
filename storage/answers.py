"""The answers of sheets as they stand. Turns write them (storage/turns.py), the past is in storage/history.py."""

from collections.abc import Sequence
from sys import intern
from uuid import UUID

from sqlalchemy import Connection, String, bindparam, cast, select

from storage.keyring import KeyRing
from storage.tables import answer

_ANSWERS = (
    select(cast(answer.c.sheet_id, String), answer.c.ref, answer.c.value)
    .where(answer.c.sheet_id.in_(bindparam("of_sheets", expanding=True)))
    .order_by(answer.c.position, answer.c.answered_at, answer.c.ref)
)


def load_answers(conn: Connection, keyring: KeyRing, sheet_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The answers of the sheets, by reference, in answering order; a sheet without answers has an empty dict.

    Raises KeyMissing or SealBroken.
    """
    answers: dict[UUID, dict[str, str]] = {sheet_id: {} for sheet_id in sheet_ids}
    by_text = {text: sheet_id for sheet_id in sheet_ids for text in (sheet_id.hex, str(sheet_id))}  # SQLite, PostgreSQL
    for text, ref, sealed in conn.execute(_ANSWERS, {"of_sheets": sheet_ids}):
        sheet_id = by_text[text]
        answers[sheet_id][intern(ref)] = keyring.open(sealed, answer_context(sheet_id, ref))
    return answers


def answer_context(sheet_id: UUID, ref: str) -> bytes:
    """What the seal of an answer is bound to."""
    return b"answer:" + sheet_id.bytes + ref.encode()
