"""The real program as a child process: `sanaq serve` on a free port, with a folder, a database and keys of its own.

    async with Program(folder) as sanaq:      # serves; its last words were the address
        await sanaq.kill()                    # -9
        await sanaq.start()                   # on the same database
        assert await sanaq.stop() == 0        # SIGTERM

All it ever says on stdout and stderr is kept in `said`.
"""

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGN = ROOT / "campaigns" / "kz-2021"
SANAQ = Path(sys.executable).with_name("sanaq")
ANNOUNCED = "Ctrl-C"
"""A word of the last line `sanaq serve` prints once it serves."""


def environment(**settings: Any) -> dict[str, str]:
    """This process's, without its SANAQ_* settings, and with these."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SANAQ_") and name != "PORT"}
    return own | {f"SANAQ_{name.upper()}": str(value) for name, value in settings.items()}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Program:
    """`settings` are SANAQ_* by their names in lower case. `command` is what is run instead of `sanaq serve`."""

    def __init__(self, folder: Path, *, command: tuple[Any, ...] = (SANAQ, "serve"), **settings: Any) -> None:
        self.folder = folder
        self.port = free_port()
        self.command = command
        self.settings = {"campaign": CAMPAIGN, "port": self.port, **settings}
        self.said: list[str] = []
        self._process: asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._spoke = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        return "".join(self.said)

    @property
    def database(self) -> Path:
        return self.folder / "var" / "sanaq.db"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            await self.stop()

    async def start(self) -> None:
        """Run it until it serves. AssertionError with all it said when it ends instead."""
        await self.launch()
        await self.says(ANNOUNCED)

    async def launch(self) -> None:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *map(str, self.command),
            cwd=self.folder,
            env=environment(**self.settings),
            stdout=pipe,
            stderr=pipe,
            start_new_session=True,
        )
        assert self._process.stdout
        assert self._process.stderr
        self._heard_before = len(self.said)
        self._readers = [asyncio.ensure_future(self._hear(s)) for s in (self._process.stdout, self._process.stderr)]

    async def says(self, words: str, seconds: float = 30) -> str:
        """Wait for a line with these words since the last start; the line."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = next((line for line in self.said[self._heard_before :] if words in line), None)
                    if found is not None:
                        return found
                    if all(reader.done() for reader in self._readers):
                        raise AssertionError(f"it ended without saying {words!r}:\n{self.output}")
                    await self._spoke.wait()
        except TimeoutError:
            raise AssertionError(f"it does not say {words!r}:\n{self.output}") from None

    async def ended(self, seconds: float = 30) -> int:
        """Wait for its end; the exit code."""
        assert self._process is not None
        async with asyncio.timeout(seconds):
            code = await self._process.wait()
            await asyncio.gather(*self._readers)
        self._process = None
        return code

    async def stop(self, by: signal.Signals = signal.SIGTERM, seconds: float = 15, *, group: bool = False) -> int:
        """Ask it to end, and wait; the exit code. `group`: its children are asked too, as Ctrl-C in a terminal does."""
        assert self._process is not None
        if group:
            os.killpg(self._process.pid, by)
        else:
            self._process.send_signal(by)
        return await self.ended(seconds)

    async def kill(self) -> None:
        """The power goes out."""
        assert await self.stop(signal.SIGKILL) == -signal.SIGKILL

    def megabytes(self) -> int:
        """Resident memory now (Linux)."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    async def _hear(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self.said.append(line.decode())
            self._wake()
        self._wake()

    def _wake(self) -> None:
        self._spoke.set()
        self._spoke = asyncio.Event()


def with_database(template: Path, folder: Path) -> Path:
    """`folder` with a copy of the migrated database in it."""
    (folder / "var").mkdir(parents=True)
    shutil.copy(template, folder / "var" / "sanaq.db")
    return folder
