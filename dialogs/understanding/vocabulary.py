"""The words of vocabulary.toml by their keys, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dialogs.understanding.folding import fold

_FILE = Path(__file__).with_name("vocabulary.toml")


@cache
def _vocabulary() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def phrases(part: str, name: str) -> frozenset[str]:
    """The keys of the phrases under `name` in `part` of the vocabulary."""
    return frozenset(filter(None, map(fold, _vocabulary()[part][name].split(","))))
