"""Back, go to, review, progress, what came with the sheet, going on elsewhere."""

import pytest

from questionnaire import Change, Interview, NotAsked
from tests.questionnaire.scenario import NOW, play

THREE = """
    | survey |
    | | type | name | label | required | relevant | bind::sanaq:skip-ru |
    | | text | name | Name? | yes | | |
    | | select_one yn | works | Do you work? | yes | | |
    | | text | where | Where? | | ${works} = 'yes' | Затрудняюсь ответить |
    | choices |
    | | list_name | name | label |
    | | yn | yes | Yes |
    | | yn | no | No |
    | settings |
    | | form_title | form_id | namespaces |
    | | T | t | sanaq="https://sanaq.org/xforms" |
"""


def test_back_goes_one_question_at_a_time_and_stops_at_the_first():
    sheet = play(THREE).says("Asel", "yes").goes_back().is_asked("works").goes_back().is_asked("name")
    assert sheet.interview.back() is None
    sheet.is_asked("name")


def test_after_a_correction_the_interview_goes_on_where_it_was():
    sheet = play(THREE).says("Asel", "yes").goes_back().goes_back()
    assert sheet.prompt.answer == "Asel"
    sheet.says("Aigul").is_asked("where")


def test_back_works_from_a_complete_interview():
    sheet = play(THREE).says("Asel", "no").is_complete().goes_back().is_asked("works")
    assert sheet.interview.complete
    sheet.says("no").is_complete()


def test_a_refused_answer_leaves_the_cursor():
    play(THREE).says("Asel", "no").goes_to("name").tries("").is_refused("required").is_asked("name")


def test_a_cursor_on_a_question_that_is_not_asked_any_more_is_passed_over():
    sheet = play(THREE).says("Asel", "yes", "Shop").goes_to("where")
    sheet.answers("works", "no").is_complete()
    sheet.interview.at = "where"
    assert sheet.interview.prompt() is None


def test_going_to_a_question_that_is_not_asked():
    with pytest.raises(NotAsked, match="where"):
        play(THREE).interview.go_to("where")
    with pytest.raises(NotAsked):
        play(THREE).interview.prompt_at("nonsense:9/x")


def test_the_review_shows_answers_in_words_and_what_was_skipped():
    sheet = play(THREE, language="ru").says("Asel", "yes", "")
    assert [(line.label, line.value, line.text) for line in sheet.interview.review()] == [
        ("Name?", "Asel", "Asel"),
        ("Do you work?", "yes", "Yes"),
        ("Where?", "", "Затрудняюсь ответить"),
    ]


def test_progress_counts_the_questions_that_are_asked():
    sheet = play(THREE)
    seen = []
    for said in ("Asel", "yes", "Shop"):
        seen.append((sheet.interview.progress().done, sheet.interview.progress().total))
        sheet.says(said)
    seen.append((sheet.interview.progress().done, sheet.interview.progress().total))
    assert seen == [(0, 2), (1, 2), (2, 3), (3, 3)]


def test_the_changes_are_all_there_is_to_store():
    sheet = play(THREE)
    kept = {}
    for ref, said in [("name", "Asel"), ("works", "yes"), ("where", "Shop"), ("works", "no"), ("name", "Aigul")]:
        sheet.answers(ref, said)
        for change in sheet.outcome.changes:
            assert kept.get(change.ref) == change.old
            if change.new is None:
                del kept[change.ref]
            else:
                kept[change.ref] = change.new
    assert list(kept.items()) == list(sheet.interview.answers.items())
    assert sheet.outcome.changes == (Change("name", "Asel", "Aigul"),)


def test_the_same_answer_again_changes_nothing():
    sheet = play(THREE).says("Asel").answers("name", "Asel").is_accepted()
    assert sheet.outcome.changes == ()


def test_what_came_with_the_sheet_is_not_asked_and_can_be_corrected():
    sheet = play(THREE, given={"name": "Asel"}).is_asked("works")
    assert sheet.interview.prompt_at("name").given
    assert sheet.record["name"] == "Asel"
    assert sheet.interview.progress().done == 1
    sheet.answers("name", "Aigul")
    assert sheet.record["name"] == "Aigul"
    assert not sheet.interview.prompt_at("name").given
    assert sheet.interview.answers == {"name": "Aigul"}


def test_back_passes_over_what_came_with_the_sheet():
    sheet = play(THREE, given={"name": "Asel"}).says("yes").goes_back().is_asked("works")
    assert sheet.interview.back() is None


def test_a_given_value_that_does_not_hold_is_asked():
    play(THREE, given={"name": "Asel", "works": "perhaps"}).is_asked("works")


def test_hidden_fields_are_given_too():
    form = """
        | survey |
        | | type | name | label | relevant |
        | | hidden | is_self | | |
        | | text | name | Your name? | ${is_self} = 'yes' |
    """
    play(form, given={"is_self": "yes"}).is_asked("name")
    play(form).is_complete()


def test_another_process_goes_on_at_the_same_question():
    sheet = play(THREE).says("Asel", "yes").goes_back()
    again = sheet.resumes().is_asked("works")
    assert again.record == sheet.record


def test_the_answers_keep_their_order():
    sheet = play(THREE).says("Asel", "yes", "Shop").answers("name", "Aigul")
    assert list(sheet.interview.answers) == ["name", "works", "where"]


def test_an_interview_does_not_touch_the_mappings_it_was_given():
    form = play(THREE).interview.form
    stored, given = {"name": "Asel"}, {"works": "yes"}
    interview = Interview(form, stored, given=given, now=NOW, language="")
    interview.answer("name", "Aigul", NOW)
    assert (stored, given) == ({"name": "Asel"}, {"works": "yes"})


def test_what_was_put_off_comes_when_nothing_else_is_left_and_keeps_the_interview_open():
    sheet = play(THREE)
    sheet.interview.put_off = {"name"}
    sheet.is_asked("works").says("yes").is_asked("where").says("Shop").is_asked("name")
    assert not sheet.interview.complete
    sheet.says("Asel").is_complete()


def test_a_question_put_off_can_be_gone_to():
    sheet = play(THREE)
    sheet.interview.put_off = {"name"}
    sheet.goes_to("name").says("Asel").is_asked("works")
