"""Everything that changes a household, its sheets and its persons. Nothing else writes their tables.

Each function is one write within the caller's transaction, mostly that of a turn (`TurnWrites.actions`); what it raises
refuses the whole turn. A household that was submitted does not change any more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection, delete, insert, select, update

from census.household import CountedPerson, ListedPerson, Sheet, SheetState
from census.identity import IIN, seal_iin, seal_name
from census.tables import household, person, sheet
from storage.keyring import KeyRing


class AlreadyCounted(Exception):
    """`items`: the members of the household whose IIN was counted before, anywhere, or stands twice among them."""

    def __init__(self, items: tuple[int, ...]) -> None:
        self.items = items
        super().__init__(items)

    def __str__(self) -> str:
        return f"already counted: member {', '.join(map(str, self.items))} of the household list"


class AlreadySubmitted(Exception):
    """The household's sheets were sent; nothing of it changes any more."""


class ReceiptTaken(Exception):
    """One of the receipt numbers belongs to somebody: take the turn again, with newly drawn ones."""


class SheetStands(Exception):
    """The household has this sheet already, under `sheet_id`: load the household again and take the turn again."""

    def __init__(self, sheet_id: UUID) -> None:
        self.sheet_id = sheet_id
        super().__init__(sheet_id)


def open_household(
    conn: Connection,
    keyring: KeyRing,
    household_id: UUID,
    campaign: str,
    *,
    iin: str | None,
    name: str | None,
    at: datetime,
) -> None:
    """A respondent has signed in by his IIN, or, having none (`iin` None), by his name."""
    conn.execute(insert(household).values(id=household_id, campaign=campaign, created_at=at))
    _insert_person(conn, keyring, household_id, ListedPerson(None, iin, name, no_iin=iin is None, respondent=True))


def set_region(conn: Connection, household_id: UUID, region: str | None, locality: str | None) -> None:
    """Where the household lives: `region` as KATO, two digits; `locality` as its address says."""
    hold_open(conn, household_id)
    conn.execute(update(household).where(household.c.id == household_id).values(region=region, locality=locality))


# --- sheets -----------------------------------------------------------------------------------------------------------


def open_sheet(conn: Connection, opened: Sheet) -> None:
    """A sheet is begun, or one that was withdrawn goes on where it was. Twice is once.

    Raises SheetStands when the household has this sheet under another id (two devices of one family opened it at once).
    """
    hold_open(conn, opened.household_id)
    same = (
        sheet.c.household_id == opened.household_id,
        sheet.c.form == opened.form,
        sheet.c.subject == opened.subject,
        sheet.c.part == opened.part,
    )
    standing = conn.execute(select(sheet.c.id).where(*same)).scalar_one_or_none()
    if standing is None:
        conn.execute(
            insert(sheet).values(
                id=opened.id,
                household_id=opened.household_id,
                form=opened.form,
                form_version=opened.form_version,
                subject=opened.subject,
                part=opened.part,
                state="open",
                started_at=opened.started_at,
            )
        )
    elif standing != opened.id:
        raise SheetStands(standing)
    else:
        reopen_sheet(conn, opened.id)


def withdraw_sheet(conn: Connection, sheet_id: UUID) -> None:
    """The household list no longer calls for this sheet. Its answers stay, should the list call for it again."""
    _set_state(conn, sheet_id, "withdrawn")


def reopen_sheet(conn: Connection, sheet_id: UUID) -> None:
    """The list calls for a withdrawn sheet again."""
    _set_state(conn, sheet_id, "open")


def _set_state(conn: Connection, sheet_id: UUID, state: SheetState) -> None:
    household_id = conn.execute(select(sheet.c.household_id).where(sheet.c.id == sheet_id)).scalar_one()
    hold_open(conn, household_id)
    conn.execute(update(sheet).where(sheet.c.id == sheet_id).values(state=state))


# --- persons ----------------------------------------------------------------------------------------------------------


def put_person(conn: Connection, keyring: KeyRing, household_id: UUID, listed: ListedPerson) -> None:
    """A member is on the list, or is named otherwise now; `listed.item` says who."""
    hold_open(conn, household_id)
    theirs = person.c.household_id == household_id
    if listed.respondent:  # the list may have named him before we knew that it is he
        conn.execute(delete(person).where(theirs, person.c.item == listed.item, ~person.c.respondent))
    is_he = person.c.respondent if listed.respondent else person.c.item == listed.item
    person_id = conn.execute(select(person.c.id).where(theirs, is_he)).scalar_one_or_none()
    if person_id is None:
        _insert_person(conn, keyring, household_id, listed)
    else:
        _renew_person(conn, keyring, person_id, listed)


def submit_household(
    conn: Connection, keyring: KeyRing, household_id: UUID, persons: Sequence[CountedPerson], at: datetime
) -> None:
    """Send the household: its open sheets are submitted, its `persons` counted, each with his receipt.

    Raises AlreadyCounted when the IIN of some was counted anywhere, under whatever key; AlreadySubmitted; ReceiptTaken.
    """
    hold_open(conn, household_id)
    _refuse_counted(conn, keyring, persons)
    receipts = {one.receipt for one in persons}
    taken = conn.execute(select(person.c.id).where(person.c.receipt.in_(receipts))).first()
    if taken is not None or len(receipts) < len(persons):
        raise ReceiptTaken
    for one in persons:
        _count_person(conn, keyring, household_id, one, at)
    theirs = update(sheet).where(sheet.c.household_id == household_id, sheet.c.state == "open")
    conn.execute(theirs.values(state="submitted", submitted_at=at))
    conn.execute(update(household).where(household.c.id == household_id).values(submitted_at=at))


def hold_open(conn: Connection, household_id: UUID) -> None:
    """Make sure the household is not submitted, and that it is not until this transaction ends.

    A turn that writes answers has this among its actions: an answer that comes late, from another device, would otherwise
    change what was sent. Raises AlreadySubmitted; sqlalchemy.exc.NoResultFound for a household that is not there.
    """
    its = select(household.c.submitted_at).where(household.c.id == household_id).with_for_update()
    if conn.execute(its).scalar_one() is not None:
        raise AlreadySubmitted


def _refuse_counted(conn: Connection, keyring: KeyRing, persons: Iterable[CountedPerson]) -> None:
    items: dict[bytes, int] = {}
    refused: set[int] = set()
    for one in persons:
        if one.iin is None:
            continue
        for fingerprint in keyring.fingerprints(one.iin, IIN):
            if items.setdefault(fingerprint, one.item) != one.item:
                refused.add(one.item)
    counted = select(person.c.iin_fingerprint).where(
        person.c.iin_fingerprint.in_(list(items)), person.c.counted_at.is_not(None)
    )
    refused |= {items[fingerprint] for fingerprint in conn.execute(counted).scalars()}
    if refused:
        raise AlreadyCounted(tuple(sorted(refused)))


def _count_person(conn: Connection, keyring: KeyRing, household_id: UUID, one: CountedPerson, at: datetime) -> None:
    listed = ListedPerson(one.item, one.iin, one.name, no_iin=one.iin is None)
    person_id = _row_of(conn, keyring, household_id, one)
    if person_id is None:
        person_id = _insert_person(conn, keyring, household_id, listed)
    else:
        _renew_person(conn, keyring, person_id, listed)
    conn.execute(update(person).where(person.c.id == person_id).values(counted_at=at, receipt=one.receipt))


def _row_of(conn: Connection, keyring: KeyRing, household_id: UUID, one: CountedPerson) -> UUID | None:
    """The row of a member: that of his roster item, else the respondent's if he has the same IIN."""
    mine = select(person.c.id).where(person.c.household_id == household_id)
    row = conn.execute(mine.where(person.c.item == one.item)).scalar_one_or_none()
    if row is not None or one.iin is None:
        return row
    same_iin = person.c.iin_fingerprint.in_(keyring.fingerprints(one.iin, IIN))
    return conn.execute(mine.where(person.c.item.is_(None), same_iin)).scalar_one_or_none()


def _insert_person(conn: Connection, keyring: KeyRing, household_id: UUID, listed: ListedPerson) -> UUID:
    """The new person's id follows from the household and the roster item: there is no chance in it."""
    person_id = uuid5(household_id, "respondent" if listed.respondent else f"item {listed.item}")
    row = {"id": person_id, "household_id": household_id, "respondent": listed.respondent}
    conn.execute(insert(person).values(**row, **_columns(keyring, person_id, listed)))
    return person_id


def _renew_person(conn: Connection, keyring: KeyRing, person_id: UUID, listed: ListedPerson) -> None:
    conn.execute(update(person).where(person.c.id == person_id).values(**_columns(keyring, person_id, listed)))


def _columns(keyring: KeyRing, person_id: UUID, listed: ListedPerson) -> dict[str, object]:
    return {
        "item": listed.item,
        "iin_sealed": seal_iin(keyring, person_id, listed.iin),
        "iin_fingerprint": None if listed.iin is None else keyring.fingerprint(listed.iin, IIN),
        "name_sealed": seal_name(keyring, person_id, listed.name),
        "no_iin": listed.no_iin,
    }
