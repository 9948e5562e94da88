"""`python -m docs.pictures`: takes the README's pictures again, from the page of the real program in Chromium.

The tests' family of four is counted on the demo's day, with the same receipt numbers every time. It needs Chromium.
"""

import asyncio
import base64
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from dialogs.reply import Message
from dialogs.texts import texts
from tests import browser
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import agrees, answers_as_the_family, comes_to, finishes, signs_in
from tests.dialogs.scenario import Scenario
from tests.journeys.eyes import eyes
from tests.journeys.people import Page, Respondent, address_of
from tests.journeys.program import ROOT, SANAQ, Program, environment

IMG = ROOT / "docs" / "img"
SERVED = f"""
import random, runpy, secrets
secrets.randbits = random.Random(2021).getrandbits  # ids and receipt numbers are the same every time
runpy.run_path({str(ROOT / "tests" / "journeys" / "hurried.py")!r})
"""
SIDE_BY_SIDE = """<style>body {{ margin: 0; padding: 14px; display: flex; gap: 14px; background: #dcd8cc }}
img {{ display: block; border-radius: 12px }}
</style>{}"""


@dataclass
class Studio:
    """The running program, a look into its database, and the browser. Everybody who sits down has another IIN."""

    program: Program
    look: Scenario
    browser: Browser
    sitters: int = 0

    async def sitter(self, width: int, height: int, *, dark: bool = False) -> Any:
        """A Respondent (the journeys' Person) before a page of so many CSS pixels; up to 600 wide, a telephone."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            is_mobile=width <= 600,
            has_touch=width <= 600,
        )
        page = await context.new_page()
        await page.goto(self.program.url)
        await page.locator(".message").last.wait_for()
        key = next(cookie["value"] for cookie in await context.cookies() if cookie["name"] == "sanaq_chat")
        self.sitters += 1
        person = Respondent(self.look, "web", address_of(key), Page(page), self.sitters)
        await person.sees_the_prompt()
        return person


async def shot(person: Any) -> bytes:
    """What stands in the window now, as PNG; the pointer rests nowhere."""
    page = person.door.page
    await page.mouse.move(0, 0)
    await page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return bytes(await page.screenshot())


async def ticks(person: Any) -> None:
    """The first and the third of what a household may have."""
    await comes_to(person, "durables")
    labels = [choice.label for choice in person.prompt.choices if choice.role == "answer"]
    for label in (labels[0], labels[2]):
        await person.presses(label)


def is_half_done(page: Message) -> bool:
    """The list, the dwelling and two of four."""
    return [entry.mark for entry in page.entries].count("done") == 4


async def on_a_telephone(studio: Studio) -> bytes:
    """Several choices, the family's page when half of it is done, the receipts: side by side."""
    person = await studio.sitter(360, 740)
    await signs_in(person, "kk")
    await ticks(person)
    shots = [await shot(person)]
    await person.presses(texts("kk")("sheet.done"))
    await answers_as_the_family(person, "kk", lambda asked: asked is None and is_half_done(person.prompt))
    shots.append(await shot(person))
    await finishes(person)
    shots.append(await shot(person))
    images = [f'<img src="data:image/png;base64,{base64.b64encode(each).decode()}">' for each in shots]
    page = await studio.browser.new_page(viewport={"width": 1136, "height": 768})
    await page.set_content(SIDE_BY_SIDE.format("".join(images)))
    return await page.screenshot()


async def on_a_desktop(studio: Studio) -> bytes:
    person = await studio.sitter(1280, 800)
    await signs_in(person, "ru")
    await comes_to(person, "durables")
    page = person.door.page
    await page.reload()  # an opened page shows the masthead, and nothing of what was said before
    await page.locator(".reply").wait_for()
    await ticks(person)
    return await shot(person)


async def refused(studio: Studio) -> bytes:
    person = await studio.sitter(1280, 720, dark=True)
    await agrees(person, "ru")
    await person.says("900101400014")  # the last digit does not fit
    return await shot(person)


async def conversation(studio: Studio) -> bytes:
    """Two of the family are named, then the details are asked."""
    person = await studio.sitter(420, 1180)
    await signs_in(person, "kk")
    await answers_as_the_family(person, "kk", lambda it: bool(it and it[2].ref.endswith("member_sex")), NAMES[:2])
    return await shot(person)


PICTURES: dict[str, Callable[[Studio], Awaitable[bytes]]] = {
    "page-360-kk.png": on_a_telephone,
    "page-1280-ru.png": on_a_desktop,
    "page-1280-ru-dark.png": refused,
    "conversation-kk.png": conversation,
}


async def take() -> None:
    chromium = next((found for name in browser.NAMES if (found := shutil.which(name))), None)
    if chromium is None:
        sys.exit(
            "No Chromium was found: install the package chromium-headless-shell (Debian), chromium or Google Chrome."
        )
    with tempfile.TemporaryDirectory() as folder:
        migrate = await asyncio.create_subprocess_exec(SANAQ, "migrate", cwd=folder, env=environment())
        assert await migrate.wait() == 0
        program = Program(Path(folder), command=(sys.executable, "-c", SERVED, "serve"))
        async with program, eyes(program) as look, async_playwright() as playwright:
            studio = Studio(
                program, look, await playwright.chromium.launch(executable_path=chromium, args=browser.ARGS)
            )
            for name, take_picture in PICTURES.items():
                (IMG / name).write_bytes(await take_picture(studio))
                print(f"docs/img/{name}")


if __name__ == "__main__":
    asyncio.run(take())
