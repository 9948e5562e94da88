"""The traps other engines fell into, each with its rule (blanks, padding, counts, orders, midnight, patterns, circles…)."""

from datetime import UTC, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from questionnaire import Form, Interview
from tests.questionnaire.scenario import NOW, Scenario, defects, form_of, play, published, warnings


def test_trap_1_blanks_are_skipped_in_sums_and_warned_about_in_additions():
    form = """
        | survey |
        | | type | name | label | calculation |
        | | integer | cows | Cows? | |
        | | integer | goats | Goats? | |
        | | calculate | herd | | sum(/data/cows \\| /data/goats) |
        | | calculate | added | | ${cows} + ${goats} |
    """
    sheet = play(form).says("3", "")
    assert sheet.record["herd"] == "3"
    assert sheet.record["added"] == ""  # not "NaN": a blank is stored
    assert any("“cows” may stay blank" in said and "coalesce" in said for said in warnings(form))


def test_trap_2_texts_with_answers_in_them_are_not_padded():
    form = """
        | survey |
        | | type | name | label |
        | | text | who | Name? |
        | | text | job | ${who}, what is   your work? |
    """
    assert play(form).says("Asel").prompt.label == "Asel, what is your work?"


COUNTED = """
    | survey |
    | | type | name | label | repeat_count |
    | | text | typed | How many? | |
    | | begin_repeat | child | ${first} | ${typed} |
    | | text | first | Name? | |
    | | end_repeat | | | |
"""


def test_trap_3_a_lowered_count_asks_first_and_keeps_the_answers_until_then():
    sheet = play(COUNTED).says("2", "A", "B").answers("typed", "1").is_losing("B")
    assert sheet.record["child[2]/first"] == "B"
    sheet.answers("typed", "1", confirmed=True)
    assert "child[2]/first" not in sheet.record


def test_trap_3_a_count_that_is_no_number_keeps_the_size():
    sheet = play(COUNTED).says("2", "A", "B").answers("typed", "a few").is_accepted()
    assert len(sheet.interview.items("child")) == 2


def test_trap_4_several_choices_are_kept_in_the_forms_order():
    form = """
        | survey |
        | | type | name | label |
        | | select_multiple l | l | Languages? |
        | choices |
        | | list_name | name | label |
        | | l | kk | Kazakh |
        | | l | ru | Russian |
        | | l | en | English |
    """
    sheet = play(form).says("en kk")
    assert sheet.interview.answers["l"] == "kk en"


def test_trap_4_a_choice_value_with_a_space_is_not_published():
    form = """
        | survey |
        | | type | name | label |
        | | select_one l | l | Languages? |
        | choices |
        | | list_name | name | label |
        | | l | kk | Kazakh |
        | | l | en gb | English |
    """
    assert defects(form) == [
        "form.md, sheet “choices”, row 7, column “name”: The choice value “en gb” has a space in it. Write “en_gb”."
    ]


AGE = """
    | survey |
    | | type | name | label | calculation |
    | | date | born | Born? | |
    | | calculate | today | | today() |
    | | text | note | Anything else? | |
"""


def test_trap_5_today_stands_still_across_midnight():
    late = datetime(2021, 9, 1, 23, 59, tzinfo=ZoneInfo("Asia/Almaty"))
    interview = Interview(form_of(AGE), now=late, language="")
    interview.answer("born", "1990-01-01", late)
    interview.answer("note", "x", datetime(2021, 9, 2, 0, 5, tzinfo=ZoneInfo("Asia/Almaty")))
    assert interview.record().columns()["today"] == "2021-09-01"


def test_trap_5_today_is_the_day_of_the_callers_zone():
    moment = datetime(2021, 8, 31, 20, 0, tzinfo=UTC)  # already 1 September in Almaty
    interview = Interview(form_of(AGE), now=moment.astimezone(ZoneInfo("Asia/Almaty")), language="")
    assert interview.evaluate("today()") == "2021-09-01"


def test_trap_6_digits_of_a_pattern_are_ascii_and_patterns_are_anchored():
    form = """
        | survey |
        | | type | name | label | constraint | constraint_message |
        | | text | code | Code? | regex(., '^\\d{3}$') | Three digits |
        | | text | loose | Code? | regex(., '\\d{3}') | Three digits |
    """
    play(form).tries("٣٣٣").is_refused("constraint").says("333").is_asked("loose")
    assert any("not anchored" in said and "row 4" in said for said in warnings(form))


def test_trap_7_an_iin_can_be_checked_by_a_plain_expression_that_opens_everywhere():
    weights = [range(1, 12), [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]]
    first, second = (
        "(" + " + ".join(f"number(substr(${{iin}}, {n}, {n + 1})) * {w}" for n, w in enumerate(ws)) + ") mod 11"
        for ws in weights
    )
    form = f"""
        | survey |
        | | type | name | label | calculation | constraint | constraint_message |
        | | text | iin | IIN? | | regex(., '^[0-9]{{12}}$') and number(substr(., 11, 12)) = ${{digit}} | Check the number |
        | | calculate | one | | {first} | | |
        | | calculate | two | | {second} | | |
        | | calculate | digit | | if(${{one}} = 10, ${{two}}, ${{one}}) | | |
    """
    for valid in ("900101300126", "900101300811"):
        assert play(form).tries(valid).is_accepted()
    for invalid in ("900101300127", "900101300812", "900101300801"):
        assert play(form).tries(invalid).is_refused("constraint")


def test_trap_8_a_circle_is_named_by_its_way_at_publishing():
    form = """
        | survey |
        | | type | name | label | relevant | calculation |
        | | text | a | A? | ${b} = 'x' | |
        | | calculate | b | | | concat(${c}, 'x') |
        | | text | c | C? | ${a} != '' | |
    """
    (said,) = defects(form)
    assert said == (
        "form.md, sheet “survey”, row 3, column “relevant”: This depends on itself: relevant of a → b → relevant of c"
        " → relevant of a. Break the circle at one of them."
    )


def test_trap_8_a_condition_on_itself_is_a_circle():
    form = """
        | survey |
        | | type | name | label | relevant |
        | | text | a | A? | ${a} = '' |
    """
    assert "depends on itself" in defects(form)[0]


def test_trap_8_a_count_that_counts_its_own_items_is_a_circle():
    form = """
        | survey |
        | | type | name | label | repeat_count |
        | | begin_repeat | child | ${first} | count(${child}) + 1 |
        | | text | first | Name? | |
        | | end_repeat | | | |
    """
    assert "depends on itself" in defects(form)[0]


def test_trap_8_a_total_over_the_items_before_is_no_circle():
    form = """
        | survey |
        | | type | name | label | calculation | repeat_count |
        | | begin_repeat | day | Day | | 3 |
        | | integer | rain | Rain? | | |
        | | calculate | until_now | | ${rain} + coalesce(../../day[position() = position(current()/..) - 1]/until_now, 0) | |
        | | end_repeat | | | | |
    """
    sheet = play(form).says("1", "2", "3")
    assert [value for name, value in sheet.record.items() if name.endswith("until_now")] == ["1", "3", "6"]


def test_trap_9_a_filter_over_thousands_of_places_is_answered_from_an_index():
    rows = "\n".join(f"{n},Place {n},Жер {n},Место {n},d{n % 200}" for n in range(15000))
    form = form_of(
        """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | choice_filter |
        | | text | district | Аудан? | Район? | |
        | | select_one_from_file places.csv | place | Қайда? | Где? | district = ${district} |
        | | text | street | Көше? | Улица? | |
        """,
        {"places.csv": f"name,label,label_kk,label_ru,district\n{rows}"},
    )
    sheet = Scenario(Interview(form, now=NOW, language="kk")).says("d7", "207")
    begun = perf_counter()
    for _ in range(20):
        sheet.answers("street", "Abai").answers("street", "Dostyk")
    assert (perf_counter() - begun) / 40 < 0.005  # seconds an answer; a scan of all rows takes about ten times that


def test_trap_10_what_no_door_can_carry_is_not_published():
    form = """
        | survey |
        | | type | name | label |
        | | image | photo | A photo of the house |
        | | geopoint | place | Where is it? |
    """
    (said,) = defects(form)
    assert "row 3" in said
    assert "“photo” cannot be asked in a conversation" in said


def test_trap_10_what_only_some_doors_carry_is_said_with_their_names():
    form = """
        | survey |
        | | type | name | label |
        | | geopoint | place | Where is it? |
    """
    (said,) = [str(one) for one in published(form).findings if one.severity == "remark"]
    assert said.endswith("“place” cannot be asked over web, sms.")


def test_nothing_is_frozen_into_a_form_by_an_interview():
    form = form_of(AGE)
    assert isinstance(form, Form)
    first = Interview(form, now=NOW, language="")
    first.answer("born", "1990-01-01", NOW)
    assert Interview(form, now=NOW, language="").prompt().ref == "born"
