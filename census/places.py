"""The long lists of a campaign's forms: places of the country, countries of the world, both.

`build_lists` makes kato.csv, countries.csv and places.csv (both together: a place of birth) in the form that the
questionnaire reads as external choices: `name` is the code, `label_kk` and `label_ru` what a person sees, `search_kk` and
`search_ru` the name alone with older names, separated by "; ". A label says where the place lies, because Kazakhstan has
dozens of villages of one name. Countries come from CLDR; country-names.csv beside the lists corrects and adds what CLDR
lacks, former-names.csv names what places were called before.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from census.kato import Unit, parents, read_kato

FIELDS = ("name", "label", "label_kk", "label_ru", "search_kk", "search_ru", "level", "parent", "region", "locality")

# ISO 3166 codes that are no state one is a citizen of or comes from, or that CLDR has for its own ends.
_NOT_LISTED = """
    AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CW CX DG EA EH EU EZ FK FO GF GG GI GL GP GS GU HM IC IM IO JE KY KZ MF MP
    MQ MS NC NF NU PF PM PN PR QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB XK YT ZZ
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many choices each list has."""

    kato: int
    countries: int
    places: int


def build_lists(kato_csv: Path, out: Path) -> Counts:
    """Writes the three lists into the folder `out`. KatoError when `kato_csv` cannot be read as the classifier."""
    kato = _places(read_kato(kato_csv), _names(out / "former-names.csv"))
    countries = _countries(_names(out / "country-names.csv"))
    _write(out / "kato.csv", kato)
    _write(out / "countries.csv", countries)
    _write(out / "places.csv", [*kato, *countries])
    return Counts(len(kato), len(countries), len(kato) + len(countries))


def _places(units: dict[str, Unit], former: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    labels = _labels(units)
    rows = []
    for code, unit in units.items():
        kk, ru = labels[code]
        older = former.get(code, {})
        above = parents(units, code)
        rows.append(
            {
                "name": code,
                "label": f"{unit.kk.full} / {unit.ru.full}" if unit.kk.full != unit.ru.full else unit.kk.full,
                "label_kk": kk,
                "label_ru": ru,
                "search_kk": _joined(unit.kk.bare, older.get("kk", "")),
                "search_ru": _joined(unit.ru.bare, older.get("ru", "")),
                "level": unit.level,
                "parent": above[0].code if above else "",
                "region": unit.region,
                "locality": "yes" if unit.is_locality else "no",
            }
        )
    return rows


def _labels(units: dict[str, Unit]) -> dict[str, tuple[str, str]]:
    """Labels in kk and ru that differ from each other within a language.

    Where district and oblast do not tell two units of one name apart, the rural district does; a few stand twice even
    there (the classifier keeps both codes), and nothing but the code is left.
    """
    labels = {code: (_label_kk(units, unit), _label_ru(units, unit)) for code, unit in units.items()}
    for code in _not_told_apart(labels):
        labels[code] = (_label_kk(units, units[code], full=True), _label_ru(units, units[code], full=True))
    for code in _not_told_apart(labels):
        kk, ru = labels[code]
        labels[code] = (f"{kk} ({code})", f"{ru} ({code})")
    return labels


def _not_told_apart(labels: dict[str, tuple[str, str]]) -> list[str]:
    often_kk, often_ru = Counter(kk for kk, _ in labels.values()), Counter(ru for _, ru in labels.values())
    return [code for code, (kk, ru) in labels.items() if often_kk[kk] > 1 or often_ru[ru] > 1]


def _label_kk(units: dict[str, Unit], unit: Unit, *, full: bool = False) -> str:
    where = [u.kk.full for u in _where(units, unit, full=full)]
    return f"{unit.kk.full} — {', '.join(where)}" if where else unit.kk.full


def _label_ru(units: dict[str, Unit], unit: Unit, *, full: bool = False) -> str:
    where = [u.ru.full for u in _where(units, unit, full=full)]
    return f"{unit.ru.full} — {', '.join(where)}" if where else unit.ru.full


def _where(units: dict[str, Unit], unit: Unit, *, full: bool) -> list[Unit]:
    """District and oblast; the rural district too when the label is to be `full`; never the unit's own administration."""
    above = [u for u in parents(units, unit.code) if full or u.level != "sub_district"]
    return [u for u in above if u.kk.bare != unit.kk.bare or u.level == "oblast"]


def _countries(corrected: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    kk, ru = _territories("kk"), _territories("ru")
    codes = {code for code in ru if len(code) == 2 and code.isalpha()}.difference(_NOT_LISTED.split())
    rows = []
    for code in [*sorted(codes), *(code for code in corrected if code not in codes)]:
        own = corrected.get(code, {})
        label_kk, label_ru = own.get("kk") or kk[code], own.get("ru") or ru[code]
        rows.append(
            {
                "name": code,
                "label": f"{label_kk} / {label_ru}" if label_kk != label_ru else label_kk,
                "label_kk": label_kk,
                "label_ru": label_ru,
                "search_kk": _joined(label_kk, own.get("search_kk", "")),
                "search_ru": _joined(label_ru, own.get("search_ru", "")),
                "level": "country",
                "parent": "",
                "region": "",
                "locality": "no",
            }
        )
    return rows


def _territories(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale(language).territories.items()}


def _joined(*names: str) -> str:
    return "; ".join(dict.fromkeys(name for name in names if name))


def _names(path: Path) -> dict[str, dict[str, str]]:
    """Rows of names by their first column; none when there is no such file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def _write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
