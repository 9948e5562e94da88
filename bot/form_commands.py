"""`sanaq check FORM`, `sanaq play FORM`, `sanaq run FORM --answers FILE`: a form without a campaign, server or database.

Each writes to `out` and returns the command's exit code: 0 well, 1 the form cannot be published, 2 the answers file or the
language asked for is wrong.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.form_script import AnswersError, Report, follow, read_answers
from dialogs.answers import say_answer
from dialogs.texts import LANGUAGES, Texts, texts
from dialogs.understanding import NotUnderstood, Several, Understood, read
from questionnaire import (
    Accepted,
    Doubtful,
    Form,
    Interview,
    Kind,
    Losing,
    Outcome,
    Prompt,
    PublishError,
    Refused,
    publish,
)

ZONE = ZoneInfo("Asia/Almaty")
SHOWN = 40
"""Choices printed at once; a longer list is searched by typing."""

BACK, HELP, REVIEW, LEAVE = "<", "?", "=", "."


def check(path: str | Path, out: TextIO) -> int:
    """Publish the form and print what is to be said about it."""
    try:
        publication = publish(path)
    except PublishError as error:
        findings, form = error.findings, None
    else:
        findings, form = publication.findings, publication.form()
    for finding in findings:
        print(f"{finding.severity}: {finding}", file=out)
    if form is None:
        errors = sum(finding.severity == "error" for finding in findings)
        print(f"The form is not published. Errors to mend: {errors}.", file=out)
        return 1
    languages = ", ".join(form.languages) or "one language"
    print(f"{form.name}, version {form.version}: questions {len(form.questions())}, {languages}. No errors.", file=out)
    return 0


# --- play ---------------------------------------------------------------------------------------------------------------


def play(path: str | Path, language: str | None, in_: TextIO, out: TextIO) -> int:
    """Walk through the form in the terminal, as a respondent would: by typing."""
    form = _published(path, out)
    if form is None:
        return 1
    spoken = _language(form, language, out)
    if spoken is None:
        return 2
    Player(Interview(form, now=datetime.now(ZONE), language=spoken), in_, out).play()
    return 0


def _published(path: str | Path, out: TextIO) -> Form | None:
    try:
        return publish(path).form()
    except PublishError as error:
        print(error, file=out)
        return None


def _language(form: Form, wanted: str | None, out: TextIO) -> str | None:
    languages = form.languages or ("",)
    if wanted is None or wanted in languages:
        return wanted or languages[0]
    print(
        f"The form has no language “{wanted}”. It has: {', '.join(form.languages) or 'one without a name'}.", file=out
    )
    return None


class Player:
    """One interview at the terminal."""

    def __init__(self, interview: Interview, in_: TextIO, out: TextIO) -> None:
        self.interview = interview
        self._in = in_
        self._out = out

    @property
    def say(self) -> Texts:
        """The terminal's own words; a form in another language is played with Russian ones around it."""
        return texts(self.interview.language if self.interview.language in LANGUAGES else "ru")

    def play(self) -> None:
        self._print(self.say("terminal.keys"))
        while (prompt := self.interview.prompt()) is not None:
            self._show(prompt)
            typed = self._read()
            if typed is None or typed == LEAVE:
                self._print(self.say("terminal.left"))
                return
            self._take(prompt, typed)
        for note in self.interview.closing_notes():
            self._print(note)
        self._review()
        self._print(self.say("terminal.complete"))

    def _print(self, *lines: str) -> None:
        for line in lines:
            print(line, file=self._out)

    def _read(self) -> str | None:
        """A typed line; None at the end of the input."""
        print("> ", end="", file=self._out, flush=True)
        line = self._in.readline()
        return line.strip() if line else None

    def _show(self, prompt: Prompt) -> None:
        progress = self.interview.progress()
        place = [*prompt.sections, *(item.label or str(item.position) for item in prompt.items)]
        self._print("", " · ".join([f"{progress.done}/{progress.total}", *place]))
        self._print(*prompt.notes)
        self._print(prompt.label or (self.say("sheet.more") if prompt.kind is Kind.MORE else prompt.ref))
        if prompt.hint:
            self._print(f"  {prompt.hint}")
        if prompt.kind is Kind.MORE:
            self._print(f"  1. {self.say('sheet.more_yes')}", f"  2. {self.say('sheet.more_no')}")
        elif len(prompt.choices) > SHOWN:
            self._print(f"  {self.say('sheet.search')}")
        else:
            self._print(*(f"  {number}. {choice.label}" for number, choice in enumerate(prompt.choices, 1)))
        if prompt.kind is Kind.MORE:
            return
        if prompt.skip_label:
            self._print(f"  – {prompt.skip_label}")
        standing = prompt.answer or prompt.suggestion
        if standing:
            said = say_answer(prompt, standing, self.say.language)
            self._print(f"  {self.say('terminal.standing', answer=said)}")

    def _take(self, prompt: Prompt, typed: str) -> None:
        match typed:
            case value if value == BACK:
                if self.interview.back() is None:
                    self._print(self.say("terminal.first"))
            case value if value == HELP:
                self._print(prompt.guidance or self.say("terminal.no_help"), self.say("terminal.keys"))
            case value if value == REVIEW:
                self._review()
            case "" if prompt.answer or prompt.suggestion:
                self._answer(prompt, prompt.answer or prompt.suggestion or "")
            case "":
                self._answer(prompt, "")
            case _:
                self._understand(prompt, typed)

    def _understand(self, prompt: Prompt, typed: str) -> None:
        today = self.interview.now.date()
        match read(prompt, typed, self.say.language, today):
            case Understood(value):
                self._answer(prompt, value)
            case Several(values):
                labels = [choice.label for choice in prompt.choices if choice.value in values]
                self._print(self.say("terminal.several"), *(f"  {label}" for label in labels))
            case NotUnderstood(reason, fields):
                self._print(self.say(reason, **fields))

    def _answer(self, prompt: Prompt, value: str) -> None:
        now = self.interview.now
        outcome = self.interview.answer(prompt.ref, value, now)
        question = self._question(outcome)
        if question:
            self._print(question, f"  1. {self.say('yes')}", f"  2. {self.say('no')}")
            agreed = (self._read() or "").casefold() in ("1", self.say("yes").casefold())
            outcome = self.interview.answer(prompt.ref, value, now, confirmed=True) if agreed else outcome
        match outcome:
            case Refused(_, rule, message):
                self._print(message or self.say(f"sheet.refused.{rule}"))
            case Accepted(_, _, touched) if touched:
                self._print(self.say.plural("sheet.touched", len(touched)))
            case _:
                pass

    def _question(self, outcome: Outcome) -> str:
        """What is asked back before the answer is taken."""
        match outcome:
            case Doubtful(_, _, message):
                return message or self.say("sheet.doubt_plain")
            case Losing(_, _, items):
                return self.say("sheet.losing", names="\n".join(item.label or str(item.position) for item in items))
            case Accepted() | Refused():
                return ""

    def _review(self) -> None:
        self._print("", self.say("terminal.review"))
        for line in self.interview.review():
            around = [item.label or str(item.position) for item in line.items]
            self._print(" · ".join([*around, f"{line.label}: {line.text}"]))


# --- run ----------------------------------------------------------------------------------------------------------------


def run(path: str | Path, answers: str | Path, as_json: bool, out: TextIO, language: str | None = None) -> int:
    """Follow a script and print every prompt, what became of every answer, and the record."""
    form = _published(path, out)
    if form is None:
        return 1
    spoken = _language(form, language, out)
    if spoken is None:
        return 2
    try:
        script = read_answers(Path(answers), form)
        report = follow(Interview(form, now=datetime.now(ZONE), language=spoken), script)
    except AnswersError as error:
        print(error, file=out)
        return 2
    if as_json:
        json.dump(report.as_mapping(), out, ensure_ascii=False, indent=2)
        print(file=out)
    else:
        _print_report(report, out)
    return 0


def _print_report(report: Report, out: TextIO) -> None:
    for line in report.transcript:
        print(line.label or line.ref, file=out)
        if line.answer is not None:
            rule = f" ({line.rule})" if line.rule else ""
            print(f"  > {line.answer}  – {line.outcome}{rule}", file=out)
        if line.message:
            print(f"  {line.message}", file=out)
    print("", "Complete." if report.complete else f"Not answered: {', '.join(report.unanswered)}", sep="\n", file=out)
    print(json.dumps(report.record, ensure_ascii=False, indent=2), file=out)
