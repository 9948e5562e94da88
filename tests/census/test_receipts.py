"""A receipt number tells by itself that it was mistyped."""

import random

from hypothesis import assume, given
from hypothesis import strategies as st

from census.receipts import new_receipt, show_receipt

receipts = st.integers(0, 2**80 - 1).map(lambda bits: new_receipt(lambda _: bits))
places = st.integers(0, 13)


@given(receipts)
def test_a_receipt_is_fourteen_digits_that_check(receipt: str) -> None:
    assert len(receipt) == 14
    assert receipt.isascii()
    assert receipt.isdigit()
    assert int(receipt) % 97 == 1


def test_it_is_shown_in_groups() -> None:
    assert show_receipt("48217730561825") == "4821\u20117730\u20115618\u201125"


def test_the_check_digits_are_those_of_iso_7064() -> None:
    """MOD 97-10: the whole number leaves 1."""
    assert new_receipt(lambda _: 482177305618) == "48217730561825"
    assert 48217730561825 % 97 == 1


def test_small_numbers_keep_their_zeros() -> None:
    assert new_receipt(lambda _: 7) == "00000000000777"


@given(receipts, places, st.integers(1, 9))
def test_a_wrong_digit_is_found(receipt: str, place: int, by: int) -> None:
    wrong = receipt[:place] + str((int(receipt[place]) + by) % 10) + receipt[place + 1 :]
    assert int(wrong) % 97 != 1


@given(receipts, st.integers(0, 12))
def test_two_neighbours_exchanged_are_found(receipt: str, place: int) -> None:
    one, other = receipt[place], receipt[place + 1]
    assume(one != other)
    assert int(receipt[:place] + other + one + receipt[place + 2 :]) % 97 != 1


def test_the_digits_are_spread_evenly() -> None:
    """Chi-squared over 12,000 digits, 9 degrees of freedom: above 33.7 once in ten thousand."""
    source = random.Random(1446)
    counts = [0] * 10
    for _ in range(1000):
        for digit in new_receipt(source.getrandbits)[:12]:
            counts[int(digit)] += 1
    assert sum((count - 1200) ** 2 / 1200 for count in counts) < 33.7
