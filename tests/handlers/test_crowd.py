"""The bounds of the page: whatever people do, there are never more of them at once, nor faster, than the numbers say."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.crowd import SWEEP_S, Bucket, Crowd, Limits


@given(st.lists(st.floats(0, 60), max_size=80))
def test_a_bucket_never_gives_more_than_its_burst_and_its_rate(pauses: list[float]) -> None:
    bucket, now, taken = Bucket.full(30.0, 3.0, 0.0), 0.0, 0
    for pause in pauses:
        now += pause
        assert (bucket.wait(now) == 0) == (bucket.left >= 1), "to look costs nothing"
        wait = bucket.take(now)
        taken += not wait
        if wait:
            assert not Bucket(30.0, 3.0, bucket.left, bucket.at).take(now + wait + 1e-6)
    assert taken <= 30 + 3.0 * now + 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0, 100)), max_size=100))
def test_lines_are_bounded_as_a_whole_and_for_each_client(visits: list[tuple[str, bool, float]]) -> None:
    crowd, inside, now = Crowd(Limits(lines=5, lines_of_client=3)), dict.fromkeys("abc", 0), 0.0
    for client, comes, pause in visits:
        now += pause
        if comes:
            full, crowded = sum(inside.values()) >= 5, inside[client] >= 3
            assert crowd.refuses(client) == ("full" if full else "crowded" if crowded else None)
            if not full and not crowded:
                crowd.enters(client, now)
                inside[client] += 1
        elif inside[client]:
            crowd.leaves(client, now)
            inside[client] -= 1
    assert crowd._lines == sum(inside.values())


def test_a_client_is_forgotten_when_there_is_nothing_left_to_remember() -> None:
    crowd = Crowd(Limits(newcomers=2, newcomers_per_second=0.01))
    crowd.enters("begun", 0.0)
    crowd.enters("looked", 0.0)
    assert not crowd.begins("begun", 0.0)
    crowd.leaves("begun", 0.0)
    crowd.leaves("looked", SWEEP_S)
    assert set(crowd._clients) == {"begun"}, "coming back would otherwise refill it"
    crowd.enters("other", 200.0)
    crowd.leaves("other", 200.0)
    assert not crowd._clients


def test_a_school_or_an_operators_subscribers_behind_one_address_are_not_shut_out() -> None:
    """800 pupils begin within an hour from one address, 400 of them within a minute."""
    crowd = Crowd(Limits())
    times = [n * 0.15 for n in range(400)] + [60 + n * 8.8 for n in range(400)]
    for now in times:
        assert crowd.refuses("school") is None
        crowd.enters("school", now)
        assert not crowd.begins("school", now)


def test_whoever_has_a_whole_48_of_ipv6_does_not_take_everybodys_place() -> None:
    """He comes from another of its /64s every time; who comes from elsewhere is served."""
    crowd = Crowd(Limits(lines=100, lines_of_client=10, newcomers=5, newcomers_per_second=0.0001))
    mine = [f"2001:db8:7:{n:x}::/64" for n in range(200)]
    entered = [client for client in mine if crowd.refuses(client) is None and not crowd.enters(client, 0.0)]
    assert len(entered) == 40, "four clients' worth"
    assert crowd.refuses("2001:db8:8:1::/64") is None
    assert sum(not crowd.begins(client, 0.0) for client in mine) == 20
    assert crowd.newcomer_waits("2001:db8:7:fff::/64", 0.0) > 0
    assert not crowd.begins("2001:db8:8:1::/64", 0.0)
    for client in entered:
        crowd.leaves(client, 0.0)
    assert crowd._lines == 0
    assert crowd.refuses(mine[0]) is None


def test_who_must_wait_in_the_wide_network_spends_nothing_of_the_narrow_one() -> None:
    crowd = Crowd(Limits(newcomers=2, newcomers_per_second=0.01, clients_of_network=1))
    assert [bool(crowd.begins(f"2001:db8:7:{n}::/64", 0.0)) for n in (1, 2, 3)] == [False, False, True]
    assert crowd._clients["2001:db8:7:3::/64"].newcomers.left == 2
