"""What a sheet's answers were, read from the log: the same as the journal kept then, whatever was answered since."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.answers import load_answers
from storage.database import Database
from storage.history import answers_at, restore_answers
from storage.journal import Journal
from storage.keyring import KeyRing
from storage.turns import AnswerWrite, ConversationState, TurnWrites

SHEET = UUID(int=1)
NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
REFS = ("name", "sex", "member:1/age", "member:2/age")
ANSWER = st.tuples(st.sampled_from(REFS), st.none() | st.sampled_from(["", "1", "Айгүл"]))


class Log:
    """Turns of one person that answer, one a minute."""

    people = count(1)

    def __init__(self, database: Database, keyring: KeyRing) -> None:
        self.database, self.keyring = database, keyring
        self.person = next(self.people)
        self.turns = 0

    async def turn(self, sheet: UUID, answers: list[tuple[str, str | None]]) -> datetime:
        at = NOW + timedelta(minutes=self.turns)
        state = ConversationState(UUID(int=self.person), "ru", None, "{}", self.turns)
        self.turns += 1
        writes = tuple(AnswerWrite(sheet, ref, value, "ru") for ref, value in answers)
        await Journal(self.database, self.keyring).commit(
            TurnWrites("web", str(self.person), str(self.turns), at, state, writes)
        )
        return at

    async def standing(self, sheet: UUID) -> list[tuple[str, str]]:
        return list((await self.database.read(load_answers, self.keyring, [sheet]))[sheet].items())

    async def then(self, sheet: UUID, at: datetime) -> list[tuple[str, str]]:
        return list((await self.database.read(answers_at, self.keyring, sheet, at)).items())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.lists(ANSWER, max_size=3), max_size=6), after=st.lists(st.lists(ANSWER, max_size=3), max_size=4)
)
async def test_what_stood_then_is_found_and_brought_back(
    database: Database,
    keyring: KeyRing,
    before: list[list[tuple[str, str | None]]],
    after: list[list[tuple[str, str | None]]],
) -> None:
    log = Log(database, keyring)
    sheet, other = UUID(int=2 * log.person), UUID(int=2 * log.person + 1)
    at = NOW
    for answers in before:
        at = await log.turn(sheet, answers)
    stood = await log.standing(sheet)
    await log.turn(other, [("name", "не он")])
    for answers in after:
        await log.turn(sheet, answers)
    assert await log.then(sheet, at) == stood
    later = NOW + timedelta(days=1)
    await database.write(restore_answers, sheet, at, now=later, channel="web", language="ru")
    assert await log.standing(sheet) == stood
    assert dict(await log.then(sheet, later)) == dict(stood), "the log tells the way back too"
    assert await log.standing(other) == [("name", "не он")]


async def test_nothing_is_logged_when_nothing_was_changed(database: Database, keyring: KeyRing) -> None:
    log = Log(database, keyring)
    at = await log.turn(SHEET, [("name", "Айгүл")])
    await database.write(restore_answers, SHEET, at, now=at + timedelta(hours=1), channel="web", language="ru")
    logged = await database.read(lambda conn: conn.exec_driver_sql("SELECT count(*) FROM answer_log").scalar_one())
    assert logged == 1
