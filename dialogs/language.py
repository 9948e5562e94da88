"""The first words: in which language shall we speak? In both languages at once, for we do not know yet."""

from dataclasses import replace

from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.texts import LANGUAGES, texts
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import detect_language


def show(scene: Scene) -> list[Message]:
    choices = tuple(
        Choice(verb_token("language", language), texts(language)("language.name"), number, language=language)
        for number, language in enumerate(LANGUAGES, 1)
    )
    greeting = in_both("language.greeting")
    return [replace(greeting, tone="question", choices=choices, columns=2, expects="choice")]


def in_both(key: str) -> Message:
    """Said in every language, a paragraph each."""
    return Message("\n\n".join(texts(language)(key) for language in LANGUAGES), languages=tuple(LANGUAGES))


async def take(scene: Scene, said: str | Token) -> list[Message]:
    match said:
        case VerbToken("language", language) if language in LANGUAGES:
            choose(scene, language)
        case str():
            spoken = numbered(said) or detect_language(said)
            if spoken is None:
                return [in_both("language.again")]
            choose(scene, spoken)
    return []


def numbered(said: str) -> str | None:
    """The language whose number was typed: a page shows the question before anything is said."""
    return {str(n): language for n, language in enumerate(LANGUAGES, 1)}.get(said.strip())


def choose(scene: Scene, language: str) -> None:
    """Speak `language` from now on; every answer is kept. The first choice leads on to the welcome."""
    conversation = scene.conversation
    conversation.language = language
    if scene.case is not None:
        scene.case.speak(language)
    if conversation.top.dialog == "language":
        if len(conversation.frames) > 1:
            conversation.pop()
        else:
            conversation.become("welcome")
    conversation.top.data.pop("told", None)  # the welcome is told again, in this language
