"""An access code opens once and for a while; it is no IIN and no receipt number, and its digits are nowhere on the disk."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access_codes import (
    KEPT,
    MEMBER_GROUPS,
    MOVE_GROUPS,
    MOVE_LASTS,
    AccessCode,
    CodeSpent,
    CodeTaken,
    Purpose,
    draw_code,
    find,
    forget_ended,
    make,
    read_code,
    redeem,
    revoke,
    show_code,
)
from census.receipts import new_receipt
from storage.database import Database
from storage.keyring import KeyRing

NOW = datetime(2021, 9, 1, 6, 30, tzinfo=UTC)
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
HOME = UUID(int=11)
CODE, NEWER = "4827193056", "0000000001"

drawn = st.tuples(st.integers(0, 2**128 - 1), st.sampled_from([MOVE_GROUPS, MEMBER_GROUPS])).map(
    lambda one: draw_code(lambda _: one[0], one[1])
)
groupings = st.sampled_from(["", " ", "-", "\N{NO-BREAK SPACE}", " – ", "\N{NON-BREAKING HYPHEN}", "  "])


def bytes_in(folder: Path) -> bytes:
    """Everything the database has on the disk: the file, its log and its index."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


class Codes:
    """The actions and queries of these tests, said shortly."""

    def __init__(self, database: Database, keyring: KeyRing) -> None:
        self.database, self.keyring = database, keyring

    async def make(
        self,
        code: str,
        at: datetime = NOW,
        purpose: Purpose = "move",
        conversation: UUID = HERE,
        item: int | None = None,
        lasts: timedelta = MOVE_LASTS,
    ) -> None:
        opens = AccessCode(purpose, conversation, HOME, item, at, at + lasts)
        await self.database.write(make, self.keyring, code, opens)

    async def find(self, code: str, purpose: Purpose = "move") -> AccessCode | None:
        return await self.database.read(find, self.keyring, code, purpose)

    async def standing(self, code: str, at: datetime = NOW, purpose: Purpose = "move") -> str:
        found = await self.find(code, purpose)
        return found.standing(at) if found else "none"

    async def redeem(self, code: str, at: datetime = NOW, purpose: Purpose = "move") -> None:
        await self.database.write(redeem, self.keyring, code, purpose, at)


@pytest.fixture
def codes(database: Database, keyring: KeyRing) -> Codes:
    return Codes(database, keyring)


# --- the digits -------------------------------------------------------------------------------------------------------


@given(drawn, groupings)
def test_a_code_is_read_however_it_is_grouped(code: str, between: str) -> None:
    groups = len(code) // 5
    assert read_code(show_code(code), groups) == code
    assert read_code(f" {between.join(code)} ", groups) == code


@given(drawn, st.integers(0, 2**80 - 1), groupings)
def test_nobody_takes_it_for_an_iin_or_a_receipt_number_nor_these_for_a_code(code: str, n: int, between: str) -> None:
    assert len(code) not in (12, 14)
    receipt, iin = new_receipt(lambda _: n), f"{n % 10**12:012}"
    for other in (receipt, iin):
        for groups in (MOVE_GROUPS, MEMBER_GROUPS):
            assert read_code(between.join(other), groups) is None


def test_it_is_shown_in_groups_of_five() -> None:
    assert show_code("4827193056") == "48271\N{NO-BREAK SPACE}93056"
    assert show_code("482719305600017") == "48271\N{NO-BREAK SPACE}93056\N{NO-BREAK SPACE}00017"
    assert draw_code(lambda _: 17, MOVE_GROUPS) == "0000000017"


@pytest.mark.parametrize(
    "text", ["", "48271", "48271 9305", "48271 930560", "48271 9305б", "4827.193056", "+4827193056", "5²27193056"]
)
def test_what_is_no_code(text: str) -> None:
    assert read_code(text, MOVE_GROUPS) is None


def test_digits_of_another_script_are_digits() -> None:
    assert read_code("٤٨٢٧١ ٩٣٠٥٦", MOVE_GROUPS) == "4827193056"


def test_the_digits_are_spread_evenly() -> None:
    """Chi-squared over 10,000 digits, 9 degrees of freedom: above 33.7 once in ten thousand."""
    source = random.Random(1446)
    counts = [0] * 10
    for _ in range(1000):
        for digit in draw_code(source.getrandbits, MOVE_GROUPS):
            counts[int(digit)] += 1
    assert sum((count - 1000) ** 2 / 1000 for count in counts) < 33.7


# --- once and for a while ---------------------------------------------------------------------------------------------


async def test_a_code_opens_until_its_end_and_once(codes: Codes) -> None:
    await codes.make(CODE)
    assert await codes.standing(CODE, NOW + MOVE_LASTS - timedelta(seconds=1)) == "open"
    assert await codes.standing(CODE, NOW + MOVE_LASTS) == "expired"
    await codes.redeem(CODE)
    assert await codes.standing(CODE) == "used"
    with pytest.raises(CodeSpent):
        await codes.redeem(CODE)


async def test_who_comes_late_is_not_let_in(codes: Codes) -> None:
    await codes.make(CODE)
    with pytest.raises(CodeSpent):
        await codes.redeem(CODE, NOW + MOVE_LASTS)
    assert await codes.standing(CODE) == "open"  # a refused try does not spend it


async def test_of_many_who_redeem_at_once_one_is_let_in(codes: Codes) -> None:
    await codes.make(CODE)
    outcomes = await asyncio.gather(*(codes.redeem(CODE) for _ in range(8)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(CodeSpent) == 7


async def test_digits_that_nobody_drew_are_no_code(codes: Codes) -> None:
    assert await codes.find(CODE) is None
    with pytest.raises(CodeSpent):
        await codes.redeem(CODE)


async def test_a_code_of_one_purpose_does_not_serve_another(codes: Codes) -> None:
    await codes.make(CODE)
    assert await codes.find(CODE, "member") is None
    with pytest.raises(CodeSpent):
        await codes.redeem(CODE, purpose="member")
    assert await codes.standing(CODE) == "open"


async def test_a_newer_code_ends_the_older_one_of_the_same_conversation_only(codes: Codes) -> None:
    await codes.make(CODE)
    await codes.make("1111111111", conversation=ELSEWHERE)
    await codes.make(NEWER, NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    assert await codes.standing(CODE, later) == "expired"
    assert [await codes.standing(code, later) for code in (NEWER, "1111111111")] == ["open", "open"]


async def test_a_newer_code_of_a_member_ends_that_members_older_one(codes: Codes) -> None:
    month = timedelta(days=30)
    one, other, newer = (f"{n:015}" for n in (1, 2, 3))
    await codes.make(one, purpose="member", item=1, lasts=month)
    await codes.make(other, purpose="member", item=2, lasts=month)
    await codes.make(newer, purpose="member", item=1, lasts=month, conversation=ELSEWHERE)
    assert [await codes.standing(code, purpose="member") for code in (one, other, newer)] == ["expired", "open", "open"]
    assert await codes.find(other, "member") == AccessCode("member", HERE, HOME, 2, NOW, NOW + month)
    await codes.database.write(revoke, "member", household_id=HOME, item=2, at=NOW)
    assert await codes.standing(other, purpose="member") == "expired"


async def test_the_same_digits_are_not_given_twice(codes: Codes) -> None:
    await codes.make(CODE)
    with pytest.raises(CodeTaken):
        await codes.make(CODE, conversation=ELSEWHERE)
    assert await codes.standing(CODE) == "open"


async def test_a_code_is_known_a_day_after_its_end_and_then_forgotten(codes: Codes) -> None:
    await codes.make(CODE)
    end = NOW + MOVE_LASTS + KEPT
    assert await codes.database.write(forget_ended, end) == 0
    assert await codes.database.write(forget_ended, end + timedelta(seconds=1)) == 1
    assert await codes.find(CODE) is None


# --- secrecy ----------------------------------------------------------------------------------------------------------


async def test_the_digits_are_not_on_the_disk_and_a_new_key_does_not_lose_the_code(
    codes: Codes, keyring: KeyRing, tmp_path: Path
) -> None:
    await codes.make(CODE)
    assert CODE.encode() not in bytes_in(tmp_path)
    rotated = KeyRing([("new", bytes(range(1, 33))), ("test", bytes(range(32)))])
    assert await codes.database.read(find, rotated, CODE, "move") is not None
    await codes.database.write(redeem, rotated, CODE, "move", NOW)
    stranger = KeyRing([("other", bytes(range(2, 34)))])
    assert await codes.database.read(find, stranger, CODE, "move") is None
