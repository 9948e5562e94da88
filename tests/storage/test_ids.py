"""Ids sort by their time and say which version of UUID they are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.ids import RANDOM_BITS, uuid7

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.integers(0, 253_000_000_000_000_000).map(lambda n: EPOCH + timedelta(microseconds=n))
bits = st.integers(0, (1 << RANDOM_BITS) - 1)


@given(moments, bits)
def test_the_layout_is_that_of_rfc_9562(now: datetime, random_bits: int) -> None:
    made = uuid7(now, random_bits)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert EPOCH + timedelta(milliseconds=made.int >> 80) == now.replace(microsecond=now.microsecond // 1000 * 1000)


def test_the_example_of_the_standard() -> None:
    """RFC 9562, appendix A.6: 22 February 2022, 14:22:22 at UTC-5."""
    now = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    assert str(uuid7(now, 0xCC3 << 62 | 0x18C4DC0C0C07398F)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(moments, bits, bits)
def test_all_random_bits_count(now: datetime, one: int, other: int) -> None:
    assert (uuid7(now, one) == uuid7(now, other)) == (one == other)


@given(moments, moments, bits, bits)
def test_the_later_id_is_the_greater(one: datetime, other: datetime, a: int, b: int) -> None:
    earlier, later = sorted([one, other])
    if later - earlier >= timedelta(milliseconds=1):
        assert uuid7(earlier, a) < uuid7(later, b)


def test_a_wall_clock_is_no_moment() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        uuid7(EPOCH.replace(tzinfo=None), 0)
