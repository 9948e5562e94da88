"""Logs without persons: the last line of defence for house law 9.

No code of Sanaq logs an IIN; should a library, a traceback or an honest mistake do it, the digits are masked before any
handler writes them. Twelve digits in a row are taken for an IIN wherever they stand, also with the spaces or dashes people
write between them; longer numbers (chat ids, receipts) and decimal fractions are left as they are.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType

_BETWEEN = r"[ \u00a0\u2009-]?"
_IIN = re.compile(rf"(?<!\d)(?<!\d\.)(?:\d{{12}}(?!\d)|\d(?:{_BETWEEN}\d){{11}}(?!{_BETWEEN}\d))")


def mask(text: str) -> str:
    """`text` with every number that may be an IIN as «9001••••••26»: enough to tell two apart, too little to know one."""
    return _IIN.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    digits = [sign for sign in found[0] if sign.isdecimal()]
    return "".join((*digits[:4], "••••••", *digits[-2:]))


class MaskIins(logging.Filter):
    """Put it on every handler (a filter on a logger does not see what its children log)."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            return True  # a wrong format: logging itself reports it
        masked = mask(message)
        if masked != message:
            record.msg, record.args = masked, None
        if record.exc_info and not record.exc_text:
            record.exc_text = mask("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line, for whatever gathers logs: `at` in UTC, `level`, `logger`, `message`, `trace` when there is one.

    A message is masked before (`MaskIins`); nothing else of the record is written, whatever a library has hung on it.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        trace = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else "")
        if trace:
            line["trace"] = trace
        return json.dumps(line, ensure_ascii=False)


class QuoteNobody(logging.Filter):
    """For the logger of a library that logs what it choked on: a request that is no HTTP may be a cookie's half.

    The kind of error and its place in the code stay, in one line; what it says does not.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            record.msg, record.args = f"{record.msg}: {kind.__name__} at %s", (*_tuple(record.args), _place(trace))
            record.exc_info = record.exc_text = None
        return True


def _tuple(args: object) -> tuple[object, ...]:
    return args if isinstance(args, tuple) else ()


def _place(trace: TracebackType | None) -> str:
    """Where it was raised: «_http_parser.pyx:723»."""
    last = traceback.extract_tb(trace)[-1:]
    return f"{last[0].filename.rpartition('/')[2]}:{last[0].lineno}" if last else "?"
