"""Small ready-made messages that several conversations say."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import permutations

from dialogs.reply import Choice, Entry, Message
from dialogs.scene import Scene
from dialogs.texts import LANGUAGES, texts
from dialogs.tokens import list_number, verb_token
from dialogs.understanding import fold


def notice(text: str, *choices: Choice) -> Message:
    """Something said in passing."""
    return Message(text, choices=choices, expects="choice" if choices else "nothing")


def refusal(text: str) -> Message:
    """Why the last answer was not taken."""
    return Message(text, tone="refusal")


def yes_no(scene: Scene, about: str, *, numbered: bool = True) -> tuple[Choice, ...]:
    """Yes and no to one thing: `about` comes back with the button, so that an old one does not decide something else."""
    say = scene.say
    yes, no = (1, 2) if numbered else (None, None)
    return (Choice(verb_token("yes", about), say("yes"), yes), Choice(verb_token("no", about), say("no"), no))


def question(
    scene: Scene,
    text: str,
    *choices: Choice,
    hint: str = "",
    entries: Iterable[Entry] = (),
    columns: int = 1,
    typed: bool = False,
) -> Message:
    """Something of the bot's own that is asked (not a census question); numbered so that it can be typed."""
    numbered: list[Choice] = []
    for choice in choices:
        number = None if choice.role == "aside" else len([c for c in numbered if c.number]) + 1
        numbered.append(Choice(choice.token, choice.label, number, selected=choice.selected, role=choice.role))
    return Message(
        text,
        tone="question",
        hint=hint,
        entries=tuple(entries),
        choices=tuple(numbered),
        columns=2 if columns == 2 else 1,
        expects="text" if typed else "choice",
        placeholder=scene.say("sheet.placeholder.text" if typed else "sheet.placeholder.choice"),
    )


def chosen(message: Message, text: str) -> Choice | None:
    """The choice of `message` that the person typed: its number, or its label in either language."""
    if number := list_number(text):
        return next((c for c in message.choices if c.number == number), None)
    for wanted in ({fold(text)} - {""}, _said_otherwise().get(fold(text), ())):
        if named := next((c for c in message.choices if fold(c.label) in wanted), None):
            return named
    return None


def is_own_label(text: str) -> bool:
    """Whether the catalogues say just this, so that it may be the label of one of the bot's buttons."""
    return fold(text) in _said_otherwise()


@cache
def _said_otherwise() -> Mapping[str, set[str]]:
    """What the catalogues say, folded, and how the other language says the same."""
    meant: dict[str, set[str]] = {}
    for here, there in permutations(map(texts, LANGUAGES), 2):
        for key, text in here.messages.items():
            other = there.messages[key]
            if isinstance(text, str) and isinstance(other, str):
                meant.setdefault(fold(text), set()).add(fold(other))
    return meant
