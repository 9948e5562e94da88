"""The census of a family on the page in Chromium, served by the real program: 360 px wide, in Kazakh and in Russian.

The page takes the stretches where something may go wrong; between them the tab is closed and the same conversation goes on
over the page's line, which is quicker than a browser.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from dialogs.texts import texts
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import agrees, answers_as_the_family, comes_to, goes_on
from tests.journeys.browsers import PHONE, Browser, Here, browser, over_the_line
from tests.journeys.people import Messenger, Page, Respondent, address_of
from tests.journeys.secrecy import bare, leaks, told

pytestmark = pytest.mark.asyncio(loop_scope="session")

DWELLING = {"kk": "Тұрғын үй жағдайлары", "ru": "Жилищные условия"}
RECEIPT = re.compile(r"\d{4}-\d{4}-\d{4}-\d{2}")
NEW_NAME = "Ахметова Айгүлім Серікқызы"


@pytest.mark.parametrize(("language", "number"), [("kk", 1), ("ru", 2)])
async def test_a_family_on_the_page(here: Here, published: Path, chromium: Any, language: str, number: int) -> None:
    async with browser(chromium, here.program.url) as person:
        tab = await person.tab()
        key = await person.key()
        aigul = Respondent(here.look, "web", address_of(key), tab, number)
        await aigul.sees_the_prompt()
        await signs_in_after_a_refusal(aigul, tab, language)
        await lists_the_family(aigul, language)

        async with over_the_line(here, aigul, tab, key) as line:
            await comes_to(aigul, "proficiency_kazakh", "Айгүл")
        aigul.door = tab = await person.tab()
        await aigul.sees_the_prompt()
        await ticks_several(aigul, tab, language)
        await speaks_the_other_language_for_a_moment(aigul, tab, language)
        await loses_the_line(aigul, person, tab, language)

        async with over_the_line(here, aigul, tab, key) as line:
            await answers_as_the_family(aigul, language, lambda asked: asked is None and is_filled(aigul))
        aigul.door = tab = await person.tab()
        await aigul.sees_the_prompt()
        await corrects_an_answer(aigul, tab, language)
        await sends(aigul, tab)
        await corrects_what_was_sent(aigul, tab, language)

        assert await tab.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert not person.complaints
    await is_not_counted_again(here, aigul, language, number)
    assert not leaks(here.program.output, told(aigul))
    assert not bare(here.program.database.parent, {key, NEW_NAME, *told(aigul)}, published)
    assert len(line.seconds) > 50


async def signs_in_after_a_refusal(aigul: Respondent, tab: Page, language: str) -> None:
    await agrees(aigul, language)
    assert await tab.page.locator("#answer").get_attribute("inputmode") == "numeric"
    await aigul.says("900101400014")
    await tab.page.locator('.reply:last-child [data-tone="refusal"]').wait_for()
    [iin, _] = aigul.iins
    await aigul.says(iin)
    assert aigul.iins[iin] not in await tab.page.content()


async def lists_the_family(aigul: Respondent, language: str) -> None:
    """By tapping and typing; once back and forth."""
    await comes_to(aigul, "member_sex", "Айгүл")
    before = aigul.prompt.text
    await aigul.presses(next(choice.label for choice in aigul.prompt.choices if choice.selected))
    await aigul.presses(texts(language)("aside.back"))
    assert aigul.prompt.text == before
    await aigul.presses(texts(language)("aside.keep"))
    await comes_to(aigul, "member_iin", "Айдар")
    assert await aigul.members() == [*NAMES]


async def ticks_several(aigul: Respondent, tab: Page, language: str) -> None:
    labels = [choice.label for choice in aigul.prompt.choices if choice.role == "answer"]
    bubbles = await tab.page.locator(".message").count()
    for label in (labels[0], labels[1], labels[2], labels[1]):
        await aigul.presses(label)
    assert [choice.label for choice in aigul.prompt.choices if choice.selected] == [labels[0], labels[2]]
    assert await tab.page.locator(".message").count() == bubbles
    await aigul.presses(texts(language)("sheet.done"))
    assert await tab.page.locator(".said-text").last.text_content() == f"{labels[0]}, {labels[2]}"
    assert await aigul.answer("proficiency_kazakh", "Айгүл") == "understand read"


async def speaks_the_other_language_for_a_moment(aigul: Respondent, tab: Page, language: str) -> None:
    asked = aigul.prompt.text
    for other in ({"kk": "ru", "ru": "kk"}[language], language):
        await tab.page.locator(f'[data-language="{other}"]').click()
        await tab.settles()
        await aigul.sees_the_prompt()
        assert aigul.language == other
        assert (aigul.prompt.text == asked) == (other == language)
        assert await tab.page.evaluate("document.documentElement.lang") == other


async def loses_the_line(aigul: Respondent, person: Browser, tab: Page, language: str) -> None:
    """What is written without a line goes by itself when there is one, once."""
    await person.context.set_offline(True)
    await tab.page.locator("#answer").fill("1, 2")
    await tab.page.locator("#answer").press("Enter")
    await tab.page.get_by_text(texts(language)("web.unsent"), exact=True).wait_for()
    await person.context.set_offline(False)
    await tab.settles()
    await aigul.sees_the_prompt()
    assert await aigul.answer("proficiency_russian", "Айгүл") == "understand speak"
    person.complaints[:] = [said for said in person.complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def is_filled(aigul: Respondent) -> bool:
    return [entry.mark for entry in aigul.prompt.entries] == ["done"] * 6


async def corrects_an_answer(aigul: Respondent, tab: Page, language: str) -> None:
    """From the family's page through the review of the dwelling's sheet."""
    assert await aigul.answer("rooms_count") == "3"
    await aigul.presses(DWELLING[language])
    await aigul.says(str(await aigul.line_of("rooms_count")))
    await comes_to(aigul, "rooms_count")
    await aigul.says("4")
    assert await aigul.answer("rooms_count") == "4"
    await aigul.presses(texts(language)("review.close"))
    assert is_filled(aigul)


async def sends(aigul: Respondent, tab: Page) -> None:
    while aigul.prompt.tone != "success":
        await goes_on(aigul)
    shown = await tab.page.locator('[data-tone="success"]').last.inner_text()
    assert all(name in shown for name in NAMES)
    assert {state for *_, state in await aigul.kept()} == {"submitted"}


async def corrects_what_was_sent(aigul: Respondent, tab: Page, language: str) -> None:
    """Days later: the page is opened again, a name put right, and sent. What was sent stands until then."""
    say = texts(language)
    receipts = tab.page.locator('[data-tone="success"][data-keepsake]').last
    numbers = RECEIPT.findall(await receipts.inner_text())
    await tab.page.reload()
    assert RECEIPT.findall(await receipts.inner_text()) == numbers
    await aigul.sees_the_prompt()
    await aigul.presses(say("done.correct"))
    await aigul.presses("Айгүл")
    await aigul.says(str(await aigul.line_of("full_name")))
    await aigul.says(NEW_NAME)
    await tab.page.get_by_text(say("sheet.corrected")).wait_for()
    await aigul.presses(say("review.close"))
    await tab.page.get_by_text(say("correct.unsent")).wait_for()
    await aigul.presses(say("correct.send"))
    await aigul.presses(say("submit.send"))
    await tab.page.get_by_text(say("correct.sent")).wait_for()
    shown = await receipts.inner_text()
    assert NEW_NAME in shown
    assert RECEIPT.findall(shown) == numbers
    assert len(numbers) == len(NAMES)
    assert NAMES[0] not in shown


async def is_not_counted_again(here: Here, aigul: Respondent, language: str, number: int) -> None:
    """The same IIN in Telegram is told so and sees nothing of the answers."""
    person = here.telegram.person(1000 + number, language)
    again = Respondent(here.look, "telegram", str(person.id), Messenger(here.look, person), number)
    await agrees(again, language)
    [iin, _] = aigul.iins
    await again.says(iin)
    await person.sees(texts(language)("signin.counted", phone="1446"))
    assert not await again.kept()
    assert not any(name in message.text for message in person.chat for name in NAMES)
    assert not here.telegram.refusals
