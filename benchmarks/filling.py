"""Tables filled with people who are there already, by plain SQL: a million in a minute.

What is sealed is filler; ids, addresses and fingerprints are of the real ones' length and spread. Everybody is a household of
his own with two answers (a real one has sixty): rows enough for the indexes to be as deep as they get, in little time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.databases import Databases

ANSWERS = 2
ROWS = 5 + 3 * ANSWERS
"""Rows of one person: conversation, household, two sheets, himself; answers, their log, turns handled."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database says it. `{n}` in `id` and `fingerprint` stands for the person's number."""

    people: str
    id: str
    sealed: str
    fingerprint: str
    at: str
    no: str

    def id_of(self, table: str, n: str = "n") -> str:
        return self.id.format(table=_TABLES.index(table), n=n)


_TABLES = ("conversation", "household", "sheet", "person")
SQLITE = Dialect(
    people="(WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) SELECT n FROM s) AS s",
    id="printf('01900000%04x7000%016x', {table}, {n})",
    sealed="randomblob(40)",
    fingerprint="randomblob(32)",
    at="'2026-01-01 00:00:00.000000'",
    no="0",
)
POSTGRES = Dialect(
    people="generate_series({first}, {last}) AS s(n)",
    id="('01900000' || lpad(to_hex({table}), 4, '0') || '7000' || lpad(to_hex({n}), 16, '0'))::uuid",
    sealed="decode(repeat(md5(n::text), 2) || '0123456789abcdef', 'hex')",
    fingerprint="sha256(n::text::bytea)",
    at="'2026-01-01T00:00:00Z'::timestamptz",
    no="false",
)


def statements(say: Dialect, people: int) -> list[str]:
    """Statements that put so many people into empty tables."""
    whose = "FROM " + say.people.format(first=1, last=people)
    sheets, answers = (f"{whose} CROSS JOIN {_numbers(count)}" for count in (2, ANSWERS))
    conversation, household, person = (say.id_of(table) for table in ("conversation", "household", "person"))
    sheet, address = say.id_of("sheet", "(2 * n + k % 2)"), "CAST(2000000000 + n AS text)"
    at, sealed = say.at, say.sealed
    given = {"sheet_id": sheet, "ref": "'/data/question' || k", "value": sealed}
    sent = {"state": "'submitted'", "started_at": at, "submitted_at": at}
    whole = {
        "form": "CASE k WHEN 0 THEN 'list' ELSE 'dwelling' END",
        "form_version": "'1'",
        "subject": "''",
        "part": "''",
    }
    counted = {"receipt": "CAST(90000000000000 + n AS text)", "counted_at": at}
    who = {"iin_sealed": sealed, "iin_fingerprint": say.fingerprint, "name_sealed": sealed, "no_iin": say.no}
    there = {"region": "'35'", "locality": "'351000000'", "created_at": at, "submitted_at": at}
    spoken = {"channel": "'telegram'", "address": address, "language": "'kk'", "state": sealed, "version": str(ANSWERS)}
    how = {"at": at, "channel": "'telegram'", "language": "'kk'", "refusals": "0"}
    turn = {"channel": "'telegram'", "address": address, "external_id": "'42:m' || k", "handled_at": at}
    return [
        _insert("household", whose, {"id": household, "campaign": "'kz-2021'"} | there),
        _insert("sheet", sheets, {"id": sheet, "household_id": household} | whole | sent),
        _insert("person", whose, {"id": person, "household_id": household, "respondent": say.no} | who | counted),
        _insert(
            "conversation",
            whose,
            {"id": conversation, "household_id": household, "created_at": at, "touched_at": at} | spoken,
        ),
        _insert("answer", answers, given | {"position": "k", "answered_at": at}),
        _insert("answer_log", answers, given | how),
        _insert("inbox", answers, turn),
    ]


def _insert(table: str, source: str, columns: Mapping[str, str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} {source}"


def _numbers(count: int) -> str:
    """A table of the numbers `k` below `count`."""
    return "(" + " UNION ALL ".join(f"SELECT {k} AS k" for k in range(count)) + ") AS ks"


async def fill(databases: Databases, copy: str, people: int) -> None:
    """So many people into this copy, whose statistics are then fresh. Raises Unserved."""
    dialect = SQLITE if databases.name == "SQLite" else POSTGRES
    await databases.run(copy, *statements(dialect, people), "ANALYZE")
