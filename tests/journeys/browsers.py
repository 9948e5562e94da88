"""Browsers before the running program: a person's tabs, and the page's line while no tab is open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.dialogs.scenario import Scenario
from tests.doubles.telegram import FakeTelegram
from tests.journeys.people import Line, Page, Respondent, open_line
from tests.journeys.program import Program

PHONE = {"width": 360, "height": 740}


@dataclass
class Here:
    """A program that serves page and Telegram, and a way to look into its database."""

    program: Program
    telegram: FakeTelegram
    look: Scenario
    session: aiohttp.ClientSession


@dataclass
class Browser:
    """One person's browser: tabs with one cookie. `complaints` are what the console said and what the policy stopped."""

    context: Any
    url: str
    complaints: list[str] = field(default_factory=list)

    async def tab(self) -> Page:
        page = await self.context.new_page()
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(self.url)
        await page.locator(".message").last.wait_for()
        return Page(page)

    async def key(self) -> str:
        cookies = await self.context.cookies()
        return next(cookie["value"] for cookie in cookies if cookie["name"] == "sanaq_chat")


@asynccontextmanager
async def browser(chromium: Any, url: str, **settings: Any) -> AsyncIterator[Browser]:
    settings = {"viewport": PHONE, "locale": "kk-KZ", "reduced_motion": "reduce", "has_touch": True, **settings}
    context = await chromium.new_context(**settings)
    context.set_default_timeout(10_000)
    try:
        yield Browser(context, url)
    finally:
        await context.close()


@asynccontextmanager
async def over_the_line(here: Here, person: Respondent, tab: Page, key: str) -> AsyncIterator[Line]:
    """Close the tab and go on without a browser."""
    await tab.page.close()
    line, _ = await open_line(here.session, here.program.url, key)
    person.door = line
    await person.sees_the_prompt()
    yield line
    await line.close()
