"""Every kind of update a private chat can yield becomes a turn, and nothing that is not one does."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.turn import Attachment, Command, Contact, Edit, Location, Press, Text
from handlers.telegram.incoming import Elsewhere, Membership, Pressed, Said, Skipped, chat_of, read
from tests.handlers.telegram.conftest import NOW, message, update

LONG = "ұзақ мәтін " * 1000


@pytest.mark.parametrize(
    ("content", "act"),
    [
        ({"text": "  Сәлем \n"}, Text("  Сәлем \n")),
        ({"text": LONG}, Text(LONG)),
        ({"text": "/start"}, Command("start")),
        ({"text": "/start region_11"}, Command("start", "region_11")),
        ({"text": "/HELP@sanaq_bot"}, Command("help")),
        ({"text": "/help@sanaq_bot  ЖСН деген не?"}, Command("help", "ЖСН деген не?")),
        ({"text": "/тіл"}, Text("/тіл")),
        ({"text": "/"}, Text("/")),
        ({"text": "12/5"}, Text("12/5")),
        ({"contact": {"phone_number": "+77010000000", "user_id": 1001}}, Contact("+77010000000", own=True)),
        ({"contact": {"phone_number": "+77010000000", "user_id": 5}}, Contact("+77010000000", own=False)),
        ({"contact": {"phone_number": "+77010000000"}}, Contact("+77010000000", own=False)),
        ({"location": {"latitude": 51, "longitude": 71.4}}, Location(51.0, 71.4)),
        ({"photo": [{}], "caption": "куәлік"}, Attachment("photo", "куәлік")),
        ({"voice": {}}, Attachment("voice")),
        ({"video": {}}, Attachment("video")),
        ({"video_note": {}}, Attachment("video")),
        ({"animation": {}, "document": {}}, Attachment("video")),
        ({"audio": {}}, Attachment("document")),
        ({"document": {}}, Attachment("document")),
        ({"sticker": {}}, Attachment("sticker")),
        ({"dice": {"emoji": "🎲", "value": 6}}, Attachment("other")),
        ({"poll": {}}, Attachment("other")),
        ({"something_of_next_year": {}}, Attachment("other")),
    ],
)
def test_what_a_person_sends_is_a_turn(content: dict[str, Any], act: object) -> None:
    said = read(update(message=message(**content)), NOW)
    assert isinstance(said, Said)
    assert said.turn.act == act
    assert (said.turn.channel, said.turn.address, said.turn.external_id) == ("telegram", "1001", "m7")
    assert (said.turn.at, said.turn.language_hint) == (NOW, "kk")


def test_an_edited_message_is_no_answer() -> None:
    said = read(update(edited_message=message(text="Айжан", edit_date=1_630_476_100)), NOW)
    assert isinstance(said, Said)
    assert (said.turn.act, said.turn.external_id) == (Edit(), "edit:7:1630476100")


def press(**changes: Any) -> dict[str, Any]:
    under = message(text="Сұрақ", reply_markup={"inline_keyboard": [[{"text": "Иә", "callback_data": "a.1.2.yes"}]]})
    query = {"id": "44", "from": under["from"], "data": "a.1.2.yes", "chat_instance": "1", "message": under}
    return update(callback_query=query | changes)


def test_a_press() -> None:
    said = read(press(), NOW)
    assert isinstance(said, Said)
    assert (said.turn.act, said.turn.external_id, said.turn.address) == (Press("a.1.2.yes"), "c44", "1001")
    assert said.pressed == Pressed("44", "a.1.2.yes", 7, "Сұрақ", (), "Иә")


@pytest.mark.parametrize("under", [None, {"chat": {"id": 1001, "type": "private"}, "message_id": 7, "date": 0}])
def test_a_press_under_a_message_too_old_to_be_shown_counts(under: dict[str, Any] | None) -> None:
    said = read(press(message=under), NOW)
    assert isinstance(said, Said)
    assert said.turn.act == Press("a.1.2.yes")
    assert said.pressed is not None
    assert said.pressed.text == ""


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
def test_blocking_and_letting_in_again(status: str, blocked: bool) -> None:
    change = {"chat": {"id": 1001, "type": "private"}, "new_chat_member": {"status": status}}
    assert read(update(my_chat_member=change), NOW) == Membership("1001", blocked)


def test_groups_and_channels_are_no_place() -> None:
    group = {"id": -5, "type": "supergroup", "title": "Ауыл"}
    assert read(update(message=message(text="сәлем") | {"chat": group}), NOW) == Elsewhere(-5, greeting=True)
    joined = {"chat": group, "new_chat_member": {"status": "member"}}
    assert read(update(my_chat_member=joined), NOW) == Elsewhere(-5, greeting=True)
    channel = {"chat": group | {"type": "channel"}, "new_chat_member": {"status": "administrator"}}
    assert read(update(my_chat_member=channel), NOW) == Elsewhere(-5, greeting=False)
    gone = {"chat": group, "new_chat_member": {"status": "left"}}
    assert isinstance(read(update(my_chat_member=gone), NOW), Skipped)


@pytest.mark.parametrize(
    "odd",
    [
        update(message=message(pinned_message={})),
        update(message=message(text="x") | {"from": {"id": 5, "is_bot": True}}),
        update(edited_message=message(location={"latitude": 1, "longitude": 1}, edit_date=1)),
        update(poll_answer={}),
        press(data=None) | {"callback_query": {"id": "1", "from": {"id": 1001}, "game_short_name": "x"}},
    ],
)
def test_what_nobody_said_is_skipped_quietly(odd: dict[str, Any]) -> None:
    skipped = read(odd, NOW)
    assert isinstance(skipped, Skipped)
    assert not skipped.malformed


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


@given(
    kind=st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]), value=junk, data=st.data()
)
def test_no_update_however_misshapen_raises(kind: str, value: Any, data: st.DataObject) -> None:
    whole = copy.deepcopy(
        {
            "message": message(contact={"phone_number": "+7", "user_id": 1001}),
            "edited_message": message(text="a", edit_date=1),
            "callback_query": press()["callback_query"],
            "my_chat_member": {"chat": {"id": 1, "type": "private"}, "new_chat_member": {"status": "kicked"}},
        }[kind]
    )
    target = whole
    while True:  # walk down to some field and put junk there
        key = data.draw(st.sampled_from(sorted(target)))
        if not isinstance(target[key], dict) or not target[key] or data.draw(st.booleans()):
            target[key] = value
            break
        target = target[key]
    outcome = read({"update_id": 1, kind: whole}, NOW)
    assert isinstance(outcome, Said | Membership | Elsewhere | Skipped)
    chat_of({"update_id": 1, kind: whole})
    if isinstance(outcome, Skipped):
        assert json.dumps(value) not in outcome.reason or len(json.dumps(value)) < 8, "a reason never quotes"


@given(junk)
def test_what_is_no_update_at_all(value: Any) -> None:
    assert isinstance(read(value, NOW), Skipped)
