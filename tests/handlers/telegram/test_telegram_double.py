"""The fake Bot API server is held to what the real one does, so that passing against it means something."""

import asyncio
import contextlib
from typing import Any

import aiohttp
import pytest
from aiogram.types import Message as ApiMessage
from aiogram.types import Update as ApiUpdate
from aiogram.types import User, WebhookInfo
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.telegram import FakeTelegram, Person
from tests.doubles.telegram.entities import formatted, parse_html, units
from tests.doubles.telegram.errors import ApiError


class Caller:
    """Calls the server over HTTP, as JSON or as a form."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.telegram = telegram

    async def __call__(
        self, method: str, *, form: bool = False, token: str | None = None, **params: Any
    ) -> dict[str, Any]:
        url = f"{self.telegram.url}/bot{token or self.telegram.token}/{method}"
        body: dict[str, Any] = {"data": params} if form else {"json": params}
        async with aiohttp.ClientSession() as session, session.post(url, **body) as response:
            answer = await response.json()
            assert answer["ok"] or answer["error_code"] == response.status
            return answer


@pytest.fixture
def call(telegram: FakeTelegram) -> Caller:
    return Caller(telegram)


@pytest.fixture
async def aigul(telegram: FakeTelegram) -> Person:
    person = telegram.person(1001)
    await person.says("/start")
    return person


KEY = {"text": "Иә", "callback_data": "yes"}


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({}, "Bad Request: chat_id is empty"),
        ({"chat_id": 1001}, "Bad Request: message text is empty"),
        ({"chat_id": 1001, "text": " \n\u200b"}, "Bad Request: message text is empty"),
        ({"chat_id": 1001, "text": "ә" * 4097}, "Bad Request: message is too long"),
        ({"chat_id": 1001, "text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"chat_id": 1001, "text": 5}, "can't parse parameter"),
        ({"chat_id": 1001, "text": "a", "chatid": 1}, 'no parameter "chatid"'),
        ({"chat_id": 1001, "text": "a", "parse_mode": "Html5"}, "Bad Request: unsupported parse_mode"),
        (
            {"chat_id": 1001, "text": "<b>", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding",
        ),
        ({"chat_id": 1002, "text": "a"}, "Bad Request: chat not found"),
        ({"chat_id": 1001, "text": "a", "reply_markup": keyboard([{"text": "a"}])}, "Text buttons are unallowed"),
        ({"chat_id": 1001, "text": "a", "reply_markup": keyboard([KEY | {"text": " "}])}, "must be non-empty"),
        (
            {"chat_id": 1001, "text": "a", "reply_markup": keyboard([KEY | {"callback_data": "қ" * 33}])},
            "BUTTON_DATA_INVALID",
        ),
        ({"chat_id": 1001, "text": "a", "reply_markup": keyboard([KEY | {"colour": "red"}])}, 'no field "colour"'),
        ({"chat_id": 1001, "text": "a", "reply_markup": keyboard(*[[KEY]] * 101)}, "reply markup is too long"),
        ({"chat_id": 1001, "text": "a", "reply_markup": keyboard([KEY] * 9)}, "reply markup is too long"),
    ],
)
@pytest.mark.usefixtures("aigul")
async def test_a_faulty_message_is_refused(call: Caller, params: dict[str, Any], description: str) -> None:
    answer = await call("sendMessage", **params)
    assert answer["error_code"] == 400
    assert description in answer["description"]


async def test_a_good_message_comes_back_as_the_real_one_would(call: Caller, aigul: Person) -> None:
    answer = await call(
        "sendMessage", chat_id="1001", text=" <b>Сәлем</b> &lt;3 ", parse_mode="HTML", reply_markup=keyboard([KEY])
    )
    shown = ApiMessage.model_validate(answer["result"])
    assert (shown.text, shown.chat.type, shown.from_user.is_bot) == ("Сәлем <3", "private", True)
    assert aigul.last.styled("bold") == ["Сәлем"]
    assert aigul.last.buttons == ["Иә"]


async def test_forms_are_taken_as_well_as_json(call: Caller, aigul: Person) -> None:
    answer = await call("sendMessage", form=True, chat_id="1001", text="12", disable_notification="true")
    assert answer["ok"]
    assert aigul.last.text == "12"


async def test_a_stranger_with_a_wrong_token_and_an_unknown_method(call: Caller) -> None:
    assert (await call("getMe", token="1:wrong")) == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await call("getLost"))["error_code"] == 404
    assert User.model_validate((await call("getMe"))["result"]).is_bot


async def test_who_can_be_written_to(call: Caller, telegram: FakeTelegram, aigul: Person) -> None:
    telegram.person(1002)
    answer = await call("sendMessage", chat_id=1002, text="a")
    assert (answer["error_code"], answer["description"]) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    await aigul.blocks_bot()
    answer = await call("sendMessage", chat_id=1001, text="a")
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    aigul.deactivated = True
    assert (await call("sendMessage", chat_id=1001, text="a"))["description"] == "Forbidden: user is deactivated"


async def test_edits(call: Caller, aigul: Person) -> None:
    await call("sendMessage", chat_id=1001, text="Сұрақ", reply_markup=keyboard([KEY]))
    place = {"chat_id": 1001, "message_id": aigul.last.id}
    same = await call("editMessageText", **place, text="Сұрақ", reply_markup=keyboard([KEY]))
    assert same["description"].startswith("Bad Request: message is not modified: specified new message content")
    assert (await call("editMessageReplyMarkup", **place))["ok"]
    assert aigul.last.buttons == []
    assert "not modified" in (await call("editMessageReplyMarkup", **place))["description"]
    lost = await call("editMessageText", chat_id=1001, message_id=999, text="a")
    assert lost["description"] == "Bad Request: message to edit not found"
    hers = await call("editMessageText", chat_id=1001, message_id=1, text="a")
    assert hers["description"] == "Bad Request: message can't be edited"
    assert (await call("editMessageText", text="a"))[
        "description"
    ] == "Bad Request: message identifier is not specified"


async def test_presses_are_answered_once_and_in_time(call: Caller, telegram: FakeTelegram, aigul: Person) -> None:
    await call("sendMessage", chat_id=1001, text="Сұрақ", reply_markup=keyboard([KEY]))
    query = await aigul.presses("Иә")
    too_long = await call("answerCallbackQuery", callback_query_id=query.id, text="ә" * 201)
    assert too_long["description"] == "Bad Request: MESSAGE_TOO_LONG"
    assert (await call("answerCallbackQuery", callback_query_id=query.id, text="Жарайды"))["ok"]
    assert await aigul.is_answered(query) == "Жарайды"
    assert "query is too old" in (await call("answerCallbackQuery", callback_query_id=query.id))["description"]
    late = await aigul.presses("yes")
    telegram.pass_time(16)
    assert "query is too old" in (await call("answerCallbackQuery", callback_query_id=late.id))["description"]
    with pytest.raises(AssertionError, match="sees no button"):
        await aigul.presses("Жоқ")


async def test_floods_and_the_limit_of_a_chat(call: Caller, telegram: FakeTelegram, aigul: Person) -> None:
    telegram.flood("sendMessage", 5)
    answer = await call("sendMessage", chat_id=1001, text="a")
    assert answer["parameters"] == {"retry_after": 5}
    assert answer["description"] == "Too Many Requests: retry after 5"
    telegram.chat_limit = 2
    codes = [(await call("sendMessage", chat_id=1001, text="a")).get("error_code") for _ in range(3)]
    assert codes == [None, None, 429]
    telegram.pass_time(1)
    assert (await call("sendMessage", chat_id=1001, text="a"))["ok"]


# --- updates --------------------------------------------------------------------------------------------------------


async def test_updates_stay_until_a_later_offset_is_asked_for(call: Caller, aigul: Person) -> None:
    await aigul.says("бір")
    first = (await call("getUpdates"))["result"]
    assert [u["message"]["text"] for u in first] == ["/start", "бір"]
    assert (await call("getUpdates"))["result"] == first
    assert [ApiUpdate.model_validate(u).event_type for u in first] == ["message", "message"]
    assert (await call("getUpdates", limit=1))["result"] == first[:1]
    assert (await call("getUpdates", offset=first[1]["update_id"]))["result"] == first[1:]
    assert (await call("getUpdates", offset=-1))["result"] == first[1:]
    assert (await call("getUpdates", offset=first[1]["update_id"] + 1))["result"] == []


async def test_a_long_poll_is_woken_and_a_second_poller_ends_the_first(call: Caller, telegram: FakeTelegram) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=50))
    while telegram.updates._poller is None:  # noqa: ASYNC110 (the poll has no event for having begun)
        await asyncio.sleep(0)
    second = asyncio.create_task(call("getUpdates", timeout=50))
    refused = await first
    assert refused["error_code"] == 409
    assert "terminated by other getUpdates request" in refused["description"]
    await telegram.person(1001).says("сәлем")
    assert (await second)["result"][0]["message"]["text"] == "сәлем"


async def test_only_allowed_kinds_come_and_the_choice_is_kept(call: Caller, aigul: Person) -> None:
    await call("getUpdates", allowed_updates=["callback_query"], offset=-1)
    before = (await call("getUpdates"))["result"]
    await aigul.says("бір")
    assert (await call("getUpdates"))["result"] == before


async def test_presses_die_after_150_seconds_and_words_after_a_day(
    call: Caller, telegram: FakeTelegram, aigul: Person
) -> None:
    await call("sendMessage", chat_id=1001, text="Сұрақ", reply_markup=keyboard([KEY]))
    await aigul.presses("Иә")
    assert len((await call("getUpdates"))["result"]) == 2
    telegram.pass_time(150)
    assert len((await call("getUpdates"))["result"]) == 1
    telegram.pass_time(86_400)
    assert (await call("getUpdates"))["result"] == []


async def test_every_update_of_a_person_is_one_aiogram_reads(
    telegram: FakeTelegram, call: Caller, aigul: Person
) -> None:
    await call("sendMessage", chat_id=1001, text="Сұрақ", reply_markup=keyboard([KEY]))
    await aigul.presses("Иә")
    await aigul.sends_photo("куәлік", album="1")
    await aigul.sends_voice()
    await aigul.sends_sticker()
    await aigul.shares_contact("+7701")
    await aigul.shares_location(1, 2)
    await aigul.edits(await aigul.says("a"), "b")
    await aigul.blocks_bot()
    await telegram.group(-5).adds_bot(aigul)
    kinds = [ApiUpdate.model_validate(u).event_type for u in (await call("getUpdates"))["result"]]
    assert kinds.count("message") == 8
    assert {"callback_query", "edited_message", "my_chat_member"} < set(kinds)


async def test_a_webhook_shuts_polling_out_and_is_described(call: Caller, telegram: FakeTelegram) -> None:
    bad = await call("setWebhook", url="http://127.0.0.1:1/x", secret_token="құпия")
    assert "unallowed characters" in bad["description"]
    assert (await call("setWebhook", url="http://127.0.0.1:1/x", secret_token="a", max_connections=7))["result"] is True
    info = WebhookInfo.model_validate((await call("getWebhookInfo"))["result"])
    assert (info.url, info.max_connections, info.pending_update_count) == ("http://127.0.0.1:1/x", 7, 0)
    answer = await call("getUpdates")
    assert (answer["error_code"], "can't use getUpdates method while webhook" in answer["description"]) == (409, True)
    await telegram.person(1001).says("сәлем")
    assert telegram.updates.deliveries[0].status == 0
    await call("deleteWebhook")
    assert len((await call("getUpdates"))["result"]) == 1


async def test_the_profile_is_checked(call: Caller) -> None:
    good = [{"command": "start", "description": "Бастау"}]
    assert (await call("setMyCommands", commands=good, language_code="kk"))["ok"]
    assert (await call("getMyCommands", language_code="kk"))["result"] == good
    assert (await call("getMyCommands"))["result"] == []
    bad = await call("setMyCommands", commands=[{"command": "Бастау", "description": "a"}])
    assert bad["description"] == "Bad Request: BOT_COMMAND_INVALID"
    assert not (await call("setMyCommands", commands=good, language_code="kaz"))["ok"]
    assert not (await call("setMyShortDescription", short_description="a" * 121))["ok"]
    await call("setMyDescription", description="Санақ", language_code="ru")
    assert (await call("getMyDescription", language_code="ru"))["result"] == {"description": "Санақ"}


async def test_a_document_needs_a_file(call: Caller, aigul: Person) -> None:
    form = aiohttp.FormData({"chat_id": "1001"})
    form.add_field("document", b"abc", filename="a.txt")
    url = f"{call.telegram.url}/bot{call.telegram.token}/sendDocument"
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
        assert (await response.json())["ok"]
    assert aigul.last.file == b"abc"
    assert not (await call("sendDocument", chat_id=1001, document="attach://lost"))["ok"]
    assert not (await call("sendDocument", chat_id=1001, document="made-up-id"))["ok"]


# --- entities -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("ә<p>a</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_broken_html_is_refused_in_the_real_words(html: str, why: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(html)
    assert caught.value.description == f"Bad Request: can't parse entities: {why}"


def test_entities_count_in_utf16_and_are_trimmed_with_the_text() -> None:
    text, entities = formatted(" 😀<b> ә </b><i> </i>&amp;&#x27;&nbsp; ", "HTML", None, 4096)
    assert text == "😀 ә  &'&nbsp;"
    assert entities == [
        {"type": "bold", "offset": 2, "length": 3},
        {"type": "italic", "offset": 5, "length": 1},
    ]


@given(st.text(max_size=50))
def test_parsing_never_breaks_and_entities_lie_inside(html: str) -> None:
    with contextlib.suppress(ApiError):
        text, entities = formatted(html, "HTML", None, 4096)
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= units(text) for e in entities)
