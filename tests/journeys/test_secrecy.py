"""The search for what must not stand bare finds it, and only it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.dialogs.family import NAMES
from tests.journeys.secrecy import PHONE, bare, leaks


def test_a_name_left_unsealed_is_found_and_the_forms_own_examples_are_not(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "sanaq.db"
    shutil.copy(published, file)
    words = [*(part for name in NAMES for part in name.split()), "900101400013", PHONE]
    assert bare(tmp_path, words, published) == []
    with closing(sqlite3.connect(file)) as conn, conn:
        row = ("00000000000000000000000000000001", f"{NAMES[0].upper()} {PHONE}", "2026-01-01")
        conn.execute("INSERT INTO household (id, campaign, created_at) VALUES (?, ?, ?)", row)
    assert set(bare(tmp_path, words, published)) == {*NAMES[0].split(), "Ахметов", PHONE}  # part of «АХМЕТОВА»


def test_a_line_of_a_log_with_a_name_in_it_is_found() -> None:
    assert leaks("all is well\nАрай said АЛИХАН\n", ["Алихан"]) == ["Арай said АЛИХАН"]
