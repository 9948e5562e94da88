"""An edit says beforehand what it touches: an answer that stands is not changed before the person has seen what goes with it.

The new answer is tried first. What would no longer count is named: in this sheet, and when the list is corrected in the
sheets that follow from it. Only a yes makes the change. Nothing is lost for good: answers that are no longer asked are kept
and come back with what they hung on, and so does a whole sheet.

Frame data: `touching` [value, confirmed, places]: the answer that waits, whether its doubt is settled, and the places that
it touches, each as [sheet id, ref]; ref "" is the whole sheet.
"""

from collections.abc import Iterator, Mapping

from census.household import Sheet
from dialogs.case import Case
from dialogs.scene import Scene
from questionnaire import Accepted, Interview, NotAsked, Prompt

SHOWN = 6
"""Lines that are named; the others are counted."""

Place = tuple[Sheet, str]


def foretells(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, value: str, *, confirmed: bool) -> bool:
    """Whether the answer would take others with it, so that the person is asked first. It is then kept waiting."""
    places = _touched(scene, sheet, interview, prompt, value, confirmed=confirmed)
    if places:
        listed = [[str(of.id), ref] for of, ref in places]
        scene.conversation.top.data["touching"] = [value, confirmed, listed]
    return bool(places)


def text(scene: Scene) -> str:
    """What would no longer count, by the questions' own words: a person who looks over his shoulder reads no answers."""
    say = scene.say
    _, _, listed = scene.conversation.top.data["touching"]
    lines = [line for sheet_id, ref in listed[:SHOWN] if (line := _line(scene, sheet_id, ref))]
    if len(listed) > SHOWN:
        lines.append(say("touching.more", n=len(listed) - SHOWN))
    return say("touching.would", listed="\n".join(f"– {line}" for line in lines))


def _line(scene: Scene, sheet_id: str, ref: str) -> str:
    case = scene.household
    sheet = case.sheet(sheet_id)
    if not ref:
        return scene.say("touching.sheet", title=case.title(sheet))
    try:
        return case.interview(sheet).prompt_at(ref).label
    except NotAsked:  # somebody changed more at another door
        return ""


def _touched(
    scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, value: str, *, confirmed: bool
) -> list[Place]:
    """Of a first answer only what it does to other sheets: in its own there is nothing after it but what was put off."""
    case = scene.household
    is_list = sheet.id == case.list_sheet.id
    if prompt.answer is None and not is_list:
        return []
    others = dict(_answered(case)) if is_list else {}
    if prompt.answer is None and not others:
        return []
    with interview.trial(prompt.ref, value, scene.moment, confirmed=confirmed) as outcome:
        if not isinstance(outcome, Accepted):
            return []
        here = [(sheet, ref) for ref in outcome.touched] if prompt.answer is not None else []
        return [*here, *_elsewhere(case, others)]


def _answered(case: Case) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
    """The sheets that follow from the list and were begun, with the respondent's own answers that count; of a private sheet
    that it was begun."""
    for sheet in case.sheets:
        if sheet.id != case.list_sheet.id and (refs := _own(case.interview(sheet))):
            yield sheet, refs if case.is_mine(sheet) else ()


def _own(interview: Interview) -> tuple[str, ...]:
    return tuple(line.ref for line in interview.review() if line.ref in interview.answers)


def _elsewhere(case: Case, answered: Mapping[Sheet, tuple[str, ...]]) -> Iterator[Place]:
    """What of it no longer counts with the list as it stands now. A list with a gap in it withdraws no sheet yet."""
    wanted = {(want.rule.form, want.subject, want.rule.part) for want in case.wanted()}
    settles = case.household_list.complete
    for sheet, refs in answered.items():
        if settles and (sheet.form, sheet.subject, sheet.part) not in wanted:
            yield sheet, ""
        elif (anew := case.given_anew(sheet)) is not None:
            left = set(_own(anew))
            yield from ((sheet, ref) for ref in refs if ref not in left)
