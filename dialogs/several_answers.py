"""Several answers in one message: what is certain is taken and said back, the rest is asked in its turn, nothing is guessed.

Certain are: names apart by commas where names are asked; the date of birth or the sex beside a single name; and after the
answer to the present question, a whole date or the full label of a choice that the very next question asks for. A number
never answers a question that was not seen yet. What the set leaves out and why: docs/understanding.md.
"""

import re
from collections.abc import Callable, Sequence

from census.household import Sheet
from dialogs.answering import answer
from dialogs.answers import say_answer
from dialogs.asking import is_listed
from dialogs.reply import Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.stuck import refused
from dialogs.tokens import list_number
from dialogs.understanding import (
    Understood,
    Word,
    are_parts_of_one_name,
    fold,
    may_be_one_name,
    read,
    read_word,
    split_names,
)
from dialogs.wording import join_list, quote
from questionnaire import Accepted, Interview, Kind, Prompt

MOST = 12
_APART = re.compile(r"\s*[,;\n]+\s*")
_DIGIT = re.compile(r"\d")

Found = tuple[str, str]
"""A ref and the value it is certain to have been given."""


def take(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, text: str) -> list[Message] | None:
    """None: the message is to be read as one answer."""
    if prompt.answer is not None or "at" in scene.conversation.top.data:
        return None
    if _asks_name(prompt) or prompt.kind is Kind.MORE:
        return _names(scene, sheet, interview, prompt, text)
    parts = _parts(text)
    if len(parts) < 2 or not (prompt.kind is Kind.DATE or (prompt.kind is Kind.SELECT_ONE and is_listed(prompt))):
        return None
    return _in_a_row(scene, sheet, interview, prompt, parts)


def _parts(text: str) -> list[str]:
    parts = [part.strip(" .") for part in _APART.split(text.strip()[:500])]
    return [part for part in parts if part][: MOST + 1]


def _asks_name(prompt: Prompt) -> bool:
    return prompt.kind is Kind.TEXT and (prompt.extra or {}).get("type") == "person_name"


# --- names --------------------------------------------------------------------------------------------------------------


def _names(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, text: str) -> list[Message] | None:
    parts = split_names(text)
    agreed = prompt.kind is Kind.MORE and len(parts) > 1 and read_word(parts[0]) is Word.YES  # «да, Алихан»
    parts = parts[agreed:]
    if not 2 - agreed <= len(parts) <= MOST or any(map(_means_something_else(scene, prompt), parts)):
        return None
    if are_parts_of_one_name(parts):  # «Ахметова, Айгүл, Серікқызы»
        return _each(scene, sheet, interview, [" ".join(parts)], [])
    names = [part for part in parts if not _DIGIT.search(part) and not _of_a_choice(interview, part)]
    rest = [part for part in parts if part not in names]
    if not names or names[0] != parts[0] or (not rest and prompt.kind is not Kind.MORE and not prompt.items):
        return None
    if may_be_one_name(names):
        return refused(scene, prompt, scene.say("several.names"))
    return _each(scene, sheet, interview, names, rest)


def _means_something_else(scene: Scene, prompt: Prompt) -> Callable[[str], bool]:
    """Whether a part is a command, or answers «anyone else?» itself: «больше никого, спасибо»."""
    today = scene.moment.date()
    more = prompt.kind is Kind.MORE
    return lambda part: (
        read_word(part) is not None or (more and isinstance(read(prompt, part, scene.language, today), Understood))
    )


def _of_a_choice(interview: Interview, part: str) -> bool:
    """Whether a part beside a name is no name but a choice that is asked of everybody: «мужской», «әйел»."""
    once = {ref.rpartition("/")[2]: ref for ref in interview.unanswered()}  # asked of forty people it is one question
    asked = map(interview.prompt_at, once.values())
    return any(is_listed(prompt) and _labelled(prompt, part) for prompt in asked)


def _each(
    scene: Scene, sheet: Sheet, interview: Interview, names: Sequence[str], rest: list[str]
) -> list[Message] | None:
    """Add the people one after the other, as if each had been named in his turn; what is beside a single one is about him."""
    frame, taken = scene.conversation.top, list[str]()
    said: list[Message] = []
    for name in names:
        prompt = interview.prompt()
        if prompt is not None and prompt.kind is Kind.MORE:
            answer(scene, sheet, interview, prompt, "yes")
            prompt = interview.prompt()
        if prompt is None or not _asks_name(prompt) or scene.conversation.top is not frame:
            break
        match read(prompt, name, scene.language, scene.moment.date()):
            case Understood(value):
                said = answer(scene, sheet, interview, prompt, value)
            case _:
                break
        if interview.answers.get(prompt.ref) != value:
            break
        taken.append(value)
        item = prompt.items[-1].ref if prompt.items else ""
    if not taken:
        return None
    left = [*names[len(taken) :], *rest]
    if len(taken) == 1 and item:
        left = _about(scene, sheet, interview, item, left, taken)
    return [*_said_back(scene, taken, left), *said]


def _about(
    scene: Scene, sheet: Sheet, interview: Interview, item: str, parts: Sequence[str], taken: list[str]
) -> list[str]:
    """Give what stands beside the name to the questions about this person; what fits none, or two, is left."""
    left = []
    for part in parts:
        refs = [ref for ref in interview.unanswered() if ref.startswith(f"{item}/")]
        fitting = [(ref, value) for ref in refs if (value := _certain(scene, interview.prompt_at(ref), part))]
        if len(fitting) == 1 and _give(scene, sheet, interview, fitting[0]):
            ref, value = fitting[0]
            taken.append(say_answer(interview.prompt_at(ref), value, scene.language))
        else:
            left.append(part)
    return left


def _give(scene: Scene, sheet: Sheet, interview: Interview, found: Found) -> bool:
    """An answer that is surely right is kept at once; one that raises a doubt is asked for in its turn."""
    ref, value = found
    cursor = interview.at
    outcome = interview.answer(ref, value, scene.moment)
    interview.at = cursor
    if isinstance(outcome, Accepted):
        scene.keep(sheet.id, outcome.changes, ref)
    return isinstance(outcome, Accepted)


# --- one question after the other -----------------------------------------------------------------------------------------


def _in_a_row(
    scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, parts: Sequence[str]
) -> list[Message] | None:
    first = read(prompt, parts[0], scene.language, scene.moment.date())
    if not isinstance(first, Understood) or not first.value or _is_one_label(prompt, parts):
        return None
    following = _following(scene, interview, (prompt.ref, first.value), parts[1:])
    left = list(parts[1 + len(following) :])
    if any((number := list_number(part)) and number <= len(prompt.choices) for part in left):
        return refused(scene, prompt, scene.say("several.one"))  # «1, 2»: two choices, or an answer to what comes next?
    if not following and not any(map(_DIGIT.search, left)):
        return None  # «да, конечно»
    said = answer(scene, sheet, interview, prompt, first.value)
    if interview.answers.get(prompt.ref) != first.value:
        return said
    taken = [say_answer(prompt, first.value, scene.language)]
    for ref, value in following:
        next_prompt = interview.prompt_at(ref)
        said = answer(scene, sheet, interview, next_prompt, value)
        taken.append(say_answer(next_prompt, value, scene.language))
    return [*_said_back(scene, taken, left), *said]


def _following(scene: Scene, interview: Interview, found: Found, parts: Sequence[str]) -> list[Found]:
    """What the parts certainly answer of the questions that come next, tried one upon the other."""
    with interview.trial(*found, scene.moment) as outcome:
        prompt = interview.prompt() if isinstance(outcome, Accepted) and parts else None
        value = _certain(scene, prompt, parts[0]) if prompt else ""
        if not prompt or not value:
            return []
        with interview.trial(prompt.ref, value, scene.moment) as after:
            if not isinstance(after, Accepted):
                return []
        return [(prompt.ref, value), *_following(scene, interview, (prompt.ref, value), parts[1:])]


def _is_one_label(prompt: Prompt, parts: Sequence[str]) -> bool:
    """Whether it is a single label with commas in it: «Отец, мать»."""
    return _labelled(prompt, " ".join(parts)) != ""


def _certain(scene: Scene, prompt: Prompt, part: str) -> str:
    """The value of a question not seen yet that these words cannot but mean: "" when they may mean anything else."""
    if prompt.kind is Kind.DATE and prompt.precision == "day":
        reading = read(prompt, part, scene.language, scene.moment.date())
        return reading.value if isinstance(reading, Understood) and _DIGIT.search(part) else ""
    if prompt.kind is Kind.SELECT_ONE and is_listed(prompt) and read_word(part) is None:
        return _labelled(prompt, part)
    return ""


def _labelled(prompt: Prompt, part: str) -> str:
    """The value of the one choice that is called just so, in either language."""
    key = fold(part)
    named = {
        prompt.choices[n].value
        for n in range(len(prompt.choices))
        if key and key in map(fold, (prompt.choices[n].label, *prompt.choices[n].labels.values()))
    }
    return named.pop() if len(named) == 1 else ""


def _said_back(scene: Scene, taken: Sequence[str], left: Sequence[str]) -> list[Message]:
    say, language = scene.say, scene.language
    said = [notice(say("several.taken", answers="; ".join(taken)))]
    if left:
        said.append(notice(say("several.left", parts=join_list([quote(part, language) for part in left], language))))
    return said
