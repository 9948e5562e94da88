"""Text as Telegram wants it: cleaned, measured in UTF-16 units, cut where people would cut, and only then made HTML.

Cutting comes before marking up, so a cut never breaks a tag or an entity.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

MOST_UNITS = 4096
"""Of one message, after entity parsing (Bot API, sendMessage). Telegram counts UTF-16 units where it counts entities."""

_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
"""What Telegram itself turns into spaces, and what it removes (tdlib, clean_input_string)."""
_INVISIBLE = re.compile(
    r"[\s\x00-\x20\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff]*"
)
_FIRST_UNSEEN_LETTER = "\u115f"
"""Below it a letter or a digit can be seen: nearly every text begins with one."""
_CUTS = (
    re.compile(r"\n\s*\n"),  # a paragraph's end
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…;])\s+"),  # a sentence's end
    re.compile(r"\s+"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of plain text in one style: "" plain, "b" bold, "i" italic, "code" fixed width, copied with a tap."""

    text: str
    style: Literal["", "b", "i", "code"] = ""

    @property
    def html(self) -> str:
        text = escape(self.text, quote=False)
        return f"<{self.style}>{text}</{self.style}>" if self.style and text.strip() else text


def clean(text: str) -> str:
    """`text` as Telegram will keep it: no control characters, no halves of surrogate pairs, no loose ends."""
    if text.isprintable():
        return _REMOVED.sub("", text).strip()  # nearly every text: no control characters, no halves
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _REMOVED.sub("", _CONTROL.sub(" ", whole)).strip()


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen; Telegram refuses such a message or button."""
    first = text[:1]
    if first.isalnum() and first < _FIRST_UNSEEN_LETTER:
        return False
    return _INVISIBLE.fullmatch(text) is not None


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, most: int) -> str:
    """At most `most` UTF-16 units, with an ellipsis for what is missing."""
    if units(text) <= most:
        return text
    return text[: _fitting(text, most - 1)].rstrip() + "…"


def split(runs: Iterable[Run], most: int = MOST_UNITS) -> list[list[Run]]:
    """Runs gathered into messages of at most `most` units, cut at a paragraph, a line, a sentence or a word.

    A part of which nothing could be seen is left out.
    """
    runs = [run for run in runs if run.text]
    if 2 * sum(len(run.text) for run in runs) <= most:  # however its characters count
        return [runs] if any(not is_blank(run.text) for run in runs) else []
    parts: list[list[Run]] = [[]]
    room = most
    for run in runs:
        rest = run.text
        while units(rest) > room:
            head, tail = _cut(rest, room, fresh=room == most)
            if head:
                parts[-1].append(replace(run, text=head))
            parts.append([])
            rest, room = tail, most
        if rest:
            parts[-1].append(run if rest is run.text else replace(run, text=rest))
            room -= units(rest)
    return [part for part in parts if not is_blank("".join(run.text for run in part))]


def html(runs: Sequence[Run]) -> str:
    return "".join(run.html for run in runs)


def _cut(text: str, room: int, *, fresh: bool) -> tuple[str, str]:
    """The part that fits, and the rest. A good end in the last half is taken before a better one further up."""
    fitting = _fitting(text, room)
    for rule in _CUTS:
        ends = [m for m in rule.finditer(text, 0, min(len(text), fitting + 1)) if m.start() <= fitting]
        if ends and ends[-1].start() >= fitting // 2 and ends[-1].start() > 0:
            return text[: ends[-1].start()], text[ends[-1].end() :]
    if not fresh:
        return "", text.lstrip()  # begin a new message rather than cut a word
    return text[:fitting], text[fitting:]


def _fitting(text: str, most: int) -> int:
    """How many characters of `text` fit into `most` UTF-16 units."""
    taken = 0
    for index, character in enumerate(text):
        taken += 2 if ord(character) > 0xFFFF else 1
        if taken > most:
            return index
    return len(text)
