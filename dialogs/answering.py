"""What becomes of an answer: the engine's outcome turned into words and into what is to be stored.

The frame of a sheet keeps what waits for a decision: `doubt` [value, sentence], `losing` [value, names], `touching` (see
touching.py), `specify` (see specifying.py), `found` (values of a search), `picked` (ticks), `piece` (of a date), `refusals`
and `refused` (see stuck.py), `offered` (see said_on_return.py), `amend` (see earlier.py); and `later`, the refs put off,
`last`, the ref of the answer given last.
"""

from collections.abc import Sequence
from typing import Any

from census.household import Sheet
from dialogs import touching
from dialogs.finishing import after_answer, corrected
from dialogs.reply import Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.stuck import refused
from questionnaire import Accepted, Change, Doubtful, Interview, Losing, Prompt, Refused

PENDING = (
    "doubt",
    "losing",
    "touching",
    "specify",
    "found",
    "picked",
    "piece",
    "refusals",
    "refused",
    "offered",
    "amend",
)


def forget_pending(data: dict[str, Any]) -> None:
    """The question is left: nothing waits for a decision any more."""
    for key in PENDING:
        data.pop(key, None)


def answer(
    scene: Scene,
    sheet: Sheet,
    interview: Interview,
    prompt: Prompt,
    value: str,
    *,
    confirmed: bool = False,
    foretold: bool = False,
) -> list[Message]:
    """Give the engine an answer; what changed is left to be stored with the turn.

    `confirmed`: a doubt or a loss of people is settled. `foretold`: the person knows which other answers go with it.
    """
    data = scene.conversation.top.data
    if not foretold and touching.foretells(scene, sheet, interview, prompt, value, confirmed=confirmed):
        return []
    match interview.answer(prompt.ref, value, scene.moment, confirmed=confirmed):
        case Accepted(_, changes, touched):
            scene.keep(sheet.id, changes, prompt.ref, data.get("refusals", 0))
            forget_pending(data)
            data.pop("at", None)
            data["last"] = prompt.ref
            said = [notice(scene.say.plural("sheet.touched", len(touched)))] if touched and not foretold else []
            return said + after_answer(scene, sheet, interview, changed=_is_changed(prompt, changes))
        case Refused(_, rule, message):
            return refused(scene, prompt, message or scene.say(f"sheet.refused.{rule}"))
        case Doubtful(_, tried, message):
            data["doubt"] = [tried, message or scene.say("sheet.doubt_plain")]
        case Losing(_, tried, items):
            data["losing"] = [tried, [item.label for item in items]]
    return []


def _is_changed(prompt: Prompt, changes: Sequence[Change]) -> bool:
    """Whether another answer stood where one went back to; what was only asked anew did not."""
    return prompt.answer is not None and any(
        change.ref == prompt.ref and change.new != change.old for change in changes
    )


def put_off(scene: Scene, prompt: Prompt) -> list[Message]:
    """Leave the question for the end of the sheet. What is left then is found again: nothing unanswered can be sent."""
    data = scene.conversation.top.data
    forget_pending(data)
    data["later"] = [*data.get("later", ()), prompt.ref]
    return [notice(scene.say("sheet.put_off"))]


def decide(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, *, yes: bool) -> list[Message]:
    """The yes or no to a doubted answer, to people who would be lost from the roster, or to answers that would go."""
    data = scene.conversation.top.data
    if "touching" in data:
        value, confirmed, _ = data.pop("touching")
        if yes:
            return answer(scene, sheet, interview, prompt, value, confirmed=confirmed, foretold=True)
        return [notice(scene.say("touching.kept")), *keep_as_is(scene, sheet, interview)]
    if "specify" in data:
        specified = data.pop("specify")
        return _specified(scene, sheet, interview, prompt, *specified) if yes else []
    value, _ = data.pop("doubt", None) or data.pop("losing")
    return answer(scene, sheet, interview, prompt, value, confirmed=True) if yes else []


def _specified(
    scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, value: str, ref: str, words: str
) -> list[Message]:
    """«Other» and what it is: two answers at once. What is not certain of them is asked for in its turn."""
    if touching.foretells(scene, sheet, interview, prompt, value, confirmed=False):
        return []
    outcome = interview.answer(prompt.ref, value, scene.moment)
    if not isinstance(outcome, Accepted):
        return answer(scene, sheet, interview, prompt, value, foretold=True)
    data = scene.conversation.top.data
    scene.keep(sheet.id, outcome.changes, prompt.ref, data.get("refusals", 0))
    said = answer(scene, sheet, interview, interview.prompt_at(ref), words, foretold=True)
    changed = _is_changed(prompt, outcome.changes) and data.get("last") == ref and not data.get("once")
    return [corrected(scene), *said] if changed else said


def keep_as_is(scene: Scene, sheet: Sheet, interview: Interview) -> list[Message]:
    """Leave the answer one went back to as it stands, and go on from where one came."""
    data = scene.conversation.top.data
    forget_pending(data)
    data.pop("at", None)
    interview.at = None
    return after_answer(scene, sheet, interview, kept=True)


def undecided(scene: Scene) -> bool:
    data = scene.conversation.top.data
    return not data.keys().isdisjoint(("doubt", "losing", "touching", "specify"))
