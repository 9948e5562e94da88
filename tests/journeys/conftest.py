"""A migrated database to copy, and Chromium."""

from pathlib import Path

import pytest

import census.tables
from storage.migrate import upgrade
from storage.tables import metadata
from tests.browser import chromium

__all__ = ["chromium"]

assert census.tables  # imported for its tables


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "sanaq.db"
    upgrade(f"sqlite:///{path}", metadata)
    return path
