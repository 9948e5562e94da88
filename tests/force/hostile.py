"""A Telegram that does everything it may do, and often: it repeats what was lost or acknowledged, brings it late and out of
order, cuts the line after it has spoken. What it never does is forget: an update is brought until it is acknowledged.

It is the same by both ways in (`by_webhook`, `by_polling`); here are the chats, the numbers and the counting.
"""

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import orjson

from tests.force.recording import end_of, screen_of

TOKEN = "42:force"
BOT = {"id": 42, "is_bot": True, "first_name": "Sanaq", "username": "sanaq_bot"}
WORDS_LATER = 2
"""How much a person says before what was held back arrives."""


@dataclass(frozen=True, slots=True)
class Mischief:
    """How often, of 1. `cut`: the line is cut after an update was sent (by webhook) or before a batch was received (by
    polling). `twice`: an update is brought twice at once. `late`: one that was acknowledged is brought again after newer ones.
    `unheard`: a line is cut instead of showing what the bot says."""

    cut: float = 0.05
    twice: float = 0.05
    late: float = 0.05
    unheard: float = 0.02


@dataclass(eq=False, slots=True)
class Update:
    """`external` is what the bot knows it by, however often and under whatever number it comes. `order`: as it was said.
    `body`: JSON without the number. `handed`: how often it was on its way to the bot, the last time in `round`."""

    number: int
    chat: "Chat"
    lane: str
    external: str
    order: int
    body: bytes
    is_done: bool = False
    handed: int = 0
    round: int = 0

    @property
    def json(self) -> bytes:
        return b'{"update_id":%d,%b}' % (self.number, self.body)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot: by what screen it is known, its text, the tokens under it."""

    screen: str
    text: str
    tokens: tuple[str, ...]


@dataclass(eq=False)
class Chat:
    """A private chat. `changed` is set by whatever the bot says, and by every acknowledgement."""

    id: int
    shown: list[Shown] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    said: int = 0
    open: int = 0
    newest: int = 0
    """The newest update handed over."""
    later: list[tuple[int, Update]] = field(default_factory=list)
    """Held back until so much was said."""
    given: set[str] = field(default_factory=set)
    """What came of this person, by external ids."""

    @property
    def is_settled(self) -> bool:
        """Everything the person did is acknowledged."""
        return not self.open

    def due(self) -> list[Update]:
        """What was held back long enough."""
        due = [update for at, update in self.later if at <= self.said]
        self.later = [(at, update) for at, update in self.later if at > self.said]
        return due


@dataclass
class Tally:
    """`again`: updates handed over once more; `out_of_order`: after a newer one of the same chat; `cut`: lines that broke, by
    mischief or by death; `statuses`: what the webhook answered; `conflicts`: two pollers at once."""

    acknowledged: int = 0
    again: int = 0
    out_of_order: int = 0
    cut: int = 0
    unheard: int = 0
    conflicts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)


class Way(Protocol):
    """How updates reach the bot: each is brought until it is done. `together`: two at once, the later one perhaps first."""

    def bring(self, update: Update) -> None: ...
    def together(self, first: Update, second: Update) -> None: ...
    async def settled(self) -> None: ...


@dataclass(eq=False)
class Milestone:
    """Somebody waits for so many acknowledgements, or for the first one of what was handed over since a moment."""

    reached: "asyncio.Future[float]"
    acknowledged: int = 0
    since: float = 0.0


class Telegram:
    """`way` is set before anybody speaks."""

    way: Way

    def __init__(self, chance: random.Random, mischief: Mischief) -> None:
        self.chance, self.mischief = chance, mischief
        self.tally = Tally()
        self.chats: dict[int, Chat] = {}
        self.round = 1
        """Goes on whenever what was handed over may have been lost: by polling the same window is handed over all the time."""
        self._numbers = itertools.count(1)
        self._messages = itertools.count(1)
        self._milestones: list[Milestone] = []

    def chat(self, number: int) -> Chat:
        return self.chats.setdefault(number, Chat(number))

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    # --- what people do ------------------------------------------------------------------------------------------------

    def says(self, chat: Chat, *texts: str) -> None:
        """One message, or two at once."""
        updates = [self._message(chat, text) for text in texts]
        self._begun(chat, len(updates))
        match updates:
            case [first, second]:
                self.way.together(first, second)
            case _:
                self.way.bring(updates[0])

    def presses(self, chat: Chat, token: str, *, held: bool = False) -> None:
        """`held`: the press arrives after the person has said other things."""
        press = self._press(chat, token)
        if held:
            chat.later.append((chat.said + WORDS_LATER, press))
            return
        self._begun(chat, 1)
        self.way.bring(press)

    def leaves(self, chat: Chat) -> None:
        """The person has finished; what is still held back comes now."""
        chat.said += WORDS_LATER
        self._bring_due(chat)

    def repeated(self, update: Update, *, late: bool = False) -> Update:
        """The same update under another number; brought at once by the caller, or held back."""
        again = replace(self.renumbered(update), is_done=False, handed=max(update.handed, 1), round=0)
        if late:
            update.chat.later.append((update.chat.said + WORDS_LATER, again))
        return again

    def renumbered(self, update: Update) -> Update:
        return replace(update, number=next(self._numbers))

    def _begun(self, chat: Chat, updates: int) -> None:
        chat.said += 1
        chat.open += updates
        self._bring_due(chat)

    def _bring_due(self, chat: Chat) -> None:
        for update in chat.due():
            chat.open += 1
            self.way.bring(update)

    def _message(self, chat: Chat, text: str) -> Update:
        number = next(self._messages)
        entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
        body = {
            "message_id": number,
            "date": 1_700_000_000,
            "chat": _private(chat),
            "from": _person(chat),
            "text": text,
        }
        return self._new(chat, "message", f"m{number}", body | ({"entities": entities} if entities else {}))

    def _press(self, chat: Chat, token: str) -> Update:
        query = str(next(self._messages))
        under = {"message_id": 1, "date": 1_700_000_000, "chat": _private(chat), "from": BOT, "text": "…"}
        body = {"id": query, "from": _person(chat), "message": under, "chat_instance": "1", "data": token}
        return self._new(chat, "callback_query", f"c{query}", body)

    def _new(self, chat: Chat, kind: str, external: str, body: Mapping[str, Any]) -> Update:
        chat.given.add(f"{BOT['id']}:{external}")
        number = next(self._numbers)
        return Update(number, chat, kind, external, number, b'"%b":%b' % (kind.encode(), orjson.dumps(body)))

    # --- what becomes of it -------------------------------------------------------------------------------------------

    def handed(self, update: Update) -> None:
        """It is on its way to the bot."""
        self.tally.again += update.handed > 0
        self.tally.out_of_order += update.order < update.chat.newest
        update.chat.newest = max(update.chat.newest, update.order)
        update.handed += 1
        update.round = self.round

    def done(self, update: Update, handed_at: float) -> None:
        """It is acknowledged: not brought again but by mischief."""
        if update.is_done:
            return
        update.is_done = True
        self.tally.acknowledged += 1
        update.chat.open -= 1
        update.chat.changed.set()
        now = time.monotonic()
        for one in list(self._milestones):
            if self.tally.acknowledged >= one.acknowledged and handed_at >= one.since:
                self._milestones.remove(one)
                one.reached.set_result(now - one.since)

    async def acknowledges(self, updates: int) -> None:
        """Wait until so many are acknowledged."""
        await self._waits(Milestone(asyncio.get_running_loop().create_future(), acknowledged=updates))

    async def acknowledges_again(self, since: float) -> float:
        """Wait until something is acknowledged that was handed over after `since` (monotonic); the seconds since then."""
        return await self._waits(Milestone(asyncio.get_running_loop().create_future(), since=since))

    async def _waits(self, milestone: Milestone) -> float:
        if milestone.acknowledged and self.tally.acknowledged >= milestone.acknowledged:
            return 0.0
        self._milestones.append(milestone)
        return await milestone.reached

    # --- what the bot says --------------------------------------------------------------------------------------------

    def carry_out(self, call: Mapping[str, Any]) -> Any:
        """A call of the bot's; its result."""
        match call.get("method"):
            case "getMe":
                return BOT
            case "getWebhookInfo":
                return {"url": ""}
            case "sendMessage":
                return self._show(self.chat(int(call["chat_id"])), call)
            case _:
                return True

    def _show(self, chat: Chat, call: Mapping[str, Any]) -> Mapping[str, Any]:
        keyboard = (call.get("reply_markup") or {}).get("inline_keyboard", ())
        tokens = tuple(button.get("callback_data", "") for row in keyboard for button in row)
        chat.shown.append(Shown(screen_of(call["text"]), call["text"], tokens))
        chat.changed.set()
        return {"message_id": 1_000_000 + next(self._messages), "date": 1, "chat": _private(chat), "text": "…"}


def token_of(shown: Shown, end: str) -> str:
    """The button under a message whose token ends so; "" for none."""
    return next((token for token in shown.tokens if end_of(token) == end), "")


def _person(chat: Chat) -> Mapping[str, Any]:
    return {"id": chat.id, "is_bot": False, "first_name": "A", "language_code": "kk"}


def _private(chat: Chat) -> Mapping[str, Any]:
    return {"id": chat.id, "type": "private", "first_name": "A"}
