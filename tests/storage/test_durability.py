"""By force: kill -9 and a full disk under a process that commits turns. What it acknowledged is there, once."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from storage.answers import load_answers
from storage.database import Database
from storage.journal import Journal
from storage.keyring import KeyRing
from storage.migrate import upgrade
from storage.tables import metadata
from storage.turns import AlreadyHandled, AnswerWrite, ConversationState, TurnWrites

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL and resource limits")

CHATS, ROUNDS = 8, 400
KEY = ("test", bytes(range(32)))

CHILD = textwrap.dedent(
    """
    import asyncio, os, resource, signal, sys
    from tests.storage.test_durability import CHATS, KEY, ROUNDS, turn
    from storage.database import Database
    from storage.errors import StorageUnavailable
    from storage.journal import Journal
    from storage.keyring import KeyRing

    async def chat(journal, number):
        for step in range(ROUNDS):
            await journal.commit(turn(number, step))
            os.write(1, f"{number} {step}\\n".encode())

    async def main(url):
        journal = Journal(Database.open(url), KeyRing([KEY]))
        await asyncio.gather(*(chat(journal, number) for number in range(CHATS)))

    if limit := int(sys.argv[2]):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        asyncio.run(main(sys.argv[1]))
    except StorageUnavailable as refused:
        os.write(2, refused.reason.encode())
        os._exit(3)
    """
)


def turn(chat: int, step: int) -> TurnWrites:
    return TurnWrites(
        "telegram",
        str(chat),
        str(step),
        datetime(2021, 9, 1, tzinfo=UTC),
        ConversationState(UUID(int=chat), "kk", None, f"step {step}", step),
        (AnswerWrite(UUID(int=chat), f"q{step}", f"value {chat}.{step}", "kk"),),
    )


def started(url: str, *, limit: int = 0) -> "subprocess.Popen[bytes]":
    """A process that takes the turns of many chats and prints each one it may acknowledge. `limit`: bytes a file may have."""
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(limit)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def kept(database: Database) -> dict[int, list[tuple[str, str]]]:
    sheets = [UUID(int=chat) for chat in range(CHATS)]
    answers = await database.read(load_answers, KeyRing([KEY]), sheets)
    return {sheet.int: list(of_sheet.items()) for sheet, of_sheet in answers.items()}


def whole(acknowledged: bytes) -> list[tuple[int, int]]:
    """The turns of the lines that were printed to their end."""
    lines = acknowledged.decode().split("\n")[:-1]
    return [(int(chat), int(step)) for chat, step in (line.split() for line in lines)]


async def after(url: str, acknowledged: list[tuple[int, int]]) -> None:
    """Every acknowledged turn is there once; every chat goes on from where it stands, whatever it brings again."""
    database = Database.open(url)
    try:
        standing = await kept(database)
        for chat, answers in standing.items():
            assert answers == [(f"q{step}", f"value {chat}.{step}") for step in range(len(answers))]
        for chat, step in acknowledged:
            assert step < len(standing[chat]), f"turn {step} of chat {chat} was acknowledged and is lost"
        unsaid = sum(map(len, standing.values())) - len(acknowledged)
        assert 0 <= unsaid <= CHATS, "at most the turn each chat waited for was kept without being acknowledged"
        journal = Journal(database, KeyRing([KEY]))
        for chat, answers in standing.items():
            if answers:
                with pytest.raises(AlreadyHandled):
                    await journal.commit(turn(chat, len(answers) - 1))
            await journal.commit(turn(chat, len(answers)))
        assert {chat: len(answers) for chat, answers in (await kept(database)).items()} == {
            chat: len(answers) + 1 for chat, answers in standing.items()
        }
    finally:
        await database.close()


@pytest.mark.parametrize("moment", [1, 60, 700])
async def test_kill_9_loses_no_acknowledged_turn(migrated: str, moment: int) -> None:
    """The process dies right after it acknowledged its `moment`-th turn, with the others on their way."""
    child = started(migrated)
    assert child.stdout is not None
    heard = b"".join(child.stdout.readline() for _ in range(moment))
    child.kill()
    rest = child.stdout.read()  # what was read ahead of the lines, and what is left in the pipe
    child.communicate(timeout=20)
    assert child.returncode == -signal.SIGKILL
    acknowledged = whole(heard + rest)
    assert moment <= len(acknowledged) < CHATS * ROUNDS, "it died in the middle of its work"
    await after(migrated, acknowledged)


async def test_a_full_disk_keeps_what_was_acknowledged(url: str) -> None:
    """No file of the process may grow over 512 KiB: the disk is full in the middle of its work."""
    upgrade(url, metadata)
    child = started(url, limit=512 << 10)
    out, err = child.communicate(timeout=20)
    assert child.returncode == 3, err.decode()
    assert "cannot be used: the disk" in err.decode()
    acknowledged = whole(out)
    assert 0 < len(acknowledged) < CHATS * ROUNDS
    await after(url, acknowledged)
