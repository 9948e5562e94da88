"""An interview that is gone on with later: what looks at the clock is worked out anew, and says what a new interview says."""

from datetime import timedelta

import pytest

from questionnaire import Interview
from tests.questionnaire.scenario import NOW, form_of

TODAY = """
    | survey |
    | | type | name | label | constraint | default | calculation |
    | | date | born | Born? | . <= today() | | |
    | | date | asked_on | When? | | today() | |
    | | calculate | age | | | | int((decimal-date-time(today()) - decimal-date-time(${born})) div 365.25) |
    | | text | name | ${age} on ${today}? | | | |
    | | calculate | today | | | | today() |
"""
STAMPED = """
    | survey |
    | | type | name | label | calculation | default |
    | | start | start | | | |
    | | text | name | Name? | | |
    | | calculate | moment | | now() | |
    | | calculate | chance | | random() | |
    | | text | first | First? | | uuid() |
"""
TIMELESS = """
    | survey |
    | | type | name | label |
    | | text | name | Name? |
"""


def fresh(interview: Interview) -> Interview:
    return Interview(interview.form, dict(interview.answers), now=interview.now, language=interview.language, seed="s")


@pytest.mark.parametrize("form", [TODAY, STAMPED, TIMELESS])
@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(hours=20), timedelta(days=400)])
def test_an_interview_gone_on_with_says_what_a_new_one_says(form: str, later: timedelta) -> None:
    interview = Interview(form_of(form), {"born": "2021-08-31"}, now=NOW, language="", seed="s")
    interview.record()
    interview.prompt()
    interview.now = NOW + later
    assert interview.record() == fresh(interview).record()
    assert interview.prompt() == fresh(interview).prompt()
    assert interview.unanswered() == fresh(interview).unanswered()


def test_the_day_of_the_answers_goes_on() -> None:
    interview = Interview(form_of(TODAY), {"born": "1991-09-02"}, now=NOW, language="", seed="s")
    before = interview.prompt_at("name").label
    interview.now = NOW + timedelta(days=1)
    assert (before, interview.prompt_at("name").label) == ("29 on 2021-09-01?", "30 on 2021-09-02?")


@pytest.mark.parametrize(("form", "forgets"), [(TODAY, False), (STAMPED, True), (TIMELESS, False)])
def test_nothing_is_worked_out_again_while_the_form_sees_the_same(form: str, forgets: bool) -> None:
    interview = Interview(form_of(form), now=NOW, language="", seed="s")
    before = interview.edition
    interview.now = NOW + timedelta(seconds=1)
    assert (interview.edition != before) is forgets
