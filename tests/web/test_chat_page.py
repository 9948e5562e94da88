"""The chat in a real browser: a telephone of 360 px, lost lines, the keyboard alone, light and dark, axe."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from dialogs.texts import texts
from handlers.crowd import Limits
from tests.web.running_site import Site, running
from tests.web.scripted_desk import SCRIPT, DeskUnavailableError

pytestmark = pytest.mark.asyncio(loop_scope="session")

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


async def test_a_conversation_on_a_small_phone(visit):
    async with visit() as here:
        page = await here.tab()
        await asked(page, 0)
        assert await page.locator("#answer").get_attribute("inputmode") == "numeric"

        await says(page, "12345")
        refusal = page.locator('[data-tone="refusal"]')
        await refusal.get_by_text("Ответ не принят").wait_for()
        field = page.locator("#answer")
        assert await field.get_attribute("aria-invalid") == "true"
        described = (await field.get_attribute("aria-describedby")).split()
        assert await refusal.locator(".message-text").get_attribute("id") in described

        await says(page, IIN)
        await asked(page, 1)
        assert await field.get_attribute("aria-invalid") is None
        await page.get_by_role("button", name="Кирпич, камень").click()

        await asked(page, 2)
        await page.get_by_role("button", name="Казахский").click()
        await page.get_by_role("button", name="Английский").click()
        await page.get_by_role("button", name="Английский", pressed=True).wait_for()
        before = await page.locator(".message").count()
        await page.get_by_role("button", name="Английский").click()
        await page.get_by_role("button", name="Английский", pressed=False).wait_for()
        assert await page.locator(".message").count() == before
        await page.get_by_role("button", name="Готово").click()

        await asked(page, 3)
        assert await page.locator(".said-text").last.inner_text() == "Казахский"
        await page.get_by_role("button", name="Да", exact=True).click()
        await page.get_by_text("Номер уведомления").wait_for()
        link = page.get_by_role("link", name="Сохранить файл: anyqtama.txt")
        async with page.expect_download() as download:
            await link.click()
        assert (await download.value).suggested_filename == "anyqtama.txt"

        assert await page.locator(".reply[data-past] button").count() == 0
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert here.site.desk.answers == {IIN: 1, "brick": 1, "done": 1, "yes": 1}
        assert not here.complaints


async def test_everything_to_tap_is_big_enough_for_a_thumb(visit):
    async with visit() as here:
        here.site.desk.step = 2
        page = await here.tab()
        await page.locator("#menu summary").click()
        for target in await page.locator("button:visible, .languages a, summary, textarea").all():
            box = await target.bounding_box()
            assert box["height"] >= 44, await target.inner_text()


async def test_an_iin_is_masked_once_written_and_comes_back_to_be_mended(visit):
    async with visit() as here:
        page = await here.tab()
        await says(page, "9001 0130 0123")
        await page.locator('[data-tone="refusal"]').wait_for()
        assert await page.locator(".said-text").inner_text() == MASKED
        assert await page.locator("#answer").input_value() == "9001 0130 0123"
        await says(page, IIN)
        await asked(page, 1)
        assert await page.locator("#answer").input_value() == ""
        assert IIN not in await page.content()


async def test_the_second_tap_of_a_double_tap_does_not_answer_the_next_question(visit):
    async with visit() as here:
        here.site.desk.step = 3
        page = await here.tab()
        await page.evaluate("""() => new MutationObserver((_, observer) => {
            const next = document.querySelector("[data-token=next]");
            if (!next) return;
            observer.disconnect();
            next.dispatchEvent(new MouseEvent("click", {detail: 2, bubbles: true}));
        }).observe(document.getElementById("log"), {childList: true})""")
        await page.get_by_role("button", name="Да", exact=True).click()
        await page.get_by_text("Номер уведомления").wait_for()
        assert here.site.desk.answers == {"yes": 1}
        await page.get_by_role("button", name="Перейти к следующему").click()
        await page.locator(".said-text").get_by_text("Перейти").wait_for()


async def test_a_line_lost_in_mid_answer(visit):
    async with visit() as here:
        page = await here.tab()
        here.site.desk.open.clear()
        here.site.desk.taken.clear()
        await says(page, IIN)
        await asyncio.wait_for(here.site.desk.taken.wait(), 5)
        here.site.cut_lines()
        here.site.desk.open.set()
        await asked(page, 1)
        assert here.site.desk.answers == {IIN: 1}
        assert await page.locator(".said").count() == 1
        assert await page.locator(".reply").count() == 2
        assert not await page.locator(".said-state").inner_text()


async def test_without_a_line_one_can_go_on_writing(visit):
    async with visit() as here:
        page = await here.tab()
        await here.context.set_offline(True)
        here.site.cut_lines()
        await page.get_by_text(RU("web.offline")).wait_for()
        await says(page, IIN)
        await page.get_by_text(RU("web.unsent")).wait_for()
        assert await stands_above_the_field(page, ".said")
        assert not here.site.desk.answers
        await here.context.set_offline(False)
        await asked(page, 1)
        assert here.site.desk.answers == {IIN: 1}
        assert await page.get_by_text(RU("web.unsent")).count() == 0


async def test_a_line_lost_after_an_answer_covers_nothing_of_it(visit):
    async with visit(viewport={"width": 360, "height": 420}) as here:
        page = await here.tab()
        here.site.desk.open.clear()
        await says(page, IIN)
        await here.context.set_offline(True)
        here.site.cut_lines()
        await page.get_by_text(RU("web.offline")).wait_for()
        assert await stands_above_the_field(page, ".said")


async def stands_above_the_field(page, what: str) -> bool:
    """Whether the last of these is wholly between the top of the window and the field, once the page has settled."""
    placed = """what => {
        const box = [...document.querySelectorAll(what)].at(-1).getBoundingClientRect();
        return box.top >= 0 && box.bottom <= document.getElementById("dock").getBoundingClientRect().top;
    }"""
    await page.wait_for_function(placed, arg=what)
    return True


async def test_an_answer_not_yet_sent_outlives_a_reload(visit):
    async with visit() as here:
        page = await here.tab()
        here.site.desk.open.clear()
        await says(page, IIN)
        await page.reload()
        here.site.desk.open.set()
        await asked(page, 1)
        assert here.site.desk.answers == {IIN: 1}


async def test_a_closed_tab_and_a_new_one_go_on_where_it_stopped_and_show_no_old_answers(visit):
    async with visit() as here:
        page = await here.tab()
        await says(page, IIN)
        await asked(page, 1)
        await page.close()
        page = await here.tab()
        await asked(page, 1)
        assert await page.locator('[data-tone="recap"]').count() == 1
        assert IIN not in await page.locator("body").inner_text()


async def test_two_tabs_show_the_same_conversation(visit):
    async with visit() as here:
        one, two = await here.tab(), await here.tab()
        await says(one, IIN)
        await asked(two, 1)
        assert await two.locator(".said-text").all_inner_texts() == [MASKED]
        await two.get_by_role("button", name="Саман").click()
        await asked(one, 2)
        assert await one.locator(".said-text").all_inner_texts() == [MASKED, "Саман"]


async def test_a_busy_desk_is_asked_again_by_the_page_itself(visit):
    async with visit() as here:
        page = await here.tab()
        here.site.desk.troubles.append(DeskUnavailableError(0.3))
        await says(page, IIN)
        await page.get_by_text(RU("webchat.unavailable")).wait_for()
        await asked(page, 1)
        assert here.site.desk.answers == {IIN: 1}


async def test_what_failed_comes_back_into_the_field(visit):
    async with visit() as here:
        page = await here.tab()
        here.site.desk.troubles.append(ValueError())
        await says(page, IIN)
        await page.get_by_text(RU("webchat.failed")).wait_for()
        assert await page.locator("#answer").input_value() == IIN


async def test_by_keyboard_alone(visit):
    async with visit(DESKTOP) as here:
        page = await here.tab()
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.keyboard.press("Enter")
        await page.keyboard.type("12345")
        await page.keyboard.press("Shift+Enter")
        assert await page.locator("#answer").input_value() == "12345\n"
        await page.locator("#answer").fill("")
        await page.keyboard.type(IIN)
        await page.keyboard.press("Enter")
        await asked(page, 1)
        assert await page.evaluate("document.activeElement.id") == "answer"

        await page.keyboard.press("Shift+Tab")  # from the field back through help and "back" to the last answer
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Enter")
        await asked(page, 2)
        assert await page.evaluate("document.activeElement.textContent") == "Казахский"
        await page.keyboard.press("Space")
        await page.get_by_role("button", name="Казахский", pressed=True).wait_for()
        assert await page.evaluate("document.activeElement.textContent") == "Казахский"
        for _ in range(4):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await asked(page, 3)
        assert await page.evaluate("document.activeElement.textContent") == "Да"
        assert here.site.desk.answers == {IIN: 1, "reed": 1, "done": 1}


async def test_the_field_s_button_is_called_otherwise_than_a_choice_that_sends(visit):
    """«Отправить» stands among the choices of the last page; by voice and ear the two must be told apart (WCAG 2.5.3)."""
    async with visit(DESKTOP) as here:
        page = await here.tab()
        button = page.get_by_role("button", name=RU("web.send_answer"), exact=True)
        assert await button.inner_text() == RU("web.send")
    for say in (RU, texts("kk")):
        assert say("web.send_answer") != say("web.send")
        assert say("web.send").lower() in say("web.send_answer").lower(), "who says what he sees must be understood"


async def test_the_language_switches_page_and_conversation_together(visit):
    async with visit() as here:
        page = await here.tab()
        assert await page.evaluate("document.documentElement.lang") == "ru"
        await page.get_by_role("link", name="Қазақша").click()
        await asked(page, 0, "kk")
        assert await page.evaluate("document.documentElement.lang") == "kk"
        assert await page.title() == "Қазақстан Республикасы халқының ұлттық санағы"
        assert await page.locator("#answer").get_attribute("placeholder") == "12 цифр"
        assert await page.locator('[data-language="kk"]').get_attribute("aria-current") == "true"
        assert await page.locator(".reply").first.get_attribute("lang") == "ru"
        await page.reload()
        assert await page.evaluate("document.documentElement.lang") == "kk"


async def test_a_pasted_picture_gets_a_kind_answer(visit):
    async with visit() as here:
        page = await here.tab()
        await page.locator("#answer").evaluate("""field => {
            const data = new DataTransfer();
            data.items.add(new File(["x"], "x.png", {type: "image/png"}));
            field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""")
        await page.get_by_text("Изображение прочитать не получится").wait_for()


async def test_ending_the_session_on_this_device(visit):
    async with visit() as here:
        other, page = await here.tab(), await here.tab()
        await says(page, IIN)
        await asked(page, 1)
        await page.locator("#menu summary").click()
        await page.get_by_role("button", name=RU("web.leave")).click()
        await page.keyboard.press("Escape")
        await page.locator("#menu summary:focus").wait_for()
        await page.locator("#menu summary").click()
        await page.get_by_role("button", name=RU("web.leave")).click()
        await page.get_by_role("button", name=RU("web.leave_yes"), exact=True).click()
        await page.wait_for_url(re.compile(r"language=ru"))
        await page.locator(".message").first.wait_for()
        await other.get_by_text(RU("webchat.left")).wait_for()
        assert len({turn.address for turn in here.site.desk.turns}) == 2


async def test_without_scripts_a_sentence_names_the_telephone(chromium):
    async with running(Site()) as client:
        context = await chromium.new_context(java_script_enabled=False, locale="ru-RU")
        page = await context.new_page()
        await page.goto(str(client.make_url("/")))
        assert "1446" in await page.locator(".no-script").inner_text()
        await context.close()


async def test_receipts_are_all_that_is_printed(visit):
    async with visit(DESKTOP) as here:
        here.site.desk.step = 3
        page = await here.tab()
        await page.get_by_role("button", name="Да", exact=True).click()
        await page.get_by_text("Номер уведомления").wait_for()
        await page.emulate_media(media="print")
        assert await page.get_by_text("Номер уведомления").is_visible()
        for hidden in (".said", '[data-tone="doubt"]', "#composer", ".panel"):
            assert not await page.locator(hidden).first.is_visible()


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


async def test_when_there_is_no_line_to_be_had_the_page_says_so_and_goes_on_by_itself(visit):
    async with visit(limits=Limits(lines_of_client=1, rest=1.0)) as here:
        first = await here.tab()
        await asked(first, 0)
        second = await here.context.new_page()
        second.set_default_timeout(5_000)
        await second.goto(here.url)
        await second.locator("#status", has_text=RU("webchat.crowded")).wait_for()
        await says(second, IIN)
        assert await second.locator("#status", has_text=RU("webchat.crowded")).count() == 1, "no «offline» over it"
        await first.close()
        await asked(second, 1)
        assert await second.locator("#status").inner_text() == ""
        assert here.site.desk.answers == {IIN: 1}
