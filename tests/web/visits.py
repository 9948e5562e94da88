"""A person's browser on a running site, and what he does on the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from dialogs.texts import texts
from tests.web.running_site import Site, running
from tests.web.scripted_desk import SCRIPT

PHONE = {"width": 360, "height": 720}
DESKTOP = {"width": 1280, "height": 800}
IIN = "900101300123"
MASKED = "•••• •••• 0123"
RU = texts("ru")


@dataclass
class Visit:
    """A person's browser on a running site. `complaints` are console errors, page errors and policy violations."""

    site: Site
    context: object
    url: str
    complaints: list[str]

    async def tab(self):
        page = await self.context.new_page()
        page.set_default_timeout(5_000)
        page.on(
            "console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(self.url)
        await page.locator(".message").last.wait_for()
        return page


@pytest.fixture
def visit(chromium):
    @asynccontextmanager
    async def visit(viewport=PHONE, **site) -> AsyncIterator[Visit]:
        scheme = site.pop("scheme", "light")
        here = Site(**site)
        async with running(here) as client:
            context = await chromium.new_context(
                viewport=viewport, locale="ru-RU", color_scheme=scheme, reduced_motion="reduce"
            )
            try:
                yield Visit(here, context, str(client.make_url("/")), [])
            finally:
                await context.close()

    return visit


async def says(page, text: str) -> None:
    await page.locator("#answer").fill(text)
    await page.locator("#answer").press("Enter")


async def asked(page, step: int, language: str = "ru") -> None:
    """Wait until the question of this step of the script is the one that stands open."""
    text = SCRIPT[step][0 if language == "kk" else 1].text
    await page.locator(".reply:not([data-past]) .message-text").last.get_by_text(text.split("\n")[0]).wait_for()
