"""`sanaq texts`: every text is there in both languages, fits, and calls a thing by its one name."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.text_commands import list_texts
from bot.text_pairs import BUTTON, TextPair, all_pairs, findings, read_terms

CAMPAIGN = Path(__file__).resolve().parents[2] / "campaigns" / "kz-2021"
PAIRS = all_pairs(CAMPAIGN)
TERMS = read_terms()
PLAIN = TextPair("dialogs.po", "x.y", "here", "Сәлем", "Привет")


def sentences(kk: str, ru: str, most: int = 4096) -> list[str]:
    return [finding.sentence for finding in findings([replace(PLAIN, kk=kk, ru=ru, most=most)], TERMS)]


def test_nothing_is_missing_too_long_or_against_the_terms() -> None:
    assert [str(finding) for finding in findings(PAIRS, TERMS)] == []


def test_all_that_people_read_is_listed_with_its_place() -> None:
    sources = {pair.source for pair in PAIRS}
    assert {"dialogs.po", "web.po", "telegram.po", "iin.po", "campaign.yaml", "faq.yaml", "person.md"} <= sources
    assert all(pair.place for pair in PAIRS)
    assert len({pair.anchor for pair in PAIRS}) == len(PAIRS)
    by_key = {(pair.source, pair.key): pair for pair in PAIRS}
    assert by_key["campaign.yaml", "slogan"].ru == "В Казахстане каждый важен!"
    assert by_key["dialogs.po", "welcome.agree"].most == BUTTON
    assert by_key["person.md", "sex.male label"].kk == "Ер"
    assert "${person_name}" in by_key["person.md", "full_name label about another"].kk
    assert by_key["person.md", "full_name soft"].ru.startswith("Обычно")


def test_what_is_missing_in_either_language_is_found() -> None:
    assert sentences("", "Привет") == ["nothing stands there in kk"]
    assert sentences("Сәлем", " ") == ["nothing stands there in ru"]


def test_a_button_that_is_too_long_is_found_but_for_what_a_field_brings() -> None:
    assert sentences("я" * 41, "Да", BUTTON) == ["41 characters in kk, 40 fit"]
    assert sentences("я" * 40 + "{title}", "Да", BUTTON) == []


@pytest.mark.parametrize(
    ("kk", "ru", "found"),
    [
        ("Санақ парағы", "Переписной лист", 0),
        ("Бланк", "Переписной лист", 3),  # the word itself, and both terms that are not there
        ("Хабарлама жіберілді", "Сообщение отправлено", 2),
        ("ИИН жазыңыз", "Напишите ИИН", 2),
        ("Санақшы келеді", "Придёт переписчик", 2),
        (
            "${person_name}: {if(хабарлама)} жасы",
            "${person_name}: возраст",
            0,
        ),  # what a form works out is no word of it
    ],
)
def test_a_thing_is_called_by_its_one_name(kk: str, ru: str, found: int) -> None:
    assert len(sentences(kk, ru)) == found, sentences(kk, ru)


def test_the_page_needs_nothing_from_outside_and_shows_every_pair(tmp_path: Path) -> None:
    said, page = io.StringIO(), tmp_path / "texts.html"
    assert list_texts(CAMPAIGN, page, said) == 0
    assert "0 missing, 0 too long, 0 against" in said.getvalue()
    html = page.read_text(encoding="utf-8")
    assert html.count("<article ") == len(PAIRS)
    assert not re.search(r'(?:src|href)=(?!"#)|@import|url\(', html)
    assert "«Мемлекеттік статистика туралы»" in html


def test_a_missing_text_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.text_commands.all_pairs", lambda _: [replace(PLAIN, kk="")])
    said = io.StringIO()
    assert list_texts(CAMPAIGN, None, said) == 1
    assert "dialogs.po x.y: nothing stands there in kk" in said.getvalue()
