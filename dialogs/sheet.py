"""A sheet of the census: its questions one by one, with buttons or words, back and forth.

Frame data: `sheet` (id), `later` (refs put off to the end), `at` (ref one went back to; absent: the first unanswered),
`once` (return to where one came from after this answer), `whole` (the sheet was complete before), and what answering.py
keeps there.
"""

from census.household import Sheet
from dialogs import earlier, specifying, touching
from dialogs.answering import answer, decide, forget_pending, keep_as_is, put_off, undecided
from dialogs.answers import find_choice, say_answer
from dialogs.asking import ask, is_searched, place_of
from dialogs.finishing import finish
from dialogs.household import settle
from dialogs.picking import picked, toggle
from dialogs.putting_off import may_put_off
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, yes_no
from dialogs.tokens import AnswerToken, Token, VerbToken, mark, verb_token
from dialogs.typed import take_typed, type_of
from dialogs.understanding import LONG_LIST, Understood, Word, read, read_word
from questionnaire import Accepted, Interview, Kind, NotAsked, Prompt


def show(scene: Scene) -> list[Message]:
    data = scene.conversation.top.data
    sheet, interview = _at_hand(scene)
    prompt = interview.prompt()
    if prompt is None:  # somebody finished it at another door
        return [notice(scene.say("sheet.finished", title=scene.household.title(sheet)), *_onward(scene))]
    if "doubt" in data:
        return [_decision(scene, sheet, prompt, data["doubt"][1], scene.say("sheet.doubt"))]
    if "losing" in data:
        return [_decision(scene, sheet, prompt, scene.say("sheet.losing", names="\n".join(data["losing"][1])), "")]
    if "touching" in data:
        return [_decision(scene, sheet, prompt, touching.text(scene), "")]
    if "specify" in data:
        return [_decision(scene, sheet, prompt, specifying.text_of_it(scene, interview, prompt), "")]
    question = ask(
        scene,
        interview,
        prompt,
        sheet_id=str(sheet.id),
        progress=scene.household.progress(sheet, prompt),
        picked=picked(data, prompt) if prompt.kind is Kind.SELECT_MULTIPLE else (),
        found=[c for v in data.get("found", ()) if (c := find_choice(prompt.choices, v))],
    )
    return [*(notice(text) for text in prompt.notes), *_put_off_before(scene, interview, prompt), question]


def _put_off_before(scene: Scene, interview: Interview, prompt: Prompt) -> list[Message]:
    """That the questions put off are what is left."""
    if prompt.ref not in interview.put_off or interview.at is not None:
        return []
    return [notice(scene.say.plural("sheet.put_off_left", len(interview.unanswered())))]


def _decision(scene: Scene, sheet: Sheet, prompt: Prompt, text: str, hint: str) -> Message:
    numbered = prompt.kind not in (Kind.INTEGER, Kind.DECIMAL)  # a number typed there is a better answer, no decision
    choices = yes_no(scene, place_of(str(sheet.id), prompt), numbered=numbered)
    return Message(text, tone="doubt", hint=hint, choices=choices, columns=2, expects="choice")


def _onward(scene: Scene) -> tuple[Choice, ...]:
    return (Choice(verb_token("onward"), scene.say("pause.continue"), role="confirm"),)


async def take(scene: Scene, said: str | Token) -> list[Message]:
    sheet, interview = _at_hand(scene)
    prompt = interview.prompt()
    if prompt is None:
        return finish(scene, sheet)
    match said:
        case AnswerToken():
            return _pressed(scene, sheet, interview, prompt, said)
        case VerbToken():
            return _verb(scene, sheet, interview, prompt, said)
        case str():
            if read_word(said) is Word.BACK:
                return _back(scene, sheet, interview)
            return take_typed(scene, sheet, interview, prompt, said)


def claims(scene: Scene, text: str) -> bool:
    """Whether words that are also a command («Помощь») are an answer to the present question, and so not a command."""
    prompt = present_prompt(scene)
    if prompt is None:
        return False
    if prompt.kind is Kind.TEXT:
        return _is_worded_answer(prompt, text)
    if is_searched(prompt):
        return False  # a place called Көмек is found as «Көмек қыстауы»; the word alone asks for help everywhere
    return isinstance(read(prompt, text, scene.language, scene.moment.date()), Understood)


def is_answer(scene: Scene, text: str) -> bool:
    """Whether the text reads as an answer to the present question and as nothing else: a number, a date, a choice."""
    prompt = present_prompt(scene)
    if prompt is None or prompt.kind is Kind.TEXT or is_searched(prompt) or read_word(text) is not None:
        return False
    return isinstance(read(prompt, text, scene.language, scene.moment.date()), Understood)


def _is_worded_answer(prompt: Prompt, text: str) -> bool:
    """Commands that are answers to an open question: «Оператор» is somebody's work, «орыс тілі» somebody's language."""
    extra, word = prompt.extra or {}, read_word(text)
    topic = extra.get("topic")
    if extra.get("sensitive") == "identifier" and type_of(prompt) != "iin":
        return word is Word.CARD and len(text.split()) == 1  # «куәлік» is a paper one has
    if topic == "work":
        return word is Word.OPERATOR and len(text.split()) == 1
    return topic in ("language", "ethnicity") and word in (Word.LANGUAGE_KK, Word.LANGUAGE_RU)


def present_prompt(scene: Scene) -> Prompt | None:
    """The question that stands open; None outside a sheet."""
    return _at_hand(scene)[1].prompt() if _is_on_top(scene) else None


def _is_on_top(scene: Scene) -> bool:
    return bool(scene.conversation.frames) and scene.conversation.top.dialog == "sheet"


def _at_hand(scene: Scene) -> tuple[Sheet, Interview]:
    """The sheet of the frame on top, with the cursor where the person went; a question gone meanwhile is let go."""
    data = scene.conversation.top.data
    sheet = scene.household.sheet(data["sheet"])
    interview = scene.household.interview(sheet)
    interview.at = None
    interview.put_off = set(data.get("later", ()))
    if data.get("at"):
        try:
            interview.go_to(data["at"])
        except NotAsked:
            del data["at"]
    _drop_unlikely(scene, interview)
    return sheet, interview


def _drop_unlikely(scene: Scene, interview: Interview) -> None:
    """What another of the family answered is offered only if it would be taken: a child did not arrive before his birth."""
    prompt = interview.prompt() if interview.likely else None
    if prompt is None or not prompt.suggestion or prompt.ref not in interview.likely:
        return
    with interview.trial(prompt.ref, prompt.suggestion, scene.moment) as outcome:
        fits = isinstance(outcome, Accepted)
    if not fits:
        interview.likely = {}


# --- buttons --------------------------------------------------------------------------------------------------------


def _pressed(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, token: AnswerToken) -> list[Message]:
    if (token.sheet, token.question) != (mark(str(sheet.id)), mark(prompt.ref)):
        return _old_button(scene, sheet, interview, token)
    value = _carried(scene, prompt, token)
    if value is None or undecided(scene):
        scene.toast = scene.say("sheet.old_button")
        return []
    data = scene.conversation.top.data
    if prompt.kind is Kind.SELECT_MULTIPLE and value:
        data.pop("found", None)
        toggle(data, prompt, value)
        return []
    return answer(scene, sheet, interview, prompt, value)


def _carried(scene: Scene, prompt: Prompt, token: AnswerToken) -> str | None:
    """The value a button of this question stands for; None when that choice does not stand open."""
    if token.value == "":
        return ""
    offered = [prompt.suggestion or "", *scene.conversation.top.data.get("found", ())]
    if prompt.kind is Kind.MORE:
        offered += ["yes", "no"]
    elif prompt.kind is Kind.ACKNOWLEDGE:
        offered.append("OK")
    elif len(prompt.choices) <= LONG_LIST:
        offered += [prompt.choices[n].value for n in range(len(prompt.choices))]
    elif find_choice(prompt.choices, token.value):
        offered.append(token.value)
    return next((value for value in offered if value and token.carries(value)), None)


def _old_button(scene: Scene, sheet: Sheet, interview: Interview, token: AnswerToken) -> list[Message]:
    """A button of another question. A double tap is passed over; a change of mind is offered, never done by itself."""
    lines = interview.review() if token.sheet == mark(str(sheet.id)) else []
    line = next((line for line in lines if mark(line.ref) == token.question), None)
    if line is None:
        scene.toast = scene.say("sheet.old_button")
        return []
    if token.carries(line.value) or token.value in line.value.split():
        scene.toast = scene.say("sheet.already")
        return []
    stands = say_answer(interview.prompt_at(line.ref), line.value, scene.language)
    return [
        notice(
            scene.say("sheet.earlier_button", question=line.label, answer=stands),
            Choice(verb_token("correct", mark(line.ref)), scene.say("sheet.correct_that"), role="aside"),
        )
    ]


def _verb(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, token: VerbToken) -> list[Message]:
    data = scene.conversation.top.data
    here = token.argument == place_of(str(sheet.id), prompt)
    match token.verb:
        case "back":
            return _back(scene, sheet, interview)
        case "keep" if here:
            return keep_as_is(scene, sheet, interview)
        case "done" if here and prompt.kind is Kind.SELECT_MULTIPLE and picked(data, prompt):
            return answer(scene, sheet, interview, prompt, " ".join(picked(data, prompt)))
        case "yes" | "no" if here and undecided(scene):
            return decide(scene, sheet, interview, prompt, yes=token.verb == "yes")
        case "later" if here and may_put_off(scene, prompt):
            return put_off(scene, prompt)
        case "take" if here and "offered" in data:
            return answer(scene, sheet, interview, prompt, data["offered"])
        case "amend" if (meant := data.get("amend")) and mark(meant[0]) == token.argument:
            return _amend(scene, sheet, interview)
        case "correct":
            refs = (*(line.ref for line in interview.review()), data.get("last", ""))
            ref = next((ref for ref in refs if mark(ref) == token.argument), None)
            if ref is not None:
                _go_to(scene, ref)
            return []
    scene.toast = scene.say("sheet.old_button")
    return []


def _amend(scene: Scene, sheet: Sheet, interview: Interview) -> list[Message]:
    """Correct the last answer to what was said for it; whoever does so has been shown what stands there."""
    data = scene.conversation.top.data
    ref, value = data["amend"]
    try:
        prompt = interview.go_to(ref)
    except NotAsked:
        return []
    _go_to(scene, ref)
    return answer(scene, sheet, interview, prompt, value)


def last_answer(scene: Scene, *, because: str = "") -> Message | None:
    """The offer to correct the last answer of this sheet; None outside a sheet, and when there is no answer yet."""
    return earlier.offer(scene, _at_hand(scene)[1], because=because) if _is_on_top(scene) else None


# --- moving ---------------------------------------------------------------------------------------------------------


def _go_to(scene: Scene, ref: str) -> None:
    data = scene.conversation.top.data
    forget_pending(data)
    data["at"] = ref


def _never_came(scene: Scene, sheet: Sheet, interview: Interview) -> bool:
    """Whether one went back from somebody added by mistake, of whom nothing is known: then he is gone again."""
    prompt = interview.prompt()
    item = prompt.items[-1] if prompt and prompt.items else None
    if item is None or item.position == 1 or any(ref.startswith(f"{item.ref}/") for ref in interview.answers):
        return False
    if item.roster == scene.campaign.list.roster and scene.household.is_respondent(item):
        return False
    try:
        interview.prompt_at(f"{item.roster}:+")
    except NotAsked:
        return False
    gone = interview.remove(item.ref, confirmed=True)
    scene.keep(sheet.id, gone.changes if isinstance(gone, Accepted) else ())
    return isinstance(gone, Accepted)


def _back(scene: Scene, sheet: Sheet, interview: Interview) -> list[Message]:
    """First out of what waits for a decision, then to the question before, then out of the sheet."""
    data = scene.conversation.top.data
    if undecided(scene) or "found" in data:
        forget_pending(data)
        return []
    if _never_came(scene, sheet, interview):
        settle(scene)
        if data.get("once"):
            scene.conversation.pop()
        return []
    previous = None if data.get("once") else interview.back()
    if previous is not None:
        _go_to(scene, previous.ref)
    else:
        scene.conversation.pop()
    return []
