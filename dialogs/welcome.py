"""Who asks and why, who will see the answers, and the consent: three short messages before anything is asked.

Frame data: `told` (the three were said, in the language spoken now).
"""

from dialogs.gate import closed
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.stuck import Steps, refused_before
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word

STEPS = Steps("welcome.not_yet", "welcome.stuck", "welcome.person")


def show(scene: Scene) -> list[Message]:
    told = scene.conversation.top.data.get("told", False)
    before = [] if told else [notice(text) for text in scene.campaign.welcome_texts(scene.language)]
    barred = closed(scene)
    return [*before, barred or _consent(scene)]


def _consent(scene: Scene) -> Message:
    """A member is told who will not see his answers; that one may interrupt is said to him by the button of his page."""
    say = scene.say
    alone = scene.conversation.only is not None
    return question(
        scene,
        scene.campaign.consent.of(scene.language),
        Choice(verb_token("agree"), say("welcome.agree"), role="confirm"),
        Choice(verb_token("faq"), say("welcome.ask")),
        Choice(verb_token("later"), say("welcome.later")),
        Choice(verb_token("trust"), say("trust.button"), role="aside"),
        hint=say("joining.joined" if alone else "welcome.any_time"),
    )


async def take(scene: Scene, said: str | Token) -> list[Message]:
    if closed(scene):
        return []
    match _verb(said):
        case "agree":
            scene.conversation.become("signin" if scene.conversation.only is None else "member")
        case "later":
            return [notice(scene.say("welcome.until_later"))]
        case None if isinstance(said, str):  # an old button is no answer
            return refused_before(scene, scene.say("welcome.unclear"), STEPS)
    return []


def _verb(said: str | Token) -> str | None:
    if isinstance(said, VerbToken):
        return said.verb
    if isinstance(said, str):
        return {Word.YES: "agree", Word.CONTINUE: "agree", Word.NO: "later"}.get(read_word(said) or Word.HELP)
    return None
