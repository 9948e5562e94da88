"""A Reply: what the bot says back, with no idea of Telegram, of HTML or of a screen.

A door renders it in its own form: Telegram as messages with an inline keyboard, the web page as bubbles with buttons and
the fitting on-screen keyboard, SMS as numbered lines. All texts are finished, in the person's language, plain (no markup);
what is bold or quiet follows from the part it stands in. `\\n` separates lines, `\\n\\n` paragraphs.
"""

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal[
    "question",  # a question of the census
    "notice",  # something said that asks nothing, or asks for a tap
    "refusal",  # the last answer was not accepted, and why; always followed by the question again
    "doubt",  # a soft check: "98 years: is that right?"
    "recap",  # where we are, on return
    "success",  # a sheet or the whole household is done; receipts
]
Expects = Literal[
    "nothing",  # only a tap makes sense (typing is still understood)
    "text",
    "integer",
    "decimal",
    "date",
    "iin",
    "search",  # a few letters of a long list
    "choice",  # one of the choices, by tap, number or label
    "choices",  # several, then confirm
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. `token` is ASCII, at most 64 bytes, and comes back in `Press`.

    `number` is what one may type instead of tapping; the door shows it where buttons are absent or too small for `label`.
    `selected`: ticked so far, or, where one is to be chosen, the likely one.
    """

    token: str
    label: str
    number: int | None = None
    selected: bool = False
    role: Literal["answer", "confirm", "aside"] = "answer"
    """answer: one of the answers. confirm: the primary way on. aside: help, back, skip, language; drawn quieter."""
    language: str = ""
    """Of the label, where it is not the reply's: «Қазақша» beside «Русский»."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the person stands: «Айгүл · 3-И · Білім», 12 of 48. `done` and `total` count questions of this sheet."""

    title: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: «✓ Айгүл», «◐ Айдар, 12 of 48», «3. Sex: male», «Айгүл 0931-0852-4044-47».

    Entries of one `place` (the heading they stand under) follow each other. `number` is what one may type to get at it.
    """

    label: str
    value: str = ""
    mark: Literal["", "done", "begun", "waiting"] = ""
    number: int | None = None
    place: str = ""
    copied: bool = False
    """`value` is to be copied out character by character: a receipt number."""
    token: str = ""
    """The choice of the same message that opens this line: a door with room for it draws the line as that button."""


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble. `text` is the point of it, `entries` a list under that; `hint` is said quietly, `progress` stands above."""

    text: str
    tone: Tone = "notice"
    hint: str = ""
    progress: Progress | None = None
    choices: tuple[Choice, ...] = ()
    columns: Literal[1, 2, 3] = 1
    """How many short labels fit beside each other; a door with a narrow screen may use fewer."""
    expects: Expects = "nothing"
    placeholder: str = ""
    """What an empty input field says: «кк.аа.жжжж», «Несколько букв названия»."""
    keepsake: bool = False
    """Worth keeping on paper: the receipts."""
    scan: str = ""
    """A link for the camera of another device: a door that can draw shows it as a QR code, no other needs it."""
    entries: tuple[Entry, ...] = ()
    languages: tuple[str, ...] = ()
    """Of the paragraphs of `text`, one each, where they are not the reply's: hello in both languages."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with the reply (a receipt, a certificate). `name` has its extension, `media_type` is IANA's."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to one turn, in order. `language` is "kk" or "ru". Only the last message asks for something."""

    language: str
    messages: tuple[Message, ...]
    files: tuple[Attached, ...] = field(default=())
    toast: str = ""
    """A few words (≤ 200 characters) for a pressed button that changed nothing: shown in passing where a door can."""
