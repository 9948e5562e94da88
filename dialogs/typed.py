"""Typed answers: every question can be answered in words, and words that are no answer are told why."""

from census.household import Sheet
from census.iin import Iin, IinProblem, parse_iin
from dialogs import earlier, several_answers, specifying
from dialogs.answering import answer, decide, put_off, undecided
from dialogs.answers import say_answer
from dialogs.asking import is_listed, is_searched
from dialogs.picking import picked
from dialogs.putting_off import may_put_off
from dialogs.reply import Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.stuck import refused
from dialogs.tokens import list_number
from dialogs.understanding import NotUnderstood, Reading, Several, Understood, Word, amended, fold, read, read_word
from questionnaire import Interview, Kind, Prompt, Refused

ONWARD = (Word.YES, Word.CONTINUE, Word.SUBMIT)
PASS_OVER = (Word.SKIP, Word.DECLINE, Word.DONT_KNOW)


def take_typed(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, text: str) -> list[Message]:
    data = scene.conversation.top.data
    word = read_word(text)
    if undecided(scene) and word in (Word.YES, Word.NO):
        return decide(scene, sheet, interview, prompt, yes=word is Word.YES)
    data.pop("doubt", None)
    data.pop("losing", None)
    data.pop("touching", None)
    data.pop("specify", None)
    found = data.pop("found", None)
    if found and (number := list_number(text)) and number <= len(found):
        return answer(scene, sheet, interview, prompt, found[number - 1])
    if not found and _agrees_to_suggestion(prompt, word):
        return answer(scene, sheet, interview, prompt, prompt.suggestion or "")
    if prompt.kind is Kind.TEXT and word is Word.CONTINUE:
        return []  # who waited for a reply that was lost asks for the question: nobody's street is called so
    if prompt.kind is Kind.SELECT_MULTIPLE and word in ONWARD and picked(data, prompt):
        return answer(scene, sheet, interview, prompt, " ".join(picked(data, prompt)))
    if word is None and (said := _not_for_it_alone(scene, sheet, interview, prompt, text)) is not None:
        return said
    if type_of(prompt) == "iin":
        return _typed_iin(scene, sheet, interview, prompt, text, word)
    if prompt.kind is Kind.TEXT and prompt.skip_label and _skips_in_another_language(interview, prompt, text):
        return answer(scene, sheet, interview, prompt, "")
    if prompt.kind is Kind.MORE and word is None and _looks_like_name(text):
        return _named_at_once(scene, sheet, interview, prompt, text)
    return _read(scene, sheet, interview, prompt, text, word)


def _read(
    scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, text: str, word: Word | None
) -> list[Message]:
    pieces = scene.conversation.top.data.get("piece")
    match _settled(scene, interview, prompt, _reading(scene, prompt, text)):
        case Understood(value):
            said = answer(scene, sheet, interview, prompt, value)
            if not any(message.tone == "refusal" for message in said):
                return [*_echo(scene, prompt, value), *said]
            offer = earlier.meant_for_it(scene, interview, prompt, text, refused=True)
            return [*said, offer] if offer else said
        case Several(values, together=True):
            scene.conversation.top.data["picked"] = list(values)
            return [notice(scene.say("understanding.choices.ticked"))]
        case Several(values, more):
            scene.conversation.top.data["found"] = list(values)
            return [notice(scene.say("sheet.many_fit"))] if more else []
        case NotUnderstood() as reading:
            if prompt.suggestion and word in ONWARD:
                return answer(scene, sheet, interview, prompt, prompt.suggestion)
            if word in PASS_OVER and prompt.required:
                if may_put_off(scene, prompt):
                    return put_off(scene, prompt)
                return refused(scene, prompt, scene.say("sheet.cannot_skip"))
            if scene.conversation.top.data.get("piece") not in (None, pieces):
                return [notice(scene.say(reading.reason, **reading.fields))]  # a good beginning: the rest is asked for
            return _no_answer(scene, interview, prompt, text, reading)


def _no_answer(scene: Scene, interview: Interview, prompt: Prompt, text: str, reading: NotUnderstood) -> list[Message]:
    """What is offered instead, or why it was not taken."""
    reason = reading.reason
    if reason == "understanding.choice.unknown" and _is_specified(scene, interview, prompt, text):
        return []
    if reason == "understanding.search.nothing" and type_of(prompt) == "place":
        reason = "understanding.search.nothing_abroad"
    return _perhaps_for_the_last(scene, interview, prompt, text, scene.say(reason, **reading.fields))


def _is_specified(scene: Scene, interview: Interview, prompt: Prompt, text: str) -> bool:
    """Whether what the list has not is offered under «other», unless it rather corrects the answer before."""
    if earlier.meant_for_it(scene, interview, prompt, text, refused=True) is not None:
        return False
    return specifying.is_offered(scene, interview, prompt, text)


def _perhaps_for_the_last(
    scene: Scene, interview: Interview, prompt: Prompt, text: str, sentence: str
) -> list[Message]:
    """What is no answer here may be one to the question before; «нет, 1985» is then no mistake either."""
    offer = earlier.meant_for_it(scene, interview, prompt, text, refused=True)
    if offer and amended(text)[0] != text.strip():
        return [offer]
    said = refused(scene, prompt, sentence)
    return [*said, offer] if offer else said


def _not_for_it_alone(
    scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, text: str
) -> list[Message] | None:
    """A correction of the answer before, or several answers at once; None when this is one answer to this question."""
    if (offer := earlier.meant_for_it(scene, interview, prompt, text, refused=False)) is not None:
        return [offer]
    return several_answers.take(scene, sheet, interview, prompt, text)


def _reading(scene: Scene, prompt: Prompt, text: str) -> Reading:
    """What the text says; of a date said piece by piece («2010», and asked for the month «май»), what the pieces say."""
    data, today = scene.conversation.top.data, scene.moment.date()
    before = data.pop("piece", None)
    reading = read(prompt, text, scene.language, today)
    if prompt.kind is not Kind.DATE or isinstance(reading, Understood):
        return reading
    readings: dict[str, Reading] = {text: reading}
    if before:
        joined = (f"{text} {before}", f"{before} {text}")  # the day before the month, a bare year after both
        orders = reversed(joined) if _lacks(reading, "month") else joined
        readings = {each: read(prompt, each, scene.language, today) for each in orders} | readings
    for whole in readings.values():
        if isinstance(whole, Understood):
            return whole
    for pieces, part in readings.items():
        if _lacks(part):
            data["piece"] = pieces
            return part
    return reading


def _settled(scene: Scene, interview: Interview, prompt: Prompt, reading: Reading) -> Reading:
    """A year of two digits, when the form's rules leave only one of its centuries: nobody arrived before his birth."""
    if not isinstance(reading, NotUnderstood) or reading.reason != "understanding.date.year_short":
        return reading
    possible = list[Understood]()
    for written in reading.fields.values():
        whole = read(prompt, str(written), scene.language, scene.moment.date())
        if isinstance(whole, Understood):
            with interview.trial(prompt.ref, whole.value, scene.moment) as outcome:
                possible += [] if isinstance(outcome, Refused) else [whole]
    return possible[0] if len(possible) == 1 else reading


def _lacks(reading: Reading, piece: str = "") -> bool:
    """Whether this is a date but for a piece: the "year", "month", "day" or whichever."""
    return isinstance(reading, NotUnderstood) and f"{piece}_missing" in reading.reason


def _echo(scene: Scene, prompt: Prompt, value: str) -> list[Message]:
    """A place found by a few letters is said back whole: the person typed less than what is written down."""
    if not is_searched(prompt) or not value:
        return []
    return [notice(scene.say("sheet.found_one", answer=say_answer(prompt, value, scene.language)))]


def _typed_iin(
    scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, text: str, word: Word | None
) -> list[Message]:
    skips = word in (*PASS_OVER, Word.NO) or fold(text) == fold(prompt.skip_label)
    if skips and not prompt.required:
        return answer(scene, sheet, interview, prompt, "")
    match parse_iin(text, scene.moment.date()):
        case Iin(digits):
            return answer(scene, sheet, interview, prompt, digits)
        case IinProblem() as problem:
            return _perhaps_for_the_last(scene, interview, prompt, text, problem.sentence(scene.say))


def _named_at_once(scene: Scene, sheet: Sheet, interview: Interview, prompt: Prompt, text: str) -> list[Message]:
    """«Кто-нибудь ещё?» answered with a name: the person is added and the name is his."""
    answer(scene, sheet, interview, prompt, "yes")
    name = interview.prompt()
    if name is None or name.kind is not Kind.TEXT:
        return []
    return _read(scene, sheet, interview, name, text, None)


def _skips_in_another_language(interview: Interview, prompt: Prompt, text: str) -> bool:
    """Whether the words are the question's «there is none» as another language has it: else they would be its answer."""
    said = fold(text)
    return any(fold(label) == said for label in interview.skip_labels(prompt.ref))


def _agrees_to_suggestion(prompt: Prompt, word: Word | None) -> bool:
    """«Да» to a suggested date, name or place; where choices are listed yes and no may be among them."""
    return bool(prompt.suggestion) and not is_listed(prompt) and word in ONWARD


def _looks_like_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() and word.replace("-", "").isalpha() for word in words)


def type_of(prompt: Prompt) -> str:
    """What the form says this text is (`sanaq:type`): "iin", "person_name", …"""
    return (prompt.extra or {}).get("type", "")
