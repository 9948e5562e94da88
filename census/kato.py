"""KATO, the classifier of administrative-territorial units (NK RK 11): its rows, and its spellings written out.

A code has nine digits: two of the oblast or city of republican significance, two more of the district, two more of the
rural district or town, three of the settlement; the rest is zeros. The Bureau's workbook abbreviates what kind of unit it
is, unevenly («с.о.», «с.о», «Г.А.», «атын.а.»); `spoken_kk` and `spoken_ru` write it out. The tables are the classifier's
own vocabulary, so they stand here and not in a campaign.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("kato", "level", "type_code", "name_ru", "name_kk")


@dataclass(frozen=True, slots=True)
class Spelling:
    """`full` is how one writes it out («село Карааул»), `bare` the name alone («Карааул»)."""

    full: str
    bare: str


@dataclass(frozen=True, slots=True)
class Unit:
    """`level` is oblast, district, sub_district or settlement."""

    code: str
    level: str
    kk: Spelling
    ru: Spelling

    @property
    def region(self) -> str:
        return self.code[:2]

    @property
    def is_locality(self) -> bool:
        """Whether one can say "I live there": a settlement, a town, a city or a district of a city."""
        if self.level == "settlement":
            return True
        if self.level == "sub_district":
            return self.ru.full.startswith(("город ", "район ")) or self.ru.full.endswith(" район")
        return self.level == "oblast" and self.ru.full.startswith("город ")


class KatoError(ValueError):
    """The file is not the classifier. `row` counts lines from 1, the heading included."""

    def __init__(self, path: Path, row: int, message: str) -> None:
        super().__init__(path, row, message)
        self.path = path
        self.row = row
        self.message = message

    def __str__(self) -> str:
        return f"{self.path}, row {self.row}: {self.message}"


def read_kato(path: Path) -> dict[str, Unit]:
    """The units by code, in the order of codes, from a CSV with the columns kato, level, name_ru, name_kk.

    KatoError names the first row that cannot be read.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise KatoError(path, 1, f"the columns {', '.join(missing)} are missing; needed: {', '.join(COLUMNS)}")
        return _by_code(path, rows)


def _by_code(path: Path, rows: Iterable[dict[str, str]]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for n, row in enumerate(rows, 2):
        code = row["kato"]
        if not re.fullmatch(r"[0-9]{9}", code):
            raise KatoError(path, n, f"a KATO code has nine digits, this is {code!r}")
        if code in units:
            raise KatoError(path, n, f"the code {code} stands twice")
        if not row["name_kk"].strip() or not row["name_ru"].strip():
            raise KatoError(path, n, f"the unit {code} needs both names, in kk and in ru")
        units[code] = Unit(code, row["level"], *_spoken(row["name_kk"], row["name_ru"]))
    return dict(sorted(units.items()))


def parents(units: dict[str, Unit], code: str) -> list[Unit]:
    """The units a unit lies in, smallest first."""
    above = (f"{code[:6]}000", f"{code[:4]}00000", f"{code[:2]}0000000")
    return [units[up] for up in dict.fromkeys(above) if up != code and up in units]


# --- spellings ------------------------------------------------------------------------------------------------------

_RU_KIND = {
    "с.о": "сельский округ",
    "с.а": "сельская администрация",
    "р.а": "районная администрация",
    "п.а": "поселковая администрация",
    "г.а": "городская администрация",
    "с": "село",
    "г": "город",
    "п": "посёлок",
    "ст": "станция",
    "уч": "участок",
    "рзд": "разъезд",
    "отг": "отгон",
    "кр.хоз": "крестьянское хозяйство",
}
_RU_KINDS = "|".join(re.escape(kind) for kind in sorted(_RU_KIND, key=len, reverse=True))
_RU_BEFORE = re.compile(rf"({_RU_KINDS})(?:\.\s*|\s+(?=[«А-ЯЁ0-9]))(имени\s)?\s*(.+)")
_RU_AFTER = re.compile(r"(.+?)\s+(с\.о|с\.а|р\.а|п\.а|г\.а|ст|с)\.?", re.IGNORECASE)

_KK_KIND = (
    (r"атындағы\s*а\.о", "атындағы ауылдық округ"),
    (r"атындағы\s*а\.ә", "атындағы ауылдық әкімдік"),
    (r"атындағы\s*(?:а|с|ауыл|ауылы)", "атындағы ауыл"),
    (r"атындағы\s*ауданы", "атындағы аудан"),
    (r"а\.о", "ауылдық округі"),
    (r"а\.ә", "ауылдық әкімдігі"),
    (r"к\.ә", "кенттік әкімдігі"),
    (r"(?:қ\.ә|г\.а)", "қалалық әкімдігі"),
    (r"шар\.?\s*қож", "шаруа қожалығы"),
    (r"а", "ауылы"),
    (r"қ", "қаласы"),
    (r"к", "кенті"),
    (r"ст", "станциясы"),
    (r"уч", "учаскесі"),
    (r"рзд", "разъезі"),
    (r"ж", "жайылымы"),
)
_KK_BEFORE = ((re.compile(r"рзд\.\s*(.+)"), "разъезі"), (re.compile(r"а\.\s*(.+)"), "ауылы"))
_KK_AFTER = tuple((re.compile(rf"(.+?)\s+{kind}\.?", re.IGNORECASE), word) for kind, word in _KK_KIND)
# Letters of an old Kazakh font that stayed in the workbook.
_OLD_FONT = str.maketrans({"ќ": "қ", "Ќ": "Қ", "ў": "ұ", "Ў": "Ұ", "ї": "ү", "ј": "ә"})
_WORDS = re.compile(
    r"\s*\b(?:область|район|имени|облысы|ауданы|қыстауы|мекені|зимовка|животноводческая|точка|ферма|разъезд)\b\s*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'\s*"\s*([^"]+?)\s*"\s*')
_INITIAL = re.compile(r"\b([А-ЯЁӘҒҚҢӨҰҮҺІ]\.)\s*(?=[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі])")
_GLUED = re.compile(r"(?<=\d)(?=(?:уч|а|қыстауы)\b)")
# Words shortened or cut off at the thirtieth letter, and misprints, here and there.
_RU_SHORT = (
    (r"\bим\.\s*", "имени "),
    (r"^Район ", "район "),
    (r"\bЖив\.\s*(?:т\.|точка )", "Животноводческая точка "),
    (r"\bМаш\.\s*", "Машинный "),
    (r"\bжил\.\s*дом", "жилой дом"),
    (r"\bкрес\.\s*пос\.\s*", "крестьянское поселение "),
    (r"\bДОЦ ", "Детский оздоровительный центр "),
    (r"(?<=здоровит)\.", "ельный"),
    (r" прафил\.\s*", "-профилакторий "),
    (r"\bдет\.\s*сан\.\s*", "детский санаторий "),
    (r"^Дом отд\.", "Дом отдыха"),
    (r"^Отд\.\s*", "Отделение "),
    (r"^Ост\.\s*", "Остановочный "),
    (r"^Дом кр\.хоз$", "Дом крестьянского хозяйства"),
    (r" в с\.\s*", " в селе "),
    (r"^отг\.ст\.", "отгон станции "),
    (r"(?<=ная )ст\.\s*", "станция "),
    (r"\bр\.(?=К)", "р. "),
)
_KK_SHORT = (
    (r"\bат(?:ын)?\.\s*", "атындағы "),
    (r"\bа\. а\.$", "а."),
    (r"(?<=қ)ас\.$", " а."),
    (r" \.$", "."),
    (r"\bшар(?:уаш)?\.\s*(?=қонысы)", "шаруа "),
    (r"\bМаш\.\s*", "Машина "),
    (r"\bсауықтыру(?: о| ор| орт| орта| ортал| орталығ)?$", "сауықтыру орталығы"),
    (r"\bсауық\.профил$", "сауықтыру профилакторийі"),
    (r"\bмаусымдық балалар$", "маусымдық балалар санаторийі"),
    (r"\bдемалыс$", "демалыс үйі"),
    (r"\bст\.ж\.$", "станциясының жайылымы"),
    (r"\bст\.(?=\d)", "станциясы "),
    (r"^Заимка в с\.\s*(.+)", r"\1 ауылындағы заимка"),
)


def spoken_ru(name: str) -> Spelling:
    """«с.Карааул» → «село Карааул», «Карааульский с.о» → «Карааульский сельский округ»."""
    name = _clean(name, _RU_SHORT)
    if found := _RU_BEFORE.fullmatch(name):
        kind, honour, bare = found.groups()
        return Spelling(f"{_RU_KIND[kind]} {'имени ' if honour else ''}{bare}", bare)
    if found := _RU_AFTER.fullmatch(name):
        bare, kind = found[1], _RU_KIND[found[2].lower()]
        if kind in ("село", "станция"):
            return Spelling(f"{kind} {bare}", bare)
        if bare.startswith("имени "):
            return Spelling(f"{kind} {bare}", bare.removeprefix("имени "))
        # «Семей Г.А.»: a name that is no adjective stands before its kind with a comma.
        return Spelling(f"{bare} {kind}" if bare.endswith(("ий", "ый", "ой", "ая")) else f"{bare}, {kind}", bare)
    return Spelling(name, _bare(name))


def spoken_kk(name: str) -> Spelling:
    """«Қараауыл а.» → «Қараауыл ауылы», «Семей Қ.Ә.» → «Семей қалалық әкімдігі»."""
    name = _clean(name, _KK_SHORT)
    for before, word in _KK_BEFORE:
        if found := before.fullmatch(name):
            return Spelling(f"{found[1]} {word}", found[1])
    for pattern, word in _KK_AFTER:
        if found := pattern.fullmatch(name):
            return Spelling(f"{found[1]} {word}", found[1])
    return Spelling(name, _bare(name))


def _spoken(name_kk: str, name_ru: str) -> tuple[Spelling, Spelling]:
    """Both spellings. «а.ә.» is a village's administration, but a city district's where the Russian name says so."""
    kk, ru = spoken_kk(name_kk), spoken_ru(name_ru)
    if "районная администрация" in ru.full:
        kk = Spelling(kk.full.replace("ауылдық әкімді", "аудандық әкімді"), kk.bare)
    return kk, ru


def _clean(name: str, short: Iterable[tuple[str, str]]) -> str:
    """Signs as typography has them, odd abbreviations written out; what kind of unit it is stays as it was."""
    name = _QUOTED.sub(r" «\1» ", " ".join(name.translate(_OLD_FONT).split()))
    name = _GLUED.sub(" ", name)
    for pattern, full in short:
        name = re.sub(pattern, full, name)
    return _INITIAL.sub("\\1\u00a0", " ".join(name.split()))


def _bare(name: str) -> str:
    return _WORDS.sub(" ", name).strip() or name
