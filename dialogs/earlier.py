"""An answer to an earlier question: «ой, ошибся», «нет, 1985», a changed old message. It is offered to be corrected, never
corrected by itself.

Frame data: `last`, the ref of the answer given last in this sheet; `amend` [ref, value], what the button would put there.
"""

from dialogs.answers import say_answer
from dialogs.asking import is_listed
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import mark, verb_token
from dialogs.understanding import NotUnderstood, Understood, amended, fold, read
from questionnaire import Interview, Kind, NotAsked, Prompt, Refused

SHORT = 24
"""Characters of a new answer that its button repeats."""


def offer(scene: Scene, interview: Interview, value: str = "", *, because: str = "") -> Message | None:
    """What stands as the last answer, with the button that corrects it: to `value` where it is known, else by asking anew.

    None when nothing was answered in this sheet. `because` is said before it.
    """
    prompt = _last(scene, interview)
    if prompt is None:
        return None
    say = scene.say
    answer, question = say_answer(prompt, prompt.answer or "", scene.language), prompt.label or say("sheet.more")
    stands = say("earlier.stands", question=question, answer=answer)
    said = say_answer(prompt, value, scene.language) if value else ""
    label, verb = say("earlier.correct"), "correct"
    if value:
        verb = "amend"
        scene.conversation.top.data["amend"] = [prompt.ref, value]
        label = say("earlier.correct_to", answer=said) if len(said) <= SHORT else label
    text = "\n\n".join(part for part in (because, stands) if part)
    return notice(text, Choice(verb_token(verb, mark(prompt.ref)), label, role="aside"))


def meant_for_it(scene: Scene, interview: Interview, prompt: Prompt, text: str, *, refused: bool) -> Message | None:
    """The offer, when words that begin as a correction («точнее, 1985») fit the last answer.

    A mere «нет» before them, or nothing at all, counts only where the present question did not take them (`refused`).
    """
    rest, surely = amended(text)
    if not (surely or refused) or not rest or prompt.answer is not None:
        return None
    earlier = _last(scene, interview)
    if earlier is None or earlier.ref == prompt.ref:
        return None
    if rest == text.strip() and not _is_telling(earlier, prompt, text):
        return None
    if earlier.kind is Kind.TEXT and not surely:
        return None
    match read(earlier, rest, scene.language, scene.moment.date()):
        case Understood(value) if value and value != earlier.answer and _holds(scene, interview, earlier.ref, value):
            return offer(scene, interview, value)
        case NotUnderstood(reason) if "_missing" in reason and earlier.kind is Kind.DATE:  # the year of it, or so
            return offer(scene, interview)
        case _:
            return None


def _is_telling(earlier: Prompt, prompt: Prompt, text: str) -> bool:
    """Whether bare words can only be meant for the earlier question: a date or a number, or one of its choices by its name."""
    if any(letter.isdigit() for letter in text):
        numbers = (Kind.DATE, Kind.INTEGER, Kind.DECIMAL)
        return earlier.kind in numbers and prompt.kind not in numbers and not is_listed(prompt)
    if not is_listed(earlier):  # thousands of places are searched, not walked through
        return False
    labels = {fold(label) for n in range(len(earlier.choices)) for label in earlier.choices[n].labels.values()}
    return fold(text) in labels


def _holds(scene: Scene, interview: Interview, ref: str, value: str) -> bool:
    with interview.trial(ref, value, scene.moment) as outcome:
        return not isinstance(outcome, Refused)


def _last(scene: Scene, interview: Interview) -> Prompt | None:
    """The question answered last here; where one has only just come, the one before."""
    ref = scene.conversation.top.data.get("last") or _before(interview)
    try:
        prompt = interview.prompt_at(ref) if ref else None
    except NotAsked:
        return None
    return prompt if prompt is not None and prompt.answer is not None and not prompt.read_only else None


def _before(interview: Interview) -> str | None:
    at = interview.at
    before = interview.back()
    interview.at = at
    return before.ref if before else None
