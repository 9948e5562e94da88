"""A headless Chromium for the tests that need a real page, started once for the whole run.

Take it into a room's conftest with `from tests.browser import chromium`, and mark the tests that use it
`pytest.mark.asyncio(loop_scope="session")`: Playwright lives in the loop it was started in.
Without Playwright or Chromium such tests are skipped; with SANAQ_REQUIRE_SERVICES=1 they fail instead.
"""

import os
import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, NoReturn

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from playwright.async_api import Browser

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first of these that is found. The engine alone (Debian: chromium-headless-shell) takes half the time."""
ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _without(reason: str) -> NoReturn:
    if os.environ.get("SANAQ_REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator["Browser"]:
    """The browser. Each test opens a context of its own: cookies and storage are not shared."""
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        _without("Playwright is not installed: make test installs it")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        _without(
            "no Chromium was found: install the package chromium-headless-shell (Debian), chromium or Google Chrome"
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        await browser.close()
