"""What Telegram shows of the bot before and beside the conversation: commands, description, short description.

In Kazakh for Kazakh apps, in Russian for Russian ones, in both for all others. Telegram is asked first and told only
what differs, so a restart costs no writes (they are flood-controlled strictly).
"""

import asyncio
import logging
from typing import Any

from dialogs.texts import LANGUAGES, texts
from handlers.telegram.calls import Api, Done, Flood, Params, Refused
from handlers.telegram.sending import Sleep, quotable

log = logging.getLogger(__name__)

COMMANDS = ("start", "help", "language", "continue", "review", "family", "pause", "move", "reminders", "mydata")

UNREACHED = 30
"""Seconds until Telegram is asked again for the bot's name."""

_PARTS = (
    ("getMyCommands", "setMyCommands", "commands"),
    ("getMyDescription", "setMyDescription", "description"),
    ("getMyShortDescription", "setMyShortDescription", "short_description"),
)


async def username(api: Api, sleep: Sleep = asyncio.sleep) -> str:
    """The name people find the bot by, without «@»: asked for until Telegram answers. "" when it does not accept the token."""
    while True:
        match await api.call("getMe", {}):
            case Done({"username": str(name)}):
                return name
            case Flood(seconds):
                await sleep(seconds)
            case Refused() | Done():
                return ""
            case _:
                await sleep(UNREACHED)


async def publish_profile(api: Api) -> int:
    """Bring the bot's profile up to date; how many parts were written. Never raises: the census does not hang on it."""
    written = 0
    for language in (*LANGUAGES, ""):
        wanted = {
            "commands": [
                {"command": name, "description": _say(f"telegram.command.{name}", language, " / ")} for name in COMMANDS
            ],
            "description": _say("telegram.description", language, "\n\n"),
            "short_description": _say("telegram.short_description", language, "\n"),
        }
        code: Params = {"language_code": language} if language else {}
        for getter, setter, name in _PARTS:
            present = await _ask(api, getter, code)
            if present is None or _value(present, name) == wanted[name]:
                continue
            written += await _ask(api, setter, {**code, name: wanted[name]}) is not None
    return written


def _say(key: str, language: str, joint: str) -> str:
    """The text in one language, or in both when `language` is ""."""
    return texts(language)(key) if language else joint.join(texts(each)(key) for each in LANGUAGES)


def _value(present: Any, name: str) -> Any:
    """Commands come as a list, the descriptions inside an object of their own."""
    return present.get(name) if isinstance(present, dict) else present


async def _ask(api: Api, method: str, params: Params) -> Any:
    match await api.call(method, params):
        case Done(value):
            return value
        case Refused(code, description):
            log.warning("Telegram refused %s (%d): %s", method, code, quotable(description))
        case other:
            log.warning("%s was left for the next start (%s)", method, type(other).__name__)
    return None
