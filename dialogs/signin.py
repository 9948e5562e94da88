"""Sign-in by IIN, or without one. It opens the household; nobody's answers are shown to anybody by it.

An IIN that was counted is told so. One that stands in an unfinished household elsewhere may begin anew here: an IIN is no
secret, so it opens nothing, and whoever types another's number must not lock him out. The sheet sent first is counted.
The register answers a bounded number of times (`tries`). A slip of the pen is helped with step by step (stuck.py).
"""

from census.iin import Iin, IinProblem, parse_iin
from dialogs.household import begin
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, refusal
from dialogs.stuck import Steps, refused_before
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word
from dialogs.wording import say_datetime

STEPS = Steps("signin.not_yet", "signin.stuck", "signin.person")
NONE_WORDS = (Word.NO, Word.SKIP, Word.DONT_KNOW, Word.DECLINE)


def show(scene: Scene) -> list[Message]:
    say = scene.say
    why = next((e for e in scene.campaign.faq if "member_iin" in e.questions), None)
    about = [Choice(verb_token("faq", str(why.number)), say("signin.why"), role="aside")] if why else []
    return [
        Message(
            say("signin.ask"),
            tone="question",
            hint=say("signin.hint"),
            choices=(Choice(verb_token("no_iin"), say("signin.no_iin")), *about),
            expects="iin",
            placeholder=say("sheet.placeholder.iin"),
        )
    ]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    match said:
        case VerbToken("no_iin"):
            return _open(scene, None)
        case VerbToken("back"):
            scene.conversation.become("welcome", told=True)
            return []
        case str():
            return await _typed(scene, said)
        case _:
            scene.toast = scene.say("sheet.old_button")
            return []


async def _typed(scene: Scene, text: str) -> list[Message]:
    word = read_word(text)
    if word in NONE_WORDS:
        return _open(scene, None)
    if word is Word.BACK:
        scene.conversation.become("welcome", told=True)
        return []
    match parse_iin(text, scene.moment.date()):
        case IinProblem() as problem:
            return refused_before(scene, problem.sentence(scene.say), STEPS)
        case Iin() as iin:
            return await _known(scene, iin)


async def _known(scene: Scene, iin: Iin) -> list[Message]:
    if again := scene.spend_try():
        when = say_datetime(again.isoformat(), scene.language)
        return [refusal(scene.say("signin.tries_spent", when=when, phone=scene.campaign.phone))]
    if await scene.registry.is_counted(iin.digits):
        return [refusal(scene.say("signin.counted", phone=scene.campaign.phone))]
    elsewhere = await scene.registry.started_elsewhere(iin.digits, None)
    messages = _open(scene, iin.digits)
    return [*messages, notice(scene.say("signin.elsewhere"))] if elsewhere else messages


def _open(scene: Scene, iin: str | None) -> list[Message]:
    """Open the household with its list; the respondent's own place on it comes with the sign-in."""
    begin(scene, iin)
    return [notice(scene.say("signin.welcome" if iin else "signin.welcome_no_iin"))]
