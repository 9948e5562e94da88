"""Which door can carry which question.

Everything that can be typed or chosen goes through every door. A file cannot: what arrives at a door as a photo is not kept.
"""

from collections.abc import Mapping
from types import MappingProxyType

from questionnaire.prompt import Kind

DOORS = ("telegram", "web", "whatsapp", "sms")

_ALL = frozenset(DOORS)
_NONE: frozenset[str] = frozenset()

CARRIED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.TEXT: _ALL,
        Kind.INTEGER: _ALL,
        Kind.DECIMAL: _ALL,
        Kind.DATE: _ALL,
        Kind.TIME: _ALL,
        Kind.DATETIME: _ALL,
        Kind.SELECT_ONE: _ALL,
        Kind.SELECT_MULTIPLE: _ALL,
        Kind.RANK: _ALL,
        Kind.ACKNOWLEDGE: _ALL,
        Kind.MORE: _ALL,
        Kind.BARCODE: _ALL,  # its digits are typed
        Kind.LOCATION: frozenset({"telegram", "whatsapp"}),  # shared with the messenger's own button
        Kind.FILE: _NONE,
    }
)

NEVER_CARRIED = frozenset({"geotrace", "geoshape"})
"""XForms types that share a Kind with one that can be carried."""

NEVER_FILLED = frozenset(
    {"audit", "start-geopoint", "background-audio", "background-geopoint", "deviceid", "phonenumber"}
)
"""XLSForm types that a device fills in by itself; a chat has no such device, so they stay blank."""


def carried(kind: Kind, data_type: str) -> frozenset[str]:
    """The doors a question can be asked through."""
    return _NONE if data_type in NEVER_CARRIED else CARRIED[kind]
