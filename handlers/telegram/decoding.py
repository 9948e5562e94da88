"""JSON of Telegram as Python's own values, also where it is not quite what the standard allows."""

import json
from typing import Any

import orjson


def loads(text: str | bytes) -> Any:
    """The value. Raises ValueError.

    Half a surrogate pair, which orjson refuses, becomes «?»: it could be stored nowhere, and one such message must not make
    the batch it stands in unreadable.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        value = json.loads(text)
        return orjson.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("JSON that is nested too deep") from None
