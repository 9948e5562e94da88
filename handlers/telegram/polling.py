"""Long polling that loses nothing: the offset moves only over updates whose turn is committed.

Telegram forgets an update when a later offset is asked for. So the offset is the first unfinished update; those behind it
that are finished already are remembered, and come again, and are passed over. A chat that is slow or in trouble holds
up neither the others nor the loop: new updates are fetched around it, as far as Telegram's window of 100 goes.
"""

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

from handlers.telegram.calls import Api, Done, Flood, Params, Refused, Unreached
from handlers.telegram.door import BusyError, Door
from handlers.telegram.incoming import ALLOWED_UPDATES, Update, chat_of
from handlers.telegram.lanes import Lanes
from handlers.telegram.sending import Outgoing, Sleep, quotable

log = logging.getLogger(__name__)

T = TypeVar("T")

LONG = 50
"""Seconds Telegram holds an empty `getUpdates`."""
SHORT_PAUSE = 0.5
"""Seconds between fetches while something is unfinished."""
LONGEST_PAUSE = 60.0
MOST_PENDING = 2000
"""Batches waiting to be sent before fetching waits for them."""
TURNS_END, REPLIES_END = 8.0, 5.0
"""Seconds at the end for turns that were begun, and then for what was answered; the rest is left to Telegram."""


class TokenRefusedError(Exception):
    """Telegram does not know the token (any more)."""

    def __str__(self) -> str:
        return (
            "Telegram does not accept SANAQ_TELEGRAM_TOKEN: the token was revoked or mistyped. "
            "Take the present one from @BotFather (/mybots → API Token) and start again."
        )


class Polling:
    """One per bot token in the whole world: Telegram throws the second one out (409).

    `run` returns after `stop` when all that was fetched is taken and answered, or time is up. Cancelling `run` drops what is
    in the air; Telegram delivers it again.
    """

    def __init__(
        self, api: Api, door: Door, outgoing: Outgoing, *, sleep: Sleep = asyncio.sleep, concurrency: int = 256
    ) -> None:
        self._api = api
        self._door = door
        self._outgoing = outgoing
        self._sleep = sleep
        self._lanes = Lanes()
        self._places = asyncio.Semaphore(concurrency)
        self._stopping = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._next = 0
        self._unfinished: set[int] = set()
        self._finished: set[int] = set()
        self._given_up = False

    @property
    def offset(self) -> int:
        """The first update that is not committed yet; 0 before the first one."""
        return min(self._unfinished, default=self._next)

    def stop(self) -> None:
        """Fetch no more; `run` returns when what was fetched is done."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until `stop`. Raises TokenRefusedError."""
        try:
            await self._open()
            while not self._stopping.is_set():
                batch = await self._fetch()
                fresh = self._accept(batch)
                await self._rest(nothing_new=bool(batch) and not fresh)
            await self._lanes.drain(TURNS_END)
            await self._confirm()
            await self._outgoing.drain(REPLIES_END)
        finally:
            await self._lanes.cancel()

    async def _open(self) -> None:
        me = await self._ask("getMe", {})
        webhook = await self._ask("getWebhookInfo", {})
        if webhook and webhook.get("url"):
            log.warning("a webhook was set for this bot; it is removed, because updates are polled for here")
            await self._ask("deleteWebhook", {"drop_pending_updates": False})
        if me:
            log.info("Telegram: @%s answers, by long polling", me.get("username"))

    async def _fetch(self) -> list[Any]:
        wait = 0 if self._unfinished else LONG
        params: dict[str, Any] = {"timeout": wait, "limit": 100, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._next:
            params["offset"] = self.offset
        batch = await self._ask("getUpdates", params, timeout=wait + 15)
        return batch if isinstance(batch, list) else []

    def _accept(self, batch: list[Any]) -> int:
        """Give every update not met before to its chat's lane; how many there were."""
        fresh = 0
        for update in batch:
            identifier = update.get("update_id") if isinstance(update, dict) else None
            if not isinstance(identifier, int):
                log.error("an update without an id was passed over")
                continue
            if identifier in self._unfinished or identifier in self._finished or identifier < self.offset:
                continue
            fresh += 1
            self._unfinished.add(identifier)
            self._next = max(self._next, identifier + 1)
            self._idle.clear()
            self._lanes.put(chat_of(update), partial(self._take, identifier, update))
        return fresh

    async def _take(self, identifier: int, update: Update) -> None:
        while not self._given_up:
            try:
                async with self._places:
                    answer = await self._door.take(update)
            except BusyError as busy:
                # On the way out there is no time to wait: the update stays unfinished and will be delivered again.
                self._given_up = self._stopping.is_set()
                await self._pause(min(max(busy.retry_after, SHORT_PAUSE), LONGEST_PAUSE))
                continue
            if answer is not None:
                self._outgoing.post(answer.chat, answer.calls)
            self._finish(identifier)
            return

    def _finish(self, identifier: int) -> None:
        self._unfinished.discard(identifier)
        self._finished.add(identifier)
        first = self.offset
        self._finished = {finished for finished in self._finished if finished >= first}
        if not self._unfinished:
            self._idle.set()

    async def _rest(self, *, nothing_new: bool) -> None:
        """Wait until all is committed, or a moment, so that a stuck update neither stops the loop nor makes it spin."""
        if self._unfinished:
            await self._unless_stopped(self._first(self._idle.wait(), self._sleep(SHORT_PAUSE)))
        elif nothing_new:
            await self._pause(SHORT_PAUSE)
        while self._outgoing.pending > MOST_PENDING and not self._stopping.is_set():
            await self._pause(SHORT_PAUSE)

    async def _confirm(self) -> None:
        """Tell Telegram what is committed, so that a restart does not answer it again. Costs nothing if it fails."""
        if self._next:
            await self._api.call("getUpdates", {"offset": self.offset, "limit": 1, "timeout": 0}, timeout=5)

    # --- patience ---------------------------------------------------------------------------------------------------

    async def _ask(self, method: str, params: Params, timeout: float = 30) -> Any:  # noqa: ASYNC109 (the carrier's limit)
        """The result of a call that must succeed, however long it takes; None when stopped meanwhile."""
        pause = 1.0
        while not self._stopping.is_set():
            match await self._unless_stopped(self._api.call(method, params, timeout=timeout)):
                case None:
                    return None
                case Done(value):
                    return value
                case Flood(seconds):
                    await self._pause(seconds)
                    continue
                case Refused(401 | 404):
                    raise TokenRefusedError
                case Refused(409):
                    log.error(
                        "another program polls for this bot, and Telegram lets only one: stop the other one, "
                        "or give this one a token of its own (trying again in %g s)",
                        pause,
                    )
                case Refused(code, description):
                    log.error("Telegram refused %s (%d): %s", method, code, quotable(description))
                case Unreached(_, reason):
                    log.warning("Telegram cannot be reached (%s); trying again in %g s", reason, pause)
            await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        return None

    async def _pause(self, seconds: float) -> None:
        await self._unless_stopped(self._sleep(seconds))

    async def _unless_stopped(self, work: Any) -> Any:
        """The result of `work`, or None when `stop` came first."""
        return await self._first(work, self._stopping.wait())

    @staticmethod
    async def _first(work: Coroutine[Any, Any, T], other: Any) -> T | None:
        """The result of `work` when it is done before `other`, else None. Neither goes on."""
        tasks = [asyncio.ensure_future(work), asyncio.ensure_future(other)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return tasks[0].result() if tasks[0].done() else None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
