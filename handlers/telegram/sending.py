"""What goes out: each chat's calls in order, through flood control, lost connections and people who blocked the bot.

A `sendMessage` whose fate is unknown is not sent again: saying a thing twice is worse than a person typing anything and
being shown the present question. Edits and answers to presses may be repeated, they change nothing the second time.

Flood control that meets a reply is the chat's own, and is waited out in its lane. What the bot says on its own meets it when
the bot as a whole has said too much: it is given back at once, and whoever sent it stops.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Literal, Protocol

from handlers.telegram.calls import Api, Call, Done, Flood, Refused, Result, Unreached
from handlers.telegram.keyboards import Keyboards
from handlers.telegram.lanes import Lanes

log = logging.getLogger(__name__)

Delivery = Literal["delivered", "blocked", "refused", "unknown"]
Sleep = Callable[[float], Awaitable[None]]

TRIES = 4
"""How often a call is carried that did not reach Telegram, or that may be repeated."""
FLOODS = 20
"""How often one call waits for flood control before it is given up."""

_HARMLESS = (
    "message is not modified",
    "message can't be edited",
    "message to edit not found",
    "MESSAGE_ID_INVALID",
    "query is too old",
    "query ID is invalid",
)
"""Refusals of edits and of answers to presses that cost the person nothing."""


class OnBlocked(Protocol):
    """Told that a person can no longer be written to (`blocked`), or can be again. `address` as in `Turn`."""

    async def __call__(self, address: str, blocked: bool) -> None: ...


class Outgoing:
    """`sleep` takes seconds. One for each bot: its lanes are what keeps a chat's messages in order."""

    def __init__(self, api: Api, on_blocked: OnBlocked, *, sleep: Sleep = asyncio.sleep) -> None:
        self._api = api
        self._on_blocked = on_blocked
        self._sleep = sleep
        self._lanes = Lanes()
        self._keyboards = Keyboards()

    @property
    def pending(self) -> int:
        """Batches accepted and not yet carried."""
        return self._lanes.pending

    def is_idle(self, chat: str) -> bool:
        return self._lanes.is_idle(chat)

    def post(self, chat: str, calls: Sequence[Call]) -> None:
        """Have the calls of a reply carried, in the chat's order, without waiting for it."""
        if calls:
            self._lanes.put(chat, partial(self._batch, chat, calls, None))

    async def send(self, chat: str, calls: Sequence[Call]) -> Delivery | timedelta:
        """Carry what the bot says on its own, in the chat's order, and tell what became of it: the way of the outbox.

        A timedelta: flood control. Nothing of it was said, and nothing else is to be said unasked, to anybody, for so long.
        """
        known: asyncio.Future[Delivery | timedelta] = asyncio.get_running_loop().create_future()
        self._lanes.put(chat, partial(self._batch, chat, calls, known))
        return await known

    async def drain(self, seconds: float | None = None) -> None:
        """Wait until everything accepted is carried; after `seconds` the rest is dropped."""
        await self._lanes.drain(seconds)

    async def _batch(
        self, chat: str, calls: Sequence[Call], known: asyncio.Future[Delivery | timedelta] | None
    ) -> None:
        outcome: Delivery | timedelta = "unknown"
        try:
            outcome = await self._carry_all(chat, calls, reply=known is None)
        finally:
            if known is not None and not known.done():
                known.set_result(outcome)

    async def _carry_all(self, chat: str, calls: Sequence[Call], *, reply: bool) -> Delivery | timedelta:
        outcome: Delivery = "delivered"
        fresh: list[int] = []
        for n, call in enumerate(calls):
            result = await self._carry(call, FLOODS if reply or n else 0)  # of what was begun the rest is said too
            match result:
                case Flood(seconds) if n == 0 and not reply:
                    return timedelta(seconds=seconds)
                case Refused() if result.blocked:
                    await self._tell_blocked(chat)
                    return "blocked"
                case Done({"message_id": int(message), "reply_markup": _}) if not call.edits:
                    fresh.append(message)
                case _:
                    outcome = _judged(outcome, call, result)
        gone = {call.params.get("message_id") for call in calls if call.edits and "reply_markup" not in call.params}
        for message in self._keyboards.note(chat, fresh, gone, reply=reply):
            await self._carry(Call("editMessageReplyMarkup", {"chat_id": chat, "message_id": message}))
        return outcome

    async def _carry(self, call: Call, most_floods: int = FLOODS) -> Result:
        floods, tries = 0, 0
        while True:
            result = await self._api.call(call.method, call.params)
            match result:
                case Flood(seconds) if floods < most_floods:
                    floods += 1
                    await self._sleep(seconds)
                case Unreached(sent) if tries < TRIES - 1 and (not sent or _is_repeatable(call.method)):
                    tries += 1
                    await self._sleep(0.5 * 2**tries)
                case Refused() if call.otherwise is not None and "not modified" not in result.description:
                    call = call.otherwise
                case _:
                    return result

    async def _tell_blocked(self, chat: str) -> None:
        if chat.startswith("-"):
            return  # a group we were thrown out of is nobody's address
        try:
            await self._on_blocked(chat, blocked=True)
        except Exception as error:  # noqa: BLE001 (the next message will find out again)
            log.warning("that a person blocked the bot could not be noted: %s", type(error).__name__)


def _judged(before: Delivery, call: Call, result: Result) -> Delivery:
    """What became of a reply, when one more of its calls came out so. What went wrong is logged."""
    match result:
        case Refused(code, description) if not _is_harmless(result):
            log.warning("Telegram refused %s (%d): %s", call.method, code, quotable(description))
            return "refused"
        case Unreached(_, reason):
            log.warning("the outcome of %s is unknown: %s", call.method, reason)
            return "unknown" if before == "delivered" else before
        case Flood():
            log.warning("%s was given up after %d waits for flood control", call.method, FLOODS)
            return "refused"
        case _:
            return before


def quotable(description: str) -> str:
    """Telegram's words without what they quote of ours: a quotation may be a piece of an answer."""
    return re.sub(r'"[^"]*"?', '"…"', description)


def _is_repeatable(method: str) -> bool:
    return not method.startswith(("send", "copy", "forward"))


def _is_harmless(refusal: Refused) -> bool:
    return any(words in refusal.description for words in _HARMLESS)
