"""What the key ring promises: only the right key opens, only in the right place, and nothing secret is shown."""

import base64
import os
import pickle
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Database
from storage.keyfile import load_or_create
from storage.keyring import KeyMissing, KeyRing, KeyRingError, SealBroken
from storage.known_keys import confirm_keys

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)
NOW = datetime(2021, 9, 1, tzinfo=UTC)


def written(key_id: str, key: bytes) -> str:
    return f"{key_id}:{base64.b64encode(key).decode()}"


@given(st.text(), st.binary())
def test_what_was_sealed_opens(text: str, context: bytes) -> None:
    assert KeyRing([OLD]).open(KeyRing([OLD]).seal(text, context), context) == text


@given(st.text(), st.binary(), st.binary())
def test_only_in_its_place(text: str, context: bytes, other: bytes) -> None:
    sealed = KeyRing([OLD]).seal(text, context)
    if other != context:
        with pytest.raises(SealBroken):
            KeyRing([OLD]).open(sealed, other)


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    ring = KeyRing([OLD, NEW])
    sealed = bytearray(ring.seal("900125450126", b"iin"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(KeyRingError):
        ring.open(bytes(sealed), b"iin")


@given(st.data())
def test_a_cut_value_is_noticed(data: st.DataObject) -> None:
    sealed = KeyRing([OLD]).seal("Айгүл", b"name")
    with pytest.raises(KeyRingError):
        KeyRing([OLD]).open(sealed[: data.draw(st.integers(0, len(sealed) - 1))], b"name")


def test_equal_values_do_not_look_equal() -> None:
    ring = KeyRing([OLD])
    assert ring.seal("Айгүл", b"name") != ring.seal("Айгүл", b"name")


def test_rotation_seals_with_the_first_and_opens_with_all() -> None:
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])
    assert after.open(before.seal("Айгүл", b"x"), b"x") == "Айгүл"
    with pytest.raises(KeyMissing, match=r"«new» is missing.*SANAQ_SECRET_KEYS"):
        before.open(after.seal("Айгүл", b"x"), b"x")


def test_a_wrong_key_of_the_same_name_is_told_from_a_missing_one() -> None:
    sealed = KeyRing([OLD]).seal("Айгүл", b"x")
    with pytest.raises(SealBroken, match="«old» does not open"):
        KeyRing([("old", b"?" * 32)]).open(sealed, b"x")


def test_fingerprints_find_a_value_under_every_key() -> None:
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])
    assert before.fingerprint("900125450126", "iin") in after.fingerprints("900125450126", "iin")
    assert after.fingerprint("900125450126", "iin") == after.fingerprints("900125450126", "iin")[0]
    assert len(set(after.fingerprints("900125450126", "iin"))) == 2


def test_fingerprints_of_different_purposes_and_values_differ() -> None:
    ring = KeyRing([OLD])
    assert ring.fingerprint("900125450126", "iin") != ring.fingerprint("900125450126", "phone")
    assert ring.fingerprint("900125450126", "iin") != ring.fingerprint("900125450127", "iin")


def test_the_setting_is_read() -> None:
    ring = KeyRing.parse(f" {written(*NEW)} , {written(*OLD)},")
    assert ring.ids == ("new", "old")
    assert ring.open(KeyRing([OLD]).seal("ә", b""), b"") == "ә"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("", "names no key"),
        (" , ", "names no key"),
        (base64.b64encode(OLD[1]).decode(), "key 1: written without its id"),
        (f"{written(*OLD)},new:!!!", "key 2: what follows the colon is not base64"),
        ("old:" + base64.b64encode(b"short").decode(), r"key 1 \(«old»\): 5 bytes; a key has 32"),
        (f"{written(*OLD)},{written(*OLD)}", "«old» stands there twice"),
        (written("ескі", OLD[1]), "key 1: its id must be"),
        (written("", OLD[1]), "key 1: its id must be"),
    ],
)
def test_an_unusable_setting_is_a_sentence(setting: str, sentence: str) -> None:
    with pytest.raises(KeyRingError, match=f"SANAQ_SECRET_KEYS.*{sentence}|{sentence}") as refused:
        KeyRing.parse(setting)
    assert base64.b64encode(OLD[1]).decode() not in str(refused.value)


def test_a_ring_shows_names_only_and_does_not_travel() -> None:
    assert repr(KeyRing([NEW, OLD])) == "KeyRing(new, old)"
    with pytest.raises(TypeError):
        pickle.dumps(KeyRing([OLD]))


# --- the key file -----------------------------------------------------------------------------------------------------


def test_the_first_start_makes_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret.keys"
    ring = load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(path).open(ring.seal("Айгүл", b""), b"") == "Айгүл"
    assert list(path.parent.iterdir()) == [path], "no draft is left"


def test_two_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    path = tmp_path / "secret.keys"
    rings: list[KeyRing] = []
    threads = [threading.Thread(target=lambda: rings.append(load_or_create(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({ring.ids for ring in rings}) == 1
    assert len(rings) == 8


def test_a_file_of_several_keys(tmp_path: Path) -> None:
    path = tmp_path / "secret.keys"
    path.write_text(f"# ours\n{written(*NEW)}\n\n{written(*OLD)}\n")
    assert load_or_create(path).ids == ("new", "old")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "made private"


def test_an_unreadable_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "secret.keys"
    path.write_bytes(os.urandom(64) + b"\xff")
    with pytest.raises(KeyRingError, match=r"secret\.keys is not a text of keys"):
        load_or_create(path)
    path.write_text("old:abc\n")
    with pytest.raises(KeyRingError, match=r"secret\.keys cannot be read.*key 1"):
        load_or_create(path)
    with pytest.raises(KeyRingError, match=r"cannot be used"):
        load_or_create(tmp_path)


# --- the database remembers -------------------------------------------------------------------------------------------


async def test_a_ring_made_anew_beside_old_data_is_refused(database: Database) -> None:
    await database.write(confirm_keys, KeyRing([OLD]), NOW)
    await database.write(confirm_keys, KeyRing([OLD]), NOW)
    await database.write(confirm_keys, KeyRing([NEW, OLD]), NOW)
    with pytest.raises(KeyMissing, match="«old»"):
        await database.write(confirm_keys, KeyRing([NEW]), NOW)
    with pytest.raises(SealBroken, match="«old»"):
        await database.write(confirm_keys, KeyRing([NEW, ("old", b"?" * 32)]), NOW)
