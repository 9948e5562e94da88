"""What is known of households and persons. Reads only; nobody's answers are here (storage.journal.load_answers)."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, Row, RowMapping, bindparam, exists, select

from census.certificates import Certified
from census.household import Household, Identity, Person, Sheet
from census.identity import IIN, open_iin, open_name
from census.tables import household, person, sheet
from storage.keyring import KeyRing

# What every turn looks at; as statements made once (storage/journal.py).
_THEIRS = bindparam("of_household", type_=household.c.id.type)
_HOUSEHOLD = select(household).where(household.c.id == _THEIRS)
_SHEETS = select(sheet).where(sheet.c.household_id == _THEIRS).order_by(sheet.c.started_at, sheet.c.id)
_IDENTITIES = select(person.c.id, person.c.iin_sealed, person.c.name_sealed).where(person.c.household_id == _THEIRS)
_PERSONS = (
    select(
        person.c.id,
        person.c.item,
        person.c.iin_fingerprint.is_not(None).label("has_iin"),
        person.c.no_iin,
        person.c.respondent,
        person.c.counted_at,
        person.c.receipt,
    )
    .where(person.c.household_id == _THEIRS)
    .order_by(person.c.item.nulls_first())
)


def household_of(conn: Connection, household_id: UUID) -> Household:
    """The household with its sheets (in the order of opening) and its persons. KeyError when there is none."""
    row = conn.execute(_HOUSEHOLD, {"of_household": household_id}).one_or_none()
    if row is None:
        raise KeyError(household_id)
    return _whole(conn, row)


def submitted_households(conn: Connection, campaign: str) -> Iterator[Household]:
    """The households of the campaign that were sent, by id (and so by the time they were begun), read as one goes."""
    after = UUID(int=0)
    mine = select(household).where(household.c.campaign == campaign, household.c.submitted_at.is_not(None))
    while page := conn.execute(mine.where(household.c.id > after).order_by(household.c.id).limit(500)).all():
        for row in page:
            yield _whole(conn, row)
        after = page[-1].id


def is_counted(conn: Connection, keyring: KeyRing, iin: str) -> bool:
    """Whether the person with this IIN was counted, by anybody's sheets and under whatever key."""
    his = person.c.iin_fingerprint.in_(keyring.fingerprints(iin, IIN))
    return bool(conn.execute(select(exists().where(his, person.c.counted_at.is_not(None)))).scalar_one())


def counted_elsewhere(conn: Connection, keyring: KeyRing, iin: str, household_id: UUID) -> bool:
    """Whether the person with this IIN was counted with another household than `household_id`."""
    his = person.c.iin_fingerprint.in_(keyring.fingerprints(iin, IIN)) & person.c.counted_at.is_not(None)
    return bool(conn.execute(select(exists().where(his, person.c.household_id != household_id))).scalar_one())


def started_elsewhere(conn: Connection, keyring: KeyRing, iin: str, household_id: UUID | None) -> bool:
    """Whether the person with this IIN stands in another household than `household_id` that was not sent yet."""
    his = person.c.iin_fingerprint.in_(keyring.fingerprints(iin, IIN))
    found = exists().where(his, person.c.counted_at.is_(None))
    if household_id is not None:
        found = found.where(person.c.household_id != household_id)
    return bool(conn.execute(select(found)).scalar_one())


def identities_of(conn: Connection, keyring: KeyRing, household_id: UUID) -> dict[UUID, Identity]:
    """Who the persons of a household are, by person id. Only for the household's own respondent: house law 9."""
    rows = conn.execute(_IDENTITIES, {"of_household": household_id})
    return {who: Identity(open_iin(keyring, who, iin), open_name(keyring, who, name)) for who, iin, name in rows}


def receipts_of(conn: Connection, keyring: KeyRing, household_id: UUID) -> list[tuple[str, str]]:
    """Names and receipt numbers of those counted with a household, in the list's order. Only for its own respondent."""
    counted = select(person.c.id, person.c.name_sealed, person.c.receipt).where(
        person.c.household_id == household_id, person.c.receipt.is_not(None)
    )
    rows = conn.execute(counted.order_by(person.c.item))
    return [(open_name(keyring, who, name) or "", receipt) for who, name, receipt in rows]


_CERTIFIED = (
    select(
        person.c.id,
        person.c.receipt,
        person.c.name_sealed,
        person.c.iin_sealed,
        person.c.counted_at.label("at"),
        household.c.region,
        household.c.campaign,
    )
    .join_from(person, household)
    .where(person.c.receipt.is_not(None))
)


def certified(conn: Connection, keyring: KeyRing, receipt: str) -> Certified | None:
    """Who was counted with this receipt number. Only for whoever proved that he holds the certificate."""
    row = conn.execute(_CERTIFIED.where(person.c.receipt == receipt)).mappings().one_or_none()
    return _certified(keyring, row) if row is not None else None


def certified_of(conn: Connection, keyring: KeyRing, household_id: UUID) -> list[Certified]:
    """Those counted with a household, in the list's order. Only for its own respondent."""
    theirs = conn.execute(_CERTIFIED.where(person.c.household_id == household_id).order_by(person.c.item))
    return [_certified(keyring, row) for row in theirs.mappings()]


def _certified(keyring: KeyRing, row: RowMapping) -> Certified:
    known = dict(row)
    who, name, iin = known.pop("id"), known.pop("name_sealed"), known.pop("iin_sealed")
    return Certified(**known, name=open_name(keyring, who, name), iin=open_iin(keyring, who, iin))


def _whole(conn: Connection, row: Row[tuple[object, ...]]) -> Household:
    return Household(**row._mapping, sheets=_sheets(conn, row.id), persons=_persons(conn, row.id))


def _sheets(conn: Connection, household_id: UUID) -> tuple[Sheet, ...]:
    return tuple(Sheet(**row) for row in conn.execute(_SHEETS, {"of_household": household_id}).mappings())


def _persons(conn: Connection, household_id: UUID) -> tuple[Person, ...]:
    """In the list's order of coming; the respondent whom the list does not name stands first."""
    return tuple(Person(**row) for row in conn.execute(_PERSONS, {"of_household": household_id}).mappings())
