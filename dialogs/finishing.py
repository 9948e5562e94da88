"""What follows an accepted answer: the next question, the end of a sheet, or the way back to where one came from."""

from census.household import Sheet
from dialogs.household import locate, settle
from dialogs.reply import Message
from dialogs.scene import Scene
from questionnaire import Interview


def after_answer(
    scene: Scene, sheet: Sheet, interview: Interview, *, kept: bool = False, changed: bool = False
) -> list[Message]:
    """A correction (`once`) returns to the review, unless it raised questions in a sheet that was complete (`whole`).

    `kept`: the answer was looked at and left as it is. `changed`: another stood there before.
    """
    if sheet.form == scene.campaign.list.form:
        settle(scene)
    elif sheet.form == scene.campaign.address.form:
        locate(scene)
    data = scene.conversation.top.data
    if data.get("once") and (interview.complete or not data.get("whole")):
        scene.conversation.pop()
        return [] if kept else [corrected(scene)]
    said = [corrected(scene)] if changed else []
    return said + finish(scene, sheet) if interview.complete else said


def corrected(scene: Scene) -> Message:
    return Message(scene.say("sheet.corrected"), tone="success")


def finish(scene: Scene, sheet: Sheet) -> list[Message]:
    """Leave a sheet that has no question left."""
    scene.conversation.pop()
    return [Message(scene.say("sheet.finished", title=scene.household.title(sheet)), tone="success")]
