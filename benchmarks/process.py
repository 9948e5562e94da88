"""A server under test as a process of its own: started, waited for, and its CPU time and memory read from /proc (Linux)."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from benchmarks.line import Line

ROOT = Path(__file__).resolve().parent.parent
TICK = 1e6 / os.sysconf("SC_CLK_TCK")
"""Microseconds of one tick of the system's clock of CPU time."""
SECONDS_TO_START = 60


class Child:
    """Start it with `Child.started`; it runs in `folder` and writes all it says to `folder`/said.txt."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, said: Path) -> None:
        self.process, self.port, self.said = process, port, said
        self.seconds_to_start = 0.0

    @classmethod
    async def started(
        cls,
        command: Sequence[object],
        port: int,
        folder: Path,
        first: bytes,
        environment: Mapping[str, str] | None = None,
    ) -> Self:
        """Run `command` until it answers the request `first` with 200. RuntimeError with its last words when it ends."""
        said = folder / "said.txt"
        begun = time.perf_counter()
        with said.open("ab") as output:
            process = subprocess.Popen(  # noqa: ASYNC220 - a fork takes no time worth awaiting
                [str(part) for part in command],
                cwd=folder,
                env=clean_environment() | dict(environment or {}),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        child = cls(process, port, said)
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                await child._answers(first)
        except BaseException:
            process.kill()
            process.wait()
            raise
        child.seconds_to_start = time.perf_counter() - begun
        return child

    async def _answers(self, first: bytes) -> None:
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"it ended before it answered:\n{self.said.read_text()[-2000:]}")
            try:
                line = await Line.open(self.port)
                try:
                    answer = await line.ask(first)
                finally:
                    line.close()
                if answer.status == 200:
                    return
            except OSError:
                pass
            await asyncio.sleep(0.02)

    @property
    def cpu(self) -> float:
        """CPU time of the process with all its threads so far, µs."""
        return cpu_of([self.process.pid])

    @property
    def megabytes(self) -> float:
        """Resident memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    async def stop(self) -> None:
        """Ask it to end and wait; after ten seconds it is killed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self.process.wait, 10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def cpu_of(pids: Iterable[int]) -> float:
    """CPU time of these processes together, µs; one that has ended counts as nothing."""
    total = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += (int(fields[11]) + int(fields[12])) * TICK
    return total


def clean_environment() -> dict[str, str]:
    """This process's environment without settings of Sanaq, and with the code of this very tree."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SANAQ_") and name != "PORT"}
    return own | {"PYTHONPATH": str(ROOT)}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


PYTHON = sys.executable
SANAQ = Path(sys.executable).with_name("sanaq")
