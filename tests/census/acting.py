"""The actions and queries of the census, said shortly, and the people of these tests."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid5

from census import actions, queries
from census.household import CountedPerson, Household, Identity, ListedPerson, Sheet
from census.tables import household
from storage.conversations import load_conversation
from storage.database import Database
from storage.journal import Journal
from storage.keyring import KeyRing
from storage.turns import AnswerWrite, ConversationState, TurnWrites

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
HOME, NEIGHBOURS = UUID(int=1), UUID(int=2)
AIGUL, BOLAT, CHILD = "900125450126", "880101300123", "150314500111"
TURNS = itertools.count()
RING = KeyRing([("test", bytes(range(32)))])


def listed(item: int, iin: str | None, name: str = "Айгүл") -> ListedPerson:
    return ListedPerson(item, iin, name)


def counted(*iins: str | None, first_receipt: int = 0) -> Sequence[CountedPerson]:
    return [CountedPerson(n, iin, f"Адам {n}", f"{first_receipt + n:014}") for n, iin in enumerate(iins, 1)]


def list_sheet(sheet_id: int, household_id: UUID = HOME, subject: str = "") -> Sheet:
    return Sheet(UUID(int=sheet_id), household_id, "list", "1", subject, "", "open", NOW)


class Census:
    """One database, and who does things there."""

    def __init__(self, database: Database, keyring: KeyRing) -> None:
        self.database, self.keyring = database, keyring

    async def sign_in(self, iin: str | None, household_id: UUID = HOME) -> None:
        name = None if iin else "Айгүл Серікқызы"
        await self.database.write(
            actions.open_household, self.keyring, household_id, "kz-2021", iin=iin, name=name, at=NOW
        )

    async def put(self, person: ListedPerson, household_id: UUID = HOME) -> None:
        await self.database.write(actions.put_person, self.keyring, household_id, person)

    async def submit(
        self,
        persons: Sequence[CountedPerson],
        household_id: UUID = HOME,
        at: datetime = NOW,
        respondent: ListedPerson | None = None,
    ) -> None:
        await self.database.write(
            actions.submit_household, self.keyring, household_id, persons, at, respondent=respondent
        )

    async def answer(self, seen: int, *, address: str = "1", sending: Sequence[CountedPerson] = ()) -> None:
        """A turn of the conversation at `address` with an answer, which saw the household in the version `seen`."""
        stored = await self.database.read(load_conversation, self.keyring, "web", address)
        state = ConversationState(uuid5(HOME, address), "kk", HOME, "{}", stored.version if stored else 0)
        given = AnswerWrite(UUID(int=7), "address", "Абай", "kk")
        send = partial(
            actions.submit_household, keyring=self.keyring, household_id=HOME, persons=sending, at=NOW, respondent=None
        )
        writes = TurnWrites("web", address, f"t{next(TURNS)}", NOW, state, (given,), seen={HOME: seen})
        journal = Journal(self.database, self.keyring, household)
        await journal.commit(replace(writes, actions=(send,)) if sending else writes)

    async def household(self, household_id: UUID = HOME) -> Household:
        return await self.database.read(queries.household_of, household_id)

    async def names(self, household_id: UUID = HOME) -> dict[int | None, Identity]:
        identities = await self.database.read(queries.identities_of, self.keyring, household_id)
        return {one.item: identities[one.id] for one in (await self.household(household_id)).persons}

    async def is_counted(self, iin: str) -> bool:
        return await self.database.read(queries.is_counted, self.keyring, iin)

    async def elsewhere(self, iin: str, household_id: UUID | None) -> bool:
        return await self.database.read(queries.started_elsewhere, self.keyring, iin, household_id)
