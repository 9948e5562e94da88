"""The answers file of `sanaq run`: what it may hold, and an interview that follows it.

Either a mapping from a question's name or ref to its answer, rosters as lists of mappings, which fills in what is asked and
passes over what is optional and missing; or a list of steps, which does exactly what it says.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from questionnaire import Accepted, Doubtful, Form, Interview, Kind, Losing, NotAsked, Outcome, Prompt, Refused

STEPS = ("answer", "back", "go_to", "confirm", "add", "remove", "rename", "language")
LISTED = 50
"""Choices of a longer list are counted in the transcript, not listed."""


class AnswersError(Exception):
    """The answers file cannot be followed. `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the transcript. `answer` None: the question was only put."""

    ref: str
    label: str
    choices: list[dict[str, str]] | int | None
    answer: str | None
    outcome: str
    rule: str | None = None
    message: str | None = None
    items: list[str] | None = None
    touched: list[str] | None = None


@dataclass(slots=True)
class Report:
    form: str
    version: str
    language: str
    transcript: list[Line] = field(default_factory=list)
    complete: bool = False
    unanswered: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    record: Mapping[str, Any] = field(default_factory=dict)

    def as_mapping(self) -> dict[str, Any]:
        lines = [{k: v for k, v in asdict(line).items() if v is not None} for line in self.transcript]
        return {
            "form": self.form,
            "version": self.version,
            "language": self.language,
            "transcript": lines,
            "complete": self.complete,
            "unanswered": self.unanswered,
            "unused": self.unused,
            "record": self.record,
        }


@dataclass(frozen=True, slots=True)
class ByName:
    """`values` by place: a ref with positions in its rosters ("member[2]/details/age"); `sizes` of the rosters."""

    values: Mapping[str, str]
    sizes: Mapping[str, int]


Step = Mapping[str, Any]
Script = ByName | Sequence[Step]


def read_answers(path: Path, form: Form) -> Script:
    """Raises AnswersError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise AnswersError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise AnswersError(f"{path} is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise AnswersError(f"{path}, line {error.lineno}: this is not JSON ({error.msg}).") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise AnswersError(f"{path}{line}: this is not YAML ({getattr(error, 'problem', error)}).") from error
    if isinstance(found, dict):
        return _by_name(found, form)
    if isinstance(found, list):
        return [_step(step, number) for number, step in enumerate(found, 1)]
    raise AnswersError(f"{path} holds neither a mapping of answers nor a list of steps.")


# --- answers by name ------------------------------------------------------------------------------------------------------


def _by_name(found: Mapping[str, Any], form: Form) -> ByName:
    values: dict[str, str] = {}
    sizes: dict[str, int] = {}
    _place(found, form, "", "", values, sizes)
    return ByName(values, sizes)


def _place(
    found: Mapping[str, Any], form: Form, within: str, before: str, values: dict[str, str], sizes: dict[str, int]
) -> None:
    """`within` is the ref of the repeat these answers stand in, `before` the same with positions and a slash."""
    known = dict(_names(form, within))
    for name, value in found.items():
        ref = known.get(str(name))
        if ref is None:
            near = get_close_matches(str(name), known, 1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            place = f" in the roster “{within}”" if within else ""
            raise AnswersError(f"The form asks no “{name}”{place}.{hint}")
        place = before + ref.removeprefix(f"{within}/" if within else "")
        if form.elements[f"{form.root.path}/{ref}"].shape != "repeat":
            values[place] = _value(value, str(name))
            continue
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise AnswersError(f"“{name}” is a roster: write a list with a mapping for each of its items.")
        sizes[place] = len(value)
        for position, item in enumerate(value, 1):
            _place(item, form, ref, f"{place}[{position}]/", values, sizes)


def _names(form: Form, within: str) -> Iterator[tuple[str, str]]:
    """What an answer may be called, with the ref it stands for; refs win over names."""
    start = f"{form.root.path}/{within}/" if within else f"{form.root.path}/"
    repeats = [path for path in form.repeats if path.startswith(start)]
    inside = [
        element
        for path, element in form.elements.items()
        if path.startswith(start)
        and element.shape in ("field", "repeat")
        and not any(path.startswith(f"{repeat}/") for repeat in repeats)
    ]
    yield from ((element.name, element.ref) for element in reversed(inside))
    yield from ((element.path.removeprefix(start), element.ref) for element in inside)


def _value(value: object, name: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case int() | float():
            return str(value)
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case list() if all(isinstance(one, str | int | float) for one in value):
            return " ".join(map(str, value))
        case _:
            raise AnswersError(f"The answer to “{name}” is neither words, a number, a date nor a list of values.")


# --- steps ------------------------------------------------------------------------------------------------------------------


def _step(step: object, number: int) -> Step:
    named = [name for name in STEPS if isinstance(step, dict) and name in step]
    if not isinstance(step, dict) or len(named) != 1:
        raise AnswersError(f"Step {number} is not one of: {', '.join(STEPS)} (an answer may have a ref).")
    return step


def follow(interview: Interview, script: Script) -> Report:
    """Follow the script to its end. Raises AnswersError for a step that makes no sense."""
    form = interview.form
    report = Report(form.name, form.version, interview.language)
    if isinstance(script, ByName):
        _fill(interview, script, report)
    else:
        _Walk(interview, report).take(script)
    report.complete = interview.complete
    report.unanswered = list(interview.unanswered())
    report.language = interview.language
    report.record = interview.record().values
    return report


def _fill(interview: Interview, script: ByName, report: Report) -> None:
    tried: set[str] = set()
    used: set[str] = set()
    while ref := next((one for one in interview.unanswered() if one not in tried), None):
        tried.add(ref)
        prompt = interview.prompt_at(ref)
        place = _place_of(prompt)
        if prompt.kind is Kind.MORE:
            roster = place.removesuffix(":+")
            value: str | None = (
                "yes" if len(interview.items(ref.removesuffix(":+"))) < script.sizes.get(roster, 0) else "no"
            )
            if value == "yes":
                tried.discard(ref)
        else:
            used.add(place)
            value = script.values.get(place, None if prompt.required else "")
        if value is None:
            report.transcript.append(_line(prompt, None, None))
            continue
        outcome = interview.answer(ref, value, interview.now)
        report.transcript.append(_line(prompt, value, outcome))
        if isinstance(outcome, Doubtful | Losing):
            confirmed = interview.answer(ref, value, interview.now, confirmed=True)
            report.transcript.append(_line(prompt, value, confirmed))
    report.unused = sorted(script.values.keys() - used)


def _place_of(prompt: Prompt) -> str:
    place = prompt.ref
    for item in reversed(prompt.items):
        place = f"{item.roster}[{item.position}]{place.removeprefix(item.ref)}"
    return place if len(prompt.items) < 2 else _positions(prompt)


def _positions(prompt: Prompt) -> str:
    """A ref inside several rosters, ids replaced by positions."""
    positions = iter(prompt.items)
    steps = []
    for step in prompt.ref.split("/"):
        name, colon, item_id = step.partition(":")
        steps.append(f"{name}[{next(positions).position}]" if colon and item_id.isdecimal() else step)
    return "/".join(steps)


class _Walk:
    """A list of steps under way; `confirm` repeats the last answer that was asked back about."""

    def __init__(self, interview: Interview, report: Report) -> None:
        self.interview = interview
        self.report = report
        self._asked_back: tuple[str, str, str] | None = None

    def take(self, steps: Sequence[Step]) -> None:
        for number, step in enumerate(steps, 1):
            try:
                self._one(step, number)
            except NotAsked as error:
                raise AnswersError(f"Step {number}: {error}") from error

    def _one(self, step: Step, number: int) -> None:
        interview = self.interview
        match step:
            case {"answer": value}:
                self._answer(str(step["ref"]) if "ref" in step else self._present(number), _value(value, "answer"))
            case {"confirm": _}:
                if self._asked_back is None:
                    raise AnswersError(f"Step {number} confirms, but nothing was asked back.")
                self._do(*self._asked_back, confirmed=True)
            case {"back": _}:
                self._moved(interview.back(), "back")
            case {"go_to": ref}:
                self._moved(interview.go_to(str(ref)), "went")
            case {"add": roster}:
                self._did(str(roster), interview.add(str(roster)))
            case {"remove": item}:
                self._do("remove", str(item), "")
            case {"rename": item, "to": name}:
                self._did(str(item), interview.rename(str(item), _value(name, "to")))
            case {"language": language} if language in interview.form.languages:
                interview.language = str(language)
            case _:
                raise AnswersError(f"Step {number} cannot be followed: {dict(step)}.")

    def _present(self, number: int) -> str:
        prompt = self.interview.prompt()
        if prompt is None:
            raise AnswersError(f"Step {number} answers, but nothing is asked any more.")
        return prompt.ref

    def _answer(self, ref: str, value: str) -> None:
        self._do("answer", ref, value)

    def _do(self, what: str, ref: str, value: str, *, confirmed: bool = False) -> None:
        interview = self.interview
        if what == "remove":
            self._did(ref, outcome := interview.remove(ref, confirmed))
        else:
            prompt = self._prompt(ref)
            outcome = interview.answer(ref, value, interview.now, confirmed)
            self.report.transcript.append(_line(prompt, value, outcome, ref))
        self._asked_back = (what, ref, value) if isinstance(outcome, Doubtful | Losing) else None

    def _prompt(self, ref: str) -> Prompt | None:
        try:
            return self.interview.prompt_at(ref)
        except NotAsked:
            return None

    def _did(self, ref: str, outcome: Outcome) -> None:
        self.report.transcript.append(_line(None, None, outcome, outcome.ref or ref))

    def _moved(self, prompt: Prompt | None, how: str) -> None:
        if prompt is not None:
            self.report.transcript.append(Line(prompt.ref, prompt.label, _choices(prompt), None, how))


def _line(prompt: Prompt | None, answer: str | None, outcome: Outcome | None, ref: str = "") -> Line:
    rule = message = items = touched = None
    match outcome:
        case None:
            said = "not answered"
        case Accepted():
            said, touched = "accepted", list(outcome.touched) or None
        case Refused():
            said, rule, message = "refused", outcome.rule, outcome.message or None
        case Doubtful():
            said, message = "doubtful", outcome.message
        case Losing():
            said, items = "losing", [item.label or item.ref for item in outcome.items]
    return Line(
        prompt.ref if prompt else ref,
        prompt.label if prompt else "",
        _choices(prompt) if prompt else None,
        answer,
        said,
        rule,
        message,
        items,
        touched,
    )


def _choices(prompt: Prompt) -> list[dict[str, str]] | int | None:
    count = len(prompt.choices)
    if not count:
        return None
    if count > LISTED:
        return count
    return [{"value": choice.value, "label": choice.label} for choice in prompt.choices]
