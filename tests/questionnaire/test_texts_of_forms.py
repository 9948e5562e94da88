"""What is read: languages, voices, answers within texts, hints and guidance."""

from tests.questionnaire.scenario import play

VOICES = """
    | survey |
    | | type | name | label::Қазақша (kk) | label::Русский (ru) | label::Қазақша, басқа адам (kk-x-proxy) | label::Русский, другой человек (ru-x-proxy) | hint::Қазақша (kk) | hint::Русский (ru) | guidance_hint::Қазақша (kk) | guidance_hint::Русский (ru) | bind::sanaq:voice | bind::sanaq:topic |
    | | hidden | is_self | | | | | | | | | | |
    | | hidden | person | | | | | | | | | | |
    | | begin_group | about | Жеке мәлімет | Личные сведения | | | | | | | ${is_self} = 'yes' | |
    | | integer | age | Жасыңыз нешеде? | Сколько Вам лет? | ${person} неше жаста? | Сколько лет: ${person}? | Толық жас | Полных лет | Туған күнге дейін | До дня рождения | | age |
    | | text | job | Жұмыс | Работа | | | | | | | | |
    | | end_group | | | | | | | | | | | |
    | settings |
    | | form_title | form_id | namespaces |
    | | T | t | sanaq="https://sanaq.org/xforms" |
"""  # noqa: E501 - a table


def test_the_languages_of_a_form_are_its_own_without_the_voices():
    assert play(VOICES).interview.form.languages == ("kk", "ru")


def test_a_text_speaks_to_the_person_or_about_another():
    own = play(VOICES, given={"is_self": "yes", "person": "Asel"}, language="ru")
    assert (own.prompt.label, own.prompt.about_self) == ("Сколько Вам лет?", True)
    other = play(VOICES, given={"is_self": "no", "person": "Asel"}, language="ru")
    assert (other.prompt.label, other.prompt.about_self) == ("Сколько лет: Asel?", False)
    assert other.in_language("kk").prompt.label == "Asel неше жаста?"


def test_a_text_without_a_voice_of_its_own_serves_both():
    other = play(VOICES, given={"is_self": "no"}, language="kk").says("40")
    assert other.prompt.label == "Жұмыс"


def test_the_language_changes_at_any_moment_and_every_answer_stays():
    sheet = play(VOICES, given={"is_self": "yes"}, language="kk").says("40").in_language("ru")
    assert sheet.prompt.label == "Работа"
    assert sheet.record["about/age"] == "40"
    assert sheet.prompt.sections == ("Личные сведения",)


def test_hint_and_guidance():
    prompt = play(VOICES, given={"is_self": "yes"}, language="ru").prompt
    assert (prompt.hint, prompt.guidance) == ("Полных лет", "До дня рождения")


def test_other_attributes_reach_the_prompt_untouched():
    assert dict(play(VOICES).prompt.extra) == {"topic": "age"}


def test_voice_inside_a_roster_is_each_items_own():
    form = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | label::x (kk-x-proxy) | label::y (ru-x-proxy) | calculation | bind::sanaq:voice | bind::sanaq:min |
        | | begin_repeat | member | М | М | | | | ${first} = 'yes' | 2 |
        | | calculate | first | | | | | if(position(..) = 1, 'yes', 'no') | | |
        | | text | who | Атыңыз? | Ваше имя? | Оның аты? | Его имя? | | | |
        | | end_repeat | | | | | | | | |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """  # noqa: E501 - a table
    sheet = play(form, language="ru")
    assert sheet.prompt.label == "Ваше имя?"
    assert sheet.says("A").prompt.label == "Его имя?"


def test_a_chosen_label_within_a_text():
    form = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) |
        | | select_one city | city | Қай қала? | Какой город? |
        | | calculate | name | | |
        | | text | street | Көше (${name})? | Улица (${name})? |
        | choices |
        | | list_name | name | label::Қазақша (kk) | label::Русский (ru) |
        | | city | sem | Семей | Семей |
        | | city | ust | Өскемен | Усть-Каменогорск |
    """
    form = form.replace("| | calculate | name | | |", "| | calculate | name | | | jr:choice-name(${city}, '${city}') |")
    form = form.replace(
        "label::Русский (ru) |\n        | | select_one", "label::Русский (ru) | calculation |\n        | | select_one"
    )
    sheet = play(form, language="ru").says("ust")
    assert sheet.prompt.label == "Улица (Усть-Каменогорск)?"
    assert sheet.in_language("kk").prompt.label == "Көше (Өскемен)?"


def test_a_suggestion_is_offered_only_when_it_could_be_given():
    form = """
        | survey |
        | | type | name | label | bind::sanaq:suggest | default |
        | | text | last_name | Your family name? | | |
        | | text | fathers_name | Your father's family name? | ${last_name} | |
        | | integer | rooms | Rooms? | ${last_name} | |
        | | integer | people | People? | | 2 |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """
    sheet = play(form)
    assert sheet.prompt.suggestion is None
    assert sheet.says("Omar").prompt.suggestion == "Omar"
    assert sheet.says("Omar").prompt.suggestion is None  # no number
    sheet.says("3")
    assert (sheet.prompt.suggestion, sheet.prompt.answer) == ("2", None)
