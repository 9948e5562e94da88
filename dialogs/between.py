"""From one household of a conversation to another: to one that was sent from here, to be corrected, and back.

The present household is the conversation's; where one stands in those left with something unsent is kept (`Conversation.left`),
to the half ticked answer. Whoever went away to look at what was sent comes back to what waits, at the latest after a silence.
"""

from uuid import UUID

from dialogs.case import Case
from dialogs.gate import is_open
from dialogs.reply import Choice, Message
from dialogs.returning import recap
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import mark, verb_token

CORRECTIONS = ("between.corrections", "between.to_corrections")
UNFINISHED = ("between.unfinished", "between.to_unfinished")
LONGEST = 24
"""Characters of a button with a name on it."""


async def go(scene: Scene, which: str) -> list[Message]:
    """Go to the household that `which` marks, if it is one of this conversation's."""
    conversation = scene.conversation
    wanted = next((each for each in conversation.others if mark(str(each)) == which), None)
    if wanted is None:
        if scene.case is None or mark(str(scene.case.household.id)) != which:
            scene.toast = scene.say("sheet.old_button")
        return []
    case = await scene.registry.other(wanted, conversation)
    if case is None:  # it was erased
        conversation.left.pop(wanted, None)
        return [notice(scene.say("between.gone"))]
    _enter(scene, case)
    recalled = None if case.household.sent else recap(scene)
    opened = recalled or notice(scene.say("between.opened" if case.household.sent else "between.back"))
    return [opened, *left_behind(scene)]


def _enter(scene: Scene, case: Case) -> None:
    """Where one stands in it; from its receipts on to its sheets, while they can be corrected."""
    conversation = scene.conversation
    conversation.go_to(case.household.id, scene.case.household if scene.case else None)
    conversation.paused, case.only = False, conversation.only
    scene.case = case
    if conversation.top.dialog == "done" and is_open(scene, scene.place):
        conversation.push("correcting")


async def come_back(scene: Scene) -> None:
    """From where nothing waits to be sent to where something does and still can be, or is to be told that it cannot."""
    conversation = scene.conversation
    if scene.case is None or scene.case.unsent:
        return
    for household_id, left in list(conversation.left.items()):
        case = await scene.registry.other(household_id, conversation)
        if case is None or not case.household.unsent(left.only):
            continue
        if not case.household.sent or is_open(scene, case.household.locality):
            _enter(scene, case)
            return


def left_behind(scene: Scene) -> list[Message]:
    """What waits in the other households, each with the way to it; the receipts say it themselves."""
    return [] if scene.conversation.top.dialog == "done" else [notice(why, way) for why, way in waiting(scene)]


def waiting(scene: Scene) -> list[tuple[str, Choice]]:
    """The same as sentences and buttons."""
    conversation, say = scene.conversation, scene.say
    found = []
    for household_id in conversation.left:
        why, label = CORRECTIONS if household_id in conversation.earlier else UNFINISHED
        found.append((say(why), Choice(_token(household_id), say(label), role="confirm")))
    return found


async def way_to(scene: Scene, household_id: UUID) -> Choice | None:
    """The button that leads to a household sent from here, named after the first of its people, while it can be corrected."""
    case = await scene.registry.other(household_id, scene.conversation)
    if case is None or not is_open(scene, case.household.locality):
        return None
    first = next((person.name for person in case.persons()), "")
    label = scene.say("between.correct", name=first)
    return Choice(
        _token(household_id), label if first and len(label) <= LONGEST else scene.say("between.correct_other")
    )


def _token(household_id: UUID) -> str:
    return verb_token("household", mark(str(household_id)))
