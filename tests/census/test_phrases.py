"""Check words: known again on their day and at their door, under any key of the ring, and hard to make up."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from census.phrases import WORDS, door_of, words_of
from storage.keyring import KeyRing

OLD, RING = KeyRing([("old", bytes(32))]), KeyRing([("new", b"x" * 32), ("old", bytes(32))])
DAY, NEXT = date(2021, 9, 10), date(2021, 9, 11)
DOORS = ("telegram", "web")


@given(st.uuids(), st.sampled_from(DOORS), st.sampled_from((OLD, RING)))
def test_words_are_known_again(conversation: UUID, door: str, ring: KeyRing) -> None:
    said = words_of(ring, conversation, door, DAY)
    assert all(0 <= place < WORDS for place in said)
    assert door_of(RING, said, [door], [NEXT, DAY]) == door


def test_made_up_words_pass_once_in_thousands() -> None:
    made_up = [(a, b, c) for a in range(4) for b in range(WORDS) for c in range(WORDS)]
    passed = [said for said in made_up if door_of(RING, said, DOORS, [DAY])]
    assert len(passed) == 4 * len(DOORS) * len(RING.ids)


def test_of_another_day_or_another_number_of_words() -> None:
    said = words_of(RING, UUID(int=1), "web", DAY)
    assert door_of(RING, said, DOORS, [NEXT]) is None
    assert door_of(RING, said[:2], DOORS, [DAY]) is None
    assert door_of(RING, (), DOORS, [DAY]) is None
