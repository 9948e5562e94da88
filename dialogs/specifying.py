"""What the list of choices has not, but one of them asks for: «кореец» under «Другая (укажите)», «Германия» under «Другое
государство». The choice and the answer that follows from it are offered together, and taken on a yes (answering.py).

Which choice asks for what is found by trying it: the form says so nowhere but in its rules.

Frame data: `specify` [value of the choice, ref of the question that it raises, value of its answer].
"""

import re
from collections.abc import Sequence
from contextlib import suppress

from dialogs.answers import label_of, say_answer
from dialogs.asking import is_listed, is_searched
from dialogs.scene import Scene
from dialogs.understanding import Several, Understood, may_be_a_term, read
from questionnaire import Accepted, Interview, Kind, NotAsked, Prompt

OTHER = "other"
"""The choice under which words of one's own are put; whatever else raises a question in own words asks for something else."""
_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")


def is_offered(scene: Scene, interview: Interview, prompt: Prompt, text: str) -> bool:
    """Whether these words fit under exactly one of the choices; they are then kept waiting for a yes."""
    if prompt.kind is not Kind.SELECT_ONE or not is_listed(prompt) or not may_be_a_term(text):
        return False
    values = [prompt.choices[n].value for n in range(len(prompt.choices))]
    asked = {value: refs for value in values if (refs := _asked(scene, interview, prompt, value))}
    if len(asked) < 2:
        return False
    always = set.intersection(*map(set, asked.values()))
    fitting = [
        [value, *found]
        for value, refs in asked.items()
        if (found := _under(scene, interview, prompt, value, [ref for ref in refs if ref not in always], text))
    ]
    if len(fitting) == 1:
        scene.conversation.top.data["specify"] = fitting[0]
    return len(fitting) == 1


def _asked(scene: Scene, interview: Interview, prompt: Prompt, value: str) -> list[str]:
    """The questions that are asked when this choice is taken, whether they were answered before or not; none when it may
    not be taken, or not without a doubt."""
    with interview.trial(prompt.ref, value, scene.moment) as outcome:
        if not isinstance(outcome, Accepted):
            return []
        return [*(line.ref for line in interview.review()), *interview.unanswered()]


def _under(
    scene: Scene, interview: Interview, prompt: Prompt, value: str, raised: Sequence[str], text: str
) -> tuple[str, str] | None:
    """The question that this choice raises and what `text` answers to it; None when it answers none."""
    with interview.trial(prompt.ref, value, scene.moment):
        for ref in raised:
            words = _answer(scene, interview.prompt_at(ref), text, other=value == OTHER)
            if not words:
                continue
            with interview.trial(ref, words, scene.moment) as after:
                return (ref, words) if isinstance(after, Accepted) else None
    return None


def _answer(scene: Scene, following: Prompt, text: str, *, other: bool) -> str:
    if following.kind is Kind.TEXT:
        return " ".join(text.split()).strip(" .,!") if other else ""
    if following.kind is not Kind.SELECT_ONE or not is_searched(following):
        return ""
    match read(following, text, scene.language, scene.moment.date()):
        case Understood(value) | Several((value,)):
            return value
        case _:
            return ""


def text_of_it(scene: Scene, interview: Interview, prompt: Prompt) -> str:
    """«Другая: кореец», and whether it is to be so."""
    value, ref, words = scene.conversation.top.data["specify"]
    with interview.trial(prompt.ref, value, scene.moment), suppress(NotAsked):  # somebody changed more at another door
        words = say_answer(interview.prompt_at(ref), words, scene.language)
    choice = _ASIDE.sub("", label_of(prompt.choices, value))
    return scene.say("understanding.choice.specify", answer=f"{choice}: {words}")
