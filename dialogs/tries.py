"""How often one may ask the register whether a person was counted, and how often give an access code that opens nothing.

An IIN is no secret, and the answer tells something. Only a number that could be an IIN is a try: a slip of the pen is refused
by its check digit, without asking the register. Of codes only those that let nobody in are tries. So a family reaches no
bound by honest use, while who tries the numbers of strangers does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogs.network import networks_of


@dataclass(frozen=True, slots=True)
class Allowance:
    """`most` tries `within` the time that begins with the first of them."""

    most: int
    within: timedelta


OF_CONVERSATION = Allowance(30, timedelta(days=1))
OF_CLIENT = Allowance(3_000, timedelta(hours=1))
"""All that sign in from one place of the network: more than may begin a conversation from there in an hour."""
CARDS_OF_CONVERSATION = Allowance(20, timedelta(days=1))
CARDS_OF_CLIENT = Allowance(300, timedelta(hours=1))
"""Staff cards, known ones too: the registry shall not be read from end to end."""
CODES_OF_CONVERSATION = Allowance(10, timedelta(days=1))
CODES_OF_CLIENT = Allowance(60, timedelta(hours=1))
"""Among ten thousand million codes, of which few stand open at a time and for a quarter of an hour."""


@dataclass(slots=True)
class Tries:
    """`count` tries since `since` (aware), None before the first."""

    count: int = 0
    since: datetime | None = None

    def again_at(self, now: datetime, allowed: Allowance) -> datetime | None:
        """None when a try may be made, else when one may be made again."""
        if self.since is None or now - self.since >= allowed.within or self.count < allowed.most:
            return None
        return self.since + allowed.within

    def spend(self, now: datetime, allowed: Allowance) -> None:
        if self.since is None or now - self.since >= allowed.within:
            self.count, self.since = 0, now
        self.count += 1


class TriesOfClients:
    """The tries from each place of the network, in this process's memory; places whose time is over are forgotten.

    The allowances are for many people behind one address, so that of IPv6 a whole /48 is one place.
    """

    def __init__(self, allowed: Allowance = OF_CLIENT) -> None:
        self._within = allowed.within
        self._tries: dict[str, Tries] = {}
        self._room = 1_000

    def of(self, client: str, now: datetime) -> Tries:
        """The tries of `client` to be looked at and counted; a place of no name ("") is bounded by nothing here."""
        if not client:
            return Tries()
        client = networks_of(client)[-1]
        if client not in self._tries and len(self._tries) >= self._room:
            self._tries = {
                name: tries
                for name, tries in self._tries.items()
                if tries.since is not None and now - tries.since < self._within
            }
            self._room = max(1_000, 2 * len(self._tries))
        return self._tries.setdefault(client, Tries())
