"""What every part of the suite may use: `--update` for golden files, and a summary of what was skipped and how to get it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import PostgresDatabases, migrated
from tests.services import postgres_url


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden files anew; then read the diff")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresDatabases]:
    """A PostgreSQL server, for the length of the run."""
    with postgres_url() as url:
        databases = PostgresDatabases(url)
        yield databases
        databases.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database of either kind."""
    if request.param == "sqlite":
        return migrated(tmp_path / "sanaq.db")
    databases: PostgresDatabases = request.getfixturevalue("postgres")
    return databases.migrated()


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """What scenarios stand on: "sqlite", unless the test asks for both (`tests.databases.on_both`)."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> "Golden":
    return Golden(Path(request.path).parent / "golden", update=request.config.getoption("--update"))


class Golden:
    """Compares a text with a committed file, or writes it with `--update`."""

    def __init__(self, folder: Path, *, update: bool) -> None:
        self._folder = folder
        self._update = update

    def __call__(self, name: str, text: str) -> None:
        path = self._folder / name
        if self._update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        assert path.is_file(), f"{path} is missing: make test ARGS=--update"
        assert text == path.read_text(), f"the conversation differs from {path.name}; if it is meant to: ARGS=--update"


@pytest.hookimpl(hookwrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    reasons = sorted({report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])})
    if reasons:
        terminalreporter.section("skipped on this machine, and how to get it")
        for reason in reasons:
            terminalreporter.line(reason.removeprefix("Skipped: "))
    elif os.environ.get("SANAQ_REQUIRE_SERVICES") == "1":
        terminalreporter.line("nothing was skipped")
