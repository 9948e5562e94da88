"""The conversation goes on elsewhere by a code: once, for a quarter of an hour, and it is closed where it was."""

import asyncio
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from census.erasure import erase
from census.tables import access_code, household
from dialogs.texts import texts
from dialogs.turn import Channel, Text, Turn
from storage.tables import conversation
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, StoppedAt, agrees, comes_to, finishes, signs_in
from tests.dialogs.scenario import Person, Scenario
from tests.dialogs.test_rights import erases

ASKS = {
    "kk": ["код", "Құрылғыны ауыстыру", "Басқа құрылғыда", "компьютерде жалғастырғым келеді", "Код беріңізші", "/move"],
    "ru": [
        "код",
        "Сменить устройство",
        "На другом устройстве",
        "Хочу продолжить на компьютере",
        "дайте, пожалуйста, код",
        "/move",
    ],
}
CODE = re.compile(r"\b(\d{5})\N{NO-BREAK SPACE}(\d{5})\b")
RECEIPT = re.compile(r"\d{4}[‑-]\d{4}[‑-]\d{4}[‑-]\d{2}")


class Talk:
    """What was said at several places, one after the other."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def __str__(self) -> str:
        return "\n".join(self._lines) + "\n"

    def hears(self, person: Person) -> None:
        """What was said at this person's place since the last time."""
        self._lines += [f"--- {person.channel}", *person.transcript]
        person.transcript.clear()


async def gets_a_code(person: Person) -> str:
    await person.commands("move")
    return code_on(person)


def code_on(person: Person) -> str:
    found = CODE.search(person.text)
    assert found, person.text
    return found[1] + found[2]


async def count(person: Person, table: object) -> int:
    counting = select(func.count()).select_from(table)  # type: ignore[arg-type]
    return await person.scenario.database.read(lambda conn: conn.execute(counting).scalar_one())


async def is_closed(person: Person) -> None:
    """Nothing of the household is to be had here any more, whatever is asked for."""
    for words in ("family", "review", "mydata", "continue", "help"):
        await person.commands(words)
        person.hears("moved.back")
        assert not any(name.split()[1] in person.text for name in NAMES)
    for words in ("номера", "справка", "нөмірлер", "анықтама", "код"):
        await person.says(words)
        assert not RECEIPT.search(person.text)
        assert not person.screen.files
    scene = await person.scene()
    assert (scene.case, scene.conversation.household_id, scene.conversation.earlier) == (None, None, [])


# --- there and back ---------------------------------------------------------------------------------------------------


async def test_from_telegram_to_the_page_and_back(
    scenario: Scenario, language: str, golden: Callable[[str, str], None]
) -> None:
    scenario.doors.telegram = "sanaq_bot"
    phone, page, talk = scenario.person(), scenario.person("web"), Talk()
    await signs_in(phone, language)
    await comes_to(phone, "member_sex")
    question = phone.prompt
    phone.transcript.clear()
    await phone.commands("pause")
    await phone.presses(texts(language)("moving.button"))
    phone.hears("pause.saved")
    talk.hears(phone)

    await page.arrives()
    await page.says(code_on(phone))
    page.hears("moving.moved")
    assert (page.prompt, page.language) == (question, language)
    await page.says(ASKS[language][0])
    assert page.prompt == question
    talk.hears(page)

    await phone.says("иә" if language == "kk" else "да")
    phone.hears("moved.to_web")
    await phone.commands("start", code_on(page))
    assert phone.prompt == question
    talk.hears(phone)

    await page.arrives()
    page.hears("moved.to_telegram")
    talk.hears(page)
    await is_closed(page)
    await finishes(phone)
    assert len(RECEIPT.findall(phone.text)) == len(NAMES)
    golden(f"moving.{language}.txt", str(talk))


async def test_it_is_asked_for_in_words_by_a_button_and_by_a_command(resumed: Resumed, language: str) -> None:
    who = await resumed("filled", language)
    asked, codes = who.prompt.text, set()
    for words in ASKS[language]:
        await who.says(words)
        codes.add(code_on(who))
        who.hears("moving.secret")
        assert who.prompt.text == asked
    await who.commands("help")
    await who.presses(texts(language)("moving.button"))
    codes.add(code_on(who))
    assert len(codes) == len(ASKS[language]) + 1


async def test_before_a_household_is_begun_there_is_nothing_to_move(scenario: Scenario, language: str) -> None:
    who = scenario.person()
    await agrees(who, language)
    for words in ASKS[language]:
        await who.says(words)
        who.hears("moving.nothing_yet")
        assert who.prompt.expects == "iin"
    assert await count(who, access_code) == 0


async def test_the_page_draws_what_a_camera_reads_and_a_messenger_writes_it(resumed: Resumed) -> None:
    phone = await resumed("listed", "ru")
    code = await gets_a_code(phone)
    assert f"https://sanaq.example.kz/#{code}" in phone.text
    assert "t.me" not in phone.text  # there is no bot yet
    assert not any(message.scan for message in phone.screen.messages)
    page = phone.scenario.person("web")
    await page.says(code)
    phone.scenario.doors.telegram = "sanaq_bot"
    code = await gets_a_code(page)
    assert [message.scan for message in page.screen.messages] == [
        f"https://sanaq.example.kz/#{code}",
        f"https://t.me/sanaq_bot?start={code}",
        "",
    ]


@pytest.mark.parametrize("channel", ["telegram", "web"])
async def test_on_the_same_kind_of_door_too(resumed: Resumed, language: str, channel: Channel) -> None:
    """A new telephone with Telegram is another chat; another computer another page."""
    old = await resumed("filled", language)
    first = old if channel == "telegram" else old.scenario.person(channel)
    if first is not old:
        await first.says(await gets_a_code(old))
    new = old.scenario.person(channel)
    await new.says(await gets_a_code(first))
    new.hears("moving.moved")
    await first.arrives()
    first.hears("moved.to_device")
    assert await new.members() == list(NAMES)


@pytest.mark.parametrize("place", ["nowhere", "language", "welcome", "signin", "paused", "moved"])
async def test_a_code_is_taken_wherever_one_stands(resumed: Resumed, place: str) -> None:
    phone = await resumed("filled", "ru")
    there = phone.scenario.person("web")
    match place:
        case "language":
            await there.says("hello")
        case "welcome":
            await there.says("Русский")
        case "signin":
            await agrees(there, "kk")
        case "paused":
            await agrees(there, "kk")
            await there.commands("pause")
        case "moved":
            await there.says(await gets_a_code(phone))
            await phone.says(await gets_a_code(there))
    code = await gets_a_code(phone)
    await there.says(f"{code[:5]} {code[5:]}")
    there.hears("moving.moved")
    assert there.language == "ru"
    assert await there.members() == list(NAMES)


@pytest.mark.parametrize(
    "given", ["{}", "{0}-{1}", " {0}  {1} ", "https://sanaq.example.kz/#{}", "/start {}", "/move {}"]
)
async def test_a_code_is_read_however_it_comes(resumed: Resumed, given: str) -> None:
    phone = await resumed("listed", "kk")
    there = phone.scenario.person("web")
    code = await gets_a_code(phone)
    await there.says(given.format(code) if "{}" in given else given.format(code[:5], code[5:]))
    there.hears("moving.moved")


# --- a code opens once, and for a while -------------------------------------------------------------------------------


async def test_a_used_code_and_an_old_one_and_a_wrong_one_are_told(resumed: Resumed, language: str) -> None:
    phone = await resumed("filled", language)
    page, thief = phone.scenario.person("web"), phone.scenario.person("web")
    await thief.says("Қазақша" if language == "kk" else "Русский")
    replaced = await gets_a_code(phone)
    code = await gets_a_code(phone)
    for wrong, told in ((replaced, "expired"), ("0000000000", "wrong")):
        await thief.says(wrong)
        thief.hears(f"moving.{told}")
    await page.says(code)
    for who in (thief, page):
        await who.commands("start", code)
        who.hears("moving.used")
    late = await gets_a_code(page)
    phone.scenario.clock.moves(minutes=15)
    await thief.says(late)
    thief.hears("moving.expired")
    assert (await thief.scene()).case is None
    assert await page.members() == list(NAMES)


async def test_before_a_language_is_chosen_it_is_told_in_both(scenario: Scenario) -> None:
    stranger = scenario.person("web")
    await stranger.says("00000 00000")
    for language in ("kk", "ru"):
        stranger.sees(texts(language)("moving.wrong"))
    await stranger.says("2")
    assert stranger.language == "ru"


async def test_a_code_is_for_another_place_and_not_spent_at_its_own(resumed: Resumed, language: str) -> None:
    phone = await resumed("filled", language)
    asked, code = phone.prompt.text, await gets_a_code(phone)
    await phone.commands("start", code)
    phone.hears("moving.here")
    assert phone.prompt.text == asked
    page = phone.scenario.person("web")
    await page.says(code)
    page.hears("moving.moved")


async def test_a_turn_that_comes_again_moves_nothing_twice(resumed: Resumed) -> None:
    phone = await resumed("filled", "ru")
    page = phone.scenario.person("web")
    await page.says(await gets_a_code(phone))
    asked = page.prompt
    assert (await page.repeats()).messages[-1] == asked
    await phone.says(await gets_a_code(page))
    await page.repeats()  # the first turn once more: it must not bring the conversation back
    page.hears("moved.back")
    assert await phone.members() == list(NAMES)


async def test_who_guesses_is_stopped_and_who_has_his_code_is_not(resumed: Resumed, language: str) -> None:
    phone = await resumed("filled", language)
    thief = phone.scenario.person("web")
    await agrees(thief, language)
    for n in range(10):
        await thief.commands("start", f"{n:010}")
        thief.hears("moving.wrong")
    code = await gets_a_code(phone)
    await thief.commands("start", code)
    thief.does_not_hear("moving.moved")
    thief.sees("1446")
    assert (await thief.scene()).case is None
    page = phone.scenario.person("web")
    for _ in range(12):  # there and back as often as one likes
        await page.says(await gets_a_code(phone))
        await phone.says(await gets_a_code(page))
    phone.hears("moving.moved")
    phone.scenario.clock.moves(days=1)
    await thief.says(await gets_a_code(phone))
    thief.hears("moving.moved")


async def test_one_place_of_the_network_is_bounded_too(resumed: Resumed) -> None:
    phone = await resumed("filled", "ru")
    desk = phone.scenario.desk

    async def guesses(n: int, code: str) -> str:
        turn = Turn("web", f"robot{n}", f"g{n}", phone.scenario.clock.now, Text(code), "ru", client="198.51.100.7")
        return (await desk.take(turn)).messages[0].text

    said = [await guesses(n, f"{n:010}") for n in range(61)]
    assert "Такого кода нет" in said[59]
    assert "Слишком много" in said[60]
    assert "Слишком много" in await guesses(70, await gets_a_code(phone))
    page = phone.scenario.person("web")  # from elsewhere
    await page.says(await gets_a_code(phone))
    page.hears("moving.moved")


# --- in the middle of something else ----------------------------------------------------------------------------------


async def test_words_an_open_question_waits_for_are_its_answer(resumed: Resumed, language: str) -> None:
    """A telephone number has ten digits too. A link or a command is a code even there."""
    phone = await resumed("filled", language)
    page = phone.scenario.person("web")
    await signs_in(page, language)
    await comes_to(page, "member_full_name")
    asked, code = page.prompt.text, await gets_a_code(phone)
    await page.says(code)
    page.does_not_hear("moving.moved")
    assert page.prompt.text == asked
    await page.commands("start", code)
    page.hears("moving.ask")


async def test_a_number_that_is_no_code_is_refused_by_its_question(stopped_at: StoppedAt, language: str) -> None:
    phone, _ = await stopped_at(language, "rooms_count")
    before, code = await phone.kept(), await gets_a_code(phone)
    await phone.says("4827193056")
    phone.does_not_hear("moving.wrong")
    assert phone.screen.messages[0].tone == "refusal"
    await phone.says(code)
    phone.hears("moving.here")
    assert await phone.kept() == before


async def test_a_number_too_short_for_an_iin_is_told_so(scenario: Scenario, language: str) -> None:
    who = scenario.person()
    await agrees(who, language)
    await who.says("9001014000")
    who.hears("iin.problem.not_12_digits", count=10)


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
