"""Digests and encodings: ODK XForms digest() (as in XForms 1.1) and base64-decode()."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence

from questionnaire.expression.functions.table import Function, function

_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_ENCODINGS = frozenset({"base64", "hex"})


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """Of the UTF-8 bytes; "" for an algorithm or encoding there is none of (possible only when it is computed)."""
    if algorithm not in _ALGORITHMS or encoding not in _ENCODINGS:
        return ""
    made = hashlib.new(_ALGORITHMS[algorithm], text.encode(), usedforsecurity=False)
    return made.hexdigest() if encoding == "hex" else base64.b64encode(made.digest()).decode()


def base64_decode(text: str) -> str:
    """The text whose UTF-8 bytes were encoded, "" when that is no text."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _check(texts: Sequence[str | None]) -> str:
    algorithm = texts[1]
    if algorithm is not None and algorithm not in _ALGORITHMS:
        return f"digest() does not know the algorithm “{algorithm}”; it knows {', '.join(_ALGORITHMS)}"
    encoding = texts[2] if len(texts) > 2 else None
    if encoding is not None and encoding not in _ENCODINGS:
        return f"digest() does not know the encoding “{encoding}”; it knows base64 and hex"
    return ""


DIGESTS: Mapping[str, Function] = {
    "digest": function("string", ("string", "string", "string"), digest, optional=1, check=_check),
    "base64-decode": function("string", ("string",), base64_decode),
}
