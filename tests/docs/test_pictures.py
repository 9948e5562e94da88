"""The README's pictures are those that `python -m docs.pictures` takes, and small."""

import re
import struct
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed: make test installs it")

from docs.pictures import IMG, PICTURES

README = Path(__file__).resolve().parents[2] / "README.md"
SIZES = {
    "page-360-kk.png": (1136, 768),
    "page-1280-ru.png": (1280, 800),
    "page-1280-ru-dark.png": (1280, 720),
    "conversation-kk.png": (420, 1180),
}


def test_every_picture_is_taken_by_the_command_and_shown_in_the_readme() -> None:
    shown = re.findall(r"!\[[^]]*\]\(docs/img/([^)]+)\)", README.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(PICTURES) == sorted(each.name for each in IMG.iterdir())


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_its_size_and_is_small(name: str) -> None:
    content = (IMG / name).read_bytes()
    assert struct.unpack(">II", content[16:24]) == SIZES[name]  # PNG: width and height stand first in IHDR
    assert len(content) <= 200_000
