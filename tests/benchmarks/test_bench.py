"""The benchmarks measure what they say: whole censuses, none refused, and all that was acknowledged is stored."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from benchmarks import report
from benchmarks.__main__ import PARTS, parse, run
from benchmarks.line import Line
from benchmarks.load import PATH, Crowd, saturate
from benchmarks.script import PEOPLE, Script, record


async def test_a_quick_run_finds_nothing_wrong() -> None:
    """The real program by webhook, and turns among people who are there already: whoever does not reach the receipts raises."""
    parts = await run(parse(["--quick", "--database", "sqlite", "peers", "flat"]))
    lines = [line for tables in parts.values() for line in tables]
    rows = [line for line in lines if line.startswith(("| **Sanaq, SQLite**", "| SQLite, 100"))]
    assert len(rows) == 2
    assert not [line for line in lines if "Wrong" in line or "Not measured" in line]


async def test_a_script_sends_the_sheets_of_a_family() -> None:
    """`record` itself asserts that nothing is refused and that the receipts are reached."""
    scripts = await record(households=(3,))
    assert [script.language for script in scripts] == ["kk", "ru"]
    assert all(script.texts[0] == "/start" and len(script.texts) > 100 for script in scripts)


def test_everybody_has_an_iin_of_his_own() -> None:
    script = Script("ru", 2, ("/start", *PEOPLE, "да"))
    spoken = [script.spoken_by(number) for number in range(5000)]
    iins = [iin for texts in spoken for iin in texts[1:3]]
    assert len(set(iins)) == len(iins)
    assert all(texts[0] == "/start" and texts[-1] == "да" for texts in spoken)


# --- the crowd --------------------------------------------------------------------------------------------------------


class Door:
    """A webhook that puts every other update off, is silent at first, and refuses what is said third."""

    def __init__(self) -> None:
        self.posts = 0
        self.taken: list[tuple[int, int]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.posts += 1
        if self.posts % 2:
            return web.Response(status=503, headers={"Retry-After": "0"})
        message = (await request.json())["message"]
        self.taken.append((message["chat"]["id"], message["message_id"]))
        said = {"a": "", "b": "method: да", "c": "method: ❕ нет"}[message["text"]]
        return web.Response(text=said)


@pytest.fixture
async def door() -> AsyncIterator[tuple[Door, Line]]:
    door, app = Door(), web.Application()
    app.router.add_post(PATH, door.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    line = await Line.open(runner.addresses[0][1])
    yield door, line
    line.close()
    await runner.cleanup()


async def test_what_is_put_off_comes_again_and_in_order(door: tuple[Door, Line]) -> None:
    server, line = door
    crowd = Crowd(lambda _: ("a", "b", "c"))
    for _ in range(9):
        await crowd.turn(line)
    assert (crowd.acknowledged, crowd.late, crowd.finished) == (9, 9, 3)
    assert (crowd.answered, crowd.refused) == (6, 3)
    chats = sorted({chat for chat, _ in server.taken})
    assert server.taken == [(chat, number) for chat in chats for number in (1, 2, 3)]


async def test_all_that_is_acknowledged_is_measured(door: tuple[Door, Line]) -> None:
    server, line = door
    crowd = Crowd(lambda _: ("a",))
    spell = await saturate([line], crowd, 0.05)
    assert spell.updates == crowd.acknowledged == len(server.taken) > 0


# --- the report -------------------------------------------------------------------------------------------------------


BEGIN, END = report.marks("turn")


def test_only_what_stands_between_the_marks_is_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    report.write("turn", ["| new |"], page)
    assert page.read_text() == f"before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("no marks\n")
    with pytest.raises(ValueError, match="no marks"):
        report.write("turn", ["| new |"], page)
    assert page.read_text() == "no marks\n"


@pytest.mark.parametrize("part", PARTS)
def test_the_page_has_the_marks(part: str) -> None:
    page = report.PAGE.read_text()
    assert all(mark in page for mark in report.marks(part))
