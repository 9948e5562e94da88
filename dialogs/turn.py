"""A Turn: one thing a person did, whatever door it came through.

Doors (handlers/) make turns, dialogs take them. Nothing here knows Telegram, HTTP or a database. Everything a respondent
can do falls into the closed union `Act`; a door that receives something else (a sticker, a poll, a dice) sends it as an
`Attachment` of kind "other", so that it gets a kind answer and not silence.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Channel = Literal["telegram", "web", "whatsapp", "sms", "terminal"]
AttachmentKind = Literal["photo", "voice", "video", "document", "sticker", "other"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words typed by the person, untouched (no strip, no lower case, any length)."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed. `token` is the `Choice.token` of some earlier Reply, perhaps an old one or a forged one."""

    token: str


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of a messenger, without the slash: "start", "help". `argument` is what followed it."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number the person shared with the messenger's own button. `own` is False for somebody else's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Location:
    """A place the person shared, in degrees WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is not words. `caption` is the text that came with it."""

    kind: AttachmentKind
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """The person changed a message sent before. Nobody knows to which question: it must not answer the present one."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The person opened or reopened the door without saying anything: the page was loaded, a lost line came back."""


Act = Text | Press | Command | Contact | Location | Attachment | Edit | Arrival


@dataclass(frozen=True, slots=True)
class Turn:
    """`address` is the person's address within the channel (chat id, hash of the web session).

    `external_id` is unique within (channel, address): a second turn with the same one is the same turn come again.
    `at` is when the door received it, aware, UTC. `language_hint` is what the messenger or browser says of its user
    ("kk", "ru", "en-US" or ""); it never decides, the person does. `client` is the place of the network it came from, where a
    door knows one that many people may share; for limits only, it is not kept.
    """

    channel: Channel
    address: str
    external_id: str
    at: datetime
    act: Act
    language_hint: str = ""
    client: str = field(default="", repr=False)
