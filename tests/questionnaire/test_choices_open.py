"""Choices: filters, several at once, roster items as choices, long lists."""

from tests.questionnaire.scenario import form_of, play

CITY = """
    | survey |
    | | type | name | label | choice_filter |
    | | select_one region | region | Which region? | |
    | | select_one city | city | Which city? | region = ${region} |
    | choices |
    | | list_name | name | label | region |
    | | region | a | Abai | |
    | | region | b | Almaty | |
    | | city | a1 | Semey | a |
    | | city | a2 | Ayagoz | a |
    | | city | b1 | Talgar | b |
"""

SPOKEN = """
    | survey |
    | | type | name | label |
    | | select_multiple spoken | spoken | Which languages? |
    | choices |
    | | list_name | name | label | exclusive |
    | | spoken | kk | Kazakh | |
    | | spoken | ru | Russian | |
    | | spoken | en | English | |
    | | spoken | none | None of these | yes |
"""


def test_a_filter_leaves_the_choices_that_fit():
    sheet = play(CITY).says("a")
    assert sheet.labels == ["Semey", "Ayagoz"]
    sheet.tries("b1").is_refused("choice")
    sheet.says("a2").is_complete()


def test_an_answer_that_a_filter_took_away_is_asked_again_and_comes_back_with_it():
    sheet = play(CITY).says("a", "a2").answers("region", "b").is_accepted(touched=("city",)).is_asked("city")
    assert sheet.record["city"] == ""
    assert sheet.answers("region", "a").is_complete().record["city"] == "a2"


def test_a_filtered_list_finds_by_value_only_what_stands_open():
    choices = play(CITY).says("a").prompt.choices
    assert len(choices) == 2
    assert choices.by_value("a2").label == "Ayagoz"
    assert choices.by_value("b1") is None


def test_lists_with_the_same_choices_have_the_same_key():
    sheet = play(CITY).says("a")
    key = sheet.prompt.choices.key
    assert sheet.resumes().prompt.choices.key == key
    assert sheet.answers("region", "b").prompt.choices.key != key


def test_where_no_choice_is_open_nobody_is_held_up():
    form = CITY.replace("| choice_filter |", "| choice_filter | required |").replace("${region} |", "${region} | yes |")
    form = form.replace("Which region? | |", "Which region? | | yes |").replace("| | city | b1", "| | city | c1")
    form = form.replace("| Talgar | b |", "| Talgar | c |")
    sheet = play(form).says("b").is_asked("city")
    assert not sheet.prompt.required
    sheet.says("").is_complete()
    sheet.answers("region", "a").is_asked("city").tries("").is_refused("required")


def test_an_exclusive_choice_clears_the_others_and_they_clear_it():
    sheet = play(SPOKEN).says("kk ru")
    sheet.answers("spoken", "kk ru none")
    assert sheet.interview.answers["spoken"] == "none"
    sheet.answers("spoken", "none en")
    assert sheet.interview.answers["spoken"] == "en"


def test_several_choices_need_one_that_exists():
    play(SPOKEN).tries("kk fr").is_refused("choice")


def test_a_ranking_names_every_choice_once():
    form = SPOKEN.replace("select_multiple", "rank")
    sheet = play(form).tries("ru kk").is_refused("choice")
    sheet.says("en none ru kk")
    assert sheet.record["spoken"] == "en none ru kk"


def test_labels_by_language_and_other_columns():
    form = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) |
        | | select_one yn | ok | Жарай ма? | Подходит? |
        | choices |
        | | list_name | name | label::Қазақша (kk) | label::Русский (ru) | colour |
        | | yn | yes | Иә | Да | green |
        | | yn | no | Жоқ | Нет | red |
    """
    choice = play(form, language="ru").prompt.choices[0]
    assert (choice.value, choice.label, dict(choice.labels), dict(choice.extra)) == (
        "yes",
        "Да",
        {"kk": "Иә", "ru": "Да"},
        {"colour": "green"},
    )


PLACES = {
    "places.csv": """
        name,label,label_kk,label_ru,search_ru,kind
        1,Almaty,Алматы,Алматы,Алма-Ата,city
        2,Talgar,Талғар,Талгар,,city
        3,Chile,Чили,Чили,,country
    """
}


def test_a_list_from_a_file_with_labels_in_both_languages():
    form = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | choice_filter |
        | | select_one_from_file places.csv | born | Қайда тудыңыз? | Где Вы родились? | kind = 'city' |
    """
    sheet = play(form, language="kk", files=PLACES)
    assert sheet.labels == ["Алматы", "Талғар"]
    assert dict(sheet.prompt.choices[0].extra) == {"search_ru": "Алма-Ата", "kind": "city"}
    assert sheet.in_language("ru").labels == ["Алматы", "Талгар"]
    sheet.tries("3").is_refused("choice")
    assert sheet.says("2").interview.review()[0].text == "Талгар"


HEAD = """
    | survey |
    | | type | name | label | choice_filter | bind::sanaq:min |
    | | begin_repeat | member | ${who} | | 1 |
    | | text | who | Name? | | |
    | | integer | age | Age? | | |
    | | end_repeat | | | | |
    | | select_one ${who} | head | Who is the head? | ${age} > 17 | |
    | | calculate | greeting | | | |
    | settings |
    | | form_title | form_id | namespaces |
    | | T | t | sanaq="https://sanaq.org/xforms" |
"""


def family():
    return play(HEAD.replace("    | | calculate | greeting | | | |\n", "")).says(
        "Asel", "40", "yes", "Timur", "10", "yes", "Asel", "20", "no"
    )


def test_roster_items_as_choices_keep_the_item_and_record_its_name():
    sheet = family().is_asked("head")
    assert sheet.values == ["1", "3"]
    assert sheet.labels == ["Asel", "Asel"]  # two of one name stay two
    sheet.says("3").is_complete()
    assert sheet.interview.answers["head"] == "3"
    assert sheet.record["head"] == "Asel"


def test_a_renamed_item_stays_chosen():
    sheet = family().says("3")
    sheet.outcome = sheet.interview.rename("member:3", "Aigul")
    assert sheet.is_complete().record["head"] == "Aigul"


def test_a_removed_item_is_chosen_no_more():
    sheet = family().says("3").removes("member:3")
    assert "head" not in sheet.interview.answers
    sheet.is_asked("head")


def test_a_question_inside_a_roster_chooses_among_all_its_items():
    form = """
        | survey |
        | | type | name | label |
        | | begin_repeat | member | ${who} |
        | | text | who | Name? |
        | | select_one ${who} | friend | Whose friend? |
        | | end_repeat | | |
    """
    sheet = play(form).says("yes", "Asel", "", "yes", "Timur").is_asked("member:2/friend")
    assert sheet.labels == ["Asel", "Timur"]
    assert sheet.says("1", "no").record["member[2]/friend"] == "Asel"


def test_a_list_of_thousands_costs_nothing_until_it_is_looked_at():
    rows = "\n".join(f"{n},Place {n},Жер {n},Место {n},k{n % 50}" for n in range(8000))
    form = form_of(
        """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | choice_filter |
        | | text | kind | Қандай? | Какой? | |
        | | select_one_from_file big.csv | place | Қайда? | Где? | kind = ${kind} |
        """,
        {"big.csv": f"name,label,label_kk,label_ru,kind\n{rows}"},
    )
    instance = form.instances["big"]
    before = instance.made
    sheet = play_form(form).says("k7", "57")
    assert instance.made - before <= 2 * 160  # only the rows of this kind became nodes
    assert sheet.record["place"] == "57"


NUMBERED = "name,label,label_kk,label_ru,city\n" + "".join(f"{n},P {n},Жер {n},Место {n},{n % 2}\n" for n in range(30))


def test_two_forms_have_one_key_for_one_file_whatever_the_language():
    """A search index is made once: for both languages, for every form, inside a roster or not."""
    alone = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) |
        | | select_one_from_file places.csv | place | Қайда? | Где? |
    """
    in_roster = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | choice_filter |
        | | begin_repeat | member | Кім? | Кто? | |
        | | select_one_from_file places.csv | place | Қайда? | Где? | |
        | | select_one_from_file places.csv | city | Қай қалада? | В каком городе? | city = 1 |
        | | select_one_from_file places.csv | near | Жақын жерде? | Рядом? | city = ${place} |
        | | end_repeat | | | | |
    """
    first, second = form_of(alone, {"places.csv": NUMBERED}), form_of(in_roster, {"places.csv": NUMBERED})
    (whole,) = play_form(first, "kk").interview.fixed_lists()
    (same,) = play_form(first, "ru").interview.fixed_lists()
    inside, cities = play_form(second, "ru").interview.fixed_lists()
    assert whole.key == same.key == inside.key != cities.key
    assert (len(whole), len(inside), len(cities)) == (30, 30, 15)
    asked = play_form(second, "kk").says("yes", "3").is_asked("member:1/city")
    assert asked.prompt.choices.key == cities.key
    assert asked.labels[0] == "Жер 1"


def play_form(form, language="kk"):
    from questionnaire import Interview
    from tests.questionnaire.scenario import NOW, Scenario

    return Scenario(Interview(form, now=NOW, language=language))
