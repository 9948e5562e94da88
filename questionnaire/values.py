"""Canonical values: what is kept of what somebody gave.

The form of a value is that of XForms (https://getodk.github.io/xforms-spec/#data-types). People's ways of writing dates
and numbers are the dialogs' business; here "25.03.1990" is no date.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Literal

from questionnaire.definition import Control
from questionnaire.prompt import Kind

TEXT_LIMIT = 4000
"""Characters. Nobody's answer is longer, and neither a column nor a message has to hold a novel."""

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot say: such characters would spoil the record, so they are dropped on the way in."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})", re.ASCII)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?(?:T.*)?", re.ASCII)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?", re.ASCII)

Precision = Literal["day", "month", "year"]
PRECISION_OF: dict[str, Precision] = {"year": "year", "month-year": "month"}


def clean(value: str) -> str:
    """Without what cannot be kept and without white space around it."""
    return _NOT_XML.sub("", value).strip()


def precision(control: Control) -> Precision:
    """How exactly a date is asked."""
    return next((PRECISION_OF[word] for word in control.appearance if word in PRECISION_OF), "day")


def canonical(value: str, control: Control) -> str | None:
    """The value as it is kept; None when it is not of the question's type. Choices are not looked at here."""
    match control.kind:
        case Kind.INTEGER:
            return _number_in(control, str(int(value))) if _INTEGER.fullmatch(value) else None
        case Kind.DECIMAL:
            return _number_in(control, _plain(value)) if _DECIMAL.fullmatch(value) else None
        case Kind.DATE:
            return _date(value, precision(control))
        case Kind.TIME:
            return _time(value)
        case Kind.DATETIME:
            return _datetime(value)
        case Kind.LOCATION:
            return _location(value)
        case Kind.ACKNOWLEDGE:
            return "OK" if value == "OK" else None
        case Kind.TEXT | Kind.BARCODE | Kind.FILE:
            return value if len(value) <= TEXT_LIMIT else None
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE | Kind.RANK | Kind.MORE:
            return value if len(value) <= TEXT_LIMIT * 4 else None


def _plain(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return ""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _number_in(control: Control, value: str) -> str | None:
    """Within the bounds of a `range`, when it is one."""
    number = float(value)
    if control.least is not None and control.most is not None:
        low, high = sorted((control.least, control.most))
        if not low <= number <= high:
            return None
        if control.step:
            steps = (number - control.least) / control.step
            return value if abs(steps - round(steps)) < 1e-9 else None
    return value


def _date(value: str, exact_to: Precision) -> str | None:
    found = _DATE.fullmatch(value)
    if not found:
        return None
    year, month, day = found.groups()
    if exact_to == "day" and day is None:
        return None
    if exact_to == "month" and month is None:
        return None
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    match exact_to:
        case "year":
            whole = whole.replace(month=1, day=1)
        case "month":
            whole = whole.replace(day=1)
    return whole.isoformat()


def _time(value: str) -> str | None:
    if not _TIME.fullmatch(value):
        return None
    try:
        return time.fromisoformat(value).isoformat(timespec="seconds")
    except ValueError:
        return None


def _datetime(value: str) -> str | None:
    try:
        return datetime.fromisoformat(value).isoformat(timespec="seconds") if "T" in value else None
    except ValueError:
        return None


def _location(value: str) -> str | None:
    """Latitude, longitude, altitude and accuracy: degrees WGS 84 and metres."""
    words = value.split()
    if not 2 <= len(words) <= 4:
        return None
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return None
    if not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180 and all(abs(number) < 1e6 for number in numbers)):
        return None
    return " ".join([*words, "0", "0"][:4]) if len(words) < 4 else " ".join(words)
