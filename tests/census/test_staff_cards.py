"""Staff cards: numbers told apart from all others, the registry brought in from a file as often as one likes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

import census.tables  # noqa: F401 # its tables join the metadata
from census.pair import Pair
from census.staff_cards import Imported, StaffCard, card_of, import_cards, key_of
from storage.tables import metadata

FIRST, LAST = date(2021, 10, 1), date(2021, 10, 30)
KOKSHETAU = Pair("Көкшетау қаласы", "город Кокшетау")
CARD = StaffCard("11-00123", "Үлгіов", "Мысал", "interviewer", "11", KOKSHETAU, FIRST, LAST, withdrawn=False)
OTHER = replace(CARD, number="1446-07", role="operator", region="71", place=None)


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/cards.db")
    metadata.create_all(engine)
    with engine.begin() as conn:
        yield conn


@pytest.mark.parametrize(
    "typed",
    [
        "11-00123",
        "1100123",
        " № 11–00 123 ",
        "11.00.123",
        "11/00123",
        "II-OO123",
        "l1-о0123",
        "११००१२३",
        "11\u200b00123",
    ],
)
def test_one_number_in_many_spellings(typed: str) -> None:
    assert key_of(typed) == "1100123"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("ак-00123", "AK-00123"), ("AK00123", "АК 00123"), ("К-555", "Қ-555"), ("з123", "3123"), ("Ж-001", "ж001")],
)
def test_letters_of_one_shape_are_one(typed: str, printed: str) -> None:
    assert key_of(typed) == key_of(printed) is not None


@pytest.mark.parametrize(
    "said",
    [
        "",
        "12",
        "тау өзен көл",
        "один два три",
        "870101300123",  # an IIN
        "87О1О13ОО123",  # typed with letters
        "48271 93056",  # an access code
        "+7 701 123 45 67",
        "4821-7730-5618-25",
        "482177305618 25K7QFM3XD",
        "АБВГДЕЖ123456",
        "12<b>3",
        "123?x=1",
        "123'; --",
        "ä123",
        "№" * 90 + "12345678901",
    ],
)
def test_what_is_no_cards_number(said: str) -> None:
    assert key_of(said) is None


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(text: str) -> None:
    key = key_of(text)
    assert key is None or key_of(key) == key


@given(st.text("0123456789 -", min_size=1, max_size=40))
def test_digits_alone_are_never_an_iin_a_receipt_or_a_code(text: str) -> None:
    digits = [sign for sign in text if sign.isdigit()]
    assert (key_of(text) is not None) == (3 <= len(digits) <= 9)


def test_it_holds_from_the_first_day_to_the_last_unless_withdrawn() -> None:
    day = timedelta(days=1)
    assert [CARD.standing(at) for at in (FIRST - day, FIRST, LAST, LAST + day)] == [
        "early",
        "valid",
        "valid",
        "expired",
    ]
    assert {replace(CARD, withdrawn=True).standing(at) for at in (FIRST, LAST + day)} == {"withdrawn"}


def test_names_stand_in_no_repr() -> None:
    assert "Үлгіов" not in repr(CARD)
    assert "Мысал" not in repr(CARD)


def test_the_registry_gives_back_what_was_imported(conn: sa.Connection) -> None:
    import_cards(conn, "kz-2021", [CARD, OTHER], replace=False)
    assert card_of(conn, "kz-2021", "1100123") == CARD
    assert card_of(conn, "kz-2021", "144607") == OTHER
    assert card_of(conn, "kz-2021", "1100124") is None


def test_a_second_time_nothing_changes(conn: sa.Connection) -> None:
    assert import_cards(conn, "kz-2021", [CARD, OTHER], replace=False) == Imported(2, 0, 0, 0)
    assert import_cards(conn, "kz-2021", [CARD, OTHER], replace=True) == Imported(0, 0, 2, 0)


def test_what_is_new_stands_over_the_old_and_the_rest_stays(conn: sa.Connection) -> None:
    import_cards(conn, "kz-2021", [CARD, OTHER], replace=False)
    withdrawn = replace(CARD, number="11 00123", withdrawn=True, place=None)
    assert import_cards(conn, "kz-2021", [withdrawn], replace=False) == Imported(0, 1, 0, 0)
    assert card_of(conn, "kz-2021", "1100123") == withdrawn
    assert card_of(conn, "kz-2021", "144607") == OTHER


def test_replaced_only_the_given_remain_and_other_campaigns_are_let_be(conn: sa.Connection) -> None:
    import_cards(conn, "kz-2021", [CARD, OTHER], replace=False)
    import_cards(conn, "kz-2031", [OTHER], replace=False)
    assert import_cards(conn, "kz-2021", [CARD], replace=True) == Imported(0, 0, 1, 1)
    assert card_of(conn, "kz-2021", "144607") is None
    assert card_of(conn, "kz-2031", "144607") == OTHER
