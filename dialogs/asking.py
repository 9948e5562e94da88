"""How a question of the census is put: a Prompt of the engine becomes a Message.

Every prompt can be answered by typing, so choices carry numbers and long lists ask for a few letters. Buttons never stand
alone: the hint says what else is understood.
"""

from collections.abc import Sequence
from typing import Literal

from dialogs.answers import say_answer, stands_open
from dialogs.case import LONG_TITLE
from dialogs.putting_off import is_stuck, may_put_off
from dialogs.reply import Choice, Entry, Expects, Message, Progress
from dialogs.scene import Scene
from dialogs.texts import Texts
from dialogs.tokens import answer_token, mark, verb_token
from dialogs.understanding import LONG_LIST
from questionnaire import Choice as FormChoice
from questionnaire import Interview, Kind, Prompt

EXPECTS: dict[Kind, Expects] = {
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "decimal",
    Kind.DATE: "date",
    Kind.SELECT_MULTIPLE: "choices",
    Kind.SELECT_ONE: "choice",
    Kind.MORE: "choice",
    Kind.ACKNOWLEDGE: "choice",
}


def place_of(sheet_id: str, prompt: Prompt) -> str:
    """What the buttons of one question carry besides answers, so that an old «Done» or «Yes» decides nothing else."""
    return mark(f"{sheet_id} {prompt.ref}")


def is_searched(prompt: Prompt) -> bool:
    """Whether the list is too long to be shown, so that one types a few letters of it."""
    return prompt.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) and len(prompt.choices) > LONG_LIST


def is_listed(prompt: Prompt) -> bool:
    """Whether all choices are shown, each with its number."""
    return bool(len(prompt.choices)) and not is_searched(prompt)


def ask(
    scene: Scene,
    interview: Interview,
    prompt: Prompt,
    *,
    sheet_id: str,
    progress: Progress,
    picked: Sequence[str] = (),
    found: Sequence[FormChoice] = (),
) -> Message:
    """The question as a message. `picked`: values ticked so far. `found`: what a search brought, offered as buttons."""
    say = scene.say
    choices = [
        *_answers(scene, interview, prompt, sheet_id, picked, found),
        *_asides(scene, prompt, place_of(sheet_id, prompt)),
    ]
    return Message(
        text=_text(say, prompt),
        tone="question",
        entries=_people(say, interview, prompt),
        hint=_hint(say, prompt, found),
        progress=progress,
        choices=tuple(choices),
        columns=_columns(choices),
        expects=_expects(prompt),
        placeholder=_placeholder(say, prompt),
    )


def _text(say: Texts, prompt: Prompt) -> str:
    if prompt.kind is Kind.MORE:
        return prompt.label or say("sheet.more")
    title = prompt.sections[-1] if prompt.sections else ""
    return f"{title}\n\n{prompt.label}" if len(title) > LONG_TITLE else prompt.label


def _people(say: Texts, interview: Interview, prompt: Prompt) -> tuple[Entry, ...]:
    """Who is on the list, where one is asked whether there is somebody else."""
    if prompt.kind is not Kind.MORE:
        return ()
    place = say("sheet.roster")
    return tuple(Entry(item.label, place=place) for item in interview.items(prompt.ref.removesuffix(":+")))


def _expects(prompt: Prompt) -> Expects:
    if (prompt.extra or {}).get("type") == "iin":
        return "iin"
    if is_searched(prompt):
        return "search"
    return EXPECTS.get(prompt.kind, "text")


def _placeholder(say: Texts, prompt: Prompt) -> str:
    expects = _expects(prompt)
    if expects == "date":
        return say(f"sheet.placeholder.date_{prompt.precision}")
    if expects in ("search", "iin", "integer", "decimal"):
        return say(f"sheet.placeholder.{expects}")
    if expects in ("choice", "choices"):
        return say("sheet.placeholder.choice")
    return say("sheet.placeholder.text")


def _hint(say: Texts, prompt: Prompt, found: Sequence[FormChoice]) -> str:
    parts = [prompt.hint]
    if prompt.answer and stands_open(prompt, prompt.answer):
        parts.append(say("sheet.now", answer=say_answer(prompt, prompt.answer, say.language)))
    if prompt.suggestion and not found:
        parts.append(say("sheet.suggested_listed" if is_listed(prompt) else "sheet.suggested"))
    if found:
        parts.append(say("sheet.found"))
    elif is_searched(prompt):
        parts.append(_unless_said(say("sheet.search"), prompt.label))
    elif prompt.kind is Kind.SELECT_MULTIPLE:
        parts.append(say("sheet.several"))
    elif prompt.kind is Kind.DATE:
        parts.append(say(f"sheet.date_{prompt.precision}"))
    return "\n".join(part for part in parts if part)


def _unless_said(hint: str, label: str) -> str:
    """The hint, unless the question itself ends with these words."""
    return "" if label.rstrip(".").endswith(hint.rstrip(".")) else hint


def _answers(
    scene: Scene,
    interview: Interview,
    prompt: Prompt,
    sheet_id: str,
    picked: Sequence[str],
    found: Sequence[FormChoice],
) -> list[Choice]:
    say = scene.say

    def button(value: str, label: str, **more: object) -> Choice:
        return Choice(answer_token(sheet_id, prompt.ref, value), label, **more)  # type: ignore[arg-type]

    made: list[Choice] = []
    if prompt.suggestion and not (found or is_listed(prompt)):  # what was searched for stands before what was likely
        made.append(button(prompt.suggestion, say_answer(prompt, prompt.suggestion, say.language), role="confirm"))
    if found:
        made += [button(c.value, c.label, number=n) for n, c in enumerate(found, 1)]
    elif prompt.kind is Kind.MORE:
        first = not interview.items(prompt.ref.removesuffix(":+"))
        made.append(button("yes", say("sheet.more_first" if first else "sheet.more_yes"), number=1))
        made.append(button("no", say("sheet.more_no"), number=2))
    elif prompt.kind is Kind.ACKNOWLEDGE:
        made.append(button("OK", say("sheet.acknowledge"), role="confirm"))
    elif is_listed(prompt):
        made += _listed(prompt, sheet_id, picked)
    if prompt.kind is Kind.SELECT_MULTIPLE and not found and picked:
        made.append(Choice(verb_token("done", place_of(sheet_id, prompt)), say("sheet.done"), role="confirm"))
    if not prompt.required and prompt.kind is not Kind.MORE:
        label = prompt.skip_label or say("sheet.skip")
        made.append(button("", label, role="answer" if prompt.skip_label else "aside"))
    return made


def _listed(prompt: Prompt, sheet_id: str, picked: Sequence[str]) -> list[Choice]:
    """Choices in the form's order, each with the number that chooses it; the suggested one is ticked where it stands."""
    ticked = picked if prompt.kind is Kind.SELECT_MULTIPLE else (prompt.suggestion,)
    return [
        Choice(answer_token(sheet_id, prompt.ref, c.value), c.label, number, selected=c.value in ticked)
        for number, c in ((n + 1, prompt.choices[n]) for n in range(len(prompt.choices)))
    ]


def _asides(scene: Scene, prompt: Prompt, place: str) -> list[Choice]:
    say = scene.say
    asides = [Choice(verb_token("back"), say("aside.back"), role="aside")]
    if prompt.answer is not None and stands_open(prompt, prompt.answer):
        asides.append(Choice(verb_token("keep", place), say("aside.keep"), role="aside"))
    if is_stuck(scene) and may_put_off(scene, prompt):
        asides.append(Choice(verb_token("later", place), say("aside.later"), role="aside"))
    asides.append(Choice(verb_token("help"), say("aside.help"), role="aside"))
    return asides


def _columns(choices: Sequence[Choice]) -> Literal[1, 2, 3]:
    answers = [choice for choice in choices if choice.role == "answer"]
    longest = max((len(choice.label) for choice in answers), default=0)
    if longest <= 8 and len(answers) == 3:
        return 3
    return 2 if longest <= 16 and len(answers) >= 2 else 1
