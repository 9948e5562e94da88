"""Lists on the page: sheets and how far they are, answers to be corrected, receipt numbers to be copied and printed."""

import pytest

from dialogs.texts import texts
from tests.web.gallery import RECEIPTS, Gallery
from tests.web.test_access import faultless
from tests.web.visits import DESKTOP, RU

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_machine_finds_no_fault_with_any_page(visit, language):
    for scheme in ("light", "dark"):
        async with visit(scheme=scheme, desk=Gallery(language=language)) as here:
            page = await here.tab()
            await faultless(page, f"lists, {language}, {scheme}")
            assert not here.complaints


async def test_a_sheet_is_opened_by_its_line_and_the_rest_goes_by_its_button(visit):
    async with visit(desk=Gallery(only="family")) as here:
        page = await here.tab()
        lines = page.locator(".entry")
        assert [" ".join((await line.inner_text()).split()) for line in await lines.all()] == [
            f"Айгүл {RU('web.entry_done')}",
            "Айдар 12 из 48",
            f"Алихан {RU('web.entry_waiting')}",
        ]
        assert await lines.get_by_role("button").count() == 2, "what is not begun cannot be looked into"
        assert await page.get_by_role("button", name="Айдар").count() == 2, "its line, and the way on"
        await lines.nth(0).get_by_role("button").click()
        await page.locator(".said-text", has_text="Айгүл").wait_for()
        assert here.site.desk.turns[-1].act.token == "v.open.1"


async def test_an_answer_is_corrected_by_its_line(visit):
    async with visit(desk=Gallery(only="review")) as here:
        page = await here.tab()
        line = page.get_by_role("button", name=f"2 {RU('sheet.doubt_plain')} {RU('yes')}")
        assert (await line.bounding_box())["height"] >= 44
        assert await page.locator(".choices-answers").count() == 0, "no second row of numbers under the list"
        assert await page.get_by_role("list", name=RU("rights.you")).get_by_role("listitem").count() == 2
        await line.click()
        await page.locator(".said-text").wait_for()
        assert here.site.desk.turns[-1].act.token == "v.line.2"


async def test_a_receipt_number_is_copied_with_a_tap(visit):
    async with visit(desk=Gallery(only="receipts")) as here:
        await here.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = await here.tab()
        number = RECEIPTS["Айдар"]
        await page.get_by_role("button", name=f"{RU('web.copy')} Айдар").click()
        await page.get_by_role("button", name=f"{RU('web.copied')} Айдар").wait_for()
        assert await page.evaluate("navigator.clipboard.readText()") == number
        await page.get_by_text(number).click()
        assert (await page.evaluate("getSelection().toString()")).strip() == number
        await page.emulate_media(media="print")
        assert await page.get_by_text(number).is_visible()
        assert not await page.locator(".entry-copy").first.is_visible()


async def test_hello_is_marked_in_each_of_its_languages(visit):
    """A screen reader speaks each paragraph and each button with the voice of its language (WCAG 3.1.2)."""
    async with visit(desk=Gallery(only="greeting")) as here:
        page = await here.tab()
        for language in ("kk", "ru"):
            said = page.locator(f'.message-text [lang="{language}"]')
            assert await said.inner_text() == texts(language)("language.greeting")
            assert await page.locator(f'button[lang="{language}"]').inner_text() == texts(language)("language.name")


@pytest.mark.parametrize("only", ["greeting", "people", "review", "family", "receipts"])
async def test_a_quarter_of_a_desktop_needs_no_scrolling_sideways(visit, only):
    """400 % on 1280 x 1024 (WCAG 1.4.10)."""
    async with visit({"width": 320, "height": 256}, desk=Gallery(only=only)) as here:
        page = await here.tab()
        assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_without_colours_of_its_own_the_page_says_the_same(visit):
    """Windows' high contrast: ticks, marks and tones are drawn by borders and signs; how far one is stays to be seen."""
    async with visit(DESKTOP, desk=Gallery()) as here:
        page = await here.tab()
        await page.emulate_media(forced_colors="active")
        signs = await page.evaluate("""() => [...document.querySelectorAll("[data-tone] > .message-label")].map(
            (label) => getComputedStyle(label, "::before").content)""")
        assert len({sign for sign in signs if sign != "none"}) == 3, signs
        drawn = await page.evaluate("""() => [...document.querySelectorAll(".entry[data-mark] .entry-row")].map(
            (row) => getComputedStyle(row, "::before").content + row.textContent)""")
        assert len(set(drawn)) == 3
        bar = "getComputedStyle(document.querySelector('progress'))"
        assert await page.evaluate(f"{bar}.borderTopStyle") == "solid"
