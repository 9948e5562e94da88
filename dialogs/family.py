"""The family page: who is on the list, who is done, and the one step that comes next."""

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
    lines = [_line(scene, standing) for standing in standings]
    following = next((s for s in standings if not s.complete), None)
    choices = []
    if following is not None:
        key = "family.continue" if following.begun else "family.begin"
        choices.append(Choice(verb_token("next"), say(key, title=following.title), role="confirm"))
    else:
        choices.append(Choice(verb_token("submit"), say("family.submit"), role="confirm"))
    choices += [Choice(verb_token("open", mark(str(s.sheet.id))), s.title) for s in standings if s.begun or s.complete]
    if case.household_list.complete:
        choices.append(Choice(verb_token("roster"), say("family.roster")))
    if scene.conversation.earlier:
        choices.append(Choice(verb_token("receipts"), say("done.earlier"), role="aside"))
    choices.append(Choice(verb_token("pause"), say("aside.pause"), role="aside"))
    title = "family.title_other" if scene.conversation.earlier else "family.title"
    text = say("family.all_done" if following is None else title) + "\n\n" + "\n".join(lines)
    return question(scene, text, *choices)


def _line(scene: Scene, standing: Standing) -> str:
    state = "done" if standing.complete else "begun" if standing.begun else "waiting"
    if state == "begun":
        counted = scene.say("family.of", done=standing.done, total=standing.total)
        return f"{MARKS[state]} {standing.title} – {counted}"
    return f"{MARKS[state]} {standing.title}"


async def take(scene: Scene, said: str | Token) -> list[Message]:
    match _verb(scene, said):
        case VerbToken("next"):
            following = next((s for s in scene.household.standings() if not s.complete), None)
            if following is not None:
                scene.conversation.push("sheet", sheet=str(following.sheet.id))
                return _known_already(scene, following)
        case VerbToken("submit") if all(s.complete for s in scene.household.standings()):
            scene.conversation.push("submit")
        case VerbToken("open", which):
            _open(scene, which)
        case VerbToken("roster") if scene.household.household_list.complete:
            scene.conversation.push("roster")
        case _:
            return [notice(scene.say("family.choose"))] if isinstance(said, str) else []
    return []


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
