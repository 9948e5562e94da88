"""Going on elsewhere: a conversation moves to another device or messenger by an access code, and is closed where it was.

Who asks is given the code in passing. Who gives it at another place goes on there with everything: the language, the question,
the receipts of what was sent before. What stands at that place already goes: an empty draft silently, answers only after a
clear yes, and what was sent stays among the earlier. Taking over is one transaction: the code is spent, both conversations
change, each guarded by its version.

Frame data of the question: `code` (its digits, waiting for the yes).
"""

import re
from dataclasses import replace
from datetime import timedelta

from census import access_codes
from census.access_codes import MOVE_GROUPS, MOVE_LASTS, AccessCode, draw_code, read_code, show_code
from census.erasure import erase_left
from dialogs import between, language, sheet
from dialogs.case import Case
from dialogs.conversation import Conversation
from dialogs.gate import closed
from dialogs.reply import Choice, Entry, Message
from dialogs.returning import recap
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word
from dialogs.wording import say_datetime
from questionnaire import Kind, Prompt
from storage.turns import ConversationState, put_other

_LINK = re.compile(r"https?://\S+[#=](\d+)")
"""Our own links, when they are typed or pasted instead of opened."""
_LONGEST = 200
_TAKES_NUMBERS = ("signin", "card")
"""Dialogs that read a number as something of their own: digits that are no code are theirs."""


# --- the way out ------------------------------------------------------------------------------------------------------


def offer(scene: Scene, _: str = "") -> list[Message]:
    """A new code and where to give it; nothing is left behind but the code."""
    say, conversation, premises = scene.say, scene.conversation, scene.premises
    if conversation.frames and conversation.top.dialog == "moved":
        return []
    if scene.case is None:
        return [notice(say("moving.nothing_yet"))]
    code = draw_code(premises.bits, MOVE_GROUPS)
    opens = AccessCode("move", conversation.id, conversation.household_id, None, scene.now, scene.now + MOVE_LASTS)
    scene.act(access_codes.make, premises.keyring, code, opens)
    return _on_the_page(scene, code) if conversation.channel == "web" else _in_a_messenger(scene, code)


def _on_the_page(scene: Scene, code: str) -> list[Message]:
    """On a page one can draw: what another device's camera opens."""
    say, address, bot = scene.say, scene.premises.address, scene.premises.doors.telegram
    page = replace(_told(scene, code, say("moving.to_page", address=address)), scan=f"{address}/#{code}")
    if not bot:
        return [page]
    return [page, Message(say("moving.to_telegram", bot=bot), scan=f"https://t.me/{bot}?start={code}")]


def _in_a_messenger(scene: Scene, code: str) -> list[Message]:
    say, address, bot = scene.say, scene.premises.address, scene.premises.doors.telegram
    where = say("moving.by_link", address=address, link=f"{address}/#{code}")
    return [_told(scene, code, where, *([say("moving.to_bot", bot=bot)] if bot else []))]


def _told(scene: Scene, code: str, *where: str) -> Message:
    """The code, where to give it, how long it holds, what goes along, and that it is for nobody else."""
    say = scene.say
    lasts = say.plural("moving.lasts", MOVE_LASTS // timedelta(minutes=1))
    along = [say("moving.corrections_go")] if _has_corrections(scene) else []
    shown = Entry(say("moving.code"), show_code(code), copied=True)
    return Message("\n\n".join([*where, lasts, *along]), hint=say("moving.secret"), entries=(shown,))


def _has_corrections(scene: Scene) -> bool:
    """Whether corrections of what was sent wait to be sent: they go along, and can be sent from the other place."""
    conversation, case = scene.conversation, scene.household
    here = case.household.sent and case.unsent and not closed(scene)
    return here or any(each in conversation.earlier for each in conversation.left)


# --- the way in -------------------------------------------------------------------------------------------------------


def code_in(scene: Scene, said: str | Token | None, groups: int = MOVE_GROUPS) -> str | None:
    """The code that was given: typed, pasted with its link, or brought by a link; None for anything else.

    Words that an open question takes for its answer (a telephone number) are no code; «/start 48271 93056» is one anywhere.
    """
    match said:
        case VerbToken("start" | "move", argument):
            return read_code(argument, groups)
        case str() if len(said) <= _LONGEST:
            if link := _LINK.fullmatch(said.strip()):
                return read_code(link[1], groups)
            code = read_code(said, groups)
            prompt = _prompt(scene) if code else None
            return None if prompt is not None and prompt.kind is Kind.TEXT else code
        case _:
            return None


async def enter(scene: Scene, code: str, said: str | Token | None) -> list[Message] | None:
    """Go on here with what the code opens, or say why not. None: the digits are no code, and may mean something here."""
    if not scene.conversation.frames:
        scene.conversation.become("language")
    doubtful = isinstance(said, str) and _may_mean_else(scene)
    if again := scene.spend_code_try():
        when = say_datetime(again.isoformat(), scene.language)
        spent = scene.say("moving.tries_spent", when=when, phone=scene.campaign.phone)
        return None if doubtful else [notice(spent)]
    match await _look_up(scene, code):
        case (conversation, case):
            scene.earn_code_try()
            return _asked(scene, code, conversation, case)
        case "moving.wrong" if doubtful:
            return None
        case reason:
            return [refused(scene, reason)]


async def _look_up(scene: Scene, code: str) -> tuple[Conversation, Case] | str:
    """The conversation an open code leads to; for any other the key of what is said to it."""
    found = await scene.registry.access(code, "move")
    if found is None:
        return "moving.wrong"
    if (standing := found.standing(scene.now)) != "open":
        return f"moving.{standing}"
    if found.conversation_id == scene.conversation.id:
        return "moving.here"
    match await scene.registry.conversation(found.conversation_id):
        case (conversation, Case() as case):
            return conversation, case
        case _:  # it was erased at this very moment
            return "moving.expired"


def refused(scene: Scene, key: str) -> Message:
    """In the person's language; in both before one is chosen."""
    return notice(scene.say(key)) if scene.conversation.language else language.in_both(key)


def _prompt(scene: Scene) -> Prompt | None:
    """The question of the census that waits for words; none while one pauses."""
    conversation = scene.conversation
    in_sheet = conversation.frames and conversation.top.dialog == "sheet" and not conversation.paused
    return sheet.present_prompt(scene) if in_sheet else None


def _may_mean_else(scene: Scene) -> bool:
    prompt = _prompt(scene)
    reads_numbers = prompt is not None and prompt.kind in (Kind.INTEGER, Kind.DECIMAL)
    return reads_numbers or scene.conversation.top.dialog in _TAKES_NUMBERS


def _asked(scene: Scene, code: str, there: Conversation, case: Case) -> list[Message]:
    """Answers that stand here are not given up without being asked about."""
    conversation = scene.conversation
    if conversation.top.dialog == "moving":
        conversation.pop()
    if conversation.household_id == there.household_id or not has_answers(scene.case):
        return _moved(scene, code, there, case)
    conversation.push("moving", code=code)
    return []


def has_answers(case: Case | None) -> bool:
    """Whether something of a household that was not sent would be lost."""
    return case is not None and not case.household.sent and any(standing.done for standing in case.standings())


def _moved(scene: Scene, code: str, there: Conversation, case: Case) -> list[Message]:
    here, left, keyring, given_up = scene.conversation, scene.case, scene.premises.keyring, None
    scene.act(access_codes.redeem, keyring, code, "move", scene.now)
    if left is not None and left.household.id != case.household.id:
        here.remember(left.household)
        if here.only is None:  # else it is not his to erase
            given_up = left.household.id
    here.take_over(there)
    scene.case = case
    state = ConversationState(there.id, there.language, None, there.dump(), there.version)
    scene.act(put_other, keyring, there.channel, there.address, state, scene.now)
    if given_up is not None:
        scene.act(erase_left, given_up, by="respondent", at=scene.now)
    moved = notice(scene.say("moving.moved"))
    return [moved, *filter(None, [recap(scene)]), *_not_sent_yet(scene)]


def _not_sent_yet(scene: Scene) -> list[Message]:
    """Corrections that came along, and what waits in other households, from either place."""
    case, top = scene.household, scene.conversation.top.dialog
    told = top in ("done", "correcting") or closed(scene)
    corrections = case.household.sent and case.unsent and not told
    return [*([notice(scene.say("correct.unsent"))] if corrections else []), *between.left_behind(scene)]


# --- the question about the answers that stand here -------------------------------------------------------------------


def show(scene: Scene) -> list[Message]:
    return [asks(scene, "moving.ask")]


def asks(scene: Scene, key: str) -> Message:
    """Whether what stands here shall be given up for what comes by a code."""
    say = scene.say
    stay = Choice(verb_token("stay"), say("moving.stay"))
    return question(scene, say(key), Choice(verb_token("give_up"), say("moving.give_up")), stay)


def gives_up(said: str | Token) -> bool:
    """Only a clear yes does."""
    return said == VerbToken("give_up") or (isinstance(said, str) and read_word(said) is Word.YES)


async def take(scene: Scene, said: str | Token) -> list[Message]:
    """Anything but a clear yes leaves everything as it is."""
    code = scene.conversation.top.data["code"]
    scene.conversation.pop()
    if not gives_up(said):
        return [notice(scene.say("moving.stayed"))]
    match await _look_up(scene, code):
        case (conversation, case):
            return _moved(scene, code, conversation, case)
        case reason:
            return [refused(scene, reason)]
