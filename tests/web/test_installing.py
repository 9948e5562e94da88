"""The page as an application of a telephone: what it is called, its icons, and a kind page when there is no network."""

import re
import struct

import pytest

from dialogs.texts import texts
from tests.web.running_site import DEMO, Site, running
from tests.web.visits import PHONE, asked, says
from web.assets import FOLDER

in_browser = pytest.mark.asyncio(loop_scope="session")
CONTROLLED = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_manifest_speaks_the_page_s_language_and_its_icons_are_as_large_as_it_says(language):
    async with running(Site()) as client:
        page = await (await client.get(f"/?language={language}")).text()
        (link,) = re.findall(r'<link rel="manifest" href="([^"]+)">', page)
        response = await client.get(link)
        assert response.content_type == "application/manifest+json"
        manifest = await response.json()
        assert (manifest["lang"], manifest["name"]) == (language, DEMO.title.of(language))
        assert len(manifest["short_name"]) <= 12, "a telephone shows no more under an icon"
        assert (manifest["id"], manifest["start_url"], manifest["scope"]) == ("/", "/", "/")
        kinds = set()
        for icon in manifest["icons"]:
            picture = await (await client.get(icon["src"])).read()
            width, height = struct.unpack(">II", picture[16:24])
            assert icon["sizes"] == f"{width}x{height}"
            kinds.add((icon["purpose"], width))
        assert kinds == {("any", 192), ("any", 512), ("maskable", 512)}


async def test_the_browser_s_own_frame_has_the_colour_of_the_masthead():
    styles = (FOLDER / "base.css").read_text()
    async with running(Site()) as client:
        page = await (await client.get("/")).text()
    told = re.findall(r'<meta name="theme-color" media="\(prefers-color-scheme: (\w+)\)" content="(#\w+)">', page)
    assert [colour for _, colour in told] == re.findall(r"--night: (#\w+);", styles)
    assert [scheme for scheme, _ in told] == ["light", "dark"]


async def test_the_worker_keeps_files_and_the_page_without_network_and_nothing_else():
    async with running(Site()) as client:
        response = await client.get("/worker.js")
        assert response.headers["Cache-Control"] == "no-cache", "a new version must be seen"
        script = await response.text()
        files = set(re.findall(r'"(/[^"]+)"', script))
        assert all(file.startswith(("/static/", "/offline?")) for file in files)
        for file in files:
            assert (await client.get(file)).status == 200, file
        page = await (await client.get("/offline?language=ru")).text()
        assert set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)) <= files, "it must show without a network"


@in_browser
async def test_chromium_would_install_it(visit):
    async with visit() as here:
        page = await here.tab()
        await page.wait_for_function(CONTROLLED)
        browser = await here.context.new_cdp_session(page)
        manifest = await browser.send("Page.getAppManifest")
        assert manifest["errors"] == []
        found = (await browser.send("Page.getInstallabilityErrors"))["installabilityErrors"]
        # A window without a profile keeps no applications; every other objection is ours.
        assert [each["errorId"] for each in found if each["errorId"] != "in-incognito"] == []
        assert not here.complaints


@in_browser
async def test_without_a_network_a_page_says_so_and_opens_again_by_itself(visit):
    async with visit() as here:
        page = await here.tab()
        await page.wait_for_function(CONTROLLED)
        await says(page, "900101300123")
        await asked(page, 1)
        kept = "(async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        kept += " (await (await caches.open(name)).keys()).map((one) => one.url)))).flat())()"
        urls = await page.evaluate(kept)
        assert urls
        assert all("/static/" in url or "/offline?language=" in url for url in urls), urls
        for language in ("ru", "kk"):
            say = texts(language)
            await here.context.set_offline(True)
            await page.goto(f"{here.url}?language={language}", wait_until="load")
            assert await page.get_by_role("heading", level=1).inner_text() == say("web.error_offline")
            assert await page.evaluate("document.documentElement.lang") == language
            assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
            await here.context.set_offline(False)
            await asked(page, 1)
