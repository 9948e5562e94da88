"""Everything that changes a household, its sheets and its persons. Nothing else writes their tables.

Each function is one write within the caller's transaction, mostly that of a turn (`TurnWrites.actions`); what it raises
refuses the whole turn. What was submitted stays as it was sent while it is corrected, until it is sent again: a corrected
sheet keeps the time of its sending, and the log of answers knows what stood then (census/corrections.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

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


class SheetClosed(Exception):
    """A sheet was taken back meanwhile: load the household again and take the turn again."""


class HouseholdMoved(Exception):
    """Somebody else of the household answered meanwhile: load it again and take the turn again."""


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
    hold(conn, household_id)
    conn.execute(update(household).where(household.c.id == household_id).values(region=region, locality=locality))


# --- sheets -----------------------------------------------------------------------------------------------------------


def open_sheet(conn: Connection, opened: Sheet) -> None:
    """A sheet is begun, or one that was withdrawn goes on where it was. Twice is once.

    Raises SheetStands when the household has this sheet under another id (two devices of one family opened it at once).
    """
    hold(conn, opened.household_id)
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
    """The list calls for a withdrawn sheet again, or one that was sent is being corrected."""
    _set_state(conn, sheet_id, "open")


def _set_state(conn: Connection, sheet_id: UUID, state: SheetState) -> None:
    household_id = conn.execute(select(sheet.c.household_id).where(sheet.c.id == sheet_id)).scalar_one()
    hold(conn, household_id)
    conn.execute(update(sheet).where(sheet.c.id == sheet_id).values(state=state))


# --- persons ----------------------------------------------------------------------------------------------------------


def put_person(conn: Connection, keyring: KeyRing, household_id: UUID, listed: ListedPerson) -> None:
    """A member is on the list, or is named otherwise now; `listed.item` says who."""
    hold(conn, household_id)
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
    conn: Connection,
    keyring: KeyRing,
    household_id: UUID,
    persons: Sequence[CountedPerson],
    at: datetime,
    *,
    respondent: ListedPerson | None = None,
) -> None:
    """Send the household, or what was corrected since: open sheets are submitted, `persons` are all who are counted with it.

    Who was counted before and comes with the same receipt keeps it and its day; who is not among `persons` any more is
    counted no longer. Raises AlreadyCounted when the IIN of some was counted elsewhere, under whatever key; ReceiptTaken;
    HouseholdMoved.
    """
    hold(conn, household_id)
    _refuse_counted(conn, keyring, household_id, persons)
    receipts = {one.receipt for one in persons}
    others = person.c.household_id != household_id
    taken = conn.execute(select(person.c.id).where(others, person.c.receipt.in_(receipts))).first()
    if taken is not None or len(receipts) < len(persons):
        raise ReceiptTaken
    days = _release(conn, household_id, {one.item: one.receipt for one in persons})
    if respondent is not None:
        put_person(conn, keyring, household_id, respondent)
    for one in persons:
        _count_person(conn, keyring, household_id, one, days.get(one.receipt, at))
    mine = sheet.c.passed_at.is_(None) | sheet.c.submitted_at.is_(None)  # who has his own sheet corrects it himself
    theirs = update(sheet).where(sheet.c.household_id == household_id, mine)
    conn.execute(theirs.where(sheet.c.state == "open").values(state="submitted", submitted_at=at))
    conn.execute(theirs.where(sheet.c.state == "withdrawn").values(submitted_at=None))
    first = household.c.submitted_at.is_(None)
    conn.execute(update(household).where(household.c.id == household_id, first).values(submitted_at=at))


_HELD = update(household).where(household.c.id == bindparam("of_household")).values(version=household.c.version + 1)


def hold(conn: Connection, household_id: UUID) -> None:
    """Nobody else changes the household until this transaction ends, and whoever has seen it before knows that it moved on.

    sqlalchemy.exc.NoResultFound: it is not there.
    """
    if conn.execute(_HELD, {"of_household": household_id}).rowcount == 0:
        raise NoResultFound


def _refuse_counted(conn: Connection, keyring: KeyRing, household_id: UUID, persons: Iterable[CountedPerson]) -> None:
    """Across a rotation of keys one IIN has several fingerprints, which no index can compare: whoever counts a person holds
    them all, one household after the other."""
    items: dict[bytes, int] = {}
    refused: set[int] = set()
    for one in persons:
        if one.iin is None:
            continue
        for fingerprint in keyring.fingerprints(one.iin, IIN):
            if items.setdefault(fingerprint, one.item) != one.item:
                refused.add(one.item)
    if conn.dialect.name == "postgresql":
        for fingerprint in sorted(items):
            key = int.from_bytes(fingerprint[:8], "big", signed=True)
            conn.execute(select(func.pg_advisory_xact_lock(key)))
    counted = select(person.c.iin_fingerprint).where(
        person.c.iin_fingerprint.in_(list(items)),
        person.c.counted_at.is_not(None),
        person.c.household_id != household_id,
    )
    refused |= {items[fingerprint] for fingerprint in conn.execute(counted).scalars()}
    if refused:
        raise AlreadyCounted(tuple(sorted(refused)))


def _release(conn: Connection, household_id: UUID, receipts: Mapping[int, str]) -> dict[str, datetime]:
    """Nobody of the household is counted for a moment; when each was, by receipt. Two may have had each other's IIN.

    `receipts` by item are those to be given. Raises HouseholdMoved when a person has another one already.
    """
    theirs = (person.c.household_id == household_id, person.c.counted_at.is_not(None))
    counted = conn.execute(select(person.c.item, person.c.receipt, person.c.counted_at).where(*theirs)).all()
    if any(receipts.get(one.item, one.receipt) != one.receipt for one in counted):
        raise HouseholdMoved
    conn.execute(update(person).where(*theirs).values(counted_at=None, receipt=None))
    return {one.receipt: one.counted_at for one in counted}


def _count_person(conn: Connection, keyring: KeyRing, household_id: UUID, one: CountedPerson, at: datetime) -> None:
    listed = ListedPerson(one.item, one.iin, one.name, no_iin=one.iin is None)
    person_id = _row_of(conn, keyring, household_id, one)
    if person_id is None:
        person_id = _insert_person(conn, keyring, household_id, listed)
    else:
        _renew_person(conn, keyring, person_id, listed)
    counted = update(person).where(person.c.id == person_id).values(counted_at=at, receipt=one.receipt)
    try:
        conn.execute(counted)
    except IntegrityError as error:  # another process drew the same number at this very moment
        raise ReceiptTaken from error


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
