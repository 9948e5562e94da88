"""What stands at the place one moves to, what stays at the place one has left, and moving while others act."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import update

from census.erasure import erase
from census.tables import access_code, household
from dialogs.texts import texts
from storage.tables import conversation
from tests.dialogs.codes import RECEIPT, count, gets_a_code, is_closed
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, StoppedAt, comes_to, signs_in
from tests.dialogs.scenario import Scenario
from tests.dialogs.test_rights import erases

# --- what stands at the other place already ---------------------------------------------------------------------------


async def test_an_empty_draft_goes_without_a_word(resumed: Resumed, language: str) -> None:
    phone = await resumed("filled", language)
    page = phone.scenario.person("web")
    await signs_in(page, language)
    page.hears("signin.elsewhere")
    assert await count(page, household) == 2
    await page.commands("start", await gets_a_code(phone))
    page.hears("moving.moved")
    assert await count(page, household) == 1
    assert await page.members() == list(NAMES)


async def test_a_draft_that_others_answer_too_is_left_to_them(resumed: Resumed, language: str) -> None:
    """Who goes away from a household that goes on elsewhere takes nothing of it along, and nothing away."""
    phone = await resumed("filled", language)
    page, other = phone.scenario.person("web"), phone.scenario.person("web")
    for who in (page, other):
        await signs_in(who, language)
    theirs = (await page.scene()).conversation.household_id
    await phone.scenario.database.write(
        lambda conn: conn.execute(
            update(conversation).where(conversation.c.address == other.address).values(household_id=theirs)
        )
    )
    before = await count(phone, household)
    await page.commands("start", await gets_a_code(phone))
    page.hears("moving.moved")
    assert await count(phone, household) == before
    assert (await other.scene()).household.household.id == theirs


@pytest.mark.parametrize("yes", ["да", "button", "1"])
async def test_answers_go_after_a_clear_yes_only(resumed: Resumed, yes: str) -> None:
    phone = await resumed("filled", "ru")
    page = phone.scenario.person("web")
    await signs_in(page, "ru", "880101300123")
    await comes_to(page, "member_sex")
    asked, kept, code = page.prompt, await page.kept(), await gets_a_code(phone)
    for words in ("нет", "2", "что?", "Остаться здесь"):
        await page.says(code)
        page.hears("moving.ask")
        await page.says(words)
        page.hears("moving.stayed")
        assert page.prompt == asked
    assert await page.kept() == kept
    assert await phone.members() == list(NAMES)
    await page.says(code)
    if yes == "button":
        await page.presses(texts("ru")("moving.give_up"))
    else:
        await page.says(yes)
    page.hears("moving.moved")
    assert await page.members() == list(NAMES)
    assert await count(page, household) == 1


async def test_while_one_is_asked_the_code_may_end(resumed: Resumed) -> None:
    phone = await resumed("filled", "ru")
    page = phone.scenario.person("web")
    await signs_in(page, "ru", "880101300123")
    await comes_to(page, "member_sex")
    asked = page.prompt
    await page.says(await gets_a_code(phone))
    token = page.button(texts("ru")("moving.give_up")).token
    phone.scenario.clock.moves(minutes=20)
    await page.says("да")
    page.hears("moving.expired")
    assert page.prompt == asked
    await page.presses_old(token)
    assert page.prompt == asked


async def test_what_was_sent_here_stays_among_the_earlier(resumed: Resumed, language: str) -> None:
    """Both have answered for their homes and go on at one place: the receipts of both can be read there."""
    phone = await resumed("sent", language)
    receipts = RECEIPT.findall(phone.text)
    page = phone.scenario.person("web")
    await signs_in(page, language, "880101300123")
    await comes_to(page, "member_sex")
    await phone.commands("start", await gets_a_code(page))
    phone.hears("moving.moved")
    await phone.says("нөмірлер" if language == "kk" else "номера")
    assert RECEIPT.findall(phone.text) == receipts
    assert await count(phone, household) == 2
    await page.commands("start", await gets_a_code(phone))
    await page.says("нөмірлер" if language == "kk" else "номера")
    assert RECEIPT.findall(page.text) == receipts
    await is_closed(phone)


# --- the place it has left --------------------------------------------------------------------------------------------


async def test_old_buttons_of_the_closed_place_do_nothing_but_say_so(resumed: Resumed, language: str) -> None:
    phone = await resumed("filled", language)
    old = [choice.token for choice in phone.prompt.choices]
    page = phone.scenario.person("web")
    await page.says(await gets_a_code(phone))
    kept = await page.kept()
    for token in (*old, "v.agree", "v.no_iin", "v.submit", "v.anew_yes", "a.00000000.00000000.1"):
        await phone.presses_old(token)
        phone.hears("moved.back")
        assert (await phone.scene()).case is None
    assert phone.screen.toast == texts(language)("moved.closed")
    assert await page.kept() == kept


async def test_after_the_receipts_nothing_of_them_stays_at_the_closed_place(resumed: Resumed, language: str) -> None:
    phone = await resumed("sent", language)
    receipts = RECEIPT.findall(phone.text)
    page = phone.scenario.person("web")
    await page.says(await gets_a_code(phone))
    assert RECEIPT.findall(page.text) == receipts
    await is_closed(phone)


async def test_somebody_else_may_begin_anew_at_the_closed_place(resumed: Resumed, language: str) -> None:
    phone, say = await resumed("filled", language), texts(language)
    page = phone.scenario.person("web")
    await page.says(await gets_a_code(phone))
    await phone.arrives()
    await phone.presses(say("moved.anew"))
    phone.hears("moved.anew_ask")
    await phone.says(say("no"))
    phone.hears("moved.back")
    await phone.says(say("moved.anew"))
    await phone.says(say("yes"))
    await phone.presses(say("welcome.agree"))
    await phone.says("880101300123")
    assert await phone.members() in ([], [""])
    assert await page.members() == list(NAMES)


# --- erased, and at once ----------------------------------------------------------------------------------------------


async def test_the_code_of_an_erased_household_opens_nothing(resumed: Resumed, language: str) -> None:
    phone = await resumed("filled", language)
    page = phone.scenario.person("web")
    code = await gets_a_code(phone)
    await erases(phone)
    assert await count(phone, access_code) == 0
    await page.says("Қазақша" if language == "kk" else "Русский")
    await page.says(code)
    page.hears("moving.wrong")


async def test_erasing_at_the_new_place_erases_all(resumed: Resumed, language: str) -> None:
    phone = await resumed("filled", language)
    page = phone.scenario.person("web")
    await page.says(await gets_a_code(phone))
    await erases(page)
    assert await count(page, household) == 0
    await is_closed(phone)


async def test_of_two_who_redeem_at_once_one_is_let_in(resumed: Resumed, new_scenario: Callable[..., Scenario]) -> None:
    phone = await resumed("filled", "ru")
    other = new_scenario(shared_with=phone.scenario)
    places = [scenario.person("web") for scenario in (phone.scenario, other, phone.scenario, other)]
    for number, place in enumerate(places):
        place.address = f"place {number}"
    code = await gets_a_code(phone)
    await asyncio.gather(*(place.commands("start", code) for place in places))
    inside = [place for place in places if (await place.scene()).case is not None]
    assert len(inside) == 1
    for place in places:
        (place.hears if place in inside else place.does_not_hear)("moving.moved")
    await is_closed(phone)


async def test_an_answer_given_at_the_same_moment_is_kept_or_told_where_to_go(
    stopped_at: StoppedAt, new_scenario: Callable[..., Scenario]
) -> None:
    """Whichever is first: the answer stands at the new place, or the old place says that it is closed."""
    for turn in range(4):
        phone, _ = await stopped_at("ru", "rooms_count")
        page = new_scenario(shared_with=phone.scenario).person("web")
        code = await gets_a_code(phone)
        acts = [phone.says("3"), page.commands("start", code)]
        await asyncio.gather(*(acts if turn % 2 else reversed(acts)))
        assert (await phone.scene()).case is None
        taken = await page.answer("rooms_count") == "3"
        (phone.does_not_hear if taken else phone.hears)("moved.back")


async def test_erased_at_the_moment_of_moving(resumed: Resumed, new_scenario: Callable[..., Scenario]) -> None:
    phone = await resumed("filled", "ru")
    code, scene = await gets_a_code(phone), await phone.scene()
    page = new_scenario(shared_with=phone.scenario).person("web")
    erased = phone.scenario.database.write(
        erase, [scene.household.household.id], conversation_id=None, by="staff: t", at=phone.scenario.clock.now
    )
    with pytest.MonkeyPatch.context() as patch:
        known = page.scenario.desk._journal.commit

        async def after_the_erasure(writes: object) -> int:
            nonlocal erased
            if erased is not None:
                await erased
                erased = None  # type: ignore[assignment]
            return await known(writes)  # type: ignore[arg-type]

        patch.setattr(page.scenario.desk._journal, "commit", after_the_erasure)
        await page.says(code)
    page.does_not_hear("moving.moved")
    assert (await page.scene()).case is None
