"""Households as they might be: who lives there, and what is true of each. Drawn by chance, the same for the same seed.

What is true of a person is decided when it is first asked and stays so; ages, sexes, kin and areas fit each other.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Literal

from dialogs.understanding import fold
from questionnaire import Kind
from tests.rehearsal import phrasebook
from tests.rehearsal.questions import MORE, Question

CENSUS_DAY = date(2021, 9, 1)
SURNAMES = (
    "Ахметов",
    "Сейтов",
    "Ибраев",
    "Ким",
    "Иванов",
    "Петренко",
    "Оспанов",
    "Жұмабаев",
    "Қасымов",
    "Нұрланов",
    "Әубәкіров",
)
HIS = ("Айдар", "Нұрлан", "Ерлан", "Ғалым", "Сергей", "Виктор", "Әлихан", "Данияр", "Тимур", "Болат", "Қайрат", "Артём")
HER = (
    "Айгүл",
    "Гүлнар",
    "Мария",
    "Светлана",
    "Әсел",
    "Дана",
    "Жанар",
    "Ұлжан",
    "Наталья",
    "Мерует",
    "Қарлығаш",
    "Алия",
)
FATHERS = ("Серік", "Болат", "Мұрат", "Қайрат", "Ержан", "Асан")
INVARIABLE = ("Ким", "Петренко")
SIZES = {1: 24, 2: 25, 3: 19, 4: 14, 5: 9, 6: 4, 7: 2, 8: 2, 9: 1}
KIN = ("child", "child", "child", "parent", "sibling", "grandchild", "parent_in_law", "child_in_law", "other_relative",
       "not_related", "stepchild", "ward", "grandparent")  # fmt: skip
AGES = {
    "spouse": (20, 70), "partner": (20, 60), "child": (0, 25), "stepchild": (2, 17), "parent": (55, 92), "sibling": (14, 60),
    "parent_in_law": (50, 85), "child_in_law": (19, 40), "grandparent": (75, 97), "grandchild": (0, 15), "ward": (1, 17),
    "other_relative": (5, 70), "not_related": (18, 70),
}  # fmt: skip
Sex = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class Meant:
    """What one means to answer. `value` is a choice, a number, an ISO date, a name, or words; "" means leaving it out."""

    value: str
    kind: Literal["choice", "number", "date", "words", "place", "name", "nothing"]


@dataclass
class Relative:
    name: str
    sex: Sex
    born: date
    iin: str
    kin: str
    """To the head of the household; "head" for himself."""
    facts: dict[str, Meant] = field(default_factory=dict)

    @property
    def given_name(self) -> str:
        return self.name.split()[1] if " " in self.name else self.name

    @property
    def age(self) -> int:
        return (CENSUS_DAY - self.born).days * 4 // 1461


class Life:
    """The household of one respondent. `heads`: whether he is the head, another is, or he fills it in for others."""

    def __init__(self, number: int, chance: random.Random, *, heads: str = "", size: int = 0) -> None:
        self._number, self._chance = number, chance
        self._serial = 0
        self.heads = heads or chance.choices(("yes", "no", "away"), (85, 13, 2))[0]
        count = size or chance.choices(list(SIZES), list(SIZES.values()))[0]
        self.people: list[Relative] = []
        self.people.append(self._relative("head", chance.randint(19, 80)))
        kin = ["spouse"] if count > 1 and chance.random() < 0.7 else []
        kin += [chance.choice(KIN) for _ in range(max(count, 1 + (self.heads == "no")) - 1 - len(kin))]
        for each in kin:
            self.people.append(self._relative(each, chance.randint(*AGES[each])))
        self._facts: dict[str, Meant] = {}

    def about(self, short: str) -> Relative:
        """Whom the screen speaks of: by the name it uses, however that was typed, else the first."""
        return self.called(short) or self.people[0]

    def called(self, short: str) -> Relative | None:
        names = {fold(name): each for each in reversed(self.people) for name in (each.given_name, each.name)}
        close = get_close_matches(fold(short), names, n=1, cutoff=0.75)
        return names[close[0]] if close else None

    def answer(self, question: Question, short: str, listed: int) -> Meant:
        """What is true. `short`: the name on the screen; `listed`: how many are on the list so far."""
        name = question.name
        if name == MORE:
            return Meant("yes" if listed < len(self.people) and question.element.name == "member" else "no", "choice")
        if name in ("member_full_name", "full_name"):
            return Meant((self.called(short) or self.people[min(listed, len(self.people) - 1)]).name, "name")
        who = self.about(short)
        facts = who.facts if short else self._facts
        if name not in facts:
            facts[name] = self._drawn(question, who)
        return facts[name]

    def add(self) -> Relative:
        """Somebody who was forgotten."""
        self.people.append(self._relative("not_related", self._chance.randint(18, 60)))
        return self.people[-1]

    # --- who they are ---------------------------------------------------------------------------------------------------

    def _relative(self, kin: str, age: int) -> Relative:
        chance = self._chance
        sex: Sex = chance.choice(("male", "female"))
        born = CENSUS_DAY - timedelta(days=age * 365 + age // 4 + chance.randint(1, 364))
        self._serial += 1
        iin = iin_of(born, sex, self._number * 20 + self._serial) if chance.random() < 0.85 else ""
        name = _name(chance, sex)
        while any(other.given_name == name.split()[1] for other in self.people) and chance.random() < 0.97:
            name = _name(chance, sex)
        return Relative(name, sex, born, iin, kin)

    # --- what is true of them -------------------------------------------------------------------------------------------

    def _drawn(self, question: Question, who: Relative) -> Meant:
        name = question.name
        if name in ("member_mother", "member_father"):
            return self._parent(who, "female" if name == "member_mother" else "male")
        return self._known(name, who) or self._guessed(question, who)

    def _known(self, name: str, who: Relative) -> Meant | None:
        """What he is by his family and his papers."""
        match name:
            case "head_is_self":
                return Meant(self.heads, "choice")
            case "member_iin":
                return Meant(who.iin, "name") if who.iin else Meant("", "nothing")
            case "member_sex" | "sex" | "tp_sex":
                return Meant(who.sex, "choice")
            case "member_birth_date" | "birth_date" | "tp_birth_date":
                return Meant(who.born.isoformat(), "date")
            case "member_relation_to_head":
                return Meant(who.kin, "choice")
            case "dep_name":
                return Meant(self._chance.choice((*HIS, *HER)), "name")
        return None

    def _guessed(self, question: Question, who: Relative) -> Meant:
        """What might be true of him."""
        name = question.name
        match question.kind:
            case Kind.INTEGER | Kind.DECIMAL:
                return Meant(str(self._number_for(name, who)), "number")
            case Kind.DATE:
                return Meant(self._date_for(name, who).isoformat(), "date")
            case Kind.TEXT:
                return Meant(name, "words") if name in phrasebook.worded() else Meant("", "nothing")
            case _ if question.choices:
                return Meant(self._choice(question, who), "choice")
        if "country" in name:
            return Meant("country", "place")
        return Meant("birth" if name in ("birth_place", "previous_residence") else "locality", "place")

    def _parent(self, who: Relative, sex: Sex) -> Meant:
        older = [p for p in self.people if p.sex == sex and p.age >= who.age + 14 and p is not who]
        fits = who.kin in ("child", "head") and older and self._chance.random() < 0.7
        return Meant(older[0].name, "choice") if fits else Meant("", "nothing")

    def _number_for(self, name: str, who: Relative) -> int:
        chance = self._chance
        match name:
            case "total_area_m2":
                return chance.randint(28, 140)
            case "living_area_m2":
                whole = self._facts.get("total_area_m2")
                return max(12, int(int(whole.value if whole else 40) * 0.6))
            case "rooms_count":
                return chance.randint(1, 5)
            case "age_first_marriage":
                return min(chance.randint(18, 30), max(who.age, 12))
            case "children_born":
                return chance.randint(0, 4) if who.age > 22 else 0
            case "children_living":
                born = who.facts.get("children_born")
                return max(0, int(born.value if born else 1) - chance.choice((0, 0, 0, 0, 1)))
            case "commute_minutes":
                return chance.choice((5, 10, 15, 20, 30, 40, 60, 90))
            case _:
                return chance.randint(0, 3)

    def _date_for(self, name: str, who: Relative) -> date:
        match name:
            case "first_child_birth_date":
                earliest, latest = who.born + timedelta(days=17 * 366), who.born + timedelta(days=30 * 365)
            case "arrival_date":
                earliest, latest = who.born + timedelta(days=31), CENSUS_DAY
            case _:
                earliest, latest = date(1995, 1, 1), CENSUS_DAY
        latest = min(latest, CENSUS_DAY - timedelta(days=32))
        span = max((latest - earliest).days, 0)
        return earliest + timedelta(days=self._chance.randint(0, span)) if span else latest

    def _choice(self, question: Question, who: Relative) -> str:
        usual = _usual(question.name, who)
        known = phrasebook.values(question.name) or [choice.value for choice in question.choices]
        if self._chance.random() < 0.15:
            known = [choice.value for choice in question.choices]
        if usual and self._chance.random() < 0.85:
            return self._chance.choice(usual)
        return self._chance.choice(known)


USUAL = {
    "member_residence_status": ("permanent_present",),
    "household_has_departed_abroad": ("no",),
    "dwelling_type": ("flat", "flat", "detached_house", "part_of_house", "room_dormitory"),
    "citizenship": ("kz",),
    "disability_group": ("none",),
}
BY_AGE = {
    "marital_status": ((20, ("never_married",)),),
    "education_level": ((11, ("primary",)), (120, ("higher", "technical", "general_secondary", "basic_secondary"))),
    "currently_studying": ((6, ("preschool",)), (17, ("school",)), (120, ("no",))),
    "livelihood_sources": ((18, ("dependent",)), (62, ("work", "benefit", "work own_farm")), (120, ("pension",))),
    "worked_last_week": ((18, ("no",)), (62, ("yes",)), (120, ("no",))),
}
"""What most people answer, where it decides what else is asked; below which age."""


def _usual(name: str, who: Relative) -> tuple[str, ...]:
    if name.startswith("difficulty_"):
        return ("no_difficulty",)
    return USUAL.get(name) or next((usual for below, usual in BY_AGE.get(name, ()) if who.age < below), ())


def _name(chance: random.Random, sex: Sex) -> str:
    surname = chance.choice(SURNAMES)
    if sex == "female" and surname not in INVARIABLE:
        surname += "а"
    parts = [surname, chance.choice(HIS if sex == "male" else HER)]
    if chance.random() < 0.7:
        parts.append(chance.choice(FATHERS) + ("ұлы" if sex == "male" else "қызы"))
    return " ".join(parts)


def iin_of(born: date, sex: Sex, serial: int) -> str:
    """A number with right check digit: six of the birth date, century and sex, a serial number, the check."""
    century = 1 + (born.year // 100 - 18) * 2 + (sex == "female")
    while True:
        body = f"{born:%y%m%d}{century}{serial % 10_000:04}"
        digits = [int(digit) for digit in body]
        check = sum(digit * weight for digit, weight in zip(digits, range(1, 12), strict=True)) % 11
        if check == 10:
            check = sum(digit * ((n + 2) % 11 + 1) for n, digit in enumerate(digits)) % 11
        if check != 10:
            return body + str(check)
        serial += 1
