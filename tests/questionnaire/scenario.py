"""Playing tiny forms in tests: a form is a few lines of Markdown, an interview a few calls.

sheet = play('''
    | survey | | | |
    | | type | name | label | relevant |
    | | integer | age | How old? | |
    | | text | school | Which school? | ${age} < 18 |
''')
sheet.says("17").is_asked("school")
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from questionnaire import (
    Accepted,
    Doubtful,
    Form,
    Interview,
    Losing,
    Outcome,
    Prompt,
    Publication,
    PublishError,
    Refused,
    publish,
)

NOW = datetime(2021, 9, 1, 10, 0, tzinfo=UTC)


def published(markdown: str, files: Mapping[str, str] | None = None) -> Publication:
    """The form published from Markdown. Raises PublishError."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.md"
        path.write_text(dedent(markdown).strip() + "\n", encoding="utf-8")
        for name, content in (files or {}).items():
            (Path(folder) / name).write_text(dedent(content).strip() + "\n", encoding="utf-8")
        return publish(path)


def form_of(markdown: str, files: Mapping[str, str] | None = None) -> Form:
    return _compiled(markdown, tuple((files or {}).items()))


@cache
def _compiled(markdown: str, files: tuple[tuple[str, str], ...]) -> Form:
    return published(markdown, dict(files)).form()


def defects(markdown: str, files: Mapping[str, str] | None = None) -> list[str]:
    """The errors that publishing finds, as sentences."""
    try:
        published(markdown, files)
    except PublishError as error:
        return [str(finding) for finding in error.findings if finding.severity == "error"]
    return []


def warnings(markdown: str, files: Mapping[str, str] | None = None) -> list[str]:
    return [str(finding) for finding in published(markdown, files).findings if finding.severity == "warning"]


def play(
    markdown: str,
    *,
    given: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    language: str = "",
    files: Mapping[str, str] | None = None,
    now: datetime = NOW,
) -> "Scenario":
    form = form_of(markdown, files)
    language = language or next(iter(form.languages), "")
    return Scenario(Interview(form, answers or {}, given=given or {}, now=now, language=language, seed="test"))


class Scenario:
    """An interview under way. Methods that do something return the scenario, so that steps read as a story."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.outcome: Outcome | None = None

    # --- doing --------------------------------------------------------------------------------------------------

    def says(self, *values: str) -> "Scenario":
        """Answers the present question, and the ones after it; every answer must be accepted."""
        for value in values:
            prompt = self.interview.prompt()
            assert prompt is not None, f"nothing is asked any more, yet the answer is {value!r}"
            self.tries(value)
            assert isinstance(self.outcome, Accepted), f"{prompt.ref}: {value!r} came to {self.outcome}"
        return self

    def tries(self, value: str, *, confirmed: bool = False) -> "Scenario":
        """Answers the present question; what becomes of it is in `outcome`."""
        prompt = self.interview.prompt()
        assert prompt is not None
        return self.answers(prompt.ref, value, confirmed=confirmed)

    def answers(self, ref: str, value: str, *, confirmed: bool = False) -> "Scenario":
        self.outcome = self.interview.answer(ref, value, NOW, confirmed=confirmed)
        return self

    def adds(self, roster: str) -> "Scenario":
        self.outcome = self.interview.add(roster)
        return self

    def removes(self, item: str, *, confirmed: bool = True) -> "Scenario":
        self.outcome = self.interview.remove(item, confirmed)
        return self

    def goes_back(self) -> "Scenario":
        self.interview.back()
        return self

    def goes_to(self, ref: str) -> "Scenario":
        self.interview.go_to(ref)
        return self

    def resumes(self) -> "Scenario":
        """Another process goes on from what was stored."""
        old = self.interview
        return Scenario(
            Interview(
                old.form, dict(old.answers), given=old.given, now=NOW, language=old.language, at=old.at, seed="test"
            )
        )

    # --- what is seen ---------------------------------------------------------------------------------------------

    @property
    def prompt(self) -> Prompt:
        prompt = self.interview.prompt()
        assert prompt is not None, "the interview is complete"
        return prompt

    @property
    def asked(self) -> str:
        """The ref of the present question, "" when complete."""
        prompt = self.interview.prompt()
        return prompt.ref if prompt else ""

    @property
    def labels(self) -> list[str]:
        """Of the open choices."""
        return [choice.label for choice in self.prompt.choices]

    @property
    def values(self) -> list[str]:
        return [choice.value for choice in self.prompt.choices]

    @property
    def record(self) -> dict[str, str]:
        """Flat, without the metadata."""
        columns = self.interview.record().columns()
        return {name: value for name, value in columns.items() if not name.startswith("meta/")}

    def is_asked(self, ref: str) -> "Scenario":
        assert self.asked == ref
        return self

    def is_complete(self) -> "Scenario":
        assert self.interview.prompt() is None
        assert self.interview.complete
        return self

    def is_refused(self, rule: str, message: str | None = None) -> "Scenario":
        assert isinstance(self.outcome, Refused), self.outcome
        assert self.outcome.rule == rule
        if message is not None:
            assert self.outcome.message == message
        return self

    def is_doubted(self, message: str) -> "Scenario":
        assert isinstance(self.outcome, Doubtful), self.outcome
        assert self.outcome.message == message
        return self

    def is_losing(self, *labels: str) -> "Scenario":
        assert isinstance(self.outcome, Losing), self.outcome
        assert [item.label for item in self.outcome.items] == list(labels)
        return self

    def is_accepted(self, *, touched: tuple[str, ...] = ()) -> "Scenario":
        assert isinstance(self.outcome, Accepted), self.outcome
        assert self.outcome.touched == touched
        return self

    def in_language(self, language: str) -> "Scenario":
        self.interview.language = language
        return self


def without_place(sentence: str) -> str:
    """A finding without the name of the file, which differs from test to test."""
    return sentence.removeprefix("form.md, ")


__all__ = ["NOW", "Scenario", "defects", "form_of", "play", "published", "warnings", "without_place"]
