"""Servers the tests need: the ones that are set, else private ones from the binaries this machine has, else a skip.

`SANAQ_REQUIRE_SERVICES=1` turns the skip into a failure.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

REDIS = "SANAQ_TEST_REDIS_URL"
PATIENCE = 10.0
"""Seconds a private server may take to listen."""


def missing(what: str) -> None:
    """Skip, or fail where everything has to be there. `what` is a sentence that says how to get it."""
    if os.environ.get("SANAQ_REQUIRE_SERVICES") == "1":
        pytest.fail(f"SANAQ_REQUIRE_SERVICES=1, and {what}", pytrace=False)
    pytest.skip(what)


class PrivateRedis:
    """A redis-server on a free port of this machine, which a test may stop, kill and start again."""

    def __init__(self, binary: str, folder: Path) -> None:
        self._binary = binary
        self._folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = {"port": self.port, "bind": "127.0.0.1", "dir": self._folder, "save": "", "appendonly": "no"}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        self._process = subprocess.Popen([self._binary, *words], stdout=subprocess.DEVNULL)
        until_it_listens(self.port)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def signal(self, number: int) -> None:
        """SIGSTOP makes it the slowest of servers, SIGCONT ends that."""
        assert self._process is not None
        self._process.send_signal(number)


@contextmanager
def private_redis() -> Iterator[PrivateRedis]:
    """A Redis of one's own. Skips where there is no redis-server."""
    binary = shutil.which("redis-server")
    if binary is None:
        missing("redis-server is not there: apt-get install redis-server")
    assert binary is not None
    with tempfile.TemporaryDirectory() as folder:
        server = PrivateRedis(binary, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def redis_url() -> Iterator[str]:
    """The address of a Redis: the one that is set, else a private one."""
    if url := os.environ.get(REDIS):
        yield url
        return
    with private_redis() as server:
        yield server.url


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until_it_listens(port: int) -> None:
    """AssertionError when nothing listens there in time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.01)
    raise AssertionError(f"nothing listens on port {port}")
