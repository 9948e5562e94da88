"""The cards of the census's staff: interviewers, their instructors, operators of the call centre.

Whoever is visited or called may ask whether a card's number is a real one, and compares the name he is told with the card and
with the holder's identity document. What stands here is printed on the card anyway, so it is not sealed; it is told one card
at a time. The registry is an organisation's list and comes from a file (census/staff_file.py).

A number has 3 to 12 letters and digits, at least three of them digits. Of digits alone it has 9 at most: 10 are an access code,
11 a telephone, 12 an IIN, 14 a receipt number, and none of them shall be looked up here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from census.pair import Pair
from census.tables import staff_card

Role = Literal["interviewer", "instructor", "operator"]
Standing = Literal["valid", "early", "expired", "withdrawn"]

SHORTEST, LONGEST, MOST_DIGITS = 3, 12, 9
DIGITS = 3
_DRESS = re.compile(r"[№\s\u00AD\u200B-\u2015\u2060\u2212\uFEFF#./-]+")
"""What stands around and between the signs of a number: «№ 11-00 123»."""
_READ_AS = str.maketrans("АӘВҒЕЁЗЙІКҚМНҢҺОӨРСТУҰҮХOIL", "AABГEE3И1KKMHHH00PCTYYYX011")
"""Letters of one shape are one, Kazakh ones are what is typed without them; O and the like are digits."""
_ALLOWED = re.compile(r"[0-9A-ZБ-Я]+")


@dataclass(frozen=True, slots=True)
class StaffCard:
    """`number` as it is printed; `region` KATO, two digits; `place` where in it, None the whole of it; days inclusive."""

    number: str
    surname: str = field(repr=False)
    given_names: str = field(repr=False)
    role: Role
    region: str
    place: Pair | None
    valid_from: date
    valid_until: date
    withdrawn: bool

    def standing(self, today: date) -> Standing:
        if self.withdrawn:
            return "withdrawn"
        if today < self.valid_from:
            return "early"
        return "valid" if today <= self.valid_until else "expired"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many cards an import brought, changed, found as they were, and took away."""

    new: int
    changed: int
    same: int
    removed: int


def key_of(number: str) -> str | None:
    """The number as it is compared; None for what is no card's number. Idempotent.

    Dashes, spaces and capitals make no difference, nor do letters of one shape, or digits and letters: О is 0, З is 3.
    """
    bare = unicodedata.normalize("NFKC", _DRESS.sub("", number[:100])).upper()
    bare = "".join(str(unicodedata.decimal(sign, sign)) for sign in bare)
    if sum(sign.isdigit() for sign in bare) < DIGITS:  # «тау өзен көл» is no number, though О and З are digits in one
        return None
    key = bare.translate(_READ_AS)
    if not (SHORTEST <= len(key) <= LONGEST and _ALLOWED.fullmatch(key)):
        return None
    return None if key.isdigit() and len(key) > MOST_DIGITS else key


def card_of(conn: Connection, campaign: str, key: str) -> StaffCard | None:
    """The card whose number has this key; None when the campaign's registry has none."""
    wanted = select(staff_card).where(staff_card.c.campaign == campaign, staff_card.c.key == key)
    row = conn.execute(wanted).mappings().one_or_none()
    return _card(dict(row)) if row is not None else None


def import_cards(conn: Connection, campaign: str, cards: Iterable[StaffCard], *, replace: bool) -> Imported:
    """Put the cards into the campaign's registry, over those of the same numbers. A second time it changes nothing.

    `replace`: they are all there are, the others are taken away. Two of the same key are a defect of the caller.
    """
    known = {row["key"]: dict(row) for row in conn.execute(select(staff_card).where(_of(campaign))).mappings()}
    rows = [_row(campaign, card) for card in cards]
    new = [row for row in rows if row["key"] not in known]
    changed = [row for row in rows if row["key"] in known and known[row["key"]] != row]
    gone = known.keys() - {row["key"] for row in rows} if replace else set()
    if new:
        conn.execute(insert(staff_card), new)
    if changed:
        _each(conn, update(staff_card).values({name: bindparam(name) for name in _TOLD}), changed)
    if gone:
        _each(conn, delete(staff_card), [{"campaign": campaign, "key": key} for key in gone])
    return Imported(len(new), len(changed), len(rows) - len(new) - len(changed), len(gone))


_TOLD = [column.name for column in staff_card.c if not column.primary_key]


def _of(campaign: str) -> Any:
    return staff_card.c.campaign == campaign


def _each(conn: Connection, statement: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Run an update or a deletion for the card of each row."""
    at = statement.where(staff_card.c.campaign == bindparam("_campaign"), staff_card.c.key == bindparam("_key"))
    conn.execute(at, [{**row, "_campaign": row["campaign"], "_key": row["key"]} for row in rows])


def _row(campaign: str, card: StaffCard) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "key": key_of(card.number),
        "number": card.number,
        "surname": card.surname,
        "given_names": card.given_names,
        "role": card.role,
        "region": card.region,
        "place_kk": card.place.kk if card.place else None,
        "place_ru": card.place.ru if card.place else None,
        "valid_from": card.valid_from,
        "valid_until": card.valid_until,
        "withdrawn": card.withdrawn,
    }


def _card(row: Mapping[str, Any]) -> StaffCard:
    known = {name: value for name, value in row.items() if name not in ("campaign", "key", "place_kk", "place_ru")}
    return StaffCard(**known, place=Pair(row["place_kk"], row["place_ru"]) if row["place_kk"] else None)
