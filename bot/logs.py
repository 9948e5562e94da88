"""Logs without persons: the last line of defence for house law 9.

No code of Sanaq logs an IIN; should a library, a traceback or an honest mistake do it, the digits are masked before any
handler writes them. Twelve digits in a row are taken for an IIN wherever they stand, also with the spaces or dashes people
write between them; longer numbers (chat ids, receipts) and decimal fractions are left as they are.
"""

import logging
import re
import traceback

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
