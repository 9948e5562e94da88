"""The chat in a real browser: a telephone of 360 px, what is masked, both languages, ending the session, paper."""

import re

import pytest

from tests.web.running_site import Site, running
from tests.web.visits import DESKTOP, IIN, MASKED, PHONE, RU, asked, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
