"""Whose request it is: nothing a stranger writes into a header is believed."""

import logging
from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from web.clients import Clients

OURS = tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/8", "fd00::/8")))


def client(peer: str | None, *forwarded: str, trusted=OURS) -> str:
    headers = [("X-Forwarded-For", value) for value in forwarded]
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    return Clients(trusted).of(request)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.5", (), "203.0.113.5"),
        ("203.0.113.5", ("198.51.100.1",), "203.0.113.5"),  # a stranger's word
        ("127.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("127.0.0.1", ("198.51.100.1:5123",), "198.51.100.1"),
        ("127.0.0.1", ("6.6.6.6, 198.51.100.1",), "198.51.100.1"),  # what the client wrote before our proxy did
        ("127.0.0.1", ("6.6.6.6", "198.51.100.1, 10.1.2.3"), "198.51.100.1"),  # through two of ours
        ("127.0.0.1", ("10.0.0.7",), "10.0.0.7"),  # from our own network
        ("127.0.0.1", ("unknown",), "127.0.0.1"),
        ("127.0.0.1", ("6.6.6.6, unknown",), "127.0.0.1"),
        ("127.0.0.1", (), "127.0.0.1"),
        ("::ffff:127.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("fd00::1", ("[2001:db8:1:2:3::4]:443",), "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::/64"),  # a home has the whole /64
        ("fe80::1%eth0", (), "fe80::/64"),
        (None, ("198.51.100.1",), ""),
    ],
)
def test_the_client_is_the_nearest_address_that_is_not_ours(peer, forwarded, expected) -> None:
    assert client(peer, *forwarded) == expected


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=60))
def test_without_trusted_proxies_no_header_changes_anything(header: str) -> None:
    assert client("203.0.113.5", header, trusted=()) == "203.0.113.5"
    client("127.0.0.1", header)  # whatever it is, it breaks nothing


def test_a_proxy_nobody_told_us_of_is_told_of_once(caplog) -> None:
    clients = Clients(())
    headers = {"X-Forwarded-For": "198.51.100.1"}
    with caplog.at_level(logging.WARNING):
        clients.of(make_mocked_request("GET", "/", headers=headers).clone(remote="8.8.8.8"))
        assert not caplog.text, "a stranger's header is no proxy"
        for _ in range(2):
            assert clients.of(make_mocked_request("GET", "/", headers=headers).clone(remote="10.0.0.2")) == "10.0.0.2"
    assert caplog.text.count("SANAQ_TRUSTED_PROXIES") == 1
    assert "198.51.100.1" not in caplog.text
