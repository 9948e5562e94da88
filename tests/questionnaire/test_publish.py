"""Publishing: what is read, what is refused with sheet, row and column, what is only said."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from questionnaire import Extension, Form, FormError, PublishError, publish
from tests.questionnaire.scenario import defects, form_of, play, published, warnings

ROWS = [
    ["type", "name", "label::Қазақша (kk)", "label::Русский (ru)"],
    ["text", "who", "Атыңыз?", "Ваше имя?"],
    ["integer", "age", "Жасыңыз?", "Сколько Вам лет?"],
]


def write(path: Path, rows: list[list[str]]) -> Path:
    match path.suffix:
        case ".xlsx":
            book = Workbook()
            sheet = book.active
            sheet.title = "survey"
            for row in rows:
                sheet.append(row)
            book.save(path)
        case ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["survey"], *(["", *row] for row in rows)])
        case ".md":
            path.write_text("| survey |\n" + "\n".join(f"| | {' | '.join(row)} |" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".md"])
def test_every_kind_of_sheet_is_read(tmp_path, suffix):
    form = publish(write(tmp_path / f"form{suffix}", ROWS)).form()
    assert [question.ref for question in form.questions()] == ["who", "age"]
    assert form.languages == ("kk", "ru")


@pytest.mark.parametrize(("suffix", "row"), [(".xlsx", 5), (".csv", 5), (".md", 5)])
def test_rows_are_counted_as_the_author_sees_them(tmp_path, suffix, row):
    rows = [*ROWS, ["", "", "", ""], ["text", "job", "Жұмысыңыз?", ""]]
    if suffix == ".md":  # an empty row of a table is a line too
        rows = [*ROWS, ["text", "job", "Жұмысыңыз?", ""]]
    if suffix == ".csv":
        rows = [*ROWS, ["text", "job", "Жұмысыңыз?", ""]]
    with pytest.raises(PublishError) as refused:
        publish(write(tmp_path / f"form{suffix}", rows))
    assert str(refused.value) == (
        f"form{suffix}, sheet “survey”, row {row}, column “label::Қазақша (kk)”: "
        "“job” has no label in Russian. Translate it into ru."
    )


def test_an_unreadable_file_is_a_sentence(tmp_path):
    broken = tmp_path / "form.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    missing = tmp_path / "none.md"
    strange = tmp_path / "form.docx"
    strange.write_text("x")
    binary = tmp_path / "form.md"
    binary.write_bytes(b"| survey |\n\xff\xfe|")
    endless = tmp_path / "form.csv"
    endless.write_text("survey\n,type,name\n," + "x" * 200_000 + ",a\n")
    for path in (broken, missing, strange, binary, endless):
        with pytest.raises(PublishError) as refused:
            publish(path)
        assert path.name in str(refused.value)
        assert str(refused.value).endswith(".")


def test_a_sheet_that_asks_nothing(tmp_path):
    path = tmp_path / "form.md"
    path.write_text(
        "| choices |\n| | list_name | name | label |\n| | a | b | c |\n| settings |\n| | form_id |\n| | x |\n"
    )
    with pytest.raises(PublishError, match="survey"):
        publish(path)


def test_a_cell_under_no_heading():
    (said,) = defects("""
        | survey |
        | | type | name | label |
        | | text | who | Name? | yes |
    """)
    assert said == "form.md, line 3: the row has more cells than headings. A | within a cell is written \\|."


def test_what_pyxform_refuses_keeps_its_row():
    (said,) = defects("""
        | survey |
        | | type | name | label |
        | | text | who | Name? |
        | | text | who | Again? |
    """)
    assert said.startswith("form.md, sheet “survey”, row 4")


def test_an_unknown_function_is_named_with_its_place():
    (said,) = defects("""
        | survey |
        | | type | name | label | relevant |
        | | text | who | Name? | |
        | | begin_group | g | G | |
        | | text | job | Work? | frobnicate(${who}) |
        | | end_group | | | |
    """)
    assert said.startswith("form.md, sheet “survey”, row 5, column “relevant”: ")
    assert "frobnicate" in said


def test_an_unknown_reference_is_named_with_its_place():
    (said,) = defects("""
        | survey |
        | | type | name | label | relevant |
        | | text | who | Name? | |
        | | text | job | Work? | /data/whom = 'x' |
    """)
    assert said.startswith("form.md, sheet “survey”, row 4, column “relevant”: There is no question “whom”")


def test_an_unknown_reference_in_dollar_braces():
    (said,) = defects("""
        | survey |
        | | type | name | label | relevant |
        | | text | who | Name? | |
        | | text | job | Work? | ${whom} = 'x' |
    """)
    assert "whom" in said


def test_all_defects_are_said_at_once():
    assert (
        len(
            defects("""
        | survey |
        | | type | name | label | relevant | constraint |
        | | text | who | Name? | frob(1) | . = ( |
        | | text | job | Work? | /data/whom = | |
    """)
        )
        == 3
    )


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("hint", "hint::Русский (ru)"),
        ("guidance_hint", "guidance_hint::Русский (ru)"),
        ("constraint_message", "constraint_message::Русский (ru)"),
        ("required_message", "required_message::Русский (ru)"),
    ],
)
def test_everything_a_respondent_reads_is_in_both_languages(column, cell):
    (said,) = (
        defects(f"""
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | {cell} | required | constraint |
        | | text | who | Атыңыз? | Имя? | слова | yes | . != 'x' |
    """)
        if column == "constraint_message"
        else defects(f"""
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | {cell} | required |
        | | text | who | Атыңыз? | Имя? | слова | yes |
    """)
    )
    assert said == (
        f"form.md, sheet “survey”, row 3, column “{cell}”: “who” has no {column} in Kazakh. Translate it into kk."
    )


def test_choices_and_our_own_texts_are_in_both_languages():
    found = defects("""
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | bind::sanaq:skip-ru |
        | | select_one yn | ok | Жарай ма? | Подходит? | Не знаю |
        | choices |
        | | list_name | name | label::Қазақша (kk) | label::Русский (ru) |
        | | yn | yes | Иә | |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """)
    assert found == [
        (
            "form.md, sheet “survey”, row 3, column “bind::sanaq:skip-kk”: "
            "“ok” has no skip text in Kazakh. Fill bind::sanaq:skip-kk."
        ),
        "form.md, sheet “choices”, row 6, column “label::Қазақша (kk)”: “yes” has no label in Russian. Translate it into ru.",
    ]


def test_a_form_in_one_of_the_languages_only():
    (said,) = defects("""
        | survey |
        | | type | name | label::Қазақша (kk) |
        | | text | who | Атыңыз? |
    """)
    assert (
        said
        == "form.md: The form is in Kazakh only; Russian is missing throughout. Add columns such as “label::… (ru)”."
    )


def test_a_voice_that_is_there_in_one_language_only():
    (said,) = defects("""
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) | label::Русский, другой (ru-x-proxy) |
        | | text | who | Атыңыз? | Ваше имя? | Его имя? |
    """)
    assert "about somebody else is missing in Kazakh" in said


def test_a_form_in_other_languages_is_only_warned_about_its_own_gaps():
    form = """
        | survey |
        | | type | name | label::English (en) | label::French (fr) |
        | | text | who | Name? | |
    """
    assert warnings(form) == [
        "form.md, sheet “survey”, row 3, column “label::English (en)”: “who” has no label in fr. Translate it into fr."
    ]


def test_a_list_in_a_file_needs_both_languages():
    form = """
        | survey |
        | | type | name | label::Қазақша (kk) | label::Русский (ru) |
        | | select_one_from_file places.csv | born | Қайда? | Где? |
    """
    found = defects(form, {"places.csv": "name,label,label_kk,label_ru\n1,A,А,А\n2,B,Б,"})
    assert found == ["places.csv, row 3, column “label_ru”: “2” has no label in Russian."]
    found = defects(form, {"places.csv": "name,label,label_kk\n1,A,А"})
    assert found == ["places.csv, row 1: The list has no labels in Russian. Add the column label_ru."]


def test_a_missing_file():
    form = """
        | survey |
        | | type | name | label |
        | | select_one_from_file places.csv | born | Where? |
    """
    (said,) = defects(form)
    assert (
        said
        == "form.md: The list “places” needs the file places.csv, which is missing. Put it into the folder of the form."
    )


def test_labels_too_long_for_a_button():
    label = "A label that goes on and on and will not fit on any button"
    form = f"""
        | survey |
        | | type | name | label |
        | | select_one yn | ok | Fine? |
        | choices |
        | | list_name | name | label |
        | | yn | yes | {label} |
        | | yn | no | Somewhat longer than twenty-four |
    """
    publication = published(form)
    assert [(finding.severity, finding.row) for finding in publication.findings] == [("warning", 6), ("remark", 0)]
    assert "58 characters" in publication.findings[0].message


def test_a_doubt_without_a_sentence():
    (said,) = defects("""
        | survey |
        | | type | name | label | bind::sanaq:soft |
        | | integer | age | Age? | . < 98 |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """)
    assert "has no sentence" in said


@pytest.mark.parametrize("cell", ["always", "roster"])
def test_after_roster_belongs_on_a_group_inside_a_repeat(cell):
    (said,) = defects(f"""
        | survey |
        | | type | name | label | bind::sanaq:after |
        | | begin_group | g | G | {cell} |
        | | integer | age | Age? | |
        | | end_group | | | |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """)
    assert "row 3, column “bind::sanaq:after”" in said


def test_a_word_without_quotes_is_warned_about():
    form = """
        | survey |
        | | type | name | label | calculation |
        | | text | who | Name? | |
        | | calculate | c | | if(${who} = '', null, 'x') |
    """
    assert any("“null” without quotes" in said for said in warnings(form))
    assert play(form).says("Asel").record["c"] == "x"


def test_a_version_is_the_settings_or_a_fingerprint():
    form = """
        | survey |
        | | type | name | label |
        | | text | who | Name? |
    """
    first, second = published(form), published(form.replace("Name", "Names"))
    assert first.version == first.form().version
    assert len(first.version) == 12
    assert first.version != second.version
    stated = published(
        form + "        | settings |\n        | | form_title | form_id | version |\n        | | T | t | 7 |\n"
    )
    assert (stated.name, stated.version, stated.form().title) == ("t", "7", "T")


def test_a_callers_own_functions(tmp_path):
    form = """
        | survey |
        | | type | name | label | constraint | constraint_message |
        | | text | iin | IIN? | sanaq:iin-valid(.) | Check it |
        | settings |
        | | form_title | form_id | namespaces |
        | | T | t | sanaq="https://sanaq.org/xforms" |
    """
    assert "iin-valid" in defects(form)[0]
    path = tmp_path / "form.md"
    path.write_text("\n".join(line.strip() for line in form.strip().splitlines()), encoding="utf-8")
    extensions = {"sanaq:iin-valid": Extension(lambda value: len(str(value)) == 0 or True, 1, 1)}
    assert publish(path, extensions=extensions).form(extensions).name == "t"


def test_what_is_no_xform():
    with pytest.raises(ValueError, match="not an XForm"):
        Form.from_xml("<html/>")
    with pytest.raises(ValueError, match="not an XForm"):
        Form.from_xml("nonsense")


def test_an_xform_can_be_compiled_without_publishing():
    xml = published("""
        | survey |
        | | type | name | label |
        | | text | who | Name? |
    """).xml
    assert Form.from_xml(xml.encode()).questions()[0].ref == "who"
    with pytest.raises(FormError, match="no question"):
        Form.from_xml(xml.replace('type="string"', 'type="string" relevant="/data/nobody = 1"', 1))
    assert form_of is not None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "there is no table in it"),
        ("| survey |\n| | type | name | label |\n| | text | a | A |\n| settings | |\n", "no row of headings"),
        ("| survey |\n| | type | name | label | bind::x:y |\n| | text | a | A | 1 |\n", "pyxform cannot make a form"),
    ],
)
def test_what_pyxform_stumbles_over_is_a_sentence(tmp_path, table, words):
    path = tmp_path / "form.md"
    path.write_text(table)
    with pytest.raises(PublishError) as refused:
        publish(path)
    assert str(refused.value).startswith("form.md")
    assert words in str(refused.value)
    assert "definition" not in str(refused.value)
