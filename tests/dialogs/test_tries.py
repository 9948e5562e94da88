"""Tries: never more within the time than allowed, and always again after it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialogs.tries import OF_CLIENT, Allowance, Tries, TriesOfClients

NOON = datetime(2021, 9, 10, 12, tzinfo=UTC)
ALLOWED = Allowance(3, timedelta(hours=1))


@given(st.lists(st.integers(0, 90), max_size=60))
def test_a_window_holds_no_more_than_its_tries(minutes: list[int]) -> None:
    tries, now, made = Tries(), NOON, []
    for pause in minutes:
        now += timedelta(minutes=pause)
        again = tries.again_at(now, ALLOWED)
        if again is None:
            tries.spend(now, ALLOWED)
            made.append(now)
        else:
            assert now < again <= now + ALLOWED.within
            assert tries.again_at(again, ALLOWED) is None
    for n, first in enumerate(made):
        within = [at for at in made[n:] if at - first < ALLOWED.within]
        assert len(within) <= 2 * ALLOWED.most - 1, "the end of one window and the beginning of the next"


def test_a_whole_48_of_ipv6_is_one_place() -> None:
    everybody = TriesOfClients()
    for n in range(50):
        everybody.of(f"2001:db8:7:{n:x}::/64", NOON).spend(NOON, OF_CLIENT)
    assert everybody.of("2001:db8:7:ffff::/64", NOON).count == 50
    assert everybody.of("2001:db8:8:1::/64", NOON).count == 0


def test_places_whose_time_is_over_are_forgotten() -> None:
    everybody = TriesOfClients()
    for n in range(1_000):
        everybody.of(f"place {n}", NOON).spend(NOON, OF_CLIENT)
    assert everybody.of("place 7", NOON).count == 1
    later = NOON + OF_CLIENT.within
    everybody.of("another", later).spend(later, OF_CLIENT)
    assert len(everybody._tries) == 1
    assert everybody.of("", later) is not everybody.of("", later), "who has no place shares with nobody"
