"""How many people the page serves at once, and how fast one of them, or one network, may go.

The numbers are generous: behind one address stand a family, a school, or a mobile operator's thousand subscribers. They
are there so that one machine with a loop cannot take the place of all others, and so that memory has a bound.
"""

from dataclasses import dataclass
from typing import Literal

from dialogs.network import networks_of

LINES = 10_000
"""About 25 KB each, without what the conversations themselves take."""
SWEEP_S = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one process. A client is an address of the network (`web.clients`), a session one conversation.

    `clients_of_network`: as much as so many clients an IPv6 /48 may have, however many addresses it speaks from.
    `newcomers`: conversations a client may begin at once, `newcomers_per_second` how fast it earns new ones.
    """

    lines: int = LINES
    lines_of_client: int = 1_000
    lines_of_session: int = 8
    told: int = 200
    """Lines open at once only to be told why they are closed again; above it a plain refusal by HTTP must do."""
    newcomers: int = 600
    newcomers_per_second: float = 0.25
    clients_of_network: int = 4
    rest: float = 30.0
    """Seconds after which who was turned away may come again."""


@dataclass(slots=True)
class Bucket:
    """`take` gives 0 and spends one, or gives the seconds to wait and spends nothing. Begins full."""

    burst: float
    per_second: float
    left: float
    at: float

    @classmethod
    def full(cls, burst: float, per_second: float, now: float) -> "Bucket":
        return cls(burst, per_second, burst, now)

    def wait(self, now: float) -> float:
        """Seconds until one may be taken; 0 at once."""
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now
        return 0.0 if self.left >= 1 else (1 - self.left) / self.per_second

    def take(self, now: float) -> float:
        wait = self.wait(now)
        if not wait:
            self.left -= 1
        return wait


@dataclass(slots=True)
class _Client:
    """A client, or a network of many. `most`: lines it may have."""

    newcomers: Bucket
    most: int
    lines: int = 0


class Crowd:
    """Who is there. `now` is seconds of a monotonic clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._clients: dict[str, _Client] = {}
        self._lines = 0
        self._swept = 0.0

    def refuses(self, client: str) -> Literal["full", "crowded"] | None:
        """Why another line cannot be had: the process has no more, or the client has enough."""
        if self._lines >= self._limits.lines:
            return "full"
        return "crowded" if any(one.lines >= one.most for one in self._known(client)) else None

    def enters(self, client: str, now: float) -> None:
        for one in self._of(client, now):
            one.lines += 1
        self._lines += 1

    def leaves(self, client: str, now: float) -> None:
        """Every `enters` has its `leaves`. Clients of whom nothing is left to remember are forgotten."""
        for known in self._known(client):
            known.lines -= 1
        self._lines -= 1
        if now - self._swept >= SWEEP_S:
            self._swept = now
            for name, one in list(self._clients.items()):
                one.newcomers.wait(now)
                if not one.lines and one.newcomers.left >= one.newcomers.burst:
                    del self._clients[name]

    def newcomer_waits(self, client: str, now: float) -> float:
        """Seconds until somebody of this client may begin a conversation; nothing is spent."""
        return max((one.newcomers.wait(now) for one in self._known(client)), default=0.0)

    def begins(self, client: str, now: float) -> float:
        """Somebody begins a conversation: 0 when he may, else the seconds to wait."""
        everywhere = self._of(client, now)
        if wait := max(one.newcomers.wait(now) for one in everywhere):
            return wait
        return max(one.newcomers.take(now) for one in everywhere)

    def _known(self, client: str) -> list[_Client]:
        """What is remembered of the client and of the network around it."""
        return [self._clients[name] for name in _names(client) if name in self._clients]

    def _of(self, client: str, now: float) -> list[_Client]:
        limits = self._limits
        for name, clients in zip(_names(client), (1, limits.clients_of_network), strict=False):
            if name not in self._clients:
                newcomers = Bucket.full(limits.newcomers * clients, limits.newcomers_per_second * clients, now)
                self._clients[name] = _Client(newcomers, limits.lines_of_client * clients)
        return self._known(client)


def _names(client: str) -> tuple[str, ...]:
    return networks_of(client) or (client,)
