"""How people write what they mean: numbers, dates and names in their many spellings, with slips, and without Kazakh letters.

Each way has a name that can be counted without telling whose answer it was («N кв м», «25 марта 1990»).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

COUNTED = {
    "kk": ("нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз", "он"),
    "ru": ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
}
HEADS = {
    "kk": ("", "біреу", "екеу", "үшеу", "төртеу", "бесеу"),
    "ru": ("", "один", "двое", "трое", "четверо", "пятеро"),
}
MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
NAMED_MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
PLAIN = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
UNITS = {
    "kk": {
        "total_area_m2": ("шаршы метр", "м2", "квадрат"),
        "living_area_m2": ("шаршы метр", "м2"),
        "rooms_count": ("бөлме",),
        "age_first_marriage": ("жас", "жаста", "жасымда"),
        "commute_minutes": ("минут", "мин"),
        "children_born": ("бала",),
        "children_living": ("бала",),
        "children_planned": ("бала",),
    },
    "ru": {
        "total_area_m2": ("кв м", "квадратов", "м²", "кв.м."),
        "living_area_m2": ("кв м", "м2", "метров"),
        "rooms_count": ("комнаты", "комн"),
        "age_first_marriage": ("года", "лет"),
        "commute_minutes": ("минут", "мин", "мин пешком"),
        "children_born": ("детей", "ребёнка"),
        "children_living": ("детей",),
        "children_planned": ("ребёнка",),
    },
}
ABOUT = {
    "kk": ("шамамен {}", "{} шамасында", "{} дай"),
    "ru": ("около {}", "примерно {}", "где-то {}", "{} примерно", "~{}"),
}
PEOPLE = ("children_born", "children_living", "children_planned")
SOME_MINUTES = {
    ("kk", 30): ("жарты сағат", "жарты сағаттай"), ("ru", 30): ("полчаса", "пол часа"),
    ("kk", 60): ("бір сағат", "1 сағат"), ("ru", 60): ("час", "1 час", "один час"),
    ("kk", 90): ("бір жарым сағат",), ("ru", 90): ("полтора часа", "1,5 часа"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """`text` as typed; `way` is what may be counted; `slip` when it was mistyped or nonsense: to refuse it is right."""

    text: str
    way: str = ""
    slip: bool = False


def number(chance: random.Random, value: str, question: str, language: str) -> Said:
    """Some way to say a number, the digits alone being the usual one."""
    n = int(value)
    ways = [Said(value, "N")] * 3
    ways += [Said(f"{n} {unit}", f"N {unit}") for unit in UNITS[language].get(question, ())]
    if n <= 10:
        ways.append(Said(COUNTED[language][n], "(число словом)"))
    if question in PEOPLE:
        ways += [Said(HEADS[language][n], HEADS[language][n])] if 0 < n <= 5 else []
        ways += [Said({"kk": "жоқ", "ru": "нет"}[language], {"kk": "жоқ", "ru": "нет"}[language])] if n == 0 else []
    if question == "commute_minutes" or question.endswith("m2"):
        ways += [Said(about.format(n), about.format("N")) for about in ABOUT[language]]
    if question == "commute_minutes":
        ways += [Said(said, said) for said in SOME_MINUTES.get((language, n), ())] * 3
    return chance.choice(ways)


def day(chance: random.Random, iso: str, precision: str, language: str) -> Said:
    """Some way to write a date to the day, to the month or of the year."""
    when = date.fromisoformat(iso)
    ways = {"day": _days, "month": _months, "year": _years}[precision](when, language)
    return chance.choice(ways)


def month_alone(iso: str, language: str) -> Said:
    """When the year was understood and the month is asked for."""
    names = (MONTHS["kk"] if language == "kk" else NAMED_MONTHS).split()
    return Said(names[date.fromisoformat(iso).month - 1], "(месяц)")


def plain_day(iso: str, precision: str) -> Said:
    """As the hint has it."""
    when = date.fromisoformat(iso)
    pattern = {"day": "%d.%m.%Y", "month": "%m.%Y", "year": "%Y"}[precision]
    return Said(when.strftime(pattern), "(цифрами)")


def _days(when: date, language: str) -> list[Said]:
    month, y = MONTHS[language].split()[when.month - 1], when.year
    ways = [
        *[Said(f"{when:%d.%m.%Y}", "25.03.1990")] * 4,
        Said(f"{when.day}.{when.month}.{y}", "5.3.1990"),
        Said(f"{when:%d/%m/%Y}", "25/03/1990"),
        Said(f"{when:%d %m %Y}", "25 03 1990"),
        Said(f"{when:%d%m%Y}", "25031990"),
        Said(f"{when:%d-%m-%Y}", "25-03-1990"),
        Said(f"{when:%d.%m.%Y}г.", "25.03.1990г."),
        Said(f"{when:%d,%m,%Y}", "25,03,1990"),
    ]
    if language == "kk":
        return [*ways, Said(f"{y} жылғы {when.day} {month}", "1990 жылғы 25 наурыз"),
                Said(f"{when.day} {month} {y}", "25 наурыз 1990"), Said(f"{when.day} {month} {y} жыл", "25 наурыз 1990 жыл"),
                Said(f"{y} жылы {when.day} {month}да", "1990 жылы 25 наурызда")]  # fmt: skip
    return [*ways, Said(f"{when.day} {month} {y}", "25 марта 1990"), Said(f"{when.day} {month} {y} г.", "25 марта 1990 г."),
            Said(f"{when.day} {month} {y} года рождения", "25 марта 1990 года рождения"),
            Said(f"{when.day}-го {month} {y}", "25-го марта 1990")]  # fmt: skip


def _months(when: date, language: str) -> list[Said]:
    month, y = MONTHS[language].split()[when.month - 1], when.year
    ways = [*[Said(f"{when:%m.%Y}", "09.2015")] * 3, Said(f"{when.month}.{y}", "9.2015"), Said(f"{when:%m/%Y}", "09/2015"),
            Said(f"{when:%d.%m.%Y}", "05.09.2015"), Said(f"{y}", "2015")]  # fmt: skip
    if language == "kk":
        return [*ways, Said(f"{y} жылғы {month}", "2015 жылғы қыркүйек"), Said(f"{month} {y}", "қыркүйек 2015"),
                Said(f"{y} жылы", "2015 жылы"), Said(f"{y} жылдан бері", "2015 жылдан бері"),
                Said(f"{y} жылдың {month} айы", "2015 жылдың қыркүйек айы")]  # fmt: skip
    named = NAMED_MONTHS.split()[when.month - 1]
    return [*ways, Said(f"{named} {y}", "сентябрь 2015"), Said(f"с {month} {y}", "с сентября 2015"),
            Said(f"{named} {y} года", "сентябрь 2015 года"), Said(f"с {y} года", "с 2015 года"),
            Said(f"в {y} году", "в 2015 году"), Said(f"{named} {y % 100:02}", "сентябрь 15")]  # fmt: skip


def _years(when: date, language: str) -> list[Said]:
    y = when.year
    ways = [*[Said(f"{y}", "2015")] * 3, Said(f"{when:%m.%Y}", "09.2015")]
    if language == "kk":
        return [*ways, Said(f"{y} жылы", "2015 жылы"), Said(f"{y} ж.", "2015 ж.")]
    return [*ways, Said(f"в {y} году", "в 2015 году"), Said(f"{y} год", "2015 год"), Said(f"{y} г.", "2015 г.")]


# --- spelling ---------------------------------------------------------------------------------------------------------


def without_kazakh_letters(text: str) -> str:
    return text.translate(PLAIN)


def _swapped(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _dropped(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _doubled(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at] + text[at:]


SLIPS: tuple[Callable[[random.Random, str], str], ...] = (_swapped, _dropped, _doubled)


def mistyped(chance: random.Random, said: Said) -> Said:
    """One slip of the finger."""
    if len(said.text) < 4:
        return said
    return Said(chance.choice(SLIPS)(chance, said.text), "(опечатка)", slip=True)
