"""Households, their sheets and persons: who is counted is counted once, and what was sent stays as it was sent."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError, NoResultFound

from census import actions, private_sheets, queries
from census.actions import AlreadyCounted, HouseholdMoved, ReceiptTaken, SheetStands
from census.erasure import erase
from census.household import CountedPerson, Identity, ListedPerson
from census.tables import person
from storage.database import Database
from storage.keyring import KeyRing
from storage.turns import VersionClash
from tests.census.acting import AIGUL, BOLAT, CHILD, HOME, NEIGHBOURS, NOW, RING, Census, counted, list_sheet, listed
from tests.databases import on_sqlite


def bytes_in(folder: Path) -> bytes:
    """Everything the database has on the disk: the file, its log and its index."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


@pytest.fixture
def census(database: Database, keyring: KeyRing) -> Census:
    return Census(database, keyring)


# --- signing in -------------------------------------------------------------------------------------------------------


async def test_a_household_is_opened_by_its_respondent(census: Census) -> None:
    await census.sign_in(AIGUL)
    home = await census.household()
    assert (home.campaign, home.region, home.locality, home.created_at) == ("kz-2021", None, None, NOW)
    assert (home.submitted_at, home.sheets) == (None, ())
    (she,) = home.persons
    assert (she.item, she.has_iin, she.no_iin, she.respondent, she.receipt) == (None, True, False, True, None)
    assert await census.names() == {None: Identity(AIGUL, None)}


async def test_a_respondent_without_iin(census: Census) -> None:
    await census.sign_in(None)
    (she,) = (await census.household()).persons
    assert (she.has_iin, she.no_iin) == (False, True)
    assert await census.names() == {None: Identity(None, "Айгүл Серікқызы")}


async def test_a_household_that_is_not_there(census: Census) -> None:
    with pytest.raises(KeyError):
        await census.household()
    with pytest.raises(NoResultFound):
        await census.database.write(actions.hold, HOME)


async def test_the_address_comes_later(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.database.write(actions.set_region, HOME, "71", "Астана")
    home = await census.household()
    assert (home.region, home.locality) == ("71", "Астана")
    with pytest.raises(IntegrityError):
        await census.database.write(actions.set_region, HOME, "710000000", "Астана")


# --- sheets -----------------------------------------------------------------------------------------------------------


async def test_sheets_stand_in_the_order_of_opening(census: Census) -> None:
    await census.sign_in(AIGUL)
    for number, after in ((9, 0), (8, 1), (7, 1)):
        opened = replace(list_sheet(number, subject=str(number)), started_at=NOW + timedelta(minutes=after))
        await census.database.write(actions.open_sheet, opened)
    assert [sheet.id.int for sheet in (await census.household()).sheets] == [9, 7, 8]


async def test_a_sheet_is_opened_once(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.database.write(actions.open_sheet, list_sheet(7))
    await census.database.write(actions.open_sheet, list_sheet(7))
    assert (await census.household()).sheets == (list_sheet(7),)
    with pytest.raises(SheetStands) as refused:
        await census.database.write(actions.open_sheet, list_sheet(8))
    assert refused.value.sheet_id == UUID(int=7)


async def test_a_withdrawn_sheet_goes_on_where_it_was(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.database.write(actions.open_sheet, list_sheet(7))
    await census.database.write(actions.withdraw_sheet, UUID(int=7))
    assert (await census.household()).sheets[0].state == "withdrawn"
    await census.database.write(actions.open_sheet, list_sheet(7))
    assert (await census.household()).sheets[0].state == "open"
    await census.database.write(actions.withdraw_sheet, UUID(int=7))
    await census.database.write(actions.reopen_sheet, UUID(int=7))
    assert (await census.household()).sheets[0].state == "open"


# --- persons ----------------------------------------------------------------------------------------------------------


async def test_members_are_put_and_renamed(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.put(listed(1, BOLAT, "Болат"))
    await census.put(listed(2, None, "Еркін"))
    await census.put(listed(1, BOLAT, "Болат Маратұлы"))
    assert await census.names() == {
        None: Identity(AIGUL, None),
        1: Identity(BOLAT, "Болат Маратұлы"),
        2: Identity(None, "Еркін"),
    }


async def test_the_respondent_finds_his_place_on_the_list(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.put(listed(1, None, "Айгүл"))  # named before we knew that it is she
    await census.put(replace(listed(1, AIGUL, "Айгүл"), respondent=True))
    (she,) = (await census.household()).persons
    assert (she.item, she.respondent) == (1, True)
    await census.put(listed(1, AIGUL, "Айгүл Серікқызы"))
    (she,) = (await census.household()).persons
    assert she.respondent, "a new name does not change who signed in"


async def test_a_member_who_has_no_iin_is_told_from_one_not_yet_asked(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.put(listed(1, None))
    await census.put(replace(listed(2, None), no_iin=True))
    assert [one.no_iin for one in (await census.household()).persons] == [False, False, True]


# --- counting ---------------------------------------------------------------------------------------------------------


async def test_a_household_is_sent(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.database.write(actions.open_sheet, list_sheet(7))
    await census.database.write(actions.open_sheet, list_sheet(8, subject="1"))
    await census.database.write(actions.withdraw_sheet, UUID(int=8))
    await census.submit(counted(AIGUL, BOLAT, None))
    home = await census.household()
    assert home.submitted_at == NOW
    assert [(sheet.state, sheet.submitted_at) for sheet in home.sheets] == [("submitted", NOW), ("withdrawn", None)]
    assert [one.receipt for one in home.persons] == [f"{n:014}" for n in (1, 2, 3)]
    assert [one.respondent for one in home.persons] == [True, False, False], "known again by the IIN"
    assert await census.is_counted(AIGUL)
    assert await census.is_counted(BOLAT)
    assert not await census.is_counted(CHILD)


async def test_the_receipts_of_a_household_are_those_of_its_counted(census: Census) -> None:
    await census.sign_in(AIGUL)
    assert await census.database.read(queries.receipts_of, census.keyring, HOME) == []
    await census.submit(counted(BOLAT, None))
    found = await census.database.read(queries.receipts_of, census.keyring, HOME)
    assert found == [("Адам 1", f"{1:014}"), ("Адам 2", f"{2:014}")]


async def test_a_respondent_who_is_not_on_the_list_is_not_counted(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.submit(counted(BOLAT))
    assert [one.counted_at for one in (await census.household()).persons] == [None, NOW]
    assert not await census.is_counted(AIGUL)


async def test_one_person_is_counted_once(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.submit(counted(AIGUL, CHILD))
    await census.sign_in(BOLAT, NEIGHBOURS)
    with pytest.raises(AlreadyCounted) as refused:
        await census.submit(counted(BOLAT, AIGUL, CHILD, first_receipt=10), NEIGHBOURS)
    assert refused.value.items == (2, 3)
    assert AIGUL not in f"{refused.value}{refused.value!r}"
    assert (await census.household(NEIGHBOURS)).submitted_at is None
    assert not await census.is_counted(BOLAT), "all or nothing"
    await census.submit(counted(BOLAT, first_receipt=10), NEIGHBOURS)


async def test_the_same_iin_twice_on_one_list(census: Census) -> None:
    await census.sign_in(AIGUL)
    with pytest.raises(AlreadyCounted) as refused:
        await census.submit(counted(AIGUL, BOLAT, AIGUL))
    assert refused.value.items == (3,)


async def test_one_person_is_counted_once_across_a_rotation_of_keys(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.submit(counted(AIGUL))
    rotated = Census(census.database, KeyRing([("new", b"n" * 32), ("test", bytes(range(32)))]))
    assert await rotated.is_counted(AIGUL)
    await rotated.sign_in(BOLAT, NEIGHBOURS)
    with pytest.raises(AlreadyCounted):
        await rotated.submit(counted(AIGUL, first_receipt=10), NEIGHBOURS)
    assert await rotated.names() == {1: Identity(AIGUL, "Адам 1")}


async def test_two_households_send_one_person_at_once(census: Census, any_database: str) -> None:
    """Two processes: whoever comes second is refused, however close."""
    other = Database.open(any_database)
    await census.sign_in(AIGUL)
    await census.sign_in(BOLAT, NEIGHBOURS)
    ended = await asyncio.gather(
        census.submit(counted(CHILD)),
        Census(other, census.keyring).submit(counted(CHILD, first_receipt=10), NEIGHBOURS),
        return_exceptions=True,
    )
    await other.close()
    assert sorted(str(type(end)) for end in ended) == sorted(map(str, (type(None), AlreadyCounted)))


async def test_the_database_itself_counts_a_person_once(census: Census) -> None:
    """Past the actions, which nobody should go: the index refuses."""
    await census.sign_in(AIGUL)
    await census.submit(counted(AIGUL))

    def count_again(conn: Connection) -> None:
        row = {"household_id": HOME, "item": 9, "no_iin": False, "respondent": False}
        fingerprint = census.keyring.fingerprint(AIGUL, "iin")
        again = {"iin_sealed": b"", "iin_fingerprint": fingerprint, "counted_at": NOW, "receipt": "1"}
        conn.execute(insert(person).values(id=UUID(int=9), **row, **again))

    with pytest.raises(IntegrityError, match=r"person\.iin_fingerprint|uq_person_counted_once"):
        await census.database.write(count_again)


async def test_a_receipt_belongs_to_one(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.submit(counted(AIGUL))
    await census.sign_in(BOLAT, NEIGHBOURS)
    with pytest.raises(ReceiptTaken):
        await census.submit(counted(BOLAT), NEIGHBOURS)
    with pytest.raises(ReceiptTaken):
        await census.submit([replace(one, receipt="7") for one in counted(BOLAT, CHILD)], NEIGHBOURS)
    await census.submit(counted(BOLAT, first_receipt=10), NEIGHBOURS)


# --- correcting what was sent -----------------------------------------------------------------------------------------


CHANGES: dict[str, Sequence[Any]] = {
    "withdrawn": (actions.withdraw_sheet, UUID(int=7)),
    "opened again": (actions.reopen_sheet, UUID(int=7)),
    "another opened": (actions.open_sheet, list_sheet(8, subject="1")),
    "passed on": (private_sheets.pass_on, HOME, 2, NOW),
    "somebody named": (actions.put_person, RING, HOME, listed(1, AIGUL)),
    "moved": (actions.set_region, HOME, "10", "100000000"),
    "sent": (actions.submit_household, RING, HOME, counted(AIGUL), NOW),
    "erased": (erase, [HOME]),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_an_answer_that_saw_the_household_before_it_was_changed_is_late(census: Census, change: str) -> None:
    """From another device, while the sheet is sent, withdrawn, passed on: it must change nothing, and be taken again."""
    await census.sign_in(AIGUL)
    await census.database.write(actions.open_sheet, list_sheet(7))
    seen = (await census.household()).version
    assert seen is not None
    await census.answer(seen)
    action, *said = CHANGES[change]
    more = {"conversation_id": None, "by": "staff: test", "at": NOW} if action is erase else {}
    await census.database.write(action, *said, **more)
    with pytest.raises(VersionClash):
        await census.answer(seen + 1)
    if change != "erased":
        await census.answer((await census.household()).version or 0)


async def test_a_correction_keeps_receipts_and_days(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.database.write(actions.open_sheet, list_sheet(7))
    await census.submit(counted(AIGUL, BOLAT))
    await census.database.write(actions.reopen_sheet, UUID(int=7))
    home = await census.household()
    assert home.sent
    assert home.unsent(None)
    assert home.sheets[0].corrected
    renamed = [replace(one, name="Жаңа Ат") for one in counted(AIGUL, BOLAT)]
    await census.submit([*renamed, CountedPerson(3, CHILD, "Бала", f"{3:014}")], at=NOW + timedelta(days=2))
    home = await census.household()
    assert not home.unsent(None)
    assert home.submitted_at == NOW
    assert home.sheets[0].submitted_at == NOW + timedelta(days=2)
    days = {one.receipt: one.counted_at for one in home.persons}
    assert days == {f"{1:014}": NOW, f"{2:014}": NOW, f"{3:014}": NOW + timedelta(days=2)}
    assert (await census.names())[1] == Identity(AIGUL, "Жаңа Ат")


async def test_two_who_were_given_each_others_iin(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.submit(counted(AIGUL, BOLAT))
    await census.submit(counted(BOLAT, AIGUL), respondent=ListedPerson(2, AIGUL, "Айгүл", respondent=True))
    assert {item: who.iin for item, who in (await census.names()).items()} == {1: BOLAT, 2: AIGUL}
    assert [one.receipt for one in (await census.household()).persons] == [f"{n:014}" for n in (1, 2)]


async def test_who_is_counted_no_longer_may_be_counted_elsewhere(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.submit(counted(AIGUL, CHILD))
    await census.sign_in(BOLAT, NEIGHBOURS)
    await census.submit(counted(AIGUL))
    assert not await census.is_counted(CHILD)
    await census.submit(counted(BOLAT, CHILD, first_receipt=10), NEIGHBOURS)
    with pytest.raises(AlreadyCounted):
        await census.submit(counted(AIGUL, CHILD))


async def test_a_second_sending_that_knew_nothing_of_the_first_is_refused(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.submit(counted(AIGUL))
    with pytest.raises(HouseholdMoved):
        await census.submit(counted(AIGUL, first_receipt=10))
    assert [one.receipt for one in (await census.household()).persons] == [f"{1:014}"]


async def test_what_somebody_else_answered_meanwhile_was_not_seen(census: Census) -> None:
    await census.sign_in(AIGUL)
    seen = (await census.household()).version
    assert seen is not None
    await census.answer(seen, address="his")
    with pytest.raises(VersionClash):
        await census.answer(seen, address="hers")
    with pytest.raises(VersionClash):
        await census.answer(seen, address="hers", sending=counted(AIGUL))
    await census.answer(seen + 1, address="hers", sending=counted(AIGUL))
    assert (await census.household()).sent


# --- looking up -------------------------------------------------------------------------------------------------------


async def test_who_is_being_counted_elsewhere(census: Census) -> None:
    await census.sign_in(AIGUL)
    await census.put(listed(2, CHILD))
    assert await census.elsewhere(AIGUL, None)
    assert await census.elsewhere(CHILD, NEIGHBOURS)
    assert not await census.elsewhere(CHILD, HOME), "his own household is not elsewhere"
    assert not await census.elsewhere(BOLAT, None)
    await census.submit(counted(AIGUL, CHILD))
    assert not await census.elsewhere(CHILD, None), "counted, not being counted"


async def test_sent_households_are_listed_page_after_page(census: Census) -> None:
    """More households than a page has; those of another campaign and those not sent are left out."""

    def many(conn: Connection) -> None:
        for number in range(1, 603):
            household_id, campaign = UUID(int=number), "kz-2030" if number == 600 else "kz-2021"
            actions.open_household(conn, census.keyring, household_id, campaign, iin=None, name="А", at=NOW)
            if number != 601:
                actions.submit_household(conn, census.keyring, household_id, [], NOW)

    await census.database.write(many)
    sent = await census.database.read(
        lambda conn: [home.id.int for home in queries.submitted_households(conn, "kz-2021")]
    )
    assert sent == [*range(1, 600), 602]


@on_sqlite
async def test_nothing_of_a_person_is_readable_in_the_file(census: Census, tmp_path: Path) -> None:
    await census.sign_in(AIGUL)
    await census.put(listed(2, BOLAT, "Болат Маратұлы"))
    await census.submit(counted(AIGUL, BOLAT))
    raw = bytes_in(tmp_path)
    assert b"kz-2021" in raw, "this is the right file"
    for secret in (AIGUL, BOLAT, "Болат", "Маратұлы", "Адам"):
        assert secret.encode() not in raw


def test_a_person_is_not_shown_by_accident() -> None:
    shown = repr([Identity(AIGUL, "Болат"), listed(1, AIGUL, "Болат"), CountedPerson(1, AIGUL, "Болат", "7")])
    assert AIGUL not in shown
    assert "Болат" not in shown
