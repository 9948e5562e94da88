"""The family page: who is on the list, who is done, and the one step that comes next."""

from collections.abc import Sequence

from dialogs.answers import say_answer
from dialogs.case import Standing
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.tokens import Token, VerbToken, mark, verb_token
from dialogs.understanding import Word, read_word

MARKS = {"done": "✓", "begun": "◐", "waiting": "○"}


def show(scene: Scene) -> list[Message]:
    return [_page(scene)]


def _page(scene: Scene) -> Message:
    say, case = scene.say, scene.household
    standings = case.standings()
    lines = [line(scene, standing) for standing in standings]
    choices = [*onward(scene, standings), *sheets(scene, standings)]
    if scene.conversation.earlier:
        choices.append(Choice(verb_token("receipts"), say("done.earlier"), role="aside"))
    choices.append(Choice(verb_token("pause"), say("aside.pause"), role="aside"))
    title = "family.title_other" if scene.conversation.earlier else "family.title"
    complete = all(standing.complete for standing in standings)
    text = say("family.all_done" if complete else title) + "\n\n" + "\n".join(lines)
    return question(scene, text, *choices)


def line(scene: Scene, standing: Standing) -> str:
    """A sheet as a line of a page: how far it is and whose."""
    state = "done" if standing.complete else "begun" if standing.begun else "waiting"
    if state == "begun":
        counted = scene.say("family.of", done=standing.done, total=standing.total)
        return f"{MARKS[state]} {standing.title} – {counted}"
    return f"{MARKS[state]} {standing.title}"


def onward(scene: Scene, standings: Sequence[Standing]) -> list[Choice]:
    """The one step that comes next; none when nothing waits to be sent."""
    say, household = scene.say, scene.household.household
    following = next((s for s in standings if not s.complete), None)
    if following is not None:
        key = "family.continue" if following.begun else "family.begin"
        return [Choice(verb_token("next"), say(key, title=following.title), role="confirm")]
    key = "correct.send" if household.sent else "family.submit"
    return [Choice(verb_token("submit"), say(key), role="confirm")] if household.unsent else []


def sheets(scene: Scene, standings: Sequence[Standing]) -> list[Choice]:
    """The sheets one can look into, and the list of people."""
    choices = [Choice(verb_token("open", mark(str(s.sheet.id))), s.title) for s in standings if s.begun or s.complete]
    if scene.household.household_list.complete:
        choices.append(Choice(verb_token("roster"), scene.say("family.roster")))
    return choices


async def take(scene: Scene, said: str | Token) -> list[Message]:
    match _verb(scene, said):
        case VerbToken("next"):
            following = next((s for s in scene.household.standings() if not s.complete), None)
            if following is not None:
                scene.conversation.push("sheet", sheet=str(following.sheet.id))
                return _known_already(scene, following)
        case VerbToken("submit") if may_send(scene):
            scene.conversation.push("submit")
        case VerbToken("open", which):
            _open(scene, which)
        case VerbToken("roster") if scene.household.household_list.complete:
            scene.conversation.push("roster")
        case _:
            return [notice(scene.say("family.choose"))] if isinstance(said, str) else []
    return []


def may_send(scene: Scene) -> bool:
    """Whether something waits to be sent and nothing is unanswered."""
    return scene.household.household.unsent and all(s.complete for s in scene.household.standings())


def _known_already(scene: Scene, standing: Standing) -> list[Message]:
    """What a sheet that is begun knows from the list, with the way to correct it."""
    if standing.begun:
        return []
    interview = scene.household.interview(standing.sheet)
    lines = [line for line in interview.review() if line.given]
    if not lines:
        return []
    said = [say_answer(interview.prompt_at(line.ref), line.value, scene.language) for line in lines]
    text = scene.say("family.known", title=standing.title, known="\n".join(said))
    return [notice(text, Choice(verb_token("review"), scene.say("family.correct"), role="aside"))]


def _verb(scene: Scene, said: str | Token) -> Token | None:
    if not isinstance(said, str):
        return said
    word = read_word(said)
    if word in (Word.CONTINUE, Word.YES):
        return VerbToken("next" if any(not s.complete for s in scene.household.standings()) else "submit")
    return VerbToken("submit") if word is Word.SUBMIT else None


def _open(scene: Scene, which: str) -> None:
    """A sheet chosen by name: its review; from there every answer can be corrected and the rest gone on with."""
    for standing in scene.household.standings():
        if mark(str(standing.sheet.id)) == which:
            scene.conversation.push("review", sheet=str(standing.sheet.id))
