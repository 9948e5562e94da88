"""Servers the tests need: the ones that are set, else private ones from the binaries this machine has, else a skip.

`SANAQ_REQUIRE_SERVICES=1` turns the skip into a failure.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

REDIS = "SANAQ_TEST_REDIS_URL"
POSTGRES = "SANAQ_TEST_DATABASE_URL"
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


class PrivatePostgres:
    """A PostgreSQL server on a free port of this machine, which a test may stop, kill and start again.

    It serves nobody as root, so a root gives it to the user `postgres`. Nothing of it survives a power cut (fsync is off),
    which no test plays; kill -9 it does.
    """

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._data = folder / "data"
        self._user = "postgres" if os.geteuid() == 0 else None
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if self._user:
            shutil.chown(folder, self._user)
        made = [
            binaries / "initdb",
            "-D",
            self._data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        subprocess.run(made, user=self._user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        quick = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", f"unix_socket_directories={self._folder}")
        words = [word for option in quick for word in ("-c", option)]
        server = [self._binaries / "postgres", "-D", self._data, "-p", str(self.port), "-h", "127.0.0.1", *words]
        self._process = subprocess.Popen(
            server, user=self._user, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        asked = [self._binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until(lambda: subprocess.run(asked, check=False).returncode == 0, f"PostgreSQL does not serve port {self.port}")

    def signal(self, number: int) -> None:
        """SIGSTOP: it hears and does not answer, as behind a network that swallows everything; SIGCONT ends that."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in (self._process.pid, *map(int, children)):
            os.kill(pid, number)

    def stop(self) -> None:
        """As an administrator restarts it: lines are cut at once, what is committed stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL of one's own. Skips where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    binary = str(found[-1]) if found else shutil.which("postgres")
    if binary is None:
        missing("PostgreSQL is not there: apt-get install postgresql")
    assert binary is not None
    with tempfile.TemporaryDirectory() as folder:
        server = PrivatePostgres(Path(binary).parent, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def postgres_url() -> Iterator[str]:
    """The address of a database on a server where databases may be made: the one that is set, else a private one."""
    if url := os.environ.get(POSTGRES):
        yield url
        return
    with private_postgres() as server:
        yield server.url


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until_it_listens(port: int) -> None:
    """AssertionError when nothing listens there in time."""

    def listens() -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    until(listens, f"nothing listens on port {port}")


def until(it_is_so: Callable[[], bool], otherwise: str) -> None:
    """AssertionError with `otherwise` when it is not so in time."""
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)
