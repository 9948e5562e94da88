"""Programs that are killed often are born quickly: one process reads the modules once, and each program is a fork of it.

    python -m tests.force.nursery       reads a line of JSON for every program, and answers with its process id

What is forked is `sanaq serve` as the command runs it, with an environment, a folder and an output of its own; of the start
only the reading of modules (two seconds of CPU) is spared.
"""

import asyncio
import ctypes
import gc
import importlib
import json
import os
import random
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, Self

MODULES = (
    "bot.cli",
    "bot.serve",
    "handlers.telegram.client",
    "handlers.telegram.door",
    "handlers.telegram.polling",
    "handlers.telegram.profile",
    "handlers.telegram.rendering",
    "handlers.telegram.sending",
    "handlers.telegram.webhook",
    "redis.asyncio",
    "asyncpg",
    "uvloop",
)

PR_SET_PDEATHSIG = 1
"""Linux: the signal a process is sent when its parent ends."""


class Nursery:
    """Open it with `async with`; no program outlives it."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.force.nursery", stdin=pipe, stdout=pipe
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def bears(self, environment: dict[str, str], folder: Path, said: Path) -> int:
        """The process id of a new program that runs in `folder` and appends all it says to `said`."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        wanted = {"environment": environment, "folder": str(folder), "said": str(said)}
        self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
        return int(await self._process.stdout.readline())


def main() -> None:
    for name in MODULES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends leaves nothing behind
    for line in sys.stdin:
        wanted = json.loads(line)
        born = os.fork()
        if born == 0:
            _lives(wanted)
        sys.stdout.write(f"{born}\n")
        sys.stdout.flush()


def dies_with_its_parent() -> None:
    """Whoever ends the proof in the middle leaves no program behind (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _lives(wanted: dict[str, Any]) -> None:
    """Be `sanaq serve`; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    dies_with_its_parent()
    os.chdir(wanted["folder"])
    said = os.open(wanted["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for theirs, ours in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(theirs, ours)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    random.seed()
    code = 1
    try:
        code = importlib.import_module("bot.cli").main(["serve"])
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
