"""Defaults, what the form sets by itself, chance."""

from datetime import UTC, datetime

from questionnaire import Interview
from tests.questionnaire.scenario import NOW, form_of, play


def test_a_default_stands_until_it_is_answered_and_is_asked_all_the_same():
    form = """
        | survey |
        | | type | name | label | default | relevant |
        | | integer | rooms | Rooms? | 2 | |
        | | text | why | Why only two? | | ${rooms} = 2 |
    """
    sheet = play(form).is_asked("rooms")
    assert (sheet.prompt.suggestion, sheet.record["rooms"]) == ("2", "2")
    assert sheet.interview.progress().total == 2
    assert sheet.says("3").is_complete().record == {"rooms": "3"}


def test_what_the_caller_finds_likely_is_offered_and_never_taken_by_itself():
    form = """
        | survey |
        | | type | name | label | default |
        | | select_one yn | alike | Alike? | |
        | | integer | rooms | Rooms? | 2 |
        | choices |
        | | list_name | name | label |
        | | yn | yes | Yes |
        | | yn | no | No |
    """
    sheet = play(form)
    sheet.interview.likely = {"alike": "yes", "rooms": "3"}
    assert sheet.is_asked("alike").prompt.suggestion == "yes"
    assert sheet.record["alike"] == ""
    sheet.interview.likely = {"alike": "gone from the list"}
    assert sheet.prompt.suggestion is None
    sheet.says("no")
    assert sheet.prompt.suggestion == "2", "the form's own comes first"


def test_a_worked_out_default_is_worked_out_once_at_the_beginning():
    form = """
        | survey |
        | | type | name | label | default |
        | | date | day | Which day? | today() |
        | | text | code | Code? | concat('K', string-length(${who})) |
        | | text | who | Name? | |
    """
    sheet = play(form)
    assert sheet.prompt.suggestion == "2021-09-01"
    sheet.answers("who", "Asel")
    assert sheet.record["code"] == "K0"
    assert sheet.resumes().record["code"] == "K0"


def test_a_default_of_a_new_item_is_worked_out_when_it_is_made():
    form = """
        | survey |
        | | type | name | label | default |
        | | text | city | City? | |
        | | begin_repeat | place | ${where} | |
        | | text | where | Where? | ${city} |
        | | end_repeat | | | |
    """
    sheet = play(form).says("Almaty", "yes")
    assert sheet.prompt.suggestion == "Almaty"
    sheet.answers("city", "Astana")
    assert sheet.resumes().prompt.suggestion == "Almaty"
    sheet.says("Talgar", "yes")
    assert sheet.prompt.suggestion == "Astana"


def test_an_answer_can_set_another():
    form = """
        | survey |
        | | type | name | label | calculation | trigger |
        | | text | who | Name? | | |
        | | text | greeting | Greeting? | concat('Dear ', ${who}) | ${who} |
        | | calculate | changed_at | | now() | ${who} |
    """
    sheet = play(form).says("Asel").is_complete()
    assert sheet.record["greeting"] == "Dear Asel"
    assert [change.ref for change in sheet.outcome.changes] == ["who", "greeting", "changed_at"]
    sheet.answers("greeting", "Hello").answers("who", "Asel").is_accepted()
    assert sheet.record["greeting"] == "Hello"  # the name did not change
    assert sheet.answers("who", "Timur").record["greeting"] == "Dear Timur"


def test_what_an_answer_sets_knows_the_time_of_the_answer():
    form = form_of("""
        | survey |
        | | type | name | label | calculation | trigger |
        | | text | who | Name? | | |
        | | calculate | changed_at | | now() | ${who} |
    """)
    interview = Interview(form, now=NOW, language="")
    interview.answer("who", "Asel", datetime(2021, 9, 5, 8, 30, tzinfo=UTC))
    assert interview.record().columns()["changed_at"].startswith("2021-09-05T08:30")
    assert interview.evaluate("today()") == "2021-09-01"


def test_in_a_roster_an_answer_sets_only_its_own_items():
    form = """
        | survey |
        | | type | name | label | calculation | trigger |
        | | begin_repeat | m | ${who} | | |
        | | text | who | Name? | | |
        | | text | tag | Tag? | concat(${who}, '!') | ${who} |
        | | end_repeat | | | | |
    """
    sheet = play(form).says("yes", "A", "yes", "B", "no")
    assert sheet.record == {"m[1]/who": "A", "m[1]/tag": "A!", "m[2]/who": "B", "m[2]/tag": "B!"}
    sheet.answers("m:1/who", "C")
    assert (sheet.record["m[1]/tag"], sheet.record["m[2]/tag"]) == ("C!", "B!")


def test_chance_stays_the_same_for_an_interview_and_differs_between_two():
    form = form_of("""
        | survey |
        | | type | name | label | calculation | parameters |
        | | calculate | lot | | once(random()) | |
        | | select_one l | first | Which? | | randomize=true |
        | | text | who | Name? | | |
        | choices |
        | | list_name | name | label |
        | | l | a | A |
        | | l | b | B |
        | | l | c | C |
        | | l | d | D |
    """)

    def seen(seed):
        interview = Interview(form, now=NOW, language="", seed=seed)
        order = [choice.value for choice in interview.prompt().choices]
        interview.answer("who", "x", NOW)
        assert [choice.value for choice in interview.prompt().choices] == order
        return interview.record().columns()["lot"], order

    assert seen("one") == seen("one")
    assert seen("one") != seen("two")
    assert sorted(seen("one")[1]) == ["a", "b", "c", "d"]


def test_metadata_is_filled():
    form = form_of("""
        | survey |
        | | type | name | label |
        | | start | begun | |
        | | today | day | |
        | | text | who | Name? |
    """)
    columns = Interview(form, now=NOW, language="").record().columns()
    assert columns["begun"] == "2021-09-01T10:00:00.000+00:00"
    assert columns["day"] == "2021-09-01"
