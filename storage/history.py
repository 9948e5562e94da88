"""What a sheet's answers were at a time in the past, read from the log of answers, and the way back to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from storage.answers import answer_context
from storage.keyring import KeyRing
from storage.tables import answer, answer_log


class _Sealed(NamedTuple):
    value: bytes
    at: datetime


def answers_at(conn: Connection, keyring: KeyRing, sheet_id: UUID, at: datetime) -> dict[str, str]:
    """The answers of the sheet as the turns up to `at` left them, by reference, in answering order."""
    then = _sealed_at(conn, sheet_id, at)
    return {ref: keyring.open(sealed.value, answer_context(sheet_id, ref)) for ref, sealed in then.items()}


def restore_answers(
    conn: Connection, sheet_id: UUID, at: datetime, *, now: datetime, channel: str, language: str
) -> None:
    """Put the answers back to what they were at `at`; what that changes is logged like any answer, at `now`."""
    then = _sealed_at(conn, sheet_id, at)
    present = conn.execute(select(answer.c.ref, answer.c.value).where(answer.c.sheet_id == sheet_id))
    standing = {row.ref: row.value for row in present}
    changes: dict[str, bytes | None] = {ref: None for ref in standing if ref not in then}
    changes |= {ref: sealed.value for ref, sealed in then.items() if standing.get(ref) != sealed.value}
    if not changes:
        return
    conn.execute(delete(answer).where(answer.c.sheet_id == sheet_id))
    if then:
        conn.execute(insert(answer), _rows(sheet_id, then))
    how = {"sheet_id": sheet_id, "at": now, "channel": channel, "language": language}
    conn.execute(insert(answer_log), [how | {"ref": ref, "value": value} for ref, value in changes.items()])


def _rows(sheet_id: UUID, answers: Mapping[str, _Sealed]) -> list[dict[str, object]]:
    return [
        {"sheet_id": sheet_id, "ref": ref, "value": sealed.value, "answered_at": sealed.at, "position": position}
        for position, (ref, sealed) in enumerate(answers.items(), 1)
    ]


def _sealed_at(conn: Connection, sheet_id: UUID, at: datetime) -> dict[str, _Sealed]:
    """As the journal keeps them: a corrected answer keeps its place, one taken away and given again comes last."""
    mine = select(answer_log).where(answer_log.c.sheet_id == sheet_id, answer_log.c.at <= at).order_by(answer_log.c.id)
    then: dict[str, _Sealed] = {}
    for row in conn.execute(mine):
        if row.value is None:
            then.pop(row.ref, None)
        else:
            then[row.ref] = _Sealed(row.value, row.at)
    return then
