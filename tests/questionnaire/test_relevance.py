"""Which questions are asked: conditions, groups, calculations, what is required."""

from tests.questionnaire.scenario import NOW, play

SCHOOL = """
    | survey |
    | | type | name | label | relevant | required |
    | | integer | age | How old? | | yes |
    | | begin_group | studies | Studies | ${age} < 18 | |
    | | text | school | Which school? | | |
    | | text | teacher | Whose class? | ${school} != '' | |
    | | end_group | | | | |
    | | text | job | What work? | ${age} >= 18 | |
"""


def test_a_condition_decides_what_is_asked_next():
    play(SCHOOL).says("17").is_asked("studies/school")
    play(SCHOOL).says("18").is_asked("job")


def test_a_groups_condition_holds_for_everything_in_it():
    sheet = play(SCHOOL).says("17", "No 5", "Ms Lee").is_complete()
    sheet.answers("age", "30").is_accepted(touched=("studies/school", "studies/teacher"))
    assert sheet.record == {"age": "30", "job": ""}


def test_an_irrelevant_answer_is_kept_and_comes_back():
    sheet = play(SCHOOL).says("17", "No 5", "Ms Lee").answers("age", "30").answers("age", "16").is_complete()
    assert sheet.record["studies/school"] == "No 5"


def test_an_irrelevant_answer_counts_neither_in_the_review_nor_in_the_progress():
    sheet = play(SCHOOL).says("17", "No 5", "Ms Lee").answers("age", "30")
    assert [line.ref for line in sheet.interview.review()] == ["age"]
    assert (sheet.interview.progress().done, sheet.interview.progress().total) == (1, 2)


def test_a_question_that_is_not_asked_takes_no_answer():
    sheet = play(SCHOOL).says("30").answers("studies/school", "No 5")
    sheet.is_refused("not_asked")
    assert "studies/school" not in sheet.interview.answers


def test_a_required_question_cannot_be_skipped_and_an_optional_one_can():
    sheet = play(SCHOOL).tries("").is_refused("required")
    sheet.says("18", "").is_complete()
    assert sheet.interview.answers["job"] == ""


def test_whether_an_answer_is_required_can_depend_on_another():
    form = """
        | survey |
        | | type | name | label | required |
        | | select_one yn | works | Do you work? | yes |
        | | text | where | Where? | ${works} = 'yes' |
        | choices |
        | | list_name | name | label |
        | | yn | yes | Yes |
        | | yn | no | No |
    """
    sheet = play(form).says("no", "").is_complete()
    sheet.answers("works", "yes").is_asked("where")  # skipping it does not hold any more
    sheet.tries("").is_refused("required")


def test_the_forms_own_sentence_for_a_missing_answer():
    form = """
        | survey |
        | | type | name | label | required | required_message |
        | | text | name | Name? | yes | Everybody has a name. |
    """
    play(form).tries("   ").is_refused("required", "Everybody has a name.")


def test_a_calculation_is_worked_out_and_never_asked():
    form = """
        | survey |
        | | type | name | label | calculation | relevant |
        | | integer | rooms | Rooms? | | |
        | | integer | people | People? | | |
        | | calculate | crowded | | if(${people} > ${rooms} * 2, 'yes', 'no') | |
        | | text | why | Why so many? | | ${crowded} = 'yes' |
    """
    sheet = play(form).says("1", "5").is_asked("why")
    assert sheet.record["crowded"] == "yes"
    sheet.answers("rooms", "3").is_complete()


def test_a_visible_calculation_is_shown_and_cannot_be_answered():
    form = """
        | survey |
        | | type | name | label | calculation |
        | | integer | rooms | Rooms? | |
        | | integer | double | Twice that: | ${rooms} * 2 |
        | | text | name | Name? | |
    """
    sheet = play(form).says("4").is_asked("name")
    assert sheet.prompt.notes == ("Twice that:\n8",)
    sheet.answers("double", "9").is_refused("read_only")
    sheet.says("A")
    assert [(line.ref, line.text, line.read_only) for line in sheet.interview.review()] == [
        ("rooms", "4", False),
        ("double", "8", True),
        ("name", "A", False),
    ]


def test_read_only_can_depend_on_an_answer():
    form = """
        | survey |
        | | type | name | label | read_only |
        | | select_one yn | locked | Locked? | |
        | | text | name | Name? | ${locked} = 'yes' |
        | choices |
        | | list_name | name | label |
        | | yn | yes | Yes |
        | | yn | no | No |
    """
    play(form).says("yes").is_complete()
    play(form).says("no").is_asked("name")


def test_notes_are_said_with_the_question_after_them():
    form = """
        | survey |
        | | type | name | label | relevant |
        | | note | hello | Good day. | |
        | | integer | age | How old? | |
        | | note | young | So young! | ${age} < 18 |
        | | text | name | Name? | |
        | | note | thanks | Thank you. | |
    """
    sheet = play(form)
    assert sheet.prompt.notes == ("Good day.",)
    assert sheet.says("30").prompt.notes == ()
    assert sheet.answers("age", "10").prompt.notes == ("So young!",)
    assert sheet.says("A").interview.closing_notes() == ("Thank you.",)


def test_an_expression_is_evaluated_where_the_caller_wants():
    sheet = play(SCHOOL).says("17")
    assert sheet.interview.evaluate("/data/age + 1") == 18
    assert sheet.interview.evaluate("../age = 17", at="job") is True


def test_a_fixed_clock():
    form = """
        | survey |
        | | type | name | label | constraint | calculation |
        | | date | born | Born? | . <= today() | |
        | | calculate | age | | | int((decimal-date-time(today()) - decimal-date-time(${born})) div 365.25) |
    """
    sheet = play(form, now=NOW).tries("2021-09-02").is_refused("constraint")
    assert sheet.says("1990-01-01").record["age"] == "31"
