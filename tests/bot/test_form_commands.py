"""`sanaq check`, `play` and `run` with a form, as their user meets them."""

import json
from io import StringIO
from textwrap import dedent

import pytest

from bot.form_commands import check, play, run

FORM = """
| survey |
| | type | name | label::Қазақша (kk) | label::Русский (ru) | guidance_hint::Қазақша (kk) | guidance_hint::Русский (ru) | required | relevant | constraint | constraint_message::Қазақша (kk) | constraint_message::Русский (ru) | bind::sanaq:soft | bind::sanaq:soft-kk | bind::sanaq:soft-ru |
| | begin_repeat | member | ${who} | ${who} | | | | | | | | | | |
| | text | who | Атыңыз? | Ваше имя? | | | yes | | | | | | | |
| | integer | age | Жасыңыз? | Сколько Вам лет? | Толық жас | Полных лет | yes | | . < 120 | 120-дан кем | Меньше 120 | . < 98 | Рас па? | Это верно? |
| | end_repeat | | | | | | | | | | | | | |
| | select_one yn | heated | Жылы ма? | Тепло ли у Вас? | | | yes | | | | | | | |
| | text | why | Неге? | Почему? | | | | ${heated} = 'no' | | | | | | |
| choices |
| | list_name | name | label::Қазақша (kk) | label::Русский (ru) |
| | yn | yes | Иә | Да, тепло |
| | yn | no | Жоқ | Нет, холодно |
| settings |
| | form_title | form_id | version | namespaces |
| | T | home | 3 | sanaq="https://sanaq.org/xforms" |
"""  # noqa: E501 - a table


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "home.md"
    path.write_text(FORM, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.md"
    path.write_text(FORM.replace("${heated} = 'no'", "frobnicate()"), encoding="utf-8")
    return path


def typed(form, *lines, language="ru"):
    out = StringIO()
    code = play(form, language, StringIO("".join(f"{line}\n" for line in lines)), out)
    return code, out.getvalue()


def scripted(tmp_path, form, answers, name="answers.yaml", **more):
    path = tmp_path / name
    path.write_text(dedent(answers), encoding="utf-8")
    out = StringIO()
    code = run(form, path, True, out, **more)
    return code, json.loads(out.getvalue()) if out.getvalue().startswith("{") else out.getvalue()


def test_check_says_what_the_form_is(form):
    out = StringIO()
    assert check(form, out) == 0
    assert out.getvalue() == "home, version 3: questions 4, kk, ru. No errors.\n"


def test_check_says_every_error_with_its_place(broken):
    out = StringIO()
    assert check(broken, out) == 1
    assert "error: broken.md, sheet “survey”, row 9, column “relevant”: " in out.getvalue()
    assert out.getvalue().endswith("The form is not published. Errors to mend: 1.\n")


def test_check_of_a_file_that_is_not_there(tmp_path):
    out = StringIO()
    assert check(tmp_path / "none.md", out) == 1
    assert "cannot be read" in out.getvalue()


def test_play_from_the_first_question_to_the_last(form):
    code, said = typed(form, "1", "Айгүл", "40", "2", "тепло", "")
    assert code == 0
    assert "Тепло ли у Вас?\n  1. Да, тепло\n  2. Нет, холодно" in said
    assert "Айгүл · Сколько Вам лет?: 40" in said
    assert said.endswith("Все вопросы пройдены.\n")


def test_play_in_the_other_language(form):
    code, said = typed(form, "2", "1", language="kk")
    assert code == 0
    assert "Жылы ма?" in said
    assert said.endswith("Барлық сұраққа жауап берілді.\n")


def test_play_goes_back_helps_reviews_and_leaves(form):
    _, said = typed(form, "1", "Айгүл", "?", "<", "=", ".")
    assert "Полных лет" in said
    assert said.count("Ваше имя?") == 4  # asked, after «<», in the review, and after it
    assert "Сейчас: Айгүл" in said
    assert said.endswith("Вы вышли. Ответы в терминале не сохраняются.\n")
    _, said = typed(form, "<")
    assert "Это первый вопрос." in said


def test_play_shows_refusals_and_doubts(form):
    _, said = typed(form, "1", "Айгүл", "150", "99", "нет", "99", "1", "2", "1")
    assert "Меньше 120" in said
    assert said.count("Это верно?") == 2
    assert "Айгүл · Сколько Вам лет?: 99" in said


def test_play_refuses_a_required_question_left_out(form):
    _, said = typed(form, "1", "", ".")
    assert said.count("Ваше имя?") == 2


def test_play_in_a_language_the_form_does_not_have(form):
    code, said = typed(form, language="fr")
    assert code == 2
    assert said == "The form has no language “fr”. It has: kk, ru.\n"


def test_play_of_a_broken_form(broken):
    code, said = typed(broken)
    assert code == 1
    assert "frobnicate" in said


def test_run_by_name(form, tmp_path):
    code, report = scripted(
        tmp_path,
        form,
        """
        member:
          - {who: Айгүл, age: 99}
          - {who: Серік, age: 150}
        heated: no
        """,
        language="ru",
    )
    assert code == 0
    assert (report["form"], report["version"], report["language"]) == ("home", "3", "ru")
    assert [(line["ref"], line.get("answer"), line["outcome"]) for line in report["transcript"]] == [
        ("member:+", "yes", "accepted"),
        ("member:1/who", "Айгүл", "accepted"),
        ("member:1/age", "99", "doubtful"),
        ("member:1/age", "99", "accepted"),
        ("member:+", "yes", "accepted"),
        ("member:2/who", "Серік", "accepted"),
        ("member:2/age", "150", "refused"),
        ("member:+", "no", "accepted"),
        ("heated", "no", "accepted"),
        ("why", "", "accepted"),
    ]
    refused = report["transcript"][6]
    assert (refused["rule"], refused["message"]) == ("constraint", "Меньше 120")
    assert (report["complete"], report["unanswered"]) == (False, ["member:2/age"])
    assert report["record"]["member"] == [{"who": "Айгүл", "age": "99"}, {"who": "Серік", "age": ""}]
    assert report["transcript"][8]["choices"][1] == {"value": "no", "label": "Нет, холодно"}


def test_run_says_which_answers_were_not_asked_for(form, tmp_path):
    _, report = scripted(tmp_path, form, '{"heated": "yes", "why": "x"}', "answers.json")
    assert (report["complete"], report["unused"]) == (True, ["why"])


def test_run_step_by_step(form, tmp_path):
    code, report = scripted(
        tmp_path,
        form,
        """
        - {answer: "yes"}
        - {answer: Айгүл}
        - {answer: 99}
        - {confirm: true}
        - {back: true}
        - {answer: 40}
        - {add: member}
        - {ref: "member:2/who", answer: Серік}
        - {remove: "member:2"}
        - {confirm: true}
        - {rename: "member:1", to: Айгуль}
        - {language: ru}
        - {ref: why, answer: x}
        - {go_to: heated}
        - {answer: "yes"}
        - {answer: "no"}
        """,
    )
    assert code == 0
    assert [(line["ref"], line["outcome"]) for line in report["transcript"]] == [
        ("member:+", "accepted"),
        ("member:1/who", "accepted"),
        ("member:1/age", "doubtful"),
        ("member:1/age", "accepted"),
        ("member:1/age", "back"),
        ("member:1/age", "accepted"),
        ("member:2", "accepted"),
        ("member:2/who", "accepted"),
        ("member:2", "losing"),
        ("member:2", "accepted"),
        ("member:1/who", "accepted"),
        ("why", "refused"),
        ("heated", "went"),
        ("heated", "accepted"),
        ("member:+", "accepted"),
    ]
    assert report["transcript"][11]["rule"] == "not_asked"
    assert report["transcript"][12]["label"] == "Тепло ли у Вас?"
    assert report["complete"]
    assert report["record"] == {"member": [{"who": "Айгуль", "age": "40"}], "heated": "yes"} | {
        "meta": report["record"]["meta"]
    }


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("{", "answers.json", "line 1: this is not JSON"),
        ("a: [", "answers.yaml", "this is not YAML"),
        ("just words", "answers.yaml", "neither a mapping of answers nor a list of steps"),
        ("heatd: yes", "answers.yaml", "The form asks no “heatd”. Did you mean “heated”?"),
        ("member: 2", "answers.yaml", "“member” is a roster: write a list"),
        ("member: [{whom: A}]", "answers.yaml", "The form asks no “whom” in the roster “member”. Did you mean “who”?"),
        ("heated: {a: b}", "answers.yaml", "The answer to “heated” is neither words"),
        ("- {jump: 3}", "answers.yaml", "Step 1 is not one of"),
        ("- {confirm: true}", "answers.yaml", "Step 1 confirms, but nothing was asked back."),
        ("- {go_to: why}", "answers.yaml", "Step 1: The question 'why' is not asked"),
        ("- {add: pets}", "answers.yaml", "Step 1: "),
    ],
)
def test_run_with_a_bad_answers_file(form, tmp_path, content, name, sentence):
    code, said = scripted(tmp_path, form, content, name)
    assert code == 2
    assert sentence in said


def test_run_without_an_answers_file(form, tmp_path):
    out = StringIO()
    assert run(form, tmp_path / "none.yaml", True, out) == 2
    assert "cannot be read" in out.getvalue()


def test_run_for_people(form, tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text("heated: yes", encoding="utf-8")
    out = StringIO()
    assert run(form, path, False, out) == 0
    assert "Жылы ма?\n  > yes  – accepted\n" in out.getvalue()
    assert "\nComplete.\n" in out.getvalue()
