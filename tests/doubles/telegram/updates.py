"""Updates on their way to the bot: kept until confirmed, too old, or delivered to a webhook."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp

from .errors import ApiError, bad_request

LIVES = {"callback_query": 150}
A_DAY = 86_400
DEFAULT_KINDS_LEFT_OUT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Update:
    id: int
    kind: str
    body: dict[str, Any]
    owner: int
    born: float

    def json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}

    @property
    def lane(self) -> tuple[int, bool]:
        """Presses travel apart from the rest; order holds only inside a lane."""
        return self.owner, self.kind == "callback_query"


@dataclass
class Hook:
    url: str
    secret: str
    max_connections: int


@dataclass(frozen=True)
class Delivery:
    """One request to the webhook: its status (0: no connection), Retry-After, and the method in the answer."""

    update_id: int
    status: int
    retry_after: str | None
    answer: dict[str, Any] | None


class Updates:
    """`now` gives the server's time. One bot's queue."""

    def __init__(self, now: Callable[[], float], *, local: bool) -> None:
        self._now = now
        self._local = local
        self._last_id = 100_000
        self._arrived = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None
        self.pending: list[Update] = []
        self.allowed: list[str] = []
        self.hook: Hook | None = None
        self.deliveries: list[Delivery] = []
        self._delivering: set[tuple[int, bool]] = set()
        self.confirmed = 0
        """Updates below this id are forgotten because the bot asked for a later offset."""

    def add(self, kind: str, body: dict[str, Any], owner: int) -> Update | None:
        if kind not in self.allowed if self.allowed else kind in DEFAULT_KINDS_LEFT_OUT:
            return None
        self._last_id += 1
        update = Update(self._last_id, kind, body, owner, self._now())
        self.pending.append(update)
        self._arrived.set()
        return update

    def again(self, update: Update) -> None:
        """Have an update delivered once more, as happens after an answer was lost."""
        if update not in self.pending:
            self.pending.insert(0, update)
            self._arrived.set()

    def allow(self, kinds: list[str] | None) -> None:
        if kinds is not None:
            self.allowed = kinds

    # --- long polling -----------------------------------------------------------------------------------------------

    async def poll(self, offset: int, limit: int, seconds: int) -> list[dict[str, Any]]:
        if self.hook is not None:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if not 1 <= limit <= 100:
            limit = 100
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(
                ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            )
        mine = self._poller = asyncio.get_running_loop().create_future()
        try:
            self._confirm(offset)
            await self._arrival(mine, seconds)
        finally:
            if self._poller is mine:
                self._poller = None
            mine.cancel()
        return [update.json() for update in self.pending[:limit]]

    def _confirm(self, offset: int) -> None:
        self._bury()
        if offset < 0:
            offset = self.pending[offset].id if len(self.pending) >= -offset else 0
        self.pending = sorted((u for u in self.pending if u.id >= offset), key=lambda u: u.id)
        self.confirmed = max(self.confirmed, offset)

    async def _arrival(self, mine: asyncio.Future[None], seconds: int) -> None:
        """Until something is there, the time is over, or another poller came."""
        if self.pending or seconds <= 0:
            return
        self._arrived.clear()
        arrival = asyncio.ensure_future(self._arrived.wait())
        either: list[asyncio.Future[Any]] = [arrival, mine]
        try:
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
        if mine.done():
            mine.result()

    def _bury(self) -> None:
        now = self._now()
        self.pending = [u for u in self.pending if now - u.born < LIVES.get(u.kind, A_DAY)]

    # --- webhook ----------------------------------------------------------------------------------------------------

    def set_hook(self, url: str, secret: str, max_connections: int) -> None:
        if not self._local and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if any(not (c.isascii() and (c.isalnum() or c in "_-")) for c in secret) or len(secret) > 256:
            raise bad_request("secret token contains unallowed characters")
        self.hook = Hook(url, secret, max_connections)

    async def deliver(self, session: aiohttp.ClientSession) -> list[Delivery]:
        """Post what is pending, lane by lane; a lane stops at an update that is not taken. Taken ones are gone."""
        self._bury()
        lanes: dict[tuple[int, bool], list[Update]] = {}
        for update in self.pending:
            if update.lane not in self._delivering:
                lanes.setdefault(update.lane, []).append(update)
        self._delivering |= lanes.keys()
        done = await asyncio.gather(*(self._lane(session, key, lane) for key, lane in lanes.items()))
        return [delivery for lane in done for delivery in lane]

    async def _lane(
        self, session: aiohttp.ClientSession, key: tuple[int, bool], lane: Iterable[Update]
    ) -> list[Delivery]:
        made: list[Delivery] = []
        try:
            for update in lane:
                delivery = await self._post(session, update)
                made.append(delivery)
                if not 200 <= delivery.status < 300:
                    break
                self.pending.remove(update)
        finally:
            self._delivering.discard(key)
            self.deliveries.extend(made)
        return made

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> Delivery:
        assert self.hook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.hook.secret} if self.hook.secret else {}
        try:
            async with session.post(self.hook.url, json=update.json(), headers=headers) as response:
                answer = await response.json(content_type=None) if await response.read() else None
                retry = response.headers.get("Retry-After")
                return Delivery(update.id, response.status, retry, answer if isinstance(answer, dict) else None)
        except aiohttp.ClientError:
            return Delivery(update.id, 0, None, None)
