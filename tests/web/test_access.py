"""WCAG 2.2 AA where a machine can tell: axe on every state, targets, focus never hidden, text at twice its size."""

import pytest

from tests.web.running_site import DEMO
from tests.web.visits import DESKTOP, IIN, PHONE, RU, asked, says

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOW = {"width": 360, "height": 480}
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

HIDDEN = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const box = focused.getBoundingClientRect();
    const middle = box.left + box.width / 2;
    const seen = [box.top + 2, box.bottom - 2].map((y) => document.elementFromPoint(middle, y));
    const whole = seen.every((each) => each && (focused.contains(each) || each.contains(focused)));
    const drawn = getComputedStyle(focused.id === "answer" ? focused.form : focused);
    const ring = drawn.outlineStyle !== "none" || drawn.boxShadow !== "none";
    return { what: focused.textContent.trim().slice(0, 40) || focused.id, whole, ring };
}"""


async def faultless(page, where: str) -> None:
    from axe_playwright_python.async_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": STANDARD}, "rules": {"target-size": {"enabled": True}}}
    result = await Axe().run(page, options=options)
    assert not result.response["violations"], f"{where}: {result.generate_report()}"


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("address", ["nowhere", "offline"])
async def test_pages_without_a_conversation(visit, address, language):
    for scheme in ("light", "dark"):
        async with visit(scheme=scheme) as here:
            page = await here.context.new_page()
            await page.goto(f"{here.url}{address}?language={language}")
            assert await page.evaluate("document.documentElement.lang") == language
            assert DEMO.title.of(language) in await page.locator("header").inner_text()
            await faultless(page, f"{address}, {scheme}")


async def test_every_state_of_a_conversation(visit):
    async with visit() as here:
        page = await here.tab()
        await faultless(page, "a question to be typed")
        await says(page, "12345")
        await page.locator('[data-tone="refusal"]').wait_for()
        await faultless(page, "a refusal")
        await says(page, IIN)
        await asked(page, 1)
        await faultless(page, "one of several choices")
        here.site.desk.open.clear()
        await page.get_by_role("button", name="Кирпич, камень").click()
        await faultless(page, "an answer on its way")
        here.site.desk.open.set()
        await asked(page, 2)
        await faultless(page, "several choices, none ticked")
        await page.get_by_role("button", name="Казахский").click()
        await page.get_by_role("button", name="Казахский", pressed=True).wait_for()
        await page.get_by_role("button", name="Готово").click()
        await asked(page, 3)
        await faultless(page, "a doubt")
        await page.locator("#menu summary").click()
        await faultless(page, "the menu")


@pytest.mark.parametrize("viewport", [PHONE, LOW, DESKTOP])
async def test_what_has_the_focus_is_seen_whole_and_marked(visit, viewport):
    """WCAG 2.4.7 and 2.4.11: forwards and back through the whole page, with the field over the end of the conversation."""
    async with visit(viewport) as here:
        here.site.desk.step = 1
        page = await here.tab()
        await asked(page, 1)
        seen = set()
        for key in ("Tab", "Shift+Tab"):
            for _ in range(24):
                await page.keyboard.press(key)
                found = await page.evaluate(HIDDEN)
                if found is None:
                    break
                assert found["whole"], (key, found)
                assert found["ring"], (key, found)
                seen.add(found["what"])
        assert {"Кирпич, камень", "Каркасно-камышитовые", "Меню", "answer", "1446"} <= seen


@pytest.mark.parametrize("step", [0, 1, 2, 3])
async def test_text_at_twice_its_size_needs_no_scrolling_sideways(visit, step):
    async with visit() as here:
        here.site.desk.step = step
        page = await here.tab()
        await page.evaluate("document.documentElement.style.setProperty('font-size', '212.5%')")
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        for button in await page.locator(".choices button").all():
            box = await button.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(visit, scheme):
    from axe_playwright_python.async_playwright import Axe

    async with visit(scheme=scheme) as here:
        page = await here.tab()
        paper = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert (paper == "rgb(250, 248, 243)") == (scheme == "light")

        async def check(where: str) -> None:
            result = await Axe().run(page)
            assert not result.response["violations"], f"{where}: {result.generate_report()}"

        await says(page, "12345")
        await page.locator('[data-tone="refusal"]').wait_for()
        await check("a refused answer")
        await says(page, IIN)
        await asked(page, 1)
        await page.get_by_role("button", name="Саман").click()
        await asked(page, 2)
        await page.get_by_role("button", name="Казахский").click()
        await page.get_by_role("button", name="Казахский", pressed=True).wait_for()
        await check("several choices")
        await page.get_by_role("button", name="Готово").click()
        await asked(page, 3)
        await page.get_by_role("button", name="Да", exact=True).click()
        await page.get_by_text("Номер уведомления").wait_for()
        await page.locator("#menu summary").click()
        await check("a receipt, the menu open")
        await page.get_by_role("button", name=RU("web.leave")).click()
        await check("the question before leaving")
        assert not here.complaints
