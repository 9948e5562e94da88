"""Rosters: adding, "anyone else?", counts, removing, renaming, names first, one roster in another."""

import pytest

from questionnaire import Accepted, Kind, Losing, NotAsked
from tests.questionnaire.scenario import play

FAMILY = """
    | survey |
    | | type | name | label | bind::sanaq:min | bind::sanaq:after | bind::sanaq:more-kk | required |
    | | begin_repeat | member | ${who} | 1 | | Тағы біреу бар ма? | |
    | | text | who | Name? | | | | yes |
    | | begin_group | details | About ${who} | | roster | | |
    | | integer | age | How old is ${who}? | | | | yes |
    | | text | job | What work? | | | | |
    | | end_group | | | | | | |
    | | end_repeat | | | | | | |
    | | text | phone | Telephone? | | | | |
    | settings |
    | | form_title | form_id | namespaces |
    | | T | t | sanaq="https://sanaq.org/xforms" |
"""

COUNTED = """
    | survey |
    | | type | name | label | repeat_count | required |
    | | integer | children | How many children? | | |
    | | begin_repeat | child | ${first} | ${children} | |
    | | text | first | Name? | | yes |
    | | end_repeat | | | | |
    | | text | phone | Telephone? | | |
"""


def test_all_names_come_first_and_the_details_when_the_roster_is_closed():
    sheet = play(FAMILY).is_asked("member:1/who").says("Asel").is_asked("member:+")
    assert sheet.prompt.kind is Kind.MORE
    sheet.says("yes").is_asked("member:2/who").says("Timur", "no").is_asked("member:1/details/age")
    sheet.says("40", "").is_asked("member:2/details/age").says("10", "").is_asked("phone")


def test_each_group_of_details_is_a_round_through_all_items():
    form = """
        | survey |
        | | type | name | label | bind::sanaq:after |
        | | begin_repeat | member | ${who} | |
        | | text | who | Name? | |
        | | begin_group | first | First | roster |
        | | integer | age | Age? | |
        | | end_group | | | |
        | | begin_group | second | Second | roster |
        | | text | job | Work? | |
        | | end_group | | | |
        | | end_repeat | | | |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """
    sheet = play(form).says("yes", "A", "yes", "B", "no")
    assert sheet.interview.unanswered() == (
        "member:1/first/age",
        "member:2/first/age",
        "member:1/second/job",
        "member:2/second/job",
    )


def test_the_items_around_a_question_are_named():
    prompt = play(FAMILY).says("Asel", "no").prompt
    assert [(item.ref, item.position, item.label) for item in prompt.items] == [("member:1", 1, "Asel")]
    assert prompt.sections == ("About Asel",)
    assert prompt.label == "How old is Asel?"


def test_anyone_else_in_the_forms_own_words_where_it_has_them():
    sheet = play(FAMILY, language="kk").says("Asel")
    assert sheet.prompt.label == "Тағы біреу бар ма?"
    assert sheet.in_language("ru").prompt.label == ""


@pytest.mark.parametrize(("said", "rule"), [("", "required"), ("maybe", "choice")])
def test_anyone_else_is_yes_or_no(said, rule):
    play(FAMILY).says("Asel").tries(said).is_refused(rule)


def test_an_item_added_later_is_asked_about_and_the_roster_stays_closed():
    sheet = play(FAMILY).says("Asel", "no", "40", "", "").is_complete().adds("member")
    assert isinstance(sheet.outcome, Accepted)
    assert sheet.outcome.added.ref == "member:2"
    sheet.is_asked("member:2/who").says("Timur").is_asked("member:2/details/age").says("10", "").is_complete()


def test_yes_to_a_closed_roster_opens_it_again():
    sheet = play(FAMILY).says("Asel", "no").answers("member:+", "yes").is_asked("member:2/who")
    sheet.says("Timur").is_asked("member:+")


def test_removing_an_item_asks_first_and_leaves_the_others_their_refs():
    sheet = play(FAMILY).says("A", "yes", "B", "yes", "C", "no", "1", "", "2", "", "3", "", "").is_complete()
    sheet.outcome = sheet.interview.remove("member:2")
    sheet.is_losing("B")
    assert "member:2/who" in sheet.interview.answers
    sheet.removes("member:2").is_complete()
    assert [(item.id, item.position, item.label) for item in sheet.interview.items("member")] == [
        (1, 1, "A"),
        (3, 2, "C"),
    ]
    assert sheet.record["member[2]/details/age"] == "3"
    assert not [ref for ref in sheet.interview.answers if ref.startswith("member:2/")]


def test_the_id_of_a_removed_item_is_not_given_again():
    sheet = play(FAMILY).says("A", "yes", "B").removes("member:2").resumes().adds("member")
    assert sheet.outcome.added.ref == "member:3"


def test_an_item_without_answers_goes_without_a_question():
    sheet = play(FAMILY).says("A", "yes")
    assert isinstance(sheet.interview.remove("member:2"), Accepted)
    assert len(sheet.interview.items("member")) == 1


def test_removing_the_last_of_the_least_leaves_a_fresh_one():
    play(FAMILY).says("A", "no").removes("member:1").is_asked("member:2/who")


def test_removing_what_is_not_there():
    play(FAMILY).removes("member:7").is_refused("not_asked")
    play(FAMILY).removes("phone").is_refused("not_asked")


def test_a_new_name_is_an_answer_like_any_other():
    sheet = play(FAMILY).says("Asel", "no", "40").goes_to("phone")
    sheet.outcome = sheet.interview.rename("member:1", "Aigul")
    sheet.is_accepted().is_asked("phone")
    assert [item.label for item in sheet.interview.items("member")] == ["Aigul"]
    sheet.outcome = sheet.interview.rename("member:1", "")
    sheet.is_refused("required")


def test_who_is_done():
    sheet = play(FAMILY).says("A", "yes", "B", "no", "40", "")
    progress = sheet.interview.progress("member:1")
    assert (progress.done, progress.total) == (3, 3)
    progress = sheet.interview.progress("member:2")
    assert (progress.done, progress.total) == (1, 3)
    assert sheet.interview.unanswered()[:2] == ("member:2/details/age", "member:2/details/job")


def test_going_to_an_item_is_going_to_its_first_open_question():
    sheet = play(FAMILY).says("A", "yes", "B", "no")
    sheet.goes_to("member:2").is_asked("member:2/details/age")
    with pytest.raises(NotAsked):
        sheet.interview.go_to("member:9")


def test_a_count_makes_its_items():
    sheet = play(COUNTED).says("2").is_asked("child:1/first").says("A", "B").is_asked("phone")
    assert sheet.interview.answers["child:#"] == "1 2"


def test_a_lowered_count_asks_before_it_deletes():
    sheet = play(COUNTED).says("3", "A", "B", "C", "").is_complete()
    sheet.answers("children", "1").is_losing("B", "C")
    assert sheet.record["child[3]/first"] == "C"
    sheet.answers("children", "1", confirmed=True).is_accepted()
    assert sheet.record == {"children": "1", "child[1]/first": "A", "phone": ""}
    sheet.answers("children", "2").is_asked("child:4/first")


def test_a_count_lowered_over_empty_items_does_not_ask():
    play(COUNTED).says("3", "A").answers("children", "1").is_accepted().is_asked("phone")


def test_a_blank_count_keeps_the_items_that_stand():
    sheet = play(COUNTED).says("2", "A", "B").answers("children", "").is_accepted()
    assert [item.label for item in sheet.interview.items("child")] == ["A", "B"]
    assert [item.label for item in sheet.resumes().interview.items("child")] == ["A", "B"]


def test_removing_from_a_counted_roster_lowers_the_count():
    sheet = play(COUNTED).says("3", "A", "B", "C").removes("child:2")
    assert sheet.record["children"] == "2"
    assert [item.label for item in sheet.interview.items("child")] == ["A", "C"]
    assert sheet.resumes().record == sheet.record


def test_a_roster_whose_count_is_worked_out_cannot_be_shortened_by_hand():
    form = COUNTED.replace("| ${children} |", "| ${children} * 2 |")
    sheet = play(form).says("1", "A", "B").removes("child:2").is_refused("read_only")
    assert sheet.record["children"] == "1"


def test_a_count_beyond_all_measure_is_refused():
    play(COUNTED).tries("999999999").is_refused("constraint")


def test_an_open_roster_can_start_empty():
    form = FAMILY.replace("| ${who} | 1 |", "| ${who} | |")
    play(form).is_asked("member:+").says("no").is_asked("phone")


def test_the_least_number_of_items_can_depend_on_an_answer():
    form = """
        | survey |
        | | type | name | label | bind::sanaq:min |
        | | select_one yn | alone | Alone? | |
        | | begin_repeat | member | ${who} | if(${alone} = 'no', 2, 1) |
        | | text | who | Name? | |
        | | end_repeat | | | |
        | choices |
        | | list_name | name | label |
        | | yn | yes | Yes |
        | | yn | no | No |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """
    play(form).says("yes", "A").is_asked("member:+")
    play(form).says("no", "A").is_asked("member:2/who").says("B").is_asked("member:+")


NESTED = """
    | survey |
    | | type | name | label | calculation |
    | | begin_repeat | house | ${street} | |
    | | text | street | Street? | |
    | | begin_repeat | dweller | ${who} | |
    | | text | who | Name? | |
    | | calculate | mine | | concat(${street}, '/', ${who}) |
    | | end_repeat | | | |
    | | calculate | size | | count(${dweller}) |
    | | end_repeat | | | |
"""


def test_a_roster_in_a_roster():
    sheet = play(NESTED).says("yes", "Abai").is_asked("house:1/dweller:+").says("yes").is_asked("house:1/dweller:1/who")
    sheet.says("Asel", "yes", "Timur", "no").is_asked("house:+").says(
        "yes", "Dostyk", "yes", "Olga", "no", "no"
    ).is_complete()
    assert sheet.record == {
        "house[1]/street": "Abai",
        "house[1]/dweller[1]/who": "Asel",
        "house[1]/dweller[1]/mine": "Abai/Asel",
        "house[1]/dweller[2]/who": "Timur",
        "house[1]/dweller[2]/mine": "Abai/Timur",
        "house[1]/size": "2",
        "house[2]/street": "Dostyk",
        "house[2]/dweller[1]/who": "Olga",
        "house[2]/dweller[1]/mine": "Dostyk/Olga",
        "house[2]/size": "1",
    }
    assert [item.label for item in sheet.interview.items("house:1/dweller")] == ["Asel", "Timur"]
    assert [item.label for item in sheet.interview.prompt_at("house:1/dweller:2/who").items] == ["Abai", "Timur"]


def test_an_outer_item_takes_its_inner_ones_with_it():
    sheet = play(NESTED).says("yes", "Abai", "yes", "Asel", "no", "yes", "Dostyk", "no", "no").removes("house:1")
    assert sheet.record == {"house[1]/street": "Dostyk", "house[1]/size": "0"}
    assert not [ref for ref in sheet.interview.answers if ref.startswith("house:1/")]


def test_losing_tells_only_of_items_with_answers():
    sheet = play(COUNTED).says("3", "A", "B").answers("children", "0")
    assert isinstance(sheet.outcome, Losing)
    assert [item.label for item in sheet.outcome.items] == ["A", "B"]


def test_a_roster_that_is_not_asked_cannot_be_added_to():
    with pytest.raises(NotAsked):
        play(FAMILY).interview.add("pets")
    with pytest.raises(NotAsked):
        play(COUNTED).interview.add("child")
