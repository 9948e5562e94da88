"""Coming by a private link: a member of a household takes over his own sheets, to answer them where nobody else sees it.

The link was handed on by who began the household (private_link.py). It holds once; the member is told who asks and why, and
consents for himself. What stands at this place already is treated as when a conversation moves here (moving.py).
Frame data of the question: `code` (its digits, waiting for the yes).
"""

from census import access_codes, private_sheets
from census.access_codes import MEMBER_GROUPS, AccessCode
from census.erasure import erase_left
from dialogs.moving import asks, code_in, gives_up, has_answers, refused
from dialogs.reply import Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import Token
from dialogs.wording import say_datetime


async def enter(scene: Scene, said: str | Token | None) -> list[Message] | None:
    """Take over what the link opens, or say why not. None: nothing of the kind was said."""
    code = code_in(scene, said, MEMBER_GROUPS)
    if code is None:
        return None
    if not scene.conversation.frames:
        scene.conversation.become("language")
    if again := scene.spend_code_try():
        when = say_datetime(again.isoformat(), scene.language)
        return [notice(scene.say("moving.tries_spent", when=when, phone=scene.campaign.phone))]
    match await _look_up(scene, code):
        case AccessCode() as opens:
            scene.earn_code_try()
            return _asked(scene, code, opens)
        case reason:
            return [refused(scene, reason)]


async def _look_up(scene: Scene, code: str) -> AccessCode | str:
    """What an open code opens; for any other the key of what is said to it."""
    found = await scene.registry.access(code, "member")
    if found is None:
        return "moving.wrong"
    if found.standing(scene.now) != "open":
        return f"joining.{found.standing(scene.now)}"
    if found.household_id == scene.conversation.household_id:
        return "joining.here"
    return found


def _asked(scene: Scene, code: str, opens: AccessCode) -> list[Message]:
    if scene.conversation.top.dialog == "joining":
        scene.conversation.pop()
    if not has_answers(scene.case):
        return _joined(scene, code, opens)
    scene.conversation.push("joining", code=code)
    return []


def _joined(scene: Scene, code: str, opens: AccessCode) -> list[Message]:
    conversation, left = scene.conversation, scene.case
    assert opens.household_id is not None
    assert opens.item is not None
    scene.act(access_codes.redeem, scene.premises.keyring, code, "member", scene.now)
    scene.act(private_sheets.take_over, opens.household_id, opens.item, scene.now)
    if left is not None:
        conversation.remember(left.household)
        if conversation.only is None:  # else it is not his to erase
            scene.act(erase_left, left.household.id, by="respondent", at=scene.now)
    conversation.household_id, conversation.only, scene.case = opens.household_id, opens.item, None
    conversation.paused = False
    conversation.become("welcome")
    if not conversation.language:
        conversation.push("language")
    return []


# --- the question about the answers that stand here -------------------------------------------------------------------


def show(scene: Scene) -> list[Message]:
    return [asks(scene, "joining.ask")]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    """Anything but a clear yes leaves everything as it is."""
    code = scene.conversation.top.data["code"]
    scene.conversation.pop()
    if not gives_up(said):
        return [notice(scene.say("moving.stayed"))]
    match await _look_up(scene, code):
        case AccessCode() as opens:
            return _joined(scene, code, opens)
        case reason:
            return [refused(scene, reason)]
