"""`sanaq serve` as a process: how it begins, what it answers without anybody being asked, how it ends."""

import asyncio
import shutil
import signal
import socket
from pathlib import Path

import aiohttp
import pytest

from tests.doubles.telegram import FakeTelegram
from tests.journeys.people import open_line
from tests.journeys.program import ROOT, Program, with_database

HEADERS = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
}
SANAQ_OF_MAKE = ROOT / ".venv" / "bin" / "sanaq"
REVOKED = "1446:AAF-a_token_that_was_taken_back_by_botfather"


async def test_a_revoked_token_leaves_the_page_up(published: Path, tmp_path: Path) -> None:
    """Then health, headers and an open line; and Ctrl-C ends it cleanly though a line is open."""
    async with FakeTelegram() as telegram, aiohttp.ClientSession() as session:
        settings = {"telegram_token": REVOKED, "telegram_api_url": telegram.url}
        async with Program(with_database(published, tmp_path / "sanaq"), **settings) as program:
            said = await program.says("SANAQ_TELEGRAM_TOKEN")
            assert "revoked" in said
            assert "@BotFather" in said
            for path, body in (("/healthz", {"alive": True}), ("/readyz", {"ready": True, "missing": []})):
                async with session.get(program.url + path) as response:
                    assert (response.status, await response.json()) == (200, body)
                    assert set(response.headers) >= HEADERS
            line, _ = await open_line(session, program.url)
            assert line.reply.messages[-1].choices
            async with session.get(f"{program.url}/nowhere", headers={"Accept": "text/html"}) as response:
                assert response.status == 404
                assert set(response.headers) >= HEADERS
            assert await program.stop(signal.SIGINT) == 0
            assert "Traceback" not in program.output
            assert REVOKED not in program.output


async def test_a_taken_port_is_named_and_telegram_is_left_alone(migrated: Path, tmp_path: Path) -> None:
    async with FakeTelegram() as telegram:
        settings = {"telegram_token": telegram.token, "telegram_api_url": telegram.url}
        program = Program(with_database(migrated, tmp_path / "sanaq"), **settings)
        with socket.create_server(("127.0.0.1", program.port)):
            await program.launch()
            assert await program.ended() == 1
        assert f"sanaq: http://127.0.0.1:{program.port} cannot be served" in program.output
        assert f"PORT={program.port + 1}" in program.output
        assert "Traceback" not in program.output
        assert not telegram.requests


@pytest.mark.skipif(not (SANAQ_OF_MAKE.exists() and shutil.which("make")), reason="make run: set up with make test")
async def test_make_run_on_another_port_and_ctrl_c(migrated: Path, tmp_path: Path) -> None:
    """Nothing is set but PORT; the database, made by `make run` itself, is put elsewhere for the test."""
    make = ("make", "--no-print-directory", "-C", ROOT, "-o", ".venv/.run", "run")
    program = Program(tmp_path, command=make, database_url=f"sqlite:///{tmp_path / 'var' / 'sanaq.db'}")
    program.command = (*make, f"PORT={program.port}")
    del program.settings["port"], program.settings["campaign"]
    async with program, aiohttp.ClientSession() as session:
        assert f"http://127.0.0.1:{program.port}/" in program.output
        async with session.get(program.url) as response:
            assert response.status == 200
        begun = asyncio.get_running_loop().time()
        await program.stop(signal.SIGINT, group=True)
        assert asyncio.get_running_loop().time() - begun < 10
    assert "what was begun is finished first" in program.output
    assert "Traceback" not in program.output
