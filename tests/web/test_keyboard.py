"""The page by keyboard alone, and what a screen reader is told of it."""

import pytest

from dialogs.texts import texts
from tests.web.visits import DESKTOP, IIN, RU, asked

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
