"""How a person's IIN and name are sealed: for one row and one column, so that a value moved elsewhere does not open."""

from uuid import UUID

from storage.keyring import KeyRing

IIN = "iin"
"""The purpose of the fingerprints by which a person is found."""


def seal_iin(keyring: KeyRing, person_id: UUID, iin: str | None) -> bytes | None:
    return None if iin is None else keyring.seal(iin, _context(person_id, "iin"))


def open_iin(keyring: KeyRing, person_id: UUID, sealed: bytes | None) -> str | None:
    return None if sealed is None else keyring.open(sealed, _context(person_id, "iin"))


def seal_name(keyring: KeyRing, person_id: UUID, name: str | None) -> bytes | None:
    return None if name is None else keyring.seal(name, _context(person_id, "name"))


def open_name(keyring: KeyRing, person_id: UUID, sealed: bytes | None) -> str | None:
    return None if sealed is None else keyring.open(sealed, _context(person_id, "name"))


def _context(person_id: UUID, column: str) -> bytes:
    return b"person:" + person_id.bytes + column.encode()
