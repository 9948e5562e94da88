"""Lines that break, tabs that close, a desk that is busy: nothing said is lost, nothing is counted twice."""

import asyncio

import pytest

from handlers.crowd import Limits
from tests.web.scripted_desk import DeskUnavailableError
from tests.web.visits import IIN, MASKED, RU, asked, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
