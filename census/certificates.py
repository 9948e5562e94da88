"""Certificates of having passed the census: who gets one, and the code that proves it.

The code is the receipt number and eight letters or digits that only we can make (40 bits of an HMAC of the number under the
key ring): 4821-7730-5618-25-K7QF-M3XD. It holds nothing about the person, cannot be guessed from a receipt number, and needs
no table: whoever shows it shows both halves. It stands as long as the key it was made with stays on the ring.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from census.pair import Pair
from storage.keyring import KeyRing

PURPOSE = "certificate"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are misread."""
_READ_AS = str.maketrans(
    "OILОАВСЕНКМРТХЗ", "011" + "0ABCEHKMPTX3", " -\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}\xa0"
)
"""What is typed for a character of the alphabet: look-alikes, Cyrillic ones among them. Spaces and dashes go."""
RECEIPT, SIGNATURE = 14, 8
"""Characters of the two halves."""


@dataclass(frozen=True, slots=True)
class Certified:
    """A counted person. `at`: when, aware; `region`: KATO, two digits, None when it was never learnt.

    `name` and `iin` are None when the person gave none, or had them erased.
    """

    receipt: str
    name: str | None
    iin: str | None
    at: datetime
    region: str | None
    campaign: str


@dataclass(frozen=True, slots=True)
class CertificateTexts:
    """What is printed on a certificate, from the campaign's data. `labels` by name, see LABELS."""

    title: Pair
    statement: Pair
    note: Pair
    issuer: Pair
    specimen: Pair
    labels: Mapping[str, Pair]


LABELS = ("name", "receipt", "date", "region", "issuer", "check", "code")


def code_of(keyring: KeyRing, receipt: str) -> str:
    """The code of the certificate with this receipt number: 22 characters."""
    return receipt + _signature(keyring.fingerprint(receipt, PURPOSE))


def receipt_of(keyring: KeyRing, code: str) -> str | None:
    """The receipt number that a code as typed proves, None when it proves nothing. Takes as long for a wrong one."""
    bare = code.upper().translate(_READ_AS)
    receipt, signature = bare[:RECEIPT], bare[RECEIPT:]
    wellformed = receipt.isascii() and receipt.isdigit() and len(bare) == RECEIPT + SIGNATURE and bare.isascii()
    if not wellformed:
        return None
    return receipt if _is_one_of(signature, map(_signature, keyring.fingerprints(receipt, PURPOSE))) else None


def is_code(text: str) -> bool:
    """Whether somebody who typed this means a certificate's code, however mistyped: it has several digits."""
    return sum(letter.isdecimal() for letter in text) > 1


def show_code(code: str) -> str:
    """«4821‑7730‑5618‑25‑K7QF‑M3XD», with hyphens that do not break at the end of a line."""
    ends = (0, 4, 8, 12, RECEIPT, RECEIPT + 4, RECEIPT + SIGNATURE)
    return "\N{NON-BREAKING HYPHEN}".join(code[a:b] for a, b in pairwise(ends))


def mask_name(name: str) -> str:
    """«Ахметова Айгүл Серікқызы» as «А***а А.»: enough for its owner to know it again, for nobody else to learn it."""
    surname, *given = name.split() or [""]
    hidden = surname[:1] + "***" + (surname[-1:] if len(surname) > 3 else "")
    return " ".join([hidden, *(f"{each[0]}." for each in given[:1])])


def _signature(fingerprint: bytes) -> str:
    bits = int.from_bytes(fingerprint[:5])
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))


def _is_one_of(given: str, valid: Iterable[str]) -> bool:
    """Every one is compared, whichever fits."""
    return sum(hmac.compare_digest(given, one) for one in valid) > 0
