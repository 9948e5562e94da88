"""Conversations through the door as people live them: buttons, double taps, albums, blocks, groups, the profile."""

from datetime import timedelta

import pytest

from dialogs.reply import Choice, Message, Reply
from dialogs.turn import Press, Turn
from handlers.telegram.client import Client
from handlers.telegram.profile import COMMANDS, UNREACHED, publish_profile, username
from tests.doubles.telegram import FakeTelegram
from tests.handlers.telegram.conftest import Bot, StorageAwayError

LANGUAGES = ("Қазақ тілі", "Орыс тілі", "Ағылшын тілі")


class Survey:
    """A desk in small: a question with several answers, then a goodbye. State is the set of ticked ones."""

    def __init__(self) -> None:
        self.ticked: set[str] = set()
        self.done = False

    def __call__(self, turn: Turn) -> Reply:
        match turn.act:
            case Press("a.1.7.ok") if not self.done:
                self.done = True
                return Reply("kk", (Message("Рақмет!", "success"),))
            case Press(token) if not self.done:
                self.ticked ^= {token}
            case Press():
                return Reply("kk", (Message("Рақмет!", "success"),), toast="Бұл сұраққа жауап берілген")
        choices = tuple(
            Choice(f"a.1.7.{n}", label, selected=f"a.1.7.{n}" in self.ticked) for n, label in enumerate(LANGUAGES)
        )
        confirm = Choice("a.1.7.ok", "Дайын", role="confirm")
        return Reply(
            "kk", (Message("Қай тілдерді білесіз?", "question", choices=(*choices, confirm), expects="choices"),)
        )


async def test_ticking_changes_one_message_and_the_answer_stays_readable(bot: Bot, telegram: FakeTelegram) -> None:
    bot.desk.answer = Survey()
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("/start")
        question = await aigul.sees("Қай тілдерді")
        assert question.styled("bold") == ["Қай тілдерді білесіз?"]
        await aigul.is_answered(await aigul.presses("Қазақ тілі"))
        await aigul.sees()
        await aigul.is_answered(await aigul.presses("Орыс тілі"))
        await aigul.sees()
        assert question.buttons == ["✓ Қазақ тілі", "✓ Орыс тілі", "Ағылшын тілі", "Дайын"]
        assert len(aigul.chat) == 2, "ticks do not fill the chat"
        await aigul.presses("Дайын")
        await aigul.sees("Рақмет")
        await aigul.sees("→ Дайын")
        assert question.buttons == []
        assert question.text == "Қай тілдерді білесіз?\n\n→ Дайын"
        assert question.styled("bold") == ["Қай тілдерді білесіз?"]
    assert telegram.refusals == []


async def test_a_double_tap_gets_a_word_in_passing_and_no_second_question(bot: Bot, telegram: FakeTelegram) -> None:
    bot.desk.answer = Survey()
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("/start")
        await aigul.sees("Қай тілдерді")
        query = await aigul.presses("Дайын")
        again = await aigul.presses_again(query)
        assert await aigul.is_answered(again) == "Бұл сұраққа жауап берілген"
    assert [m.text for m in aigul.chat if not m.mine] == ["Қай тілдерді білесіз?\n\n→ Дайын", "✅ Рақмет!"]


async def test_an_old_button_gets_a_word_in_passing_and_the_present_question(bot: Bot, telegram: FakeTelegram) -> None:
    bot.desk.answer = Survey()
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("/start")
        await aigul.sees("Қай тілдерді")
        query = await aigul.presses("Дайын")
        await aigul.sees("Рақмет")
        bot.now += timedelta(minutes=5)
        again = await aigul.presses_again(query)
        assert await aigul.is_answered(again) == "Бұл сұраққа жауап берілген"
        await aigul.sees("Рақмет")
    assert len([m for m in aigul.chat if not m.mine]) == 3


async def test_a_press_answered_too_late_is_no_trouble(
    bot: Bot, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    bot.desk.answer = Survey()
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("/start")
        await aigul.sees("Қай тілдерді")
    await aigul.presses("Қазақ тілі")
    telegram.pass_time(60)
    bot.polling = bot.new_polling()
    async with bot.polls():
        await aigul.sees()
    assert aigul.last.buttons[0] == "✓ Қазақ тілі"
    assert any("query is too old" in refusal for refusal in telegram.refusals)
    assert caplog.text == ""


async def test_an_album_gets_one_answer(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    for _ in range(5):
        await aigul.sends_photo(album="13")
    await aigul.sends_photo("бөлек")
    async with bot.polls():
        await aigul.sees("бөлек")
    assert len([m for m in aigul.chat if not m.mine]) == 2


async def test_an_album_that_could_not_be_taken_is_not_forgotten(bot: Bot, telegram: FakeTelegram) -> None:
    away = [StorageAwayError(1.0)]
    answer = bot.desk.answer

    def first_fails(turn: Turn) -> Reply:
        if away:
            raise away.pop()
        return answer(turn)

    bot.desk.answer = first_fails
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.sends_photo(album="13")
        await aigul.sees("photo")


async def test_voice_sticker_contact_and_place_all_reach_the_desk(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    async with bot.polls():
        for what, words in (
            (aigul.sends_voice(), "voice"),
            (aigul.sends_sticker(), "sticker"),
            (aigul.sends(dice={"emoji": "🎲", "value": 6}), "other"),
            (aigul.shares_contact("+77010000000"), "own=True"),
            (aigul.shares_contact("+77010000000", of=5), "own=False"),
            (aigul.shares_location(51.1, 71.4), "71.4"),
        ):
            await what
            await aigul.sees(words)
        said = await aigul.says("Айжн")
        await aigul.edits(said, "Айжан")
        await aigul.sees("edit:")


async def test_blocking_and_coming_back_are_noted(bot: Bot, telegram: FakeTelegram) -> None:
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.says("/start")
        await aigul.sees()
        await aigul.blocks_bot()
        await aigul.unblocks_bot()
        await aigul.says("/start")
        await aigul.sees()
    assert bot.blocked == [("1001", True), ("1001", False)]


async def test_a_block_that_cannot_be_noted_now_is_noted_later(bot: Bot, telegram: FakeTelegram) -> None:
    away = [StorageAwayError(3.0)]
    noted = bot.on_blocked

    async def first_fails(address: str, blocked: bool) -> None:
        if away:
            raise away.pop()
        await noted(address, blocked)

    bot.door._on_blocked = first_fails
    aigul = telegram.person(1001)
    async with bot.polls():
        await aigul.blocks_bot()
        await aigul.says("/start")
        await aigul.sees()
    assert bot.blocked == [("1001", True)]
    assert 3.0 in bot.sleep.slept


async def test_in_a_group_the_bot_says_why_and_leaves(bot: Bot, telegram: FakeTelegram) -> None:
    group, erzhan = telegram.group(-5), telegram.person(1002)
    await group.adds_bot(erzhan)
    async with bot.polls():
        await erzhan.says("/start")
        await erzhan.sees()
    assert not group.has_bot
    assert len(group.chat) == 1
    assert "жеке чатта" in group.chat[0].text
    assert "в личном чате" in group.chat[0].text
    assert bot.blocked == []


async def test_the_profile_is_in_both_languages_and_written_once(bot: Bot, telegram: FakeTelegram) -> None:
    assert await publish_profile(bot.client) == 9
    kk = (await bot.client.call("getMyCommands", {"language_code": "kk"})).value
    everybody = (await bot.client.call("getMyCommands", {})).value
    assert [each["command"] for each in kk] == list(COMMANDS)
    assert kk[1]["description"] == "Көмек"
    assert everybody[1]["description"] == "Көмек / Помощь"
    assert telegram.refusals == []
    telegram.requests.clear()
    assert await publish_profile(bot.client) == 0
    assert all(name.startswith("get") for name in telegram.methods_called())


async def test_a_profile_telegram_does_not_take_now_is_left_for_later(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.flood("setMyDescription", 3600)
    telegram.fault("getMyCommands", "500")
    assert await publish_profile(bot.client) == 7
    assert await publish_profile(bot.client) == 2


async def test_a_defect_of_the_door_itself_stops_no_lane(
    bot: Bot, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.door._farewell", None)
    group, erzhan = telegram.group(-5), telegram.person(1002)
    await group.adds_bot(erzhan)
    async with bot.polls():
        await erzhan.says("/start")
        await erzhan.sees()
    assert telegram.updates.pending == []
    assert bot.door.failed == 2


async def test_another_bot_over_the_same_database_is_heard_from_the_first_word(
    bot: Bot, telegram: FakeTelegram
) -> None:
    """The token was changed: the new bot's chat with the same person numbers its messages from 1 again."""
    async with bot.polls():
        aigul = telegram.person(1001)
        await aigul.says("ескі ботқа")
        await aigul.sees("ескі ботқа")
    async with FakeTelegram("1447:AAF-another_bot_of_the_same_office_and_census") as elsewhere:
        other = Bot(elsewhere)
        async with other.polls():
            aigul = elsewhere.person(1001)
            await aigul.says("жаңа ботқа")
            await aigul.sees("жаңа ботқа")
        await other.close()
    first, second = *bot.desk.committed, *other.desk.committed
    assert first.address == second.address
    assert (first.external_id, second.external_id) == ("1446:m1", "1447:m1")


async def test_the_bots_name_is_asked_for_until_telegram_answers(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.flood("getMe", 11)
    telegram.fault("getMe", "500")
    assert await username(bot.client, bot.sleep) == telegram.bot_json()["username"]
    assert bot.sleep.slept == [UNREACHED, 11]


async def test_a_bot_telegram_does_not_know_has_no_name(telegram: FakeTelegram) -> None:
    client = Client("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", telegram.url)
    try:
        assert await username(client) == ""
    finally:
        await client.close()
