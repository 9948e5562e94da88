"""The interview goes from Telegram to the page and back, served by the real program: by a link, and by what a camera reads.

The page is 360 px wide in Kazakh and a desk's in Russian.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import segno

from dialogs.texts import texts
from tests.dialogs.journeys import comes_to, signs_in
from tests.doubles.telegram import FakeTelegram
from tests.journeys.browsers import Browser, Here
from tests.journeys.eyes import eyes
from tests.journeys.people import Messenger, Page, Respondent
from tests.journeys.program import Program, with_database
from tests.journeys.secrecy import bare, leaks, told

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINK = re.compile(r"http://127\.0\.0\.1:\d+/#(\d{10})")
SHOWN = re.compile(r"(\d{5})\N{NO-BREAK SPACE}(\d{5})")
SCREENS: dict[str, dict[str, Any]] = {
    "kk": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"},
    "ru": {"viewport": {"width": 1280, "height": 900}},
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(published: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Here]:
    folder = with_database(published, tmp_path_factory.mktemp("moving") / "sanaq")
    async with FakeTelegram() as telegram:
        settings = {"telegram_token": telegram.token, "telegram_api_url": telegram.url, "log_level": "DEBUG"}
        async with Program(folder, **settings) as program, eyes(program) as look:
            yield Here(program, telegram, look, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "number"), [("kk", 1), ("ru", 2)])
async def test_to_the_page_and_back(here: Here, published: Path, chromium: Any, language: str, number: int) -> None:
    say = texts(language)
    chat = here.telegram.person(1000 + number, language)
    aigul = Respondent(here.look, "telegram", str(chat.id), Messenger(here.look, chat), number)
    await signs_in(aigul, language)  # type: ignore[arg-type]
    await comes_to(aigul, "member_sex")  # type: ignore[arg-type]
    question = aigul.prompt.text

    await chat.says("/move")
    offered = (await chat.sees(say("moving.secret"))).text
    link = LINK.search(offered)
    assert link
    context = await chromium.new_context(reduced_motion="reduce", **SCREENS[language])
    context.set_default_timeout(10_000)
    try:
        person = Browser(context, link[0])
        tab = (await person.tab()).page
        await stands(tab, question)
        assert tab.url == here.program.url + "/"
        assert not re.search(
            r"\d{10}", await tab.evaluate("JSON.stringify([history.state, location.href, document.title])")
        )
        await chat.says("1")
        await chat.sees(say("moved.to_web"))

        await Page(tab).says("код")
        code = "".join(SHOWN.search(await tab.locator(".reply").last.inner_text()).groups())  # type: ignore[union-attr]
        bot = here.telegram.bot_json()["username"]
        links = [f"{here.program.url}/#{code}", f"https://t.me/{bot}?start={code}"]
        await is_drawn(tab, links, open_at_once=language == "ru")
        assert await tab.locator(".scan a").get_attribute("href") == links[1]
        assert await tab.evaluate("document.documentElement.scrollWidth") == SCREENS[language]["viewport"]["width"]

        await chat.says(f"/start {code}")
        await chat.sees(question.split("\n")[0])
        await Page(tab).says("1")  # the open tab learns of it by the next thing that is done
        await stands(tab, say("moved.to_telegram"))
        await opens_a_used_link_in_the_open_tab(tab, link[0], language)
        assert not person.complaints
    finally:
        await context.close()
    codes = {code, f"{code[:5]}\N{NO-BREAK SPACE}{code[5:]}", link[1]}
    assert not leaks(here.program.output, {*told(aigul), *codes})
    assert not bare(here.program.database.parent, codes, published)


async def stands(tab: Any, question: str) -> None:
    """The last thing on the page is this question."""
    first_line, _, _ = question.partition("\n")
    await tab.locator(".message").last.filter(has_text=first_line).wait_for()


async def opens_a_used_link_in_the_open_tab(tab: Any, link: str, language: str) -> None:
    await tab.evaluate("link => { location.hash = new URL(link).hash }", link)
    await tab.get_by_text(texts(language)("moving.used")).wait_for()
    assert "#" not in tab.url
    await tab.evaluate("location.hash = '#4827193'")  # no code: nothing of ours
    assert tab.url.endswith("#4827193")


async def is_drawn(tab: Any, links: list[str], *, open_at_once: bool) -> None:
    """The page shows these links as QR codes, dark on white, whatever its own colours are."""
    codes = tab.locator(".scan")
    await codes.last.locator("svg").wait_for(state="attached")
    for number, link in enumerate(links):
        code = codes.nth(number)
        assert await code.locator("details").get_attribute("open") == ("" if open_at_once else None)
        if not open_at_once:
            await code.locator("summary").click()
        image = code.locator("svg")
        assert await image.is_visible()
        assert await image.get_attribute("aria-label")
        assert await image.locator("rect").evaluate("each => getComputedStyle(each).fill") == "rgb(255, 255, 255)"
        assert modules(await image.get_attribute("viewBox"), await image.locator("path").get_attribute("d")) == [
            list(row) for row in segno.make(link, error="m", micro=False).matrix_iter(border=4)
        ]


def modules(box: str, path: str) -> list[list[int]]:
    """What the path darkens, module by module."""
    side = int(box.split()[2])
    rows = [[0] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        rows[int(y)][int(x) : int(x) + int(length)] = [1] * int(length)
    return rows
