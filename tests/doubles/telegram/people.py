"""People, groups and messages, seen from the people's side: what a test says and looks at."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .server import FakeTelegram

T = TypeVar("T")
Keyboard = list[list[dict[str, Any]]]


@dataclass
class Message:
    """One message of a chat. `mine` is True for the person's own; `changed` counts up whenever the bot says or edits."""

    id: int
    chat_id: int
    date: int
    mine: bool
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    keyboard: Keyboard | None = None
    content: dict[str, Any] = field(default_factory=dict)
    file: bytes | None = None
    changed: int = 0
    edited: int = 0

    @property
    def buttons(self) -> list[str]:
        """The labels, row by row."""
        return [button["text"] for row in self.keyboard or () for button in row]

    def styled(self, kind: str) -> list[str]:
        """The pieces of text in one style: "bold", "italic"."""
        raw = self.text.encode("utf-16-le")
        return [
            raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in self.entities
            if e["type"] == kind
        ]


@dataclass
class Query:
    """A press on its way. `toast` is None until the bot answers it, then what was shown in passing ("" for nothing)."""

    id: str
    person: "Person"
    message: Message
    data: str
    at: float
    toast: str | None = None


class Person:
    """Somebody with Telegram. Everything he does is an update for the bot, delivered at once when it has a webhook."""

    def __init__(self, telegram: "FakeTelegram", user_id: int, language_code: str | None, first_name: str) -> None:
        self.telegram = telegram
        self.id = user_id
        self.language_code = language_code
        self.first_name = first_name
        self.started = False
        self.blocked = False
        self.deactivated = False
        self.chat: list[Message] = []
        self.acted = 0

    # --- what he does -----------------------------------------------------------------------------------------------

    async def says(self, text: str) -> Message:
        return await self._sends(text, _command(text) if text.startswith("/") else ())

    async def sends(self, **content: Any) -> Message:
        """Anything else, as fields of the Bot API's Message: `sends(dice={"emoji": "🎲", "value": 6})`."""
        return await self._sends(**content)

    async def sends_photo(self, caption: str = "", *, album: str = "") -> Message:
        sizes = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
        more: dict[str, Any] = ({"caption": caption} if caption else {}) | ({"media_group_id": album} if album else {})
        return await self._sends(photo=sizes, **more)

    async def sends_voice(self) -> Message:
        return await self._sends(voice={"file_id": "v", "file_unique_id": "v", "duration": 3})

    async def sends_sticker(self) -> Message:
        sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512}
        return await self._sends(sticker=sticker | {"is_animated": False, "is_video": False})

    async def shares_contact(self, phone: str, *, of: int | None = None) -> Message:
        owner = {"user_id": self.id if of is None else of} if of != 0 else {}
        return await self._sends(contact={"phone_number": phone, "first_name": self.first_name, **owner})

    async def shares_location(self, latitude: float, longitude: float) -> Message:
        return await self._sends(location={"latitude": latitude, "longitude": longitude})

    async def edits(self, message: Message, text: str) -> None:
        message.text, message.edited = text, self.telegram.seconds
        self.acted = self.telegram.ticks
        await self.telegram.tell("edited_message", self.telegram.message_json(message), self.id)

    async def presses(self, button: str, message: Message | None = None) -> Query:
        """Press the newest button with this label or this data (ticks and marks before the label do not matter)."""
        shown = [message] if message is not None else [each for each in reversed(self.chat) if each.keyboard]
        for each in shown:
            for row in each.keyboard or ():
                for found in row:
                    if button in (found["text"], found["text"].lstrip("✓ "), found.get("callback_data")):
                        return await self._press(each, found["callback_data"])
        raise AssertionError(f"{self} sees no button {button!r} in\n{self.screen()}")

    async def presses_again(self, query: Query) -> Query:
        """The finger that taps twice, or the app that kept an old keyboard on the screen."""
        return await self._press(query.message, query.data)

    async def blocks_bot(self) -> None:
        self.blocked = True
        await self._membership("member", "kicked")

    async def unblocks_bot(self) -> None:
        self.blocked = False
        await self._membership("kicked", "member")

    # --- what he sees -----------------------------------------------------------------------------------------------

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return next(message for message in reversed(self.chat) if not message.mine)

    @property
    def heard(self) -> list[Message]:
        """What the bot said or changed since this person last did something."""
        return [message for message in self.chat if not message.mine and message.changed > self.acted]

    async def sees(self, words: str = "", *, seconds: float = 5) -> Message:
        """Wait until the bot says something with these words after the person's last act."""

        def found() -> Message | None:
            return next((message for message in reversed(self.heard) if words in message.text), None)

        return await self._waits(found, f"{self} does not see {words!r} in", seconds)

    async def is_answered(self, query: Query, *, seconds: float = 5) -> str:
        """Wait until a press is answered; what was shown in passing."""
        await self._waits(
            lambda: query if query.toast is not None else None, f"a press of {self} is unanswered in", seconds
        )
        return query.toast or ""

    def screen(self) -> str:
        """The chat, as text, for messages of failed tests."""
        lines = []
        for message in self.chat:
            keys = "".join(f"\n    [{'] ['.join(b['text'] for b in row)}]" for row in message.keyboard or ())
            lines.append(f"{'>' if message.mine else '<'} {message.text or list(message.content)}{keys}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"{self.first_name} ({self.id})"

    # --- how --------------------------------------------------------------------------------------------------------

    def json(self) -> dict[str, Any]:
        code = {"language_code": self.language_code} if self.language_code else {}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **code}

    async def _sends(self, text: str = "", entities: Sequence[dict[str, Any]] = (), **content: Any) -> Message:
        self.started, self.blocked = True, False
        message = Message(
            self.telegram.next_message_id(), self.id, self.telegram.seconds, True, text, list(entities), content=content
        )
        self.chat.append(message)
        self.acted = self.telegram.ticks
        await self.telegram.tell("message", self.telegram.message_json(message), self.id)
        return message

    async def _press(self, message: Message, data: str) -> Query:
        self.acted = self.telegram.ticks
        query = self.telegram.new_query(self, message, data)
        body = {"id": query.id, "from": self.json(), "chat_instance": str(self.id * 7), "data": data}
        await self.telegram.tell("callback_query", body | {"message": self.telegram.message_json(message)}, self.id)
        return query

    async def _membership(self, old: str, new: str) -> None:
        bot = self.telegram.bot_json()
        dated = {"until_date": 0}
        members = [{"user": bot, "status": s, **(dated if s == "kicked" else {})} for s in (old, new)]
        body = {"chat": self.telegram.chat_json(self.id), "from": self.json(), "date": self.telegram.seconds}
        await self.telegram.tell(
            "my_chat_member", body | {"old_chat_member": members[0], "new_chat_member": members[1]}, self.id
        )

    async def _waits(self, found: Callable[[], T | None], complaint: str, seconds: float) -> T:
        try:
            async with asyncio.timeout(seconds):
                while (result := found()) is None:
                    await self.telegram.something_said()
                return result
        except TimeoutError:
            raise AssertionError(f"{complaint}\n{self.screen()}") from None


class Group:
    """A group the bot is brought into."""

    def __init__(self, telegram: "FakeTelegram", group_id: int, title: str) -> None:
        self.telegram = telegram
        self.id = group_id
        self.title = title
        self.has_bot = False
        self.chat: list[Message] = []

    async def adds_bot(self, by: Person) -> None:
        self.has_bot = True
        bot = self.telegram.bot_json()
        body = {"chat": self.telegram.chat_json(self.id), "from": by.json(), "date": self.telegram.seconds}
        members = [{"user": bot, "status": status} for status in ("left", "member")]
        await self.telegram.tell(
            "my_chat_member", body | {"old_chat_member": members[0], "new_chat_member": members[1]}, self.id
        )
        joined = {"message_id": self.telegram.next_message_id(), "new_chat_members": [bot]}
        await self.telegram.tell("message", body | joined, self.id)


def _command(text: str) -> list[dict[str, Any]]:
    return [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
