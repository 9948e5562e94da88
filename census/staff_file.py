"""A file of staff cards (CSV), read so that every problem is named by row and column, and many of them at once.

What a spreadsheet makes of a table is taken: semicolons or tabs, a mark at the beginning, days as 30.10.2021. Problems never
quote a cell: where columns have slipped it may hold anything.
"""

import csv
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TextIO, get_args

from census.pair import Pair
from census.staff_cards import LONGEST, MOST_DIGITS, SHORTEST, Role, StaffCard, key_of

NEEDED = ("number", "surname", "given_names", "role", "region", "valid_from", "valid_until")
OPTIONAL = ("place_kk", "place_ru", "state")
STATES = ("valid", "withdrawn")
MOST = 200_000
"""Cards of one file; the census of 2021 had 24 000 people in the field."""
TOLD = 20
"""Problems that are told of one file."""
LARGEST = 64 << 20
LONGEST_TEXT = 100
BEYOND = "cells beyond the last column"


class StaffFileError(ValueError):
    """The file is no list of staff cards. `problems` are sentences that begin with row and column; rows count from 1."""

    def __init__(self, path: Path, problems: Collection[str]) -> None:
        super().__init__(path, problems)
        self.path = path
        self.problems = tuple(problems)

    def __str__(self) -> str:
        more = ["and so on: these are the first; mend them and try again."] if len(self.problems) >= TOLD else []
        listed = "\n".join(f"  {problem}" for problem in (*self.problems[:TOLD], *more))
        return f"{self.path} was not imported, nothing was changed:\n{listed}"


class _Wrong(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(f"{column}: {message}")


def read_staff(path: Path, regions: Collection[str]) -> list[StaffCard]:
    """The cards of a file. `regions`: the codes a region may have. Raises StaffFileError, UnicodeDecodeError, OSError."""
    if path.stat().st_size > LARGEST:
        raise StaffFileError(path, [f"the file is larger than {LARGEST >> 20} MB: import it in several"])
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            return _cards(path, _rows(path, file), regions)
        except csv.Error as error:
            raise StaffFileError(path, [f"the file is no table: {error}"]) from error


def _rows(path: Path, file: TextIO) -> "csv.DictReader[str]":
    """The rows below the heading, in which spreadsheets may leave empty columns at the end."""
    heading = file.readline()
    file.seek(0)
    rows = csv.DictReader(file, delimiter=max(",;\t", key=heading.count), strict=True, restkey=BEYOND)
    names = [name.strip().casefold() for name in rows.fieldnames or ()]
    while names and not names[-1]:
        names.pop()
    rows.fieldnames = names
    known = (*NEEDED, *OPTIONAL)
    problems = [f"row 1: the column {name} is missing" for name in NEEDED if name not in names]
    problems += [f"row 1: the column {name} stands twice" for name in known if names.count(name) > 1]
    problems += [
        f"row 1, column {n}: there is no column of this name" for n, name in enumerate(names, 1) if name not in known
    ]
    if problems:
        needed = f"needed are {', '.join(NEEDED)}; there may be {', '.join(OPTIONAL)}"
        raise StaffFileError(path, [*problems[: TOLD - 1], needed])
    return rows


def _cards(path: Path, rows: "csv.DictReader[str]", regions: Collection[str]) -> list[StaffCard]:
    cards: list[StaffCard] = []
    problems: list[str] = []
    seen: dict[str | None, int] = {}
    for row in islice(filter(_is_filled, rows), MOST + 1):
        n = rows.line_num
        try:
            card = _card(row, regions)
        except _Wrong as wrong:
            problems.append(f"row {n}, {wrong}")
        else:
            cards.append(card)
            if (before := seen.setdefault(key_of(card.number), n)) != n:
                problems.append(f"row {n}, number: reads like the number in row {before}; every card has its own")
        if len(problems) >= TOLD:
            break
    if len(cards) > MOST:
        problems.append(f"there are more than {MOST:,} cards: import them in several files")
    if not cards and not problems:
        problems.append("there is no card in it")
    if problems:
        raise StaffFileError(path, problems)
    return cards


def _is_filled(row: Mapping[str, str | list[str]]) -> bool:
    return any("".join(cell or "").strip() for cell in row.values())


def _card(row: Mapping[str, str], regions: Collection[str]) -> StaffCard:
    if "".join(row.get(BEYOND) or "").strip():
        raise _Wrong("the end", "there are more cells than columns; a cell with the separator in it stands in quotes")
    cells = {name: " ".join((row.get(name) or "").split()) for name in (*NEEDED, *OPTIONAL)}
    for name in NEEDED:
        if not cells[name]:
            raise _Wrong(name, "is empty")
    if key_of(cells["number"]) is None:
        raise _Wrong(
            "number",
            f"a card's number has {SHORTEST} to {LONGEST} letters and digits, at least three digits; of digits alone "
            f"{MOST_DIGITS} at most",
        )
    return StaffCard(
        number=_text(cells, "number"),
        surname=_name(cells, "surname"),
        given_names=_name(cells, "given_names"),
        role=_role(cells),
        region=_one_of(cells, "region", sorted(regions)),
        place=_place(cells),
        valid_from=_day(cells, "valid_from"),
        valid_until=_not_before(cells),
        withdrawn=bool(cells["state"]) and _one_of(cells, "state", STATES) == "withdrawn",
    )


def _text(cells: Mapping[str, str], name: str) -> str:
    """No sign that is not seen, or turns the order of others: it stands on a page that people trust."""
    if len(cells[name]) > LONGEST_TEXT:
        raise _Wrong(name, f"is longer than {LONGEST_TEXT} characters")
    if any(unicodedata.category(sign)[0] == "C" for sign in cells[name]):
        raise _Wrong(name, "holds a sign that cannot be seen; type it anew")
    return cells[name]


def _name(cells: Mapping[str, str], name: str) -> str:
    text = _text(cells, name)
    if not all(sign.isalpha() or unicodedata.category(sign) == "Mn" or sign in " -'’ʼ." for sign in text):
        raise _Wrong(name, "a name has letters, spaces, hyphens and apostrophes only")
    return unicodedata.normalize("NFC", text)


def _place(cells: Mapping[str, str]) -> Pair | None:
    if bool(cells["place_kk"]) != bool(cells["place_ru"]):
        raise _Wrong("place_ru" if cells["place_kk"] else "place_kk", "a place stands in both languages or in none")
    return Pair(_text(cells, "place_kk"), _text(cells, "place_ru")) if cells["place_kk"] else None


def _role(cells: Mapping[str, str]) -> Role:
    role: Role = next((role for role in get_args(Role) if role == cells["role"]), "interviewer")
    _one_of(cells, "role", get_args(Role))
    return role


def _one_of(cells: Mapping[str, str], name: str, allowed: Iterable[str]) -> str:
    if cells[name] not in allowed:
        raise _Wrong(name, f"is one of {', '.join(allowed)}")
    return cells[name]


def _day(cells: Mapping[str, str], name: str) -> date:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(cells[name], pattern).date()  # noqa: DTZ007 # a day has no zone
        except ValueError:
            continue
    raise _Wrong(name, "a day is written 2021-10-30 or 30.10.2021")


def _not_before(cells: Mapping[str, str]) -> date:
    first, last = _day(cells, "valid_from"), _day(cells, "valid_until")
    if last < first:
        raise _Wrong("valid_until", "is before valid_from")
    return last
