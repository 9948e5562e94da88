"""Whose request it is, as far as limits go: the address of the network it came from. It is never stored and never logged.

A header is believed only when a proxy of ours wrote it: `X-Forwarded-For` is read from its right end for as long as the
sender is one of the trusted ones. Without trusted proxies the peer of the connection is the client.
"""

import logging
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

Network = IPv4Network | IPv6Network
FORWARDED = "X-Forwarded-For"

log = logging.getLogger(__name__)


class Clients:
    """Tells clients apart. `trusted` are the networks of our own proxies."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted
        self._warned = bool(trusted)

    def of(self, request: web.Request) -> str:
        """An IPv4 address, or the /64 network of an IPv6 one (a home has that many); "" when the peer has no address."""
        peer = _address(request.remote or "")
        if peer is not None and peer.is_private:
            self._warn(request)
        forwarded = ",".join(request.headers.getall(FORWARDED, ())).split(",")
        client = peer
        while client is not None and forwarded and any(client in network for network in self._trusted):
            before = _address(forwarded.pop())
            if before is None:
                break
            client = before
        if isinstance(client, IPv6Address):
            return str(IPv6Network((client, 64), strict=False))
        return str(client or "")

    def _warn(self, request: web.Request) -> None:
        """Once: a proxy nobody told us of makes one client of everybody behind it."""
        if not self._warned and FORWARDED in request.headers:
            self._warned = True
            log.warning(
                "requests come through a proxy at %s that is not in SANAQ_TRUSTED_PROXIES: all who come through it share "
                "the limits of one client. Name it there.",
                request.remote,
            )


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as peers and proxies write it, with or without a port; None when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
