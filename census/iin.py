"""The IIN (ИИН, ЖСН), the 12-digit number of a person: read from what people type, pure.

Digits 1-6 are the birth date (YYMMDD), digit 7 century and sex (1, 2 the 1800s, 3, 4 the 1900s, 5, 6 the 2000s; odd is
male), 8-11 a serial number, 12 the check digit: government decree No. 565 of 11 June 2003. The BIN of an organisation has
12 digits and the same check digit, but a fifth digit of 4 to 6. A seventh digit of 0 is said to occur for some foreigners,
which could not be verified: it is accepted with a warning and tells neither century nor sex.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import ClassVar, Literal, Protocol

Sex = Literal["male", "female"]
IinWarning = Literal["seventh_digit_zero"]

_CENTURY = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_FIRST = range(1, 12)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_NAMES = re.compile(r"(?:иин|жсн|iin|jsn|№)\s*[:.]?", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s\-–—‐‑.,_/]+")


@dataclass(frozen=True, slots=True)
class Iin:
    """A number that can have been issued. Its repr is masked, so that it may stand in a log by accident."""

    digits: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    """None with a seventh digit of 0."""
    sex: Sex | None = field(repr=False)
    warnings: tuple[IinWarning, ...] = ()

    def masked(self) -> str:
        """What a screen may show: «9001•••••126»."""
        return mask_iin(self.digits)


def mask_iin(digits: str) -> str:
    """«9001•••••126»: enough for its owner to know it again, too little for anybody else."""
    return f"{digits[:4]}•••••{digits[9:]}"


@dataclass(frozen=True, slots=True)
class NotTwelveDigits:
    count: int
    key: ClassVar[str] = "iin.problem.not_12_digits"


@dataclass(frozen=True, slots=True)
class OtherCharacters:
    """There are letters or signs among the 12 digits, or instead of them."""

    key: ClassVar[str] = "iin.problem.other_characters"


@dataclass(frozen=True, slots=True)
class LooksLikeBin:
    """A well-formed БИН/БСН: the number of an organisation."""

    key: ClassVar[str] = "iin.problem.bin"


@dataclass(frozen=True, slots=True)
class SeventhDigit:
    """7, 8 or 9, which no century has."""

    digit: int
    key: ClassVar[str] = "iin.problem.seventh_digit"


@dataclass(frozen=True, slots=True)
class NoSuchDate:
    """`day` and `month` as they stand in the number; for 29 February in a common year both look right."""

    day: str
    month: str
    key: ClassVar[str] = "iin.problem.no_such_date"


@dataclass(frozen=True, slots=True)
class InFuture:
    key: ClassVar[str] = "iin.problem.future"


@dataclass(frozen=True, slots=True)
class NeverIssued:
    """Both passes give 10: no check digit exists for the first eleven digits."""

    key: ClassVar[str] = "iin.problem.never_issued"


@dataclass(frozen=True, slots=True)
class WrongCheckDigit:
    key: ClassVar[str] = "iin.problem.check_digit"


Reason = (
    NotTwelveDigits
    | OtherCharacters
    | LooksLikeBin
    | SeventhDigit
    | NoSuchDate
    | InFuture
    | NeverIssued
    | WrongCheckDigit
)


class Say(Protocol):
    """A catalogue of sentences in one language: key and fields in, sentence out."""

    def __call__(self, key: str, /, **fields: object) -> str: ...


@dataclass(frozen=True, slots=True)
class IinProblem:
    """Why a number is refused. The catalogue's domain `iin` has a sentence for every reason's key."""

    reason: Reason

    def sentence(self, say: Say) -> str:
        """What is wrong and what to do, in the language of `say`; never repeats the number."""
        return say(self.reason.key, **asdict(self.reason))


def parse_iin(text: str, today: date) -> Iin | IinProblem:
    """Reads a typed IIN: spaces, dashes and the word «ИИН» are dropped, digits of any script understood.

    `today` is the latest birth date that can be true.
    """
    digits = _digits(text)
    if not isinstance(digits, str):
        return IinProblem(digits)
    reason = _wrong_kind(digits) or _wrong_date(digits, today) or _wrong_check_digit(digits)
    if reason is not None:
        return IinProblem(reason)
    if digits[6] == "0":
        return Iin(digits, None, None, ("seventh_digit_zero",))
    return Iin(digits, _birth_date(digits), "male" if digits[6] in "135" else "female")


def _digits(text: str) -> str | NotTwelveDigits | OtherCharacters:
    typed = _SEPARATOR.sub("", _NAMES.sub("", unicodedata.normalize("NFKC", text)))
    digits = "".join(str(unicodedata.decimal(c)) for c in typed if unicodedata.decimal(c, None) is not None)
    if typed and not digits:
        return OtherCharacters()
    if len(digits) != 12:
        return NotTwelveDigits(len(digits))
    return digits if len(typed) == 12 else OtherCharacters()


def _wrong_kind(digits: str) -> LooksLikeBin | SeventhDigit | None:
    # Only a number that is right as a BIN is called one: else a mistyped day would be.
    if digits[4] in "456" and 1 <= int(digits[2:4]) <= 12 and _wrong_check_digit(digits) is None:
        return LooksLikeBin()
    return SeventhDigit(int(digits[6])) if digits[6] in "789" else None


def _wrong_date(digits: str, today: date) -> NoSuchDate | InFuture | None:
    born = _birth_date(digits)
    if born is None and (digits[6] != "0" or not _day_exists(digits)):
        return NoSuchDate(day=digits[4:6], month=digits[2:4])
    return InFuture() if born is not None and born > today else None


def _wrong_check_digit(digits: str) -> NeverIssued | WrongCheckDigit | None:
    expected = check_digit(digits[:11])
    if expected is None:
        return NeverIssued()
    return None if digits[11] == str(expected) else WrongCheckDigit()


def check_digit(prefix: str) -> int | None:
    """The twelfth digit that belongs to eleven, by one pass or, when that gives 10, a second; None: never issued."""
    for weights in (_FIRST, _SECOND):
        rest = sum(int(digit) * weight for digit, weight in zip(prefix, weights, strict=True)) % 11
        if rest != 10:
            return rest
    return None


def _birth_date(digits: str) -> date | None:
    century = _CENTURY.get(digits[6])
    if century is None:
        return None
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None


def _day_exists(digits: str) -> bool:
    """Whether the day exists in some century: all that a seventh digit of 0 lets us ask."""
    return any(_birth_date(f"{digits[:6]}{seventh}{digits[7:]}") is not None for seventh in "135")
