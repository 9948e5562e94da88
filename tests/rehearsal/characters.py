"""Characters: how a respondent answers, and what he does instead of answering. All numbers are shares or weights."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Way = Literal["number", "label", "button", "words"]


@dataclass(frozen=True, slots=True)
class Character:
    """`ways`: how a choice is made. `strays`: of all turns, how many are no answer; `instead`: what they are then.

    `slips`: answers mistyped or nonsense. `bare`: Kazakh typed without its letters. `consents`: whether at once.
    """

    name: str
    ways: Mapping[Way, int]
    strays: float
    instead: Mapping[str, int] = field(default_factory=dict)
    slips: float = 0.02
    bare: float = 0.2
    spoken: float = 0.3
    """Numbers and dates said in words rather than as the hint has them."""
    consents: float = 1.0
    fullname_parts: int = 3


HURRIED = Character(
    "hurried",
    {"number": 9, "button": 2, "words": 1},
    0.01,
    {"arrives": 1, "repeats": 1, "pauses": 1},
    spoken=0.1,
    bare=0.5,
)
TALKER = Character(
    "talker", {"words": 8, "label": 3, "button": 1}, 0.06,
    {"chats": 3, "asks_why": 3, "asks": 2, "several_at_once": 2, "changes_language": 1, "attaches": 2, "upset": 1},
    bare=0.6, spoken=0.9,
)  # fmt: skip
SLOW = Character(
    "old and slow", {"button": 5, "words": 4, "number": 1, "label": 1}, 0.12,
    {"waits_days": 3, "old_button": 5, "pauses": 3, "asks_help": 3, "repeats": 1, "goes_back": 2, "asks_person": 1},
    slips=0.05, spoken=0.6,
)  # fmt: skip
SUSPICIOUS = Character(
    "suspicious", {"label": 4, "number": 3, "button": 3, "words": 2}, 0.10,
    {"asks_trust": 4, "asks_why": 4, "asks": 4, "asks_help": 2, "skips": 5, "mydata": 1, "asks_person": 1}, consents=0.2,
)  # fmt: skip
CARELESS = Character(
    "careless", {"number": 4, "words": 4, "label": 2, "button": 2}, 0.14,
    {"nonsense": 5, "emoji": 3, "several_at_once": 3, "old_button": 2, "attaches": 2, "edits": 2, "upset": 1, "repeats": 1},
    slips=0.15, bare=0.7, spoken=0.5, consents=0.8,
)  # fmt: skip
CORRECTOR = Character(
    "corrector", {"label": 3, "words": 3, "number": 3, "button": 3}, 0.10,
    {"reviews": 6, "goes_back": 4, "changes_list": 3, "old_button": 3, "changes_language": 2, "corrects_name": 2},
)  # fmt: skip
RESTLESS = Character(
    "restless", {"button": 4, "number": 3, "label": 3, "words": 2}, 0.45,
    {"presses_anything": 8, "nonsense": 3, "changes_list": 4, "reviews": 4, "old_button": 4, "goes_back": 2, "waits_days": 2,
     "changes_language": 2, "repeats": 2, "attaches": 2, "asks": 1, "pauses": 2},
    slips=0.1,
)  # fmt: skip
EVERYBODY = (HURRIED, TALKER, SLOW, SUSPICIOUS, CARELESS, CORRECTOR, RESTLESS)


def way(character: Character, chance: random.Random) -> Way:
    return chance.choices(list(character.ways), list(character.ways.values()))[0]


def stray(character: Character, chance: random.Random) -> str:
    """What he does this time instead of answering; "" when he answers."""
    if not character.instead or chance.random() >= character.strays:
        return ""
    return chance.choices(list(character.instead), list(character.instead.values()))[0]
