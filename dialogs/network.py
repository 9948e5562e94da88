"""The networks a client's address stands for, narrow to wide: limits that follow the address alone are walked around.

An IPv4 address stands for itself. Of IPv6 a client is a /64, which one home or one telephone has; but a customer may be given
a whole /48, and with it 65 536 of them.
"""

from functools import lru_cache
from ipaddress import IPv6Network, ip_network

WIDE = 48


@lru_cache(maxsize=4096)
def networks_of(client: str) -> tuple[str, ...]:
    """The client itself and, of an IPv6 network ("2001:db8:1:2::/64"), the /48 it lies in. () for ""."""
    if not client:
        return ()
    try:
        network = ip_network(client)
    except ValueError:
        return (client,)
    if not isinstance(network, IPv6Network) or network.prefixlen <= WIDE:
        return (client,)
    return client, str(network.supernet(new_prefix=WIDE))
