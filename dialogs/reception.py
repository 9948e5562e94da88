"""Where every turn is received: language, pause, help and return are understood anywhere, the rest by the dialog on top.

`receive` changes the Scene and returns what is to be said; it does no I/O but the Scene's look-ups. `present` draws what
is being asked now and changes nothing.
"""

from typing import Protocol

from dialogs import (
    calming,
    card,
    correcting,
    done,
    family,
    faq,
    joining,
    language,
    member,
    moved,
    moving,
    private_link,
    reminding,
    review,
    rights,
    roster,
    said_on_return,
    sheet,
    signin,
    submitting,
    welcome,
    wordless,
)
from dialogs.answering import undecided
from dialogs.anywhere import EVERYWHERE, LOOKED_UP
from dialogs.gate import closed
from dialogs.reply import Choice, Message
from dialogs.resumption import take_up
from dialogs.returning import paused_message, recap, was_silent
from dialogs.scene import Scene
from dialogs.speech import chosen, is_own_label, notice, refusal
from dialogs.texts import LANGUAGES
from dialogs.tokens import AnswerToken, Token, VerbToken, parse_token, verb_token
from dialogs.turn import Act, Arrival, Attachment, Command, Contact, Edit, Location, Press, Text
from dialogs.understanding import LONGEST, Word, clean, is_upset, read_word


class Dialog(Protocol):
    """A module of dialogs/: `show` draws the present prompt from the state, `take` changes the state."""

    def show(self, scene: Scene) -> list[Message]: ...
    async def take(self, scene: Scene, said: str | Token) -> list[Message]: ...


DIALOGS: dict[str, Dialog] = {
    "language": language,
    "welcome": welcome,
    "signin": signin,
    "family": family,
    "sheet": sheet,
    "review": review,
    "roster": roster,
    "submit": submitting,
    "done": done,
    "correcting": correcting,
    "faq": faq,
    "rights": rights,
    "moving": moving,
    "joining": joining,
    "member": member,
    "private_link": private_link,
    "moved": moved,
    "card": card,
}
WORDS = {
    Word.HELP: "help",
    Word.PAUSE: "pause",
    Word.REVIEW: "review",
    Word.FAMILY: "family",
    Word.LANGUAGE: "language",
    Word.LANGUAGE_KK: "language.kk",
    Word.LANGUAGE_RU: "language.ru",
    Word.OPERATOR: "operator",
    Word.WHY: "why",
    Word.MISTAKE: "mistake",
    Word.RECEIPTS: "receipts",
    Word.CERTIFICATE: "certificate",
    Word.TRUST: "trust",
    Word.CARD: "card",
    Word.ANOTHER: "another",
    Word.MYDATA: "mydata",
    Word.ERASE: "erase",
    Word.REMINDERS: "reminders",
    Word.REMIND_OFF: "reminders.off",
    Word.REMIND_ON: "reminders.on",
    Word.MOVE: "move",
}
CORRECTS = (verb_token("correct"), verb_token("amend"))
"""How the buttons begin that correct the last answer; while one is shown, «исправить» presses it."""
ALWAYS_OPEN = ("language", "welcome", "faq", "done", "rights", "card", "moving", "moved", "joining")
"""Dialogs that stand open outside the campaign's windows."""


async def receive(scene: Scene, act: Act) -> list[Message]:
    """Take one turn. The answer is what was said about it and then what is asked now."""
    reminding.goes_on(scene)
    upset = scene.conversation.upset
    messages = await _received(scene, act)
    if scene.conversation.upset == upset:
        scene.conversation.upset = 0
    passing = [choice for message in messages[:-1] for choice in message.choices]
    scene.conversation.passing = {choice.label: choice.token for choice in passing}
    return messages


async def _received(scene: Scene, act: Act) -> list[Message]:
    conversation = scene.conversation
    said = _said(act)
    if (code := moving.code_in(scene, said)) and (entered := await moving.enter(scene, code, said)) is not None:
        take_up(scene, DIALOGS)
        return [*entered, *present(scene)]
    if (joined := await joining.enter(scene, said)) is not None:
        return [*joined, *present(scene)]
    if not conversation.frames:
        conversation.become("language")
        shown = conversation.channel == "web"  # a page has put the question before anything is said
        if not _language_said(said) and not (shown and isinstance(said, str) and language.numbered(said)):
            return present(scene)  # the first words are a greeting, whatever they are
    wish = await reminding.wished(scene, said)
    rests = conversation.paused or was_silent(scene)
    if rests and not isinstance(act, Arrival | Press) and not wish and not _moves(said):
        return _returned(scene, said)
    if conversation.top.dialog == "welcome" and not isinstance(act, Arrival):
        conversation.top.data["told"] = True
    messages = await _taken(scene, wish or (said if said is not None else act))
    asked = present(scene)
    if any(message.tone == "refusal" for message in messages):
        asked = asked[-1:]  # the notes before the question were read when it was first put
    return [*messages, *asked]


def present(scene: Scene) -> list[Message]:
    """What is being asked now, drawn from the state alone."""
    if not scene.conversation.frames:
        return language.show(scene)
    if scene.conversation.paused:
        return [paused_message(scene)]
    top = scene.conversation.top.dialog
    barred = closed(scene) if top not in ALWAYS_OPEN else None
    return [barred] if barred else DIALOGS[top].show(scene)


def _said(act: Act) -> str | Token | None:
    """Words and buttons, in the form the dialogs take them; None for everything else."""
    match act:
        case Text(text):
            command = _slash(text)
            return _said(command) if command else text
        case Command(name, argument):
            return VerbToken(name, argument) if name in COMMANDS else None
        case Press(token):
            return parse_token(token)
        case _:
            return None


def _slash(text: str) -> Command | None:
    """A slash command typed at a door that has none of its own: «/language kk»."""
    if not text.startswith("/"):
        return None
    name, _, argument = text[1:].strip().partition(" ")
    return Command(name.casefold(), argument.strip()) if name.isascii() and name.isalpha() else None


def _language_said(said: str | Token | None) -> VerbToken | None:
    """The wish for a language, said in words or by a button."""
    if isinstance(said, str) and (verb := _verb_of(said)):
        said = verb
    return said if isinstance(said, VerbToken) and said.verb == "language" else None


def _moves(said: str | Token | None) -> bool:
    """Whether the code for another place is asked for, which one may do without going on here."""
    return said == VerbToken("move") or (isinstance(said, str) and _verb_of(said) == VerbToken("move"))


def _returned(scene: Scene, said: str | Token | None) -> list[Message]:
    """After a pause: where we are and the same question. What was typed is no answer, but may be offered as one; only a
    language is listened to."""
    scene.conversation.paused = False
    if wish := _language_said(said):
        _language(scene, wish.argument)
    recalled, asked = [*filter(None, [recap(scene)])], present(scene)
    prompt = sheet.present_prompt(scene)
    perhaps = said_on_return.about_it(scene, prompt, said) if prompt and isinstance(said, str) else []
    return [*recalled, *perhaps, *asked]


async def _taken(scene: Scene, said: str | Token | Act) -> list[Message]:
    match said:
        case Arrival():
            return _arrived(scene)
        case Press():
            scene.toast = scene.say("sheet.old_button")
            return []
        case Attachment() | Edit() | Contact() | Location():
            return [wordless.answered(scene, said)]
        case str():
            return await _typed(scene, said)
        case VerbToken():
            return await _verb(scene, said)
        case AnswerToken():
            scene.conversation.paused = False
            return await _to_top(scene, said)
        case Command() | Text():  # a slash command there is none of
            return [notice(scene.say("help.general"))]


async def _typed(scene: Scene, text: str) -> list[Message]:
    if len(text) > LONGEST and len(text := clean(text)) > LONGEST:
        return [refusal(scene.say("understanding.text.too_long", most=LONGEST, length=len(text)))]
    if _answers_past_help(scene, text):
        scene.conversation.pop()
    if is_upset(text) and not sheet.claims(scene, text):
        return [calming.calm(scene)]
    token = _button_said(scene, text) or _command_in(scene, text)
    return await (_to_top(scene, text) if token is None else _verb(scene, token))


def _button_said(scene: Scene, text: str) -> VerbToken | None:
    """The button of the bot's own whose number or label was typed; a question's answers are read by `understanding`."""
    in_sheet = scene.conversation.top.dialog == "sheet"
    passing = tuple(Choice(token, label) for label, token in scene.conversation.passing.items())
    if read_word(text) is Word.MISTAKE and (
        offered := next((c for c in passing if c.token.startswith(CORRECTS)), None)
    ):
        text = offered.label
    choice = chosen(Message("", choices=passing), text)
    if choice is None or sheet.claims(scene, text):
        if in_sheet and not (undecided(scene) or is_own_label(text)):
            return None
        present_and_faq = (*present(scene)[-1].choices, Choice(verb_token("faq"), scene.say("help.all")))
        choice = chosen(Message("", choices=present_and_faq), text)
    token = parse_token(choice.token) if choice else None
    return token if isinstance(token, VerbToken) else None


def _answers_past_help(scene: Scene, text: str) -> bool:
    """Whether a person who reads an answer to a frequent question answers the census's own, which he saw before it."""
    frames = scene.conversation.frames
    if not faq.is_reading(scene) or faq.reads_on(scene, text) or len(frames) < 2 or frames[-2].dialog != "sheet":
        return False
    top = frames.pop()
    answers = sheet.is_answer(scene, text)
    frames.append(top)
    return answers


def _command_in(scene: Scene, text: str) -> VerbToken | None:
    """The command said in words, unless they are an answer."""
    verb, top = _verb_of(text), scene.conversation.top.dialog
    if verb is None or sheet.claims(scene, text):
        return None
    return None if top == "language" and verb.verb != "language" else verb  # there «Помощь» says which language


def _verb_of(text: str) -> VerbToken | None:
    if number := card.number_asked(text):
        return VerbToken("card", number)
    verb = WORDS.get(word) if (word := read_word(text)) else None
    if verb is None:
        return None
    head, _, argument = verb.partition(".")
    return VerbToken(head, argument)


async def _verb(scene: Scene, token: VerbToken) -> list[Message]:
    """Commands and buttons that mean the same everywhere; the others belong to the dialog on top."""
    top = scene.conversation.top.dialog
    if token.verb == "language":
        return _language(scene, token.argument)
    if top == "language":
        return []
    if token.verb != "move":  # who goes on elsewhere leaves this place at rest
        scene.conversation.paused = False
    if looked_up := LOOKED_UP.get(token.verb):
        messages = await looked_up(scene, token.argument)
        take_up(scene, DIALOGS)  # it may have led to another household
        return messages
    everywhere = EVERYWHERE.get(token.verb)
    if everywhere is None or (token.verb == "faq" and top == "faq"):
        return await _to_top(scene, token)
    return everywhere(scene, token.argument)


async def _to_top(scene: Scene, said: str | Token) -> list[Message]:
    top = scene.conversation.top.dialog
    if top not in ALWAYS_OPEN and closed(scene):
        return []
    return await DIALOGS[top].take(scene, said)


def _language(scene: Scene, wanted: str) -> list[Message]:
    scene.conversation.paused = False
    if wanted in LANGUAGES:
        language.choose(scene, wanted)
    elif scene.conversation.top.dialog != "language":
        scene.conversation.push("language")
    return []


def _arrived(scene: Scene) -> list[Message]:
    recalled = recap(scene) if scene.conversation.paused or was_silent(scene) else None
    scene.conversation.paused = False
    return [recalled] if recalled else []


COMMANDS = (*EVERYWHERE, "language", "back", "reminders")
"""The slash commands there are; buttons carry more verbs than one may type."""
