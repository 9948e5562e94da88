"""A member of the household answers about himself by a private link, in a browser of his own, served by the real program.

She began in Russian, he answers in Kazakh; both hold a telephone of 360 px, his is dark.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from dialogs.texts import texts
from tests.dialogs.family import NAMES, PERSON
from tests.dialogs.journeys import answers_as_the_family, comes_to, signs_in
from tests.journeys.browsers import PHONE, Browser, Here, browser, over_the_line
from tests.journeys.people import Page, Respondent, address_of
from tests.journeys.secrecy import bare, leaks, told
from tests.web.test_first_sheet import SEEN_AT_ONCE, SMALL

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINK = re.compile(r"http://127\.0\.0\.1:\d+/#(\d{15})")
NUMBER = 3
"""Of this family among those that meet in the program's database."""
SAY, HIS = texts("ru"), texts("kk")
HIS_WORDS = ("электрик", "мұнай")
"""Of what he says of himself: his trade, and what his employer does."""


async def test_a_member_answers_by_a_private_link(here: Here, published: Path, chromium: Any) -> None:
    async with (
        browser(chromium, here.program.url) as hers,
        browser(chromium, here.program.url, color_scheme="dark") as his,
    ):
        aigul, tab = await lists_two(here, hers)
        link, code = await makes_a_link(aigul, tab)
        aidar, his_tab = await opens_it(here, his, link)
        his_tab = await answers_alone(here, aidar, his, his_tab)
        await sees_that_he_has_answered(aigul, tab)
        for page in (tab.page, his_tab.page):
            assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert not hers.complaints
        assert not his.complaints
    assert not leaks(here.program.output, {code, *told(aigul)})
    assert not bare(here.program.database.parent, {code, *told(aigul)}, published)


async def lists_two(here: Here, hers: Browser) -> tuple[Respondent, Page]:
    """She lists herself and her husband, and stands before the family's page."""
    tab = await hers.tab()
    key = await hers.key()
    aigul = Respondent(here.look, "web", address_of(key), tab, NUMBER)
    async with over_the_line(here, aigul, tab, key):
        await signs_in(aigul, "ru")
        await answers_as_the_family(aigul, "ru", lambda asked: asked is None and is_listed(aigul), NAMES[:2])
    aigul.door = tab = await hers.tab()
    await aigul.sees_the_prompt()
    return aigul, tab


async def makes_a_link(aigul: Respondent, tab: Page) -> tuple[str, str]:
    """The link in the letter that she copies to hand it on, and its code."""
    await aigul.presses(SAY("private.button"))
    await aigul.presses("Айдар")
    await aigul.presses(SAY("private.make"))
    await tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await tab.page.get_by_role("button", name=SAY("web.copy")).click()
    await tab.page.get_by_role("button", name=SAY("web.copied")).wait_for()
    found = LINK.search(await tab.page.evaluate("navigator.clipboard.readText()"))
    assert found
    assert SAY("private.himself") in await tab.page.locator(".entry", has_text="Айдар").last.inner_text()
    return found[0], found[1]


async def opens_it(here: Here, his: Browser, link: str) -> tuple[Respondent, Page]:
    """His language, who asks and why, his own consent, and then his own sheet."""
    his.url = link
    tab = await his.tab()
    assert tab.page.url == here.program.url + "/"
    aidar = Respondent(here.look, "web", address_of(await his.key()), tab, NUMBER)
    await aidar.looks()
    await aidar.presses(HIS("language.name"))
    await tab.page.get_by_text(here.look.campaign.consent.of("kk")).wait_for()
    await tab.page.get_by_text(HIS("joining.joined")).wait_for()
    await tab.page.set_viewport_size(SMALL)
    await tab.page.wait_for_function(SEEN_AT_ONCE)
    await tab.page.set_viewport_size(PHONE)
    await aidar.presses(HIS("welcome.agree"))
    await tab.page.get_by_text(HIS("member.title")).wait_for()
    assert "Айгүл" not in await tab.page.locator(".entries").last.inner_text()
    return aidar, tab


async def answers_alone(here: Here, aidar: Respondent, his: Browser, tab: Page) -> Page:
    """The first question and the last on the page, the rest over its line; the page, where nothing is left to do."""
    await aidar.presses(HIS("family.begin", title="Айдар"))
    await comes_to(aidar, "citizenship")
    his.url = here.program.url
    async with over_the_line(here, aidar, tab, await his.key()):
        await comes_to(aidar, "disability_group")
    aidar.door = tab = await his.tab()
    await answers_as_the_family(aidar, "kk", lambda asked: asked is None)
    await tab.page.get_by_text(HIS("member.done")).wait_for()
    assert await aidar.answer("occupation") == PERSON["Айдар"]["occupation"][0]
    return tab


async def sees_that_he_has_answered(aigul: Respondent, tab: Page) -> None:
    """When she looks again he is done; of what he said she is shown nothing, and what he was asked is no button of hers."""
    await tab.page.reload()
    await tab.page.locator('.entry[data-mark="done"]', has_text="Айдар").wait_for()
    await aigul.sees_the_prompt()
    assert "Айдар" not in [choice.label for choice in aigul.prompt.choices]
    for command in ("review", "mydata"):
        await aigul.commands(command)
        shown = (await tab.page.content()).casefold()
        assert not [word for word in HIS_WORDS if word in shown]


def is_listed(aigul: Respondent) -> bool:
    return [entry.mark for entry in aigul.prompt.entries] == ["done", "waiting", "waiting", "waiting"]
