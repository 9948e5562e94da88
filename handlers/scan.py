"""A link for the camera of another device, as a QR code (ISO/IEC 18004) that a page can draw: rows of 1 (dark) and 0."""

from dataclasses import fields
from typing import Any

import segno

from dialogs.reply import Message, Reply


def rows_of(link: str) -> list[str]:
    """The modules of the link's QR code, without the white around it."""
    return ["".join(map(str, row)) for row in segno.make(link, error="m", micro=False).matrix]


def with_scans(reply: Reply) -> Reply | dict[str, Any]:
    """The reply as it goes to a page: a message's `scan` is its link with the rows of its code, null where there is none."""
    if not any(message.scan for message in reply.messages):
        return reply
    return _shallow(reply) | {"messages": [_shallow(message) | {"scan": _scan(message)} for message in reply.messages]}


def _scan(message: Message) -> dict[str, Any] | None:
    return {"link": message.scan, "rows": rows_of(message.scan)} if message.scan else None


def _shallow(value: Reply | Message) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}
