"""On a bad line: how soon the first question stands, and that nothing jumps away from under a thumb."""

from collections.abc import Awaitable

import pytest

from tests.web.visits import DESKTOP, IIN, PHONE, asked

pytestmark = pytest.mark.asyncio(loop_scope="session")

WATCH = """
window.shifts = [];
const observer = new PerformanceObserver((list) => keep(list.getEntries()));
function keep(entries) {
  for (const { value } of entries) shifts.push(value);
}
observer.observe({ type: "layout-shift", buffered: true });
window.settled = async () => {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  keep(observer.takeRecords());
  return shifts.splice(0);
};
"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP, {"width": 360, "height": 480}])
async def test_nothing_jumps_when_an_answer_comes_late(visit, viewport):
    """What moves with a tap, one expects. What moves when the reply comes, long after it, is counted as browsers count it."""
    async with visit(viewport) as here:
        await here.context.add_init_script(WATCH)
        page = await here.tab()
        desk = here.site.desk
        jumps: dict[str, float] = {}

        async def late(name: str, tap: Awaitable[None], reply: Awaitable[None]) -> None:
            desk.open.clear()
            desk.taken.clear()
            await tap
            await desk.taken.wait()
            await page.evaluate("settled()")
            desk.open.set()
            await reply
            jumps[name] = sum(await page.evaluate("settled()"))

        async def typed(text: str) -> None:
            await page.locator("#answer").evaluate("field => field.focus({ preventScroll: true })")
            before = await page.evaluate("scrollY")
            await page.keyboard.type(text)
            assert await page.evaluate("scrollY") == before, "what one types must not move the page"
            await page.keyboard.press("Enter")

        def pressed(name: str) -> Awaitable[None]:
            return page.get_by_role("button", name=name, exact=True).evaluate("button => button.click()")

        refusal = page.locator('[data-tone="refusal"]')
        await late("a refusal", typed("12345"), refusal.wait_for())
        await late("a typed answer", typed(IIN), asked(page, 1))
        await late("a pressed answer", pressed("Кирпич, камень"), asked(page, 2))
        ticked = page.get_by_role("button", name="Казахский", pressed=True)
        await late("a tick", pressed("Казахский"), ticked.wait_for())
        await late("several", pressed("Готово"), asked(page, 3))
        await late("the last", pressed("Да"), page.get_by_text("Номер уведомления").wait_for())
        assert all(value < 0.02 for value in jumps.values()), jumps


async def test_the_first_question_on_a_bad_line(visit):
    """400 ms there and back, 400 kbit/s: the first question within four seconds, and nothing moves when it comes."""
    async with visit() as here:
        await here.context.add_init_script(WATCH)
        page = await here.context.new_page()
        browser = await here.context.new_cdp_session(page)
        await browser.send("Network.enable")
        loaded: list[float] = []
        browser.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
        slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
        await browser.send("Network.emulateNetworkConditions", slow)
        await page.goto(here.url, wait_until="commit")
        await page.locator(".message").last.wait_for()
        assert await page.evaluate("performance.now()") < 4_000
        assert sum(loaded) < 40_000
        assert await page.evaluate("settled()") == []
