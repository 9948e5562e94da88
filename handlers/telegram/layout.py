"""Choices become an inline keyboard, or numbers with a list when their labels are too long or too many for buttons.

Measured for a phone of 360 points: about 32 characters fit on a button across the whole width, 15 on a half, 9 on a third.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dialogs.reply import Choice, Message
from handlers.telegram.markup import clean, is_blank, shorten, units

log = logging.getLogger(__name__)

FITS = {1: 32, 2: 15, 3: 9}
"""Longest label, in UTF-16 units, by the number of columns."""
MOST_ROWS = 10
"""More rows of answers than this push the question off a small screen."""
NUMBERS_A_ROW = 5
MOST_BUTTONS = 100
"""Telegram refuses a keyboard of more."""
MOST_DATA = 64

TICK = "✓ "

Button = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """`listing`: lines to be shown in the text, "" when the buttons speak for themselves."""

    listing: str
    keyboard: tuple[tuple[Button, ...], ...]


def lay_out(message: Message) -> Layout:
    """How the choices of a message are shown: answers, the way on, then the quieter ones.

    The way on stands before the answers when the dialog names it first (to agree, before the ways of not agreeing).
    """
    choices = [choice for choice in message.choices if _is_carried(choice)]
    answers = [choice for choice in choices if choice.role == "answer"]
    others = [choice for choice in choices if choice.role != "answer"]
    numbers = [choice.number or position for position, choice in enumerate(answers, 1)]
    labels = [_ticked(choice, _label(choice, number)) for choice, number in zip(answers, numbers, strict=True)]
    columns = _columns(labels, message.columns)
    if columns:
        listing = ""
        rows = _rows([_button(choice, label) for choice, label in zip(answers, labels, strict=True)], columns)
    else:
        listing = "\n".join(f"{number}. {label}" for number, label in zip(numbers, labels, strict=True))
        shown = list(zip(answers, numbers, strict=True))[: MOST_BUTTONS - len(others)]
        rows = _rows([_button(choice, _ticked(choice, str(number))) for choice, number in shown], NUMBERS_A_ROW)
    confirms = [_button(choice, shorten(_label(choice), FITS[1])) for choice in others if choice.role == "confirm"]
    asides = [_button(choice, shorten(_label(choice), FITS[1])) for choice in others if choice.role == "aside"]
    on = _rows(confirms, 1)
    first = bool(choices) and choices[0].role == "confirm"
    return Layout(listing, (*((*on, *rows) if first else (*rows, *on)), *_aside_rows(asides)))


def full_label(label: str, text: str) -> str:
    """What a pressed button stood for: the line of the listing in `text` when only its number was on the button."""
    number = label.removeprefix(TICK)
    if number.isdecimal():
        line = re.search(rf"^{number}\. (?:{TICK})?(.+)$", text, re.MULTILINE)
        if line is not None:
            return line[1]
    return number


def _is_carried(choice: Choice) -> bool:
    if choice.token.isascii() and 1 <= len(choice.token) <= MOST_DATA:
        return True
    # The choice can still be typed; a keyboard Telegram refuses would take the whole question with it.
    log.error("a choice's token is not 1-64 ASCII characters; its button was left out")
    return False


def _columns(labels: Sequence[str], wanted: int) -> int:
    """As many columns as asked for and as labels allow; 0 when they do not fit as buttons at all."""
    longest = max(map(units, labels), default=0)
    for columns in range(wanted, 0, -1):
        if longest <= FITS[columns] and len(labels) <= MOST_ROWS * columns:
            return columns
    return 0


def _label(choice: Choice, number: int = 0) -> str:
    return _on_one_line(choice.label) or str(number or choice.number or "…")


@lru_cache(maxsize=4096)
def _on_one_line(label: str) -> str:
    """As it stands on a button; "" when nothing of it could be seen."""
    line = " ".join(clean(label).split())
    return "" if is_blank(line) else line


def _ticked(choice: Choice, label: str) -> str:
    return f"{TICK}{label}" if choice.selected else label


def _button(choice: Choice, text: str) -> Button:
    return {"text": text, "callback_data": choice.token}


def _rows(buttons: Sequence[Button], columns: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + columns]) for start in range(0, len(buttons), columns)]


def _aside_rows(asides: Sequence[Button]) -> list[tuple[Button, ...]]:
    """Two beside each other where both are short: help, back, skip and language take as little room as they can."""
    rows: list[tuple[Button, ...]] = []
    for button in asides:
        short = units(button["text"]) <= FITS[2]
        if rows and short and len(rows[-1]) == 1 and units(rows[-1][0]["text"]) <= FITS[2]:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return rows
