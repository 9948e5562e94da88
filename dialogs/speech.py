"""Small ready-made messages that several conversations say."""

from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.tokens import verb_token


def notice(text: str, *choices: Choice) -> Message:
    """Something said in passing."""
    return Message(text, choices=choices, expects="choice" if choices else "nothing")


def refusal(text: str) -> Message:
    """Why the last answer was not taken."""
    return Message(text, tone="refusal")


def yes_no(scene: Scene) -> tuple[Choice, ...]:
    say = scene.say
    return (Choice(verb_token("yes"), say("yes"), 1), Choice(verb_token("no"), say("no"), 2))


def question(
    scene: Scene, text: str, *choices: Choice, hint: str = "", columns: int = 1, typed: bool = False
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
        choices=tuple(numbered),
        columns=2 if columns == 2 else 1,
        expects="text" if typed else "choice",
        placeholder=scene.say("sheet.placeholder.text" if typed else "sheet.placeholder.choice"),
    )


def chosen(message: Message, text: str) -> Choice | None:
    """The choice of `message` that the person typed: its number or its label."""
    wanted = text.strip().casefold()
    return next((c for c in message.choices if wanted in (str(c.number), c.label.casefold())), None)
