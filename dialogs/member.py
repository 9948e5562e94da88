"""The page of a member who came by a private link: his own sheets, and who of the household still has to answer."""

from dialogs import family
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import question
from dialogs.tokens import Token, verb_token


def show(scene: Scene) -> list[Message]:
    say, case = scene.say, scene.household
    own = case.standings()
    others = (s for s in case.all_standings() if s.sheet.subject and not case.is_mine(s.sheet))
    awaited = [standing.title for standing in others if not standing.complete]
    choices = [*family.onward(scene), *family.sheets(scene)]
    choices.append(Choice(verb_token("pause"), say("aside.pause"), role="aside"))
    hint = [say("member.done" if all(standing.complete for standing in own) else "member.title")]
    hint += [say("member.awaited", names=", ".join(awaited))] if awaited else []
    entries = [family.entry(scene, standing) for standing in own]
    return [question(scene, say("member.heading"), *choices, entries=entries, hint="\n".join(hint))]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    return await family.take(scene, said)
