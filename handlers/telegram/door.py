"""The door itself: an update is read, the desk takes the turn, the reply is rendered. Both ways in go through it.

It is where trouble is sorted: storage that is away for a while (`BusyError`: keep the update, come back), and an update
that fails for a reason of its own (tried a few times, then kept for study and answered with an apology, so that it blocks
nobody).
"""

import asyncio
import logging
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

import orjson

from dialogs.reply import Message, Reply
from dialogs.texts import LANGUAGES, texts
from dialogs.turn import Turn
from handlers.telegram.calls import Call
from handlers.telegram.incoming import Elsewhere, Membership, Pressed, Said, Skipped, Update, chat_of, read
from handlers.telegram.rendering import render
from handlers.telegram.sending import OnBlocked, Sleep

log = logging.getLogger(__name__)

TRIES = 3
KEEPING_SECONDS = 5.0
"""How long keeping a failed update may hold up the apology for it."""
REMEMBERED_ALBUMS = 256
REMEMBERED_PRESSES = 4096
PLACES = 8
DOUBLE_TAP = timedelta(seconds=3)


class Desk(Protocol):
    """Takes a turn and returns what is said to it, after everything the turn changed is committed.

    Safe to call concurrently. A turn that comes again is answered with the present prompt. May raise an exception that is
    `Unavailable`; nothing of the turn is kept then.
    """

    async def take(self, turn: Turn) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Failed:
    """An update that failed by itself.

    `external_id` is the update's, `error` the exception's type, `place` where in the code, `body` the update as JSON.
    """

    address: str
    external_id: str
    error: str
    place: str
    body: str = field(repr=False)


class Keep(Protocol):
    """Keeps a failed update for study. False: too many are kept already. May raise whatever the store raises."""

    async def __call__(self, failed: Failed) -> bool: ...


@runtime_checkable
class Unavailable(Protocol):
    """An exception of the desk that says: not now. `retry_after` is in seconds."""

    retry_after: float


class BusyError(Exception):
    """The update could not be taken for now; it must come again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"The census cannot take answers for the moment; repeat the update in {self.retry_after:g} s."


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send to which chat."""

    chat: str
    calls: list[Call]


class Door:
    """`bot` is the bot's id, `clock` gives the present (aware, UTC), `sleep` takes seconds.

    `taken`, `malformed`, `failed` and `kept` count updates: all of them, those that are not as the Bot API says, those that
    failed by themselves, and of these the ones kept.

    Messages are numbered anew in every bot's chat with a person: without the bot's id the first words said to another bot
    on the same database would be taken for words handled long ago.
    """

    def __init__(
        self,
        desk: Desk,
        on_blocked: OnBlocked,
        *,
        keep: Keep,
        bot: int,
        clock: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._on_blocked = on_blocked
        self._keep = keep
        self._bot = bot
        self._clock = clock
        self._sleep = sleep
        self._albums: OrderedDict[str, None] = OrderedDict()
        self._presses: OrderedDict[tuple[str, int | None], datetime] = OrderedDict()
        self.taken = 0
        self.malformed = 0
        self.failed = 0
        self.kept = 0

    async def take(self, update: Update) -> Answer | None:
        """Take one update; when this returns, all it changed is committed. None: nothing is to be said.

        Raises BusyError, and nothing else: an update that cannot be dealt with is logged by its id and apologised for.
        """
        try:
            answer = await self._taken(update)
        except BusyError:
            raise
        except Exception as error:  # noqa: BLE001 (a defect of ours here would otherwise stop the person's lane for good)
            await self._failed(update, error)
            answer = None
        self.taken += 1
        return answer

    async def _taken(self, update: Update) -> Answer | None:
        match read(update, self._clock()):
            case Skipped(reason, malformed):
                self.malformed += malformed
                log.log(logging.WARNING if malformed else logging.DEBUG, "update %s skipped: %s", _id(update), reason)
                return None
            case Elsewhere(chat_id, greeting):
                return _farewell(chat_id, greeting=greeting)
            case Membership(address, blocked):
                await self._note(update, address, blocked=blocked)
                return None
            case Said(album=album) if album in self._albums:
                return None  # ten pictures sent as one get one answer
            case Said() as said:
                return await self._said(update, said)

    async def _said(self, update: Update, said: Said) -> Answer:
        address = said.turn.address
        turn = replace(said.turn, external_id=f"{self._bot}:{said.turn.external_id}")
        reply = await self._reply(update, turn) or _sorry("telegram.failed")
        if said.album:
            self._albums[said.album] = None
            if len(self._albums) > REMEMBERED_ALBUMS:
                self._albums.popitem(last=False)
        if said.pressed is not None and self._is_double_tap(said.turn, said.pressed) and reply.toast:
            reply = replace(reply, messages=(), files=())  # the question was shown a moment ago
        try:
            return Answer(address, render(reply, address, said.pressed))
        except Exception as error:  # noqa: BLE001 (the turn is committed: the person must hear that)
            await self._failed(update, error)
            return Answer(address, render(_sorry("telegram.unsaid"), address, said.pressed))

    def _is_double_tap(self, turn: Turn, pressed: Pressed) -> bool:
        """Whether something under the same message was pressed a moment ago. Forgetting it costs a repeated question."""
        key = (turn.address, pressed.message_id)
        before = self._presses.pop(key, None)
        self._presses[key] = turn.at
        if len(self._presses) > REMEMBERED_PRESSES:
            self._presses.popitem(last=False)
        return before is not None and turn.at - before < DOUBLE_TAP

    async def _reply(self, update: Update, turn: Turn) -> Reply | None:
        """The desk's reply, or None when it failed for a reason of this turn's own, however often it was tried."""
        for attempt in range(1, TRIES + 1):
            try:
                return await self._desk.take(turn)
            except Exception as error:  # noqa: BLE001 (whatever it is, it must not block this person's lane)
                _raise_if_busy(error)
                if attempt == TRIES:
                    await self._failed(update, error)
                else:
                    self._report(update, error)
                    await self._sleep(0.5 * attempt)
        return None

    async def _note(self, update: Update, address: str, *, blocked: bool) -> None:
        try:
            await self._on_blocked(address, blocked=blocked)
        except Exception as error:  # noqa: BLE001 (as above)
            _raise_if_busy(error)
            await self._failed(update, error)

    async def _failed(self, update: Update, error: Exception) -> None:
        """Log it, and keep it for whoever mends what is broken. Never raises: the apology must go out."""
        self._report(update, error)
        self.failed += 1
        try:
            body = orjson.dumps(update).decode()
            name = f"{self._bot}:u{_id(update)}"
            failed = Failed(chat_of(update), name, type(error).__name__, _place(error), body)
            async with asyncio.timeout(KEEPING_SECONDS):
                kept = await self._keep(failed)
        except Exception as trouble:  # noqa: BLE001 (as above)
            log.error("update %s could not be kept for study: %s", _id(update), type(trouble).__name__)  # noqa: TRY400
            return
        self.kept += kept
        if not kept:
            log.warning("update %s was not kept for study: too many are kept; see `sanaq poison list`", _id(update))

    def _report(self, update: Update, error: Exception) -> None:
        """Where it happened, without the exception's text: it may hold an answer."""
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("update %s failed with %s\n%s", _id(update), type(error).__name__, where)


def _raise_if_busy(error: Exception) -> None:
    if isinstance(error, Unavailable):
        raise BusyError(error.retry_after) from error


def _place(error: Exception) -> str:
    """The last steps to where it was raised, the last one last: «door.py:121 _said, desk.py:80 take»."""
    steps = traceback.extract_tb(error.__traceback__)[-PLACES:]
    return ", ".join(f"{step.filename.rpartition('/')[2]}:{step.lineno} {step.name}" for step in steps)


def _id(update: Update) -> object:
    return update.get("update_id") if isinstance(update, dict) else None


def _in_both_languages(key: str) -> str:
    """For the moments when the person's language is not known."""
    return "\n\n".join(texts(language)(key) for language in LANGUAGES)


def _sorry(key: str) -> Reply:
    return Reply("kk", (Message(_in_both_languages(key), tone="refusal"),))


def _farewell(chat_id: int, *, greeting: bool) -> Answer:
    """One sentence, then out: answers given in a group would be everybody's to read."""
    chat = str(chat_id)
    words = render(Reply("kk", (Message(_in_both_languages("telegram.only_private")),)), chat) if greeting else []
    return Answer(chat, [*words, Call("leaveChat", {"chat_id": chat})])
