"""The key ring: seals what must not be read on a disk, and makes the keyed fingerprints it is looked up by.

A seal is AES-256-GCM; the envelope is

    0x01 | length of the key id | key id (ASCII) | nonce (12 bytes, random) | ciphertext | tag (16 bytes)

and the header and the caller's context are authenticated with it: a value moved to another row does not open. A
fingerprint is HMAC-SHA-256. Both use keys of their own, derived from the master key by HKDF-SHA-256 (RFC 5869).

The first key of a ring seals; the others still open and are still looked up by, so that a key is rotated by putting a new
one in front. One key may seal 2^32 values with random nonces (NIST SP 800-38D §8.3); a national census with its
corrections comes near that, so a new key is due at least once for every census.
"""

import base64
import binascii
import hmac
import os
import re
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SETTING = "SANAQ_SECRET_KEYS"
MAKE_ONE = 'echo "2026a:$(openssl rand -base64 32)"'
_ENVELOPE = 1
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}", re.ASCII)
_NONCE_BYTES = 12


class KeyRingError(Exception):
    """The keys cannot be used. `problem` is the sentence; it never contains a key."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


class KeyMissing(KeyRingError):
    """Something was sealed with a key that is not on the ring."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(
            f"The key «{key_id}» is missing: data in the database were sealed with it. "
            f"Put it back into {SETTING} (after the current one, separated by a comma) or into the key file."
        )


class SealBroken(KeyRingError):
    """The seal does not open: another key of the same name, another row, or damaged bytes."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(
            f"A value sealed with the key «{key_id}» does not open: the key of this name in {SETTING} or in the key file "
            "is not the one it was sealed with, or the stored bytes were changed. Restore the right key or the backup."
        )


class _Key:
    """One master key's two working keys; the master itself is not kept."""

    __slots__ = ("_mac", "_seal", "header", "id")

    def __init__(self, key_id: str, master: bytes) -> None:
        self.id = key_id
        self.header = bytes((_ENVELOPE, len(key_id))) + key_id.encode("ascii")
        self._seal = AESGCM(_derive(master, b"sanaq seal 1"))
        self._mac = hmac.new(_derive(master, b"sanaq fingerprint 1"), digestmod=sha256)

    def seal(self, text: str, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return self.header + nonce + self._seal.encrypt(nonce, text.encode(), self.header + context)

    def open(self, sealed: bytes, context: bytes) -> str:
        start = len(self.header)
        nonce, body = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        try:
            return self._seal.decrypt(nonce, body, self.header + context).decode()
        except (InvalidTag, ValueError):  # ValueError: the nonce was cut short
            raise SealBroken(self.id) from None

    def fingerprint(self, value: str, purpose: str) -> bytes:
        mac = self._mac.copy()
        mac.update(purpose.encode() + b"\0" + value.encode())
        return mac.digest()


class KeyRing:
    """`keys` are (id, 32 bytes), the current one first. Raises KeyRingError with a sentence for keys of no use."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        if not keys:
            raise KeyRingError(f"{SETTING} names no key. Make one: {MAKE_ONE}")
        ring: dict[str, _Key] = {}
        for place, (key_id, master) in enumerate(keys, 1):
            if not _KEY_ID.fullmatch(key_id):
                raise KeyRingError(
                    f"{SETTING}, key {place}: its id must be 1 to 32 letters, digits, dots, dashes or underscores."
                )
            if len(master) != 32:
                raise KeyRingError(f"{SETTING}, key {place} («{key_id}»): {len(master)} bytes; a key has 32. {_MEND}")
            if key_id in ring:
                raise KeyRingError(f"{SETTING}, key {place}: the id «{key_id}» stands there twice; rename one.")
            ring[key_id] = _Key(key_id, master)
        self._ring = ring
        self._current = next(iter(ring.values()))

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """The ring of SANAQ_SECRET_KEYS: `id:base64(32 bytes)`, separated by commas, the current key first."""
        entries = [entry.strip() for entry in text.split(",")]
        return cls([_parse_entry(place, entry) for place, entry in enumerate(entries, 1) if entry])

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the keys, the current one first."""
        return tuple(self._ring)

    def seal(self, text: str, context: bytes) -> bytes:
        """`text` under the current key, bound to `context` (table, row and column it is for)."""
        return self._current.seal(text, context)

    def open(self, sealed: bytes, context: bytes) -> str:
        """What was sealed. Raises KeyMissing or SealBroken."""
        key_id = _key_id_of(sealed)
        key = self._ring.get(key_id)
        if key is None:
            raise KeyMissing(key_id)
        return key.open(sealed, context)

    def fingerprint(self, value: str, purpose: str) -> bytes:
        """32 bytes that are equal for equal values and say nothing without the key; what a row is stored with."""
        return self._current.fingerprint(value, purpose)

    def fingerprints(self, value: str, purpose: str) -> list[bytes]:
        """The fingerprint under every key, the current one first: what a look-up has to search for."""
        return [key.fingerprint(value, purpose) for key in self._ring.values()]

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._ring)})"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a key ring is not to be pickled")


_MEND = f"Make one: {MAKE_ONE}"


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master)


def _key_id_of(sealed: bytes) -> str:
    if len(sealed) < 2 or sealed[0] != _ENVELOPE or len(sealed) < 2 + sealed[1]:
        raise SealBroken("?")
    return sealed[2 : 2 + sealed[1]].decode("ascii", "replace")


def _parse_entry(place: int, entry: str) -> tuple[str, bytes]:
    key_id, colon, encoded = entry.partition(":")
    if not colon:
        raise KeyRingError(f"{SETTING}, key {place}: written without its id; a key is id:base64. {_MEND}")
    try:
        return key_id.strip(), base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyRingError(f"{SETTING}, key {place}: what follows the colon is not base64. {_MEND}") from None
