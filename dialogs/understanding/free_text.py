"""Text in the person's own words, and the coordinates of a place."""

import re

from dialogs.understanding.reading import NotUnderstood, Reading, Understood

LONGEST = 4000
"""Characters, as the engine keeps them."""
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # invisible marks that come along when one pastes
)
_COORDINATES = re.compile(r"\s*(-?\d{1,2}(?:[.,]\d+)?)\s*(?:°)?\s*[,; ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*°?\s*")


def clean(text: str) -> str:
    """Without control characters and marks of direction, white space collapsed to single spaces."""
    return " ".join(_CONTROL.sub("", text).split())


def read_text(text: str) -> Reading:
    """The text itself, cleaned."""
    text = clean(text)
    if not text:
        return NotUnderstood("understanding.text.empty")
    if len(text) > LONGEST:
        return NotUnderstood("understanding.text.too_long", {"most": LONGEST, "length": len(text)})
    return Understood(text)


def read_location(text: str) -> Reading:
    """«43.2389, 76.8897» as an XForms geopoint, degrees WGS 84: latitude, longitude, altitude and accuracy unknown."""
    found = _COORDINATES.fullmatch(text)
    if not found:
        return NotUnderstood("understanding.location")
    latitude, longitude = (degrees.replace(",", ".") for degrees in found.groups())
    if abs(float(latitude)) > 90 or abs(float(longitude)) > 180:
        return NotUnderstood("understanding.location")
    return Understood(f"{latitude} {longitude} 0 0")
