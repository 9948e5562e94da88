"""The conversation goes on elsewhere by a code: once, for a quarter of an hour, and it is closed where it was."""

from collections.abc import Callable

import pytest

from census.tables import access_code
from dialogs.texts import texts
from dialogs.turn import Channel, Text, Turn
from tests.databases import on_both
from tests.dialogs.codes import RECEIPT, Talk, code_on, count, gets_a_code, is_closed
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, StoppedAt, agrees, comes_to, finishes, signs_in
from tests.dialogs.scenario import Scenario

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


# --- there and back ---------------------------------------------------------------------------------------------------


@on_both
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
