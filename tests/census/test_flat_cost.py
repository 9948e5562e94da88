"""A turn costs the same among ten million people as among ten: no statement of it walks through a table."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine, event

from census import actions, queries
from census.household import CountedPerson, ListedPerson, Sheet
from storage.answers import load_answers
from storage.conversations import already_handled, load_conversation, mark_blocked, prune_inbox
from storage.keyring import KeyRing
from storage.turns import AnswerWrite, ConversationState, TurnWrites, commit_turn
from tests.databases import on_sqlite

NOW = datetime(2021, 9, 1, tzinfo=UTC)
HOME, SHEET = UUID(int=1), UUID(int=2)


def live(conn: Connection, keyring: KeyRing) -> None:
    """Everything that happens to a household, from its first turn to its receipts."""
    actions.open_household(conn, keyring, HOME, "kz-2021", iin="900125450126", name=None, at=NOW)
    actions.open_sheet(conn, Sheet(SHEET, HOME, "list", "1", "", "", "open", NOW))
    for version in range(2):
        state = ConversationState(UUID(int=3), "kk", HOME, "{}", version)
        answers = (AnswerWrite(SHEET, "name", "Айгүл", "kk"), AnswerWrite(SHEET, "age", None, "kk"))
        commit_turn(conn, keyring, TurnWrites("web", "a", str(version), NOW, state, answers))
    load_conversation(conn, keyring, "web", "a")
    already_handled(conn, "web", "a", "1")
    load_answers(conn, keyring, [SHEET])
    actions.set_region(conn, HOME, "71", "Астана")
    actions.withdraw_sheet(conn, SHEET)
    actions.reopen_sheet(conn, SHEET)
    actions.put_person(conn, keyring, HOME, ListedPerson(1, "900125450126", "Айгүл", respondent=True))
    actions.put_person(conn, keyring, HOME, ListedPerson(2, None, "Болат"))
    queries.household_of(conn, HOME)
    queries.identities_of(conn, keyring, HOME)
    queries.is_counted(conn, keyring, "900125450126")
    queries.started_elsewhere(conn, keyring, "900125450126", HOME)
    actions.submit_household(conn, keyring, HOME, [CountedPerson(1, "900125450126", "Айгүл", "1" * 14)], NOW)
    mark_blocked(conn, "web", "a", NOW)
    prune_inbox(conn, NOW)


def scans(path: Path, work: Callable[[Connection], None]) -> tuple[int, list[str]]:
    """How many statements `work` executes, and those SQLite answers by walking through a whole table."""
    engine = create_engine(f"sqlite:///{path}")
    seen: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        seen.append((statement, parameters))

    with engine.connect() as conn:
        event.listen(engine, "before_cursor_execute", note)
        work(conn)
        event.remove(engine, "before_cursor_execute", note)
        walked = []
        for statement, parameters in seen:
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]  # as the driver had them
            walked += [
                f"{row[3]}: {statement}" for row in plan if row[3].startswith("SCAN") and "CONSTANT" not in row[3]
            ]
        conn.rollback()
    engine.dispose()
    return len(seen), walked


@pytest.mark.usefixtures("database")
@on_sqlite
def test_no_statement_walks_through_a_table(tmp_path: Path, keyring: KeyRing) -> None:
    number, walked = scans(tmp_path / "sanaq.db", lambda conn: live(conn, keyring))
    assert number > 40
    assert walked == []


@pytest.mark.usefixtures("database")
@on_sqlite
def test_a_walk_would_be_seen(tmp_path: Path) -> None:
    _, walked = scans(tmp_path / "sanaq.db", lambda conn: conn.exec_driver_sql("SELECT * FROM person").close())
    assert walked == ["SCAN person: SELECT * FROM person"]
