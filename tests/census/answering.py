"""Answering the campaign's sheets in tests: published once, filled in with what the test does not care about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from census.iin import check_digit
from questionnaire import Accepted, Form, Interview, Kind, publish

FORMS = Path(__file__).parents[2] / "campaigns" / "kz-2021" / "forms"
NOW = datetime(2021, 9, 10, 6, tzinfo=UTC)
CENSUS = {"census_date": "2021-09-01"}


@cache
def form(name: str) -> Form:
    return publish(FORMS / f"{name}.md").form()


def sheet(name: str, given: Mapping[str, str] = CENSUS, language: str = "ru") -> Interview:
    return Interview(form(name), {}, given={**CENSUS, **given}, now=NOW, language=language)


def person(born: str = "1990-03-25", sex: str = "female", *, is_self: str = "yes") -> Interview:
    return sheet(
        "person",
        {
            "is_self": is_self,
            "person_name": "Айгүл",
            "about/full_name": "Ахметова Айгүл",
            "about/sex": sex,
            "about/birth_date": born,
        },
    )


def household(*names: str, head_is_self: str = "yes", iin: str = "") -> Interview:
    """A list whose names stand, before any details."""
    listed = sheet("list", {"respondent_iin": iin})
    accept(listed, "head_is_self", head_is_self)
    for name in names:
        prompt = listed.prompt()
        assert prompt is not None
        if prompt.kind is Kind.MORE:
            accept(listed, prompt.ref, "yes")
            prompt = listed.prompt()
            assert prompt is not None
        accept(listed, prompt.ref, name)
    accept(listed, "member:+", "no")
    return listed


def accept(interview: Interview, ref: str, value: str) -> None:
    outcome = interview.answer(ref, value, NOW, confirmed=True)
    assert isinstance(outcome, Accepted), (ref, value, outcome)


DETAILS = ("iin", "document", "sex", "birth_date")
"""What is asked of everybody first; all else stands in the group `home`."""


def tell(listed: Interview, member: int, **answers: str) -> None:
    for name, value in answers.items():
        group = "details" if name in DETAILS else "home"
        accept(listed, f"member:{member}/{group}/member_{name}", value)


def iin(born: str, seventh: int, serial: int = 0) -> str:
    while True:
        prefix = f"{date.fromisoformat(born):%y%m%d}{seventh}{serial:04}"
        check = check_digit(prefix)
        if check is not None:
            return f"{prefix}{check}"
        serial += 1


def asked(interview: Interview) -> set[str]:
    """The names of the questions that are asked as things stand, answered or not."""
    refs = {line.ref for line in interview.review()} | set(interview.unanswered())
    return {ref.rsplit("/", 1)[-1] for ref in refs}


def label(interview: Interview, ref: str) -> str:
    prompt = interview.prompt_at(ref)
    assert prompt is not None
    return prompt.label
