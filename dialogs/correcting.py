"""After sending, while the census is open: every answer can still be looked at and corrected, people added or taken off.

The first change opens its sheet again (`Scene.keep`); until the corrections are sent what was sent before counts, and one
may return to it. Receipt numbers stay. Frame data: `drop` (asked whether everything shall stay as it was sent).
"""

from census import corrections
from dialogs import family
from dialogs.gate import open_until
from dialogs.household import locate
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question, yes_no
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word

DROPPING = "corrections"


def show(scene: Scene) -> list[Message]:
    say, case = scene.say, scene.household
    if scene.conversation.top.data.get("drop") and case.unsent:
        sure = yes_no(scene, DROPPING)
        return [Message(say("correct.drop_sure"), tone="doubt", choices=sure, columns=2, expects="choice")]
    hint = say("correct.unsent") if case.unsent else f"{say('correct.choose')} {open_until(scene)}"
    choices = [*family.onward(scene), *family.sheets(scene)]
    if case.only is None:
        choices.append(Choice(verb_token("roster"), say("family.roster")))
    if case.unsent:
        choices.append(Choice(verb_token("drop"), say("correct.drop"), role="aside"))
    choices.append(Choice(verb_token("back"), say("review.close"), role="aside"))
    return [question(scene, say("correct.title"), *choices, entries=family.entries(scene), hint=hint)]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    data = scene.conversation.top.data
    word = read_word(said) if isinstance(said, str) else None
    asked = data.pop("drop", False) and scene.household.unsent
    if asked and (word is Word.YES or said == VerbToken("yes", DROPPING)):
        return await _drop(scene)
    if asked and (word in (Word.NO, Word.BACK) or said in (VerbToken("no", DROPPING), VerbToken("back"))):
        return []
    if said == VerbToken("drop") and scene.household.unsent:
        data["drop"] = True
        return []
    if said == VerbToken("back") or word in (Word.BACK, Word.NO):
        scene.conversation.pop()
        return []
    return await family.take(scene, said)


async def _drop(scene: Scene) -> list[Message]:
    """Everything is as it was sent; the region too, should the address have been corrected."""
    case = scene.household
    as_sent = await scene.registry.answers_as_sent(case.household)
    scene.act(
        corrections.drop_corrections,
        case.household.id,
        [sheet.id for sheet in case.household.sheets if case.is_mine(sheet)],
        at=scene.now,
        channel=scene.conversation.channel,
        language=scene.language,
    )
    scene.case = case.as_sent(as_sent)
    locate(scene)
    scene.conversation.become("done")
    return [notice(scene.say("correct.dropped"))]
