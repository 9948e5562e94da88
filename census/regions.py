"""The regions of the country: names then and now, KATO codes, time zones, departments of statistics."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from census.document import Document
from census.pair import Pair


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a region that has its own dates or its own queue, as Baikonur. `kato` has nine digits."""

    kato: str
    name: Pair


@dataclass(frozen=True, slots=True)
class Region:
    """`code` is the first two digits of every KATO code in it; `kato` is its own, nine digits.

    `in_2021` is the code of the region that the territory belonged to at the census; `name_2021` its name then.
    """

    code: str
    kato: str
    name: Pair
    name_2021: Pair
    in_2021: str
    zone: ZoneInfo
    department: Pair
    places: tuple[Place, ...]

    def name_on(self, day: date) -> Pair:
        """As papers of that day call it: of the census's year by the name it had then."""
        return self.name_2021 if day.year == 2021 else self.name


def read_regions(document: Document) -> tuple[Region, ...]:
    """The regions of regions.yaml, in the file's order; problems are noted in the document."""
    regions = tuple(_region(item) for item in document)
    codes = [region.code for region in regions]
    for item, region in zip(document, regions, strict=True):
        if codes.count(region.code) > 1:
            item["code"].wrong(f"the code {region.code} stands twice: every region once")
        if region.in_2021 not in codes:
            item["in_2021"].wrong(f"no region has the code {region.in_2021!r}")
    return regions


def _region(item: Document) -> Region:
    item.only("code", "kato", "name", "name_2021", "in_2021", "zone", "department", "places")
    code, kato = item["code"].text(), item["kato"].text()
    if kato != f"{code}0000000":
        item["kato"].wrong(f"a region's KATO code is its two digits and seven zeros: {code}0000000, not {kato}")
    name = item["name"].pair()
    places = tuple(Place(place["kato"].text(), place["name"].pair()) for place in _items(item["places"]))
    return Region(
        code=code,
        kato=kato,
        name=name,
        name_2021=item["name_2021"].pair() if item["name_2021"].exists else name,
        in_2021=item["in_2021"].text(),
        zone=item["zone"].zone(),
        department=item["department"].pair(),
        places=places,
    )


def _items(document: Document) -> tuple[Document, ...]:
    return tuple(document) if document.exists else ()
