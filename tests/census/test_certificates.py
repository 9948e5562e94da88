"""A certificate's code proves itself, is read however it is typed, and the page says what it must and nothing more."""

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import segno
from fontTools.ttLib import TTFont
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from census import actions, queries
from census.campaign import Campaign, load_campaign
from census.certificate_page import FONTS, draw_certificate
from census.certificates import ALPHABET, Certified, code_of, is_code, mask_name, receipt_of, show_code
from census.household import CountedPerson, ListedPerson
from storage.database import Database
from storage.keyring import KeyRing

RING = KeyRing([("new", bytes(range(32))), ("old", bytes(32))])
OLD = KeyRing([("old", bytes(32))])
OTHER = KeyRing([("other", b"x" * 32)])
KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"
LATE = datetime(2021, 9, 10, 20, 30, tzinfo=UTC)
"""Already the eleventh in Akmola."""
AIGUL = Certified("48217730561825", "Ахметова Айгүл Серікқызы", "900101400013", LATE, "11", "kz-2021")

receipts = st.integers(0, 10**14 - 1).map("{:014}".format)


@given(receipts)
def test_a_code_proves_its_receipt_on_its_own_ring_only(receipt: str) -> None:
    assert receipt_of(RING, code_of(RING, receipt)) == receipt
    assert receipt_of(OTHER, code_of(RING, receipt)) is None


@given(receipts)
def test_a_code_of_a_former_key_still_proves(receipt: str) -> None:
    assert receipt_of(RING, code_of(OLD, receipt)) == receipt


@given(receipts, st.integers(0, 21), st.sampled_from(ALPHABET))
def test_one_wrong_character_proves_nothing(receipt: str, place: int, wrong: str) -> None:
    code = code_of(RING, receipt)
    typed = code[:place] + wrong + code[place + 1 :]
    assert receipt_of(RING, typed) == (receipt if typed == code else None)


@given(receipts, st.sampled_from((str.lower, show_code, lambda code: f" {code[:14]} {code[14:]} ")))
def test_it_is_read_however_it_is_typed(receipt: str, typed) -> None:
    assert receipt_of(RING, typed(code_of(RING, receipt))) == receipt


@given(receipts)
def test_letters_that_look_alike_are_read(receipt: str) -> None:
    code = code_of(RING, receipt)
    cyrillic = code.translate(str.maketrans("ABCEHKMPTX0", "АВСЕНКМРТХО"))
    assert receipt_of(RING, cyrillic) == receipt
    assert receipt_of(RING, code.replace("1", "l").replace("0", "o")) == receipt


@given(st.text(max_size=40))
def test_whatever_is_typed_is_no_code_and_no_error(text: str) -> None:
    assert receipt_of(RING, text) is None
    is_code(text)


@pytest.mark.parametrize("text", ["٤٨٢١٧٧٣٠٥٦١٨٢٥ABCDEFGH", "48217730561825", "48217730561825KKKKKKKKK", "А" * 22])
def test_what_only_looks_like_a_code(text: str) -> None:
    assert receipt_of(RING, text) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ахметова Айгүл Серікқызы", "А***а А."),
        ("Ли Вера", "Л*** В."),
        ("Цой", "Ц***"),
        ("", "***"),
        ("Ким-Сейтова Марина", "К***а М."),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert mask_name(name) == shown


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(KZ_2021)


def drawn(campaign: Campaign, certified: Certified, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, str, list[str]]:
    """The PDF, the words written on it, and what the QR codes say."""
    written: list[str] = []
    coded: list[str] = []
    make, write = segno.make, FPDF.multi_cell

    def record_code(text: str, **options: object) -> segno.QRCode:
        coded.append(text)
        return make(text, **options)

    def record_words(pdf: FPDF, width: float, height: float, text: str, **options: object) -> object:
        written.append(text)
        return write(pdf, width, height, text, **options)

    monkeypatch.setattr(segno, "make", record_code)
    monkeypatch.setattr(FPDF, "multi_cell", record_words)
    pdf = draw_certificate(campaign, certified, code_of(RING, certified.receipt), "https://sanaq.example.kz/verify")
    return pdf, "\n".join(written), coded


def test_the_page_says_all_it_must_in_both_languages(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf, words, coded = drawn(campaign, AIGUL, monkeypatch)
    code = code_of(RING, AIGUL.receipt)
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert len(pdf) < 60_000
    assert coded == [f"https://sanaq.example.kz/verify/{code}"]
    texts = campaign.certificate
    for text in (campaign.name, campaign.slogan, texts.title, texts.statement, texts.note, texts.issuer):
        assert text.kk in words
        assert text.ru in words
    for said in (
        "Ахметова Айгүл Серікқызы",
        "4821‑7730‑5618‑25",
        show_code(code),
        "Ақмола облысы / Акмолинская область",
    ):
        assert said in words
    assert "11.09.2021" in words, "the day by the clock of the region"
    assert AIGUL.iin not in words


def test_a_demo_marks_its_certificates(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    marks: list[str] = []
    monkeypatch.setattr(FPDF, "text", lambda pdf, x, y, text: marks.append(text))
    drawn(campaign, AIGUL, monkeypatch)
    assert marks == ["ҮЛГІ · ОБРАЗЕЦ"]
    marks.clear()
    drawn(replace(campaign, demo_today=None), AIGUL, monkeypatch)
    assert not marks


@pytest.mark.parametrize("name", ["Ким " * 60, "", None, "王 Anna Şahin-Ўғли ё", "<b>Айгүл</b>\n" * 3])
def test_any_name_fits_on_the_page(
    campaign: Campaign, name: str | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pdf, words, _ = drawn(campaign, replace(AIGUL, name=name, region=None), monkeypatch)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert "王" not in words + caplog.text


def test_the_fonts_have_every_letter_of_both_languages() -> None:
    letters = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
    for font in (FONTS / "NotoSerif-Regular.ttf", FONTS / "NotoSerif-Bold.ttf"):
        assert {ord(letter) for letter in letters + letters.lower()} <= set(TTFont(font).getBestCmap())
        assert font.stat().st_size <= 100_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


# --- the register -----------------------------------------------------------------------------------------------------


async def test_who_was_counted_is_found_by_his_receipt(database: Database) -> None:
    home = UUID(int=1)
    await database.write(actions.open_household, RING, home, "kz-2021", iin=AIGUL.iin, name=None, at=LATE)
    await database.write(actions.set_region, home, "11", "111010000")
    listed = ListedPerson(1, AIGUL.iin, AIGUL.name, respondent=True)
    await database.write(actions.put_person, RING, home, listed)
    assert await database.read(queries.certified_of, RING, home) == []
    persons = (CountedPerson(1, AIGUL.iin, AIGUL.name, AIGUL.receipt), CountedPerson(2, None, "Бек", "0" * 14))
    await database.write(actions.submit_household, RING, home, persons, LATE)
    assert await database.read(queries.certified, RING, AIGUL.receipt) == AIGUL
    assert await database.read(queries.certified, RING, "1" * 14) is None
    assert [one.name for one in await database.read(queries.certified_of, RING, home)] == [AIGUL.name, "Бек"]
