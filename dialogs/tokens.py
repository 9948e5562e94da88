"""What a button carries: short ASCII tokens (Telegram allows 64 bytes) that still mean something when they are old.

    a.<sheet>.<question>.<value>   an answer to a question of a sheet
    v.<verb>.<argument>            anything else a button does: v.help, v.language.kk, v.open.3fa9c1

`sheet` and `question` are marks, eight hexadecimal digits made from the sheet's id and the question's ref, so that a button
of an earlier question is recognised as such and never answers the present one. A value that is long or not ASCII
travels as a mark too ("~" and eight digits) and is found again among the choices.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s

MOST = 64


@lru_cache(maxsize=4096)
def mark(text: str) -> str:
    """Eight hexadecimal digits that stand for `text`; equal texts have equal marks, others differ but for 1 in 4·10⁹."""
    return blake2s(text.encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class AnswerToken:
    """A button that answers. `sheet` and `question` are marks; compare with `mark(...)`, the value with `carries`."""

    sheet: str
    question: str
    value: str

    def carries(self, value: str) -> bool:
        return self.value in (value, "~" + mark(value))


@dataclass(frozen=True, slots=True)
class VerbToken:
    verb: str
    argument: str = ""


Token = AnswerToken | VerbToken


def answer_token(sheet: str, ref: str, value: str) -> str:
    token = f"a.{mark(sheet)}.{mark(ref)}.{value}"
    if token.isascii() and len(token) <= MOST and not value.startswith("~"):
        return token
    return f"a.{mark(sheet)}.{mark(ref)}.~{mark(value)}"


def list_number(text: str) -> int | None:
    """The number of a list that `text` is, however it comes (a button's argument, typed words); None for anything else."""
    text = text.strip().rstrip(".)")
    return int(text) if text.isdecimal() and len(text) < 4 and int(text) else None


def verb_token(verb: str, argument: str = "") -> str:
    return f"v.{verb}.{argument}" if argument else f"v.{verb}"


def parse_token(token: str) -> Token | None:
    """The token, or None for what is none of ours (forged, or of a version long gone)."""
    if not token.isascii() or len(token) > MOST:
        return None
    match token.split(".", 3):
        case ["a", sheet, question, value]:
            return AnswerToken(sheet, question, value)
        case ["v", verb]:
            return VerbToken(verb)
        case ["v", verb, *rest]:
            return VerbToken(verb, ".".join(rest))
        case _:
            return None
