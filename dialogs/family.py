"""The family page: who is on the list, who is done, and the one step that comes next."""

from dataclasses import replace
from typing import Literal

from dialogs import private_link
from dialogs.answers import say_answer
from dialogs.reply import Choice, Entry, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.standing import Standing
from dialogs.tokens import Token, VerbToken, mark, verb_token
from dialogs.understanding import Word, read_word


def show(scene: Scene) -> list[Message]:
    return [_page(scene)]


def _page(scene: Scene) -> Message:
    say, case = scene.say, scene.household
    choices = [*onward(scene), *sheets(scene)]
    if case.household_list.complete:
        choices.append(Choice(verb_token("roster"), say("family.roster")))
    if private_link.may_be_given(scene):
        choices.append(Choice(verb_token("private"), say("private.button"), role="aside"))
    if scene.conversation.earlier:
        choices.append(Choice(verb_token("receipts"), say("done.earlier"), role="aside"))
    choices.append(Choice(verb_token("pause"), say("aside.pause"), role="aside"))
    hint = say("family.all_done_hint") if may_send(scene) else ""
    return question(scene, _title(scene), *choices, entries=entries(scene), hint=hint)


def _title(scene: Scene) -> str:
    if may_send(scene):
        return scene.say("family.all_done")
    if all(standing.complete for standing in scene.household.standings()):
        return scene.say("private.awaited")
    return scene.say("family.title_other" if scene.conversation.earlier else "family.title")


def entries(scene: Scene) -> list[Entry]:
    """Every sheet of the household: how far it is and whose; of whom it is awaited. What was begun can be looked into."""
    return [entry(scene, standing) for standing in scene.household.all_standings()]


def entry(scene: Scene, standing: Standing) -> Entry:
    parts = []
    if standing.begun and not standing.complete:
        parts.append(scene.say("family.of", done=standing.done, total=standing.total))
    if standing.sheet.passed_at is not None and not scene.household.is_mine(standing.sheet):
        answered = standing.complete and standing.sheet.taken_over_at is not None  # else the answers are not yet his
        parts.append(scene.say("private.himself_done" if answered else "private.himself"))
    state: Literal["done", "begun", "waiting"] = (
        "done" if standing.complete else "begun" if standing.begun else "waiting"
    )
    opens = _opens(standing) if scene.household.is_mine(standing.sheet) else ""
    return Entry(standing.title, " – ".join(parts), mark=state, token=opens)


def _opens(standing: Standing) -> str:
    return verb_token("open", mark(str(standing.sheet.id)))


def onward(scene: Scene) -> list[Choice]:
    """The one step that comes next; none when nothing waits to be sent, or somebody else is awaited."""
    say, case = scene.say, scene.household
    following = next((s for s in case.standings() if not s.complete), None)
    if following is not None:
        key = "family.continue" if following.begun else "family.begin"
        return [Choice(verb_token("next"), say(key, title=following.title), role="confirm")]
    key = "correct.send" if case.household.sent else "family.submit"
    return [Choice(verb_token("submit"), say(key), role="confirm")] if may_send(scene) else []


def sheets(scene: Scene) -> list[Choice]:
    """The sheets one can look into."""
    begun = (s for s in scene.household.standings() if s.begun or s.complete)
    return [Choice(_opens(s), s.title) for s in begun]


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
        case VerbToken("roster") if scene.household.only is None and scene.household.household_list.complete:
            scene.conversation.push("roster")
        case VerbToken("private") if private_link.may_be_given(scene):
            scene.conversation.push("private_link")
        case _:
            return [notice(scene.say("family.choose"))] if isinstance(said, str) else []
    return []


def may_send(scene: Scene) -> bool:
    """Whether something waits to be sent and nothing is unanswered; who came by a private link sends only his corrections."""
    case = scene.household
    if case.household.sent:
        return case.unsent and all(standing.complete for standing in case.standings())
    return case.only is None and all(standing.complete for standing in case.all_standings())


def _known_already(scene: Scene, standing: Standing) -> list[Message]:
    """What a sheet that is begun knows from the list, with the way to correct it."""
    if standing.begun:
        return []
    interview = scene.household.interview(standing.sheet)
    lines = [line for line in interview.review() if line.given]
    if not lines:
        return []
    said = [say_answer(interview.prompt_at(line.ref), line.value, scene.language) for line in lines]
    correct = Choice(verb_token("review"), scene.say("family.correct"), role="aside")
    known = notice(scene.say("family.known", title=standing.title), correct)
    return [replace(known, entries=tuple(map(Entry, said)))]


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
