"""The four sheets as they stand in the campaign: wordings kept, every text in both languages."""

import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

FORMS = Path(__file__).parents[2] / "campaigns" / "kz-2021" / "forms"
WORDINGS = json.loads((Path(__file__).parent / "wordings.json").read_text(encoding="utf-8"))
CODES = {"list": "1-Д", "dwelling": "2-Ж", "person": "3-И", "visitor": "4-В"}
KK, RU = "Қазақша (kk)", "Русский (ru)"
KK_PROXY, RU_PROXY = "Қазақша, басқа адам (kk-x-proxy)", "Русский, другой человек (ru-x-proxy)"
PAIRED = ("label", "guidance_hint", "constraint_message")
OURS_PAIRED = ("soft", "skip", "more", "example")

Row = dict[str, str]


def read_sheets(form: str) -> dict[str, list[Row]]:
    """The tables of a form in Markdown, by name."""
    sheets: dict[str, list[Row]] = {}
    heading: list[str] = []
    for line in (FORMS / f"{form}.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 1:
            rows = sheets.setdefault(cells[0], [])
            heading = []
        elif cells and not heading:
            heading = cells
        elif cells:
            rows.append({name: cell for name, cell in zip(heading, cells, strict=True) if name and cell})
    return sheets


SHEETS = {form: read_sheets(form) for form in CODES}
ROWS = [(form, row) for form, sheets in SHEETS.items() for row in sheets["survey"] if "name" in row]
QUESTIONS = {row["name"]: (form, row) for form, row in ROWS if row.get("bind::sanaq:kind") in ("main", "sub")}


def digest(*texts: str) -> str:
    return sha256("\x1f".join(texts).encode()).hexdigest()[:16]


def spoken(row: Row, column: str) -> str:
    """A text as it was edited: with {name} where the form fills in the person's name."""
    return re.sub(r"\$\{(member|person|dep)_name\}", "{name}", row.get(column, ""))


def choices_of(form: str, row: Row) -> list[Row]:
    name = row["type"].partition(" ")[2]
    return [choice for choice in SHEETS[form]["choices"] if choice["list_name"] == name]


def test_the_91_questions_are_there() -> None:
    assert QUESTIONS.keys() == WORDINGS.keys()
    assert Counter(form for form, _ in QUESTIONS.values()) == {"list": 11, "dwelling": 20, "person": 50, "visitor": 10}
    assert Counter(row["bind::sanaq:kind"] for _, row in QUESTIONS.values()) == {"main": 69, "sub": 22}


def test_only_the_question_of_religion_is_said_to_be_the_official_wording() -> None:
    assert Counter(row["bind::sanaq:status"] for _, row in QUESTIONS.values()) == {"sourced": 1, "reconstructed": 90}
    assert QUESTIONS["religion"][1]["bind::sanaq:status"] == "sourced"
    assert QUESTIONS["religion"][1][f"label::{RU}"] == "Укажите Ваше вероисповедание (религию)"


@pytest.mark.parametrize("name", WORDINGS)
def test_the_edited_texts_stand_word_for_word(name: str) -> None:
    """Digests in wordings.json. Whoever changes a wording on purpose puts the new digest there."""
    form, row = QUESTIONS[name]
    kept = WORDINGS[name]
    assert row["bind::sanaq:number"] == kept["number"]
    assert row["bind::sanaq:number"].startswith(CODES[form])
    assert row["bind::sanaq:kind"] == kept["kind"]
    assert row["bind::sanaq:status"] == kept["status"]
    assert digest(*(spoken(row, f"label::{lang}") for lang in (KK, RU, KK_PROXY, RU_PROXY))) == kept["text"]
    assert digest(*(row.get(f"guidance_hint::{lang}", "") for lang in (KK, RU))) == kept["help"]
    if "invalid" in kept:  # what the form adds to the sentence of a refusal stands after it
        told, kk, ru = kept["invalid"]
        refusals = (row[f"constraint_message::{KK}"][:kk], row[f"constraint_message::{RU}"][:ru])
        assert digest(*refusals) == told
    if "options" in kept and not row["type"].startswith("begin"):
        texts = (
            text
            for choice in choices_of(form, row)
            for text in (choice["name"], choice[f"label::{KK}"], choice[f"label::{RU}"])
        )
        assert digest(*texts) == kept["options"]


@pytest.mark.parametrize(("form", "row"), ROWS, ids=lambda value: value if isinstance(value, str) else value["name"])
def test_every_text_is_in_both_languages(form: str, row: Row) -> None:
    for text in PAIRED:
        assert (f"{text}::{KK}" in row) == (f"{text}::{RU}" in row), text
        assert (f"{text}::{KK_PROXY}" in row) == (f"{text}::{RU_PROXY}" in row), text
    for text in OURS_PAIRED:
        assert (f"bind::sanaq:{text}-kk" in row) == (f"bind::sanaq:{text}-ru" in row), text
    if row["type"] not in ("calculate", "hidden") and not row["type"].startswith("end"):
        if not row["type"].startswith("begin"):
            assert row[f"label::{KK}"] != row[f"label::{RU}"]
        assert f"label::{KK}" in row


@pytest.mark.parametrize("form", CODES)
def test_a_question_about_another_person_names_him(form: str) -> None:
    for name, (where, row) in QUESTIONS.items():
        if where != form or f"label::{KK_PROXY}" not in row:
            continue
        if name not in ("member_full_name", "household_has_departed_abroad"):
            assert row[f"label::{KK_PROXY}"].startswith("${"), name
            assert row[f"label::{RU_PROXY}"].startswith("${"), name


def test_a_constraint_always_says_what_is_expected() -> None:
    silent = [row["name"] for _, row in ROWS if "constraint" in row and f"constraint_message::{KK}" not in row]
    assert silent == []


def test_what_may_be_skipped_says_what_skipping_means() -> None:
    for _, row in ROWS:
        skippable = row.get("required") == "no"
        assert skippable == ("bind::sanaq:skip-kk" in row), row["name"]


def test_choices_fit_a_button_and_stand_in_both_languages() -> None:
    for sheets in SHEETS.values():
        for choice in sheets["choices"]:
            for language in (KK, RU):
                assert 0 < len(choice[f"label::{language}"]) <= 40, choice


def test_none_of_these_clears_the_others() -> None:
    multiple = {
        (form, row["type"].partition(" ")[2]) for form, row in ROWS if row["type"].startswith("select_multiple")
    }
    exclusive = {
        (form, choice["list_name"])
        for form, sheets in SHEETS.items()
        for choice in sheets["choices"]
        if choice.get("exclusive") == "yes" and choice["name"] == "none"
    }
    assert exclusive == multiple - {("person", "livelihood_sources")}


def test_a_form_has_no_list_of_choices_twice() -> None:
    for form, sheets in SHEETS.items():
        lists: dict[str, list[tuple[str, ...]]] = {}
        for choice in sheets["choices"]:
            known_as = (choice[f"label::{KK}"], choice.get("search_kk", ""))
            lists.setdefault(choice["list_name"], []).append((choice["name"], *known_as))
        contents = [tuple(content) for content in lists.values()]
        assert len(set(contents)) == len(contents), form


def test_every_question_has_a_topic_for_help_and_routing() -> None:
    assert [name for name, (_, row) in QUESTIONS.items() if not row.get("bind::sanaq:topic")] == []
