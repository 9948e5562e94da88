"""A call of the Bot API and what may come of it.

`Api` is all that the rest of the package asks of a client; `client.Client` is the real one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a call, as the value of one of its parameters."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One method with its parameters. `otherwise` is tried when Telegram refuses this one (an edit that is not possible)."""

    method: str
    params: Params = field(default_factory=dict)
    otherwise: "Call | None" = None

    @property
    def edits(self) -> bool:
        """Whether it changes a message that stands, instead of sending one."""
        return self.method.startswith("edit")

    @property
    def has_upload(self) -> bool:
        """Whether it must travel as multipart, and therefore cannot ride in a webhook's answer."""
        return any(isinstance(value, Upload) for value in self.params.values())


@dataclass(frozen=True, slots=True)
class Done:
    """Telegram did it; `value` is its `result`, as decoded JSON."""

    value: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will not do it, now or ever. `description` is Telegram's and may quote what we sent: see `quotable`."""

    code: int
    description: str

    @property
    def blocked(self) -> bool:
        """The person cannot be written to: blocked the bot, deleted the account, never started it."""
        return self.code == 403 or "chat not found" in self.description


@dataclass(frozen=True, slots=True)
class Flood:
    """Too many requests: the same call may be repeated after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreached:
    """No usable answer. `sent` False: it certainly did not reach Telegram. True: nobody knows."""

    sent: bool
    reason: str


Result = Done | Refused | Flood | Unreached


class Api(Protocol):
    """Carries a call to Telegram. Never raises for what Telegram or the network does; `timeout` is in seconds."""

    async def call(self, method: str, params: Params, timeout: float = 30) -> Result: ...  # noqa: ASYNC109 (the carrier's own limit)
