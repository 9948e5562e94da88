"""Numbers as people write them: digits with their groups and units, and words up to the thousands in kk and ru."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from dialogs.understanding.folding import fold
from dialogs.understanding.reading import NotUnderstood, Reading, Understood
from dialogs.understanding.vocabulary import phrases

LONGEST, LONGEST_WHOLE = 15, 9
"""Digits a number (a whole number) may have, as the engine keeps them; more is a document's number or a slip."""
_UNITS_ALLOWED = 5

_SQUARE = re.compile(r"(?:кв\s*\.?\s*м|м\s*кв|ш\s*\.?\s*м|sq\.?\s*m|[мm]\s*\^?\s*2)(?!\w)\.?", re.IGNORECASE)
_SPACE = "[ \u00a0\u202f\u2009]"
_GROUPED = re.compile(rf"(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)")
_LEADING_MINUS = re.compile(r"^\s*[-−–]\s*(?=\d)")
_NUMBER = re.compile(r"[+\-−–]?\d+(?:[.,]\d+)*")
_TOKEN = re.compile(r"[+\-−–]?\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-'’][^\W\d_]+)*")

_WORDS: Mapping[int, str] = {
    0: "ноль нуль нөл",
    1: "один одна одно одного одну бір біреу", 2: "два две двух двое екі екеу", 3: "три трёх трое үш үшеу",
    4: "четыре четырёх четверо төрт төртеу", 5: "пять пяти пятеро бес бесеу", 6: "шесть шести шестеро алты алтау",
    7: "семь семи семеро жеті жетеу", 8: "восемь восьми восмь сегіз", 9: "девять девяти тоғыз", 10: "десять десяти он",
    11: "одиннадцать одинадцать", 12: "двенадцать", 13: "тринадцать", 14: "четырнадцать", 15: "пятнадцать",
    16: "шестнадцать", 17: "семнадцать", 18: "восемнадцать", 19: "девятнадцать", 20: "двадцать двадцати жиырма",
    30: "тридцать тридцати отыз", 40: "сорок сорока қырық", 50: "пятьдесят пятидесяти елу", 60: "шестьдесят алпыс",
    70: "семьдесят жетпіс", 80: "восемьдесят сексен", 90: "девяносто тоқсан", 100: "сто ста жүз", 200: "двести",
    300: "триста", 400: "четыреста", 500: "пятьсот", 600: "шестьсот", 700: "семьсот", 800: "восемьсот", 900: "девятьсот",
}  # fmt: skip
_ORDINALS: Mapping[int, str] = {
    1: "первый первая первое первую бірінші", 2: "второй вторая второе вторую екінші", 3: "третий третья третье үшінші",
    4: "четвёртый четвёртая четвёртое төртінші", 5: "пятый пятая пятое бесінші", 6: "шестой шестая шестое алтыншы",
    7: "седьмой седьмая седьмое жетінші", 8: "восьмой восьмая восьмое сегізінші",
    9: "девятый девятая девятое тоғызыншы", 10: "десятый десятая десятое оныншы",
}  # fmt: skip
_PLACES = {fold(word): place for place, words in _ORDINALS.items() for word in words.split()}
_VALUES = {fold(word): value for value, words in _WORDS.items() for word in words.split()}
_KAZAKH_TEN, _HUNDRED = fold("он"), fold("жүз")
# By spelling, not by key: «мың» and «мин.» (minutes) have one key.
_THOUSANDS = frozenset({"мың", "мын", "myñ", "myń", "myn", "myng", "тысяча", "тысячи", "тысяч", "тысячу", "тыс"})
_HALVES = {fold(word) for word in ("половиной", "жарым")}
_ONE_AND_A_HALF = {fold(word) for word in ("полтора", "полторы")}
_HALF_JOINTS = {fold(word) for word in ("с",)}
_NOT_EXACT, _MILLIONS = phrases("numbers", "inexact"), phrases("numbers", "millions")
COUNTING = frozenset(fold("вариант ответ номер нұсқа жауап нөмір пункт").split())
_HOW_MANY, NO_WORDS = phrases("numbers", "how_many"), phrases("numbers", "none")


def read_integer(text: str) -> Reading:
    """A whole number: "-5", "1200". «12,5» is refused with a sentence."""
    found = _find(text)
    if isinstance(found, NotUnderstood):
        return found
    if found != found.to_integral_value():
        return NotUnderstood("understanding.number.whole")
    if abs(found) >= 10**LONGEST_WHOLE:
        return NotUnderstood("understanding.number.too_long")
    return Understood(str(int(found)))


def read_decimal(text: str) -> Reading:
    """A number with or without a fraction, with a point and no zeros at the end: "12.5"."""
    found = _find(text)
    if isinstance(found, NotUnderstood):
        return found
    plain = f"{found:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return Understood("0" if plain in ("-0", "") else plain)


def read_place(text: str) -> int | None:
    """The place in a list that was said in words: «третий», «үшінші», «три», «номер үш»; None for anything else."""
    words = [word for word in fold(text).split() if word not in COUNTING]
    if len(words) == 1 and words[0] in _PLACES:
        return _PLACES[words[0]]
    said = _below_thousand(words) if words else None
    return said or None


def none_is_zero(label: str, extra: Mapping[str, str]) -> bool:
    """Whether «нет» to this question is the number 0: it asks how many. `sanaq:zero` = yes or no decides before the label."""
    if "zero" in extra:
        return extra["zero"] == "yes"
    return not _HOW_MANY.isdisjoint(fold(label).split())


def is_none(text: str) -> bool:
    """«Нет», «ни одного», «жоқ», «ешқандай», and nothing else."""
    return fold(text) in NO_WORDS


def _find(text: str) -> Decimal | NotUnderstood:
    """The one number that `text` names, with at most a few words about its unit around it."""
    text = _SQUARE.sub(" ", text.replace("²", "2").replace("³", "3"))
    text = ascii_digits(text)
    text = _LEADING_MINUS.sub("-", text)
    text = _GROUPED.sub(lambda match: re.sub(_SPACE, "", match.group()), text)
    digits = _NUMBER.findall(text)
    if any(len(re.sub(r"\D", "", number)) > LONGEST for number in digits):
        return NotUnderstood("understanding.number.too_long")
    tokens = _TOKEN.findall(text)
    if any(fold(token) in _NOT_EXACT for token in tokens if not token[-1].isdigit()):
        return NotUnderstood("understanding.number.exact")
    if any(fold(token) in _MILLIONS for token in tokens):
        return NotUnderstood("understanding.number.too_long")
    if len(digits) > 1:
        return NotUnderstood("understanding.number.one")
    if digits:
        return _of_digits(digits[0], tokens)
    return _of_words(tokens)


def _of_digits(digits: str, tokens: list[str]) -> Decimal | NotUnderstood:
    around = [token for token in tokens if token != digits]
    thousands = [token for token in around if token.casefold() in _THOUSANDS]
    if len(around) - len(thousands) > _UNITS_ALLOWED:
        return NotUnderstood("understanding.number.expected")
    if len(thousands) > 1 or any(fold(token) in _VALUES for token in around):
        return NotUnderstood("understanding.number.one")
    number = _value(digits)
    if isinstance(number, Decimal) and thousands:
        return number * 1000
    return number


def _value(digits: str) -> Decimal | NotUnderstood:
    """«12,5», «12.5», «1.200.000», «1.200,5»; «1,200» is not told from 1.2 and not guessed."""
    sign = "-" if digits[0] in "-−–" else ""
    digits = digits.lstrip("+-−–")
    marks = [mark for mark in digits if mark in ".,"]
    match marks:
        case []:
            return Decimal(sign + digits)
        case [mark]:
            whole, fraction = digits.split(mark)
            if len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
                return NotUnderstood("understanding.number.grouping", {"text": digits})
            return Decimal(f"{sign}{whole}.{fraction}")
        case [*groups, last] if len(set(groups)) == 1 and groups[0] != last:
            return _grouped(sign, digits, groups[0], last)
        case _ if len(set(marks)) == 1:
            return _grouped(sign, digits, marks[0], "")
        case _:
            return NotUnderstood("understanding.number.expected")


def _grouped(sign: str, digits: str, group: str, point: str) -> Decimal | NotUnderstood:
    whole, _, fraction = digits.partition(point) if point else (digits, "", "")
    first, *rest = whole.split(group)
    if not 1 <= len(first) <= 3 or any(len(part) != 3 for part in rest):
        return NotUnderstood("understanding.number.expected")
    return Decimal(f"{sign}{first}{''.join(rest)}.{fraction or '0'}")


def _of_words(tokens: list[str]) -> Decimal | NotUnderstood:
    """The number in words, its parts beside each other; units may stand before or after it."""
    sign, parts, around, closed = 1, list[str](), 0, False
    for token in tokens:
        key = fold(token)
        if key == "минус" and not parts:
            sign = -1
        elif _is_part(token, key) or (parts and key in _HALF_JOINTS):
            if closed:
                return NotUnderstood("understanding.number.one")
            parts.append("мың" if token.casefold() in _THOUSANDS else key)
        else:
            around += 1
            closed = bool(parts)
    while parts and parts[-1] in _HALF_JOINTS:
        parts.pop()
    if not parts or around > _UNITS_ALLOWED:
        return NotUnderstood("understanding.number.expected")
    number = spoken(parts)
    return NotUnderstood("understanding.number.one") if number is None else sign * number


def is_number_word(token: str) -> bool:
    """Whether a word is a number or a part of one: «жиырма», «полтора», «жарым»."""
    return _is_part(token, fold(token))


def _is_part(token: str, key: str) -> bool:
    return key in _VALUES or token.casefold() in _THOUSANDS or key in _HALVES or key in _ONE_AND_A_HALF


def spoken(parts: list[str]) -> Decimal | None:
    """The value of a number's words, given as keys («мың» stands for thousand); None when they are not one number."""
    half = Decimal(0)
    if parts and parts[-1] in _HALVES:
        half, parts = Decimal("0.5"), [part for part in parts[:-1] if part not in _HALF_JOINTS]
        if not parts:
            return half
    if len(parts) == 1 and parts[0] in _ONE_AND_A_HALF:
        return Decimal("1.5")
    if parts.count("мың") > 1 or any(part in _HALF_JOINTS for part in parts):
        return None
    if "мың" in parts:
        at = parts.index("мың")
        above = 1 if at == 0 else _below_thousand(parts[:at])
        below = _below_thousand(parts[at + 1 :]) if parts[at + 1 :] else 0
        return None if above is None or below is None else Decimal(above * 1000 + below) + half
    total = _below_thousand(parts)
    return None if total is None else Decimal(total) + half


def _below_thousand(parts: list[str]) -> int | None:
    """Hundreds, tens and units, each smaller than the room the one before left: «екі жүз он бес», «двести пятнадцать»."""
    total, room = 0, 1000
    for at, part in enumerate(parts):
        value = _VALUES.get(part)
        if value is None:
            return None
        if part == _HUNDRED and at == 1 and 2 <= total <= 9:
            total, room = total * 100, 100
            continue
        if value >= room or (value == 0 and len(parts) > 1):
            return None
        total += value
        room = 100 if value >= 100 else 10 if value >= 20 or part == _KAZAKH_TEN else 0
    # A unit may be followed by «жүз» only, which the loop has taken care of.
    return total


def ascii_digits(text: str) -> str:
    """The text with digits of any script as 0-9."""
    if text.isascii():
        return text
    return "".join(
        [
            str(digit) if (digit := unicodedata.decimal(letter, None)) is not None else letter
            for letter in unicodedata.normalize("NFC", text)
        ]
    )
