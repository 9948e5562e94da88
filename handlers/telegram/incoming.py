"""An update of Telegram becomes what it means for us.

Updates are read as plain JSON, only the fields used, so that fields Telegram adds tomorrow change nothing. What is not
shaped as the Bot API says becomes `Skipped` with a reason that names the field and never its content.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogs.turn import Act, Attachment, AttachmentKind, Command, Contact, Edit, Location, Press, Text, Turn

Update = Mapping[str, Any]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for; everything else it keeps to itself."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button press a Reply answers: its query, and the message the button stood under as the person saw it.

    `text` and `entities` are as Telegram gave them ("" when the message is too old to be shown to bots); `label` is what
    stood on the button.
    """

    query_id: str
    token: str
    message_id: int | None
    text: str = ""
    entities: tuple[Mapping[str, Any], ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A person did something in a private chat. `album` is the same for all pictures sent as one."""

    turn: Turn
    pressed: Pressed | None = None
    album: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person blocked the bot (or stopped it), or let it in again."""

    address: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The bot was brought into a group or a channel, where a census cannot be taken. `greeting`: it may speak there."""

    chat_id: int
    greeting: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing to do. `malformed`: not as the Bot API says it should be, worth counting."""

    reason: str
    malformed: bool = False


Incoming = Said | Membership | Elsewhere | Skipped


class _MisshapenError(Exception):
    """A field is missing or of another type. `field` is its name, never its value."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read(update: object, now: datetime) -> Incoming:
    """What an update means. `now` (aware, UTC) becomes the time of the turn. Never raises."""
    try:
        if not isinstance(update, Mapping):
            raise _MisshapenError("update")  # noqa: TRY301 (one way out for all that is misshapen)
        return _read(update, now)
    except _MisshapenError as error:
        return Skipped(f"the field {error.field} is missing or misshapen", malformed=True)


def chat_of(update: Update) -> str:
    """Whose update it is, for keeping one chat's updates in order; "" for those of nobody's."""
    for kind in ALLOWED_UPDATES:
        if isinstance(body := update.get(kind), Mapping):
            # a press has no chat of its own, but a private chat has the id of its person
            owner = body.get("from" if kind == "callback_query" else "chat")
            return str(owner.get("id", "")) if isinstance(owner, Mapping) else ""
    return ""


def _read(update: Update, now: datetime) -> Incoming:
    if "message" in update:
        return _message(_object(update, "message"), now)
    if "callback_query" in update:
        return _press(_object(update, "callback_query"), now)
    if "edited_message" in update:
        return _edited(_object(update, "edited_message"), now)
    if "my_chat_member" in update:
        return _membership(_object(update, "my_chat_member"))
    return Skipped("an update of a kind we did not ask for")


# --- messages -------------------------------------------------------------------------------------------------------


def _message(message: Update, now: datetime) -> Incoming:
    chat = _object(message, "chat")
    if chat.get("type") != "private":
        return Elsewhere(_integer(chat, "id"), greeting=chat.get("type") != "channel")
    sender = _object(message, "from")
    if sender.get("is_bot") is True:
        return Skipped("a message of another bot")
    act = _act(message, sender)
    if act is None:
        return Skipped("a service message")
    return Said(
        _turn(chat, f"m{_integer(message, 'message_id')}", now, act, sender),
        album=_string_or_empty(message, "media_group_id"),
    )


def _edited(message: Update, now: datetime) -> Incoming:
    """A corrected message answers nothing: what is asked by now may be another question, or another person's name."""
    chat = _object(message, "chat")
    if chat.get("type") != "private" or not isinstance(message.get("text"), str):
        return Skipped("an edit of something other than words in a private chat")
    sender = _object(message, "from")
    edit = f"edit:{_integer(message, 'message_id')}:{_integer(message, 'edit_date')}"
    return Said(_turn(chat, edit, now, Edit(), sender))


def _turn(chat: Update, external_id: str, now: datetime, act: Act, sender: Update) -> Turn:
    return Turn(
        channel="telegram",
        address=str(_integer(chat, "id")),
        external_id=external_id,
        at=now,
        act=act,
        language_hint=_string_or_empty(sender, "language_code"),
    )


_KINDS: tuple[tuple[str, AttachmentKind], ...] = (
    ("photo", "photo"),
    ("sticker", "sticker"),
    ("voice", "voice"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),  # comes with `document` too: stands before it
    ("audio", "document"),
    ("document", "document"),
)
_SERVICE = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "chat_background_set",
        "connected_website",
        "boost_added",
    }
)
"""Messages nobody said; anything else that is no words is answered as an attachment of kind "other", never with silence."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,32})?(?:\s+(.*))?", re.DOTALL)


def _act(message: Update, sender: Update) -> Act | None:
    if "text" in message:
        return _words(_string(message, "text"))
    if "contact" in message:
        contact = _object(message, "contact")
        return Contact(
            _string(contact, "phone_number"),
            own="user_id" in contact and contact.get("user_id") == _integer(sender, "id"),
        )
    if "location" in message:
        place = _object(message, "location")
        return Location(_number(place, "latitude"), _number(place, "longitude"))
    if not _SERVICE.isdisjoint(message):
        return None
    kind: AttachmentKind = next((kind for name, kind in _KINDS if name in message), "other")
    return Attachment(kind, _string_or_empty(message, "caption"))


def _words(text: str) -> Act:
    """`/help`, `/help@name_of_the_bot` and `/start what-the-link-carried` are commands; a slash elsewhere is text."""
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Text(text)
    return Command(command[1].lower(), (command[2] or "").strip())


# --- presses --------------------------------------------------------------------------------------------------------


def _press(query: Update, now: datetime) -> Incoming:
    sender = _object(query, "from")
    if "data" not in query:
        return Skipped("a press that carries nothing")
    token = _string(query, "data")
    # A message too old or of an inline query is absent or a stub without text; the press counts all the same.
    message = query.get("message")
    message = message if isinstance(message, Mapping) else {}
    chat = message.get("chat")
    chat = chat if isinstance(chat, Mapping) else {"id": _integer(sender, "id"), "type": "private"}
    if chat.get("type") != "private":
        return Skipped("a press outside a private chat")
    identifier = _string(query, "id")
    return Said(
        _turn(chat, f"c{identifier}", now, Press(token), sender),
        pressed=_pressed(identifier, token, message),
    )


def _pressed(query_id: str, token: str, message: Update) -> Pressed:
    message_id = message.get("message_id")
    entities = message.get("entities")
    return Pressed(
        query_id=query_id,
        token=token,
        message_id=message_id if isinstance(message_id, int) else None,
        text=_string_or_empty(message, "text"),
        entities=tuple(entities) if isinstance(entities, list) else (),
        label=_label(message.get("reply_markup"), token),
    )


def _label(markup: Any, token: str) -> str:
    if not isinstance(markup, Mapping) or not isinstance(markup.get("inline_keyboard"), list):
        return ""
    for row in markup["inline_keyboard"]:
        for button in row if isinstance(row, list) else ():
            if isinstance(button, Mapping) and button.get("callback_data") == token:
                return _string_or_empty(button, "text")
    return ""


# --- who is there ---------------------------------------------------------------------------------------------------


def _membership(change: Update) -> Incoming:
    chat = _object(change, "chat")
    status = _string(_object(change, "new_chat_member"), "status")
    present = status not in ("left", "kicked")
    if chat.get("type") == "private":
        return Membership(str(_integer(chat, "id")), blocked=not present)
    if not present:
        return Skipped("the bot left a group")
    return Elsewhere(_integer(chat, "id"), greeting=chat.get("type") != "channel")


# --- fields ---------------------------------------------------------------------------------------------------------


def _object(source: Update, name: str) -> Update:
    value = source.get(name)
    if not isinstance(value, Mapping):
        raise _MisshapenError(name)
    return value


def _integer(source: Update, name: str) -> int:
    value = source.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _MisshapenError(name)
    return value


def _number(source: Update, name: str) -> float:
    value = source.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _MisshapenError(name)
    return float(value)


def _string(source: Update, name: str) -> str:
    value = source.get(name)
    if not isinstance(value, str):
        raise _MisshapenError(name)
    return value


def _string_or_empty(source: Update, name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""
