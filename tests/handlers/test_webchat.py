"""The door of the web page: frames become turns, replies become frames, nothing is lost and nothing is said twice."""

import asyncio
import base64
import json
import logging
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_network

import orjson
import pytest
from aiohttp import WSCloseCode, WSMsgType
from hypothesis import given
from hypothesis import strategies as st

from dialogs.texts import texts
from dialogs.turn import Arrival, Attachment, Press, Text
from handlers.crowd import Limits
from handlers.webchat import BURST, ENDED, FRAME_BYTES, LARGEST_FRAME, FrameError, read_frame
from tests.web.running_site import DEMO, IIN, NOON, Site, open_line, origin, running
from tests.web.scripted_desk import DeskUnavailableError

RU = texts("ru")


@pytest.fixture
def site() -> Site:
    return Site()


async def test_what_is_typed_becomes_a_turn_and_the_reply_comes_back(site):
    async with running(site) as client, open_line(client, "ru-RU,ru;q=0.9") as line:
        await line.send_json({"type": "say", "id": "11111111", "text": "  12345 "})
        answer = await line.receive_json()

    (turn,) = site.desk.turns
    assert (turn.channel, turn.external_id, turn.at, turn.language_hint) == ("web", "11111111", NOON, "ru-RU")
    assert turn.act == Text("  12345 ")
    assert (answer["type"], answer["to"]) == ("reply", "11111111")
    assert [message["tone"] for message in answer["reply"]["messages"]] == ["refusal", "question"]
    assert answer["reply"]["messages"][1]["expects"] == "iin"


async def test_the_address_is_the_hash_of_the_cookie_and_not_the_cookie(site):
    async with running(site) as client:
        async with open_line(client) as line:
            await line.send_json({"type": "arrive", "id": "11111111"})
            await line.receive_json()
        key = client.session.cookie_jar.filter_cookies(client.make_url("/"))["sanaq_chat"].value
    address = site.desk.turns[0].address
    assert len(address) == 64
    assert key not in address


@pytest.mark.parametrize(
    ("frame", "act"),
    [
        ({"type": "press", "token": "brick"}, Press("brick")),
        ({"type": "arrive"}, Arrival()),
        ({"type": "attach", "kind": "photo"}, Attachment("photo")),
        ({"type": "attach", "kind": "hologram"}, Attachment("other")),
        ({"type": "say", "text": ""}, Text("")),
    ],
)
def test_each_kind_of_frame(frame, act):
    assert read_frame(orjson.dumps({**frame, "id": "abcdefgh"}).decode()) == ("abcdefgh", act)


@given(st.one_of(st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(str)))
def test_no_text_breaks_the_reader(data):
    with pytest.raises(FrameError):
        read_frame(data)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.none()
            | st.integers()
            | st.text(max_size=80)
            | st.sampled_from(["say", "press", "arrive", "attach"])
            for name in ("type", "id", "text", "token", "kind")
        },
    )
)
def test_a_frame_is_an_act_or_an_error_never_a_crash(frame):
    data = json.dumps(frame)
    with suppress(FrameError):
        frame_id, act = read_frame(data)
        assert frame_id == frame["id"]
        assert isinstance(act, Text | Press | Arrival | Attachment)


@pytest.mark.parametrize(
    ("sent", "to"),
    [
        ("{", None),
        ("[]", None),
        ('{"type": "say", "text": "x"}', None),
        ('{"type": "say", "id": "11111111"}', "11111111"),
        ('{"type": "press", "id": "11111111", "token": "қ"}', "11111111"),
        ('{"type": "dance", "id": "11111111"}', "11111111"),
    ],
)
async def test_a_malformed_frame_gets_a_sentence_and_the_line_stays(site, sent, to):
    async with running(site) as client, open_line(client) as line:
        await line.send_str(sent)
        assert await line.receive_json() == {"type": "problem", "to": to, "text": RU("webchat.malformed")}
        await line.send_json({"type": "arrive", "id": "22222222"})
        assert (await line.receive_json())["to"] == "22222222"


async def test_bytes_are_malformed_too(site):
    async with running(site) as client, open_line(client) as line:
        await line.send_bytes(b"\xff\x00")
        assert (await line.receive_json())["type"] == "problem"


async def test_a_text_of_ten_thousand_letters_passes_and_a_longer_frame_gets_a_sentence(site):
    async with running(site) as client, open_line(client) as line:
        await line.send_json({"type": "say", "id": "11111111", "text": "қ" * 10_000})
        assert (await line.receive_json())["type"] == "reply"
        await line.send_json({"type": "say", "id": "22222222", "text": "қ" * (FRAME_BYTES // 2)})
        assert (await line.receive_json())["text"] == RU("webchat.too_long")
    assert len(site.desk.turns) == 1


async def test_a_monstrous_frame_ends_the_line_before_it_is_read(site):
    async with running(site) as client, open_line(client) as line:
        await line.send_str("x" * (LARGEST_FRAME + 1))
        assert (await line.receive()).data == WSCloseCode.MESSAGE_TOO_BIG


async def test_the_same_id_again_reaches_the_desk_with_the_same_external_id(site):
    frame = {"type": "say", "id": "11111111", "text": "900101300123"}
    async with running(site) as client:
        async with open_line(client) as line:
            await line.send_json(frame)
            first = await line.receive_json()
        async with open_line(client) as line:
            await line.send_json(frame)
            again = await line.receive_json()
    assert [turn.external_id for turn in site.desk.turns] == ["11111111", "11111111"]
    assert site.desk.answers == {"900101300123": 1}
    assert again == first


async def test_the_other_tabs_of_a_session_see_what_was_said_and_the_reply(site):
    async with running(site) as client, open_line(client) as one, open_line(client) as two:
        await one.send_json({"type": "say", "id": "11111111", "text": "900101300123"})
        mine, theirs = await one.receive_json(), await two.receive_json()
        assert theirs == mine | {"said": {"type": "say", "text": "900101300123"}}

        await two.send_json({"type": "arrive", "id": "22222222"})
        assert (await two.receive_json())["to"] == "22222222"
        await two.send_json({"type": "press", "id": "33333333", "token": "brick"})
        assert (await one.receive_json())["said"] == {"type": "press", "token": "brick"}


async def test_another_person_sees_nothing_of_it(site):
    async with running(site) as client, open_line(client) as mine:
        client.session.cookie_jar.clear()
        async with open_line(client) as theirs:
            await mine.send_json({"type": "say", "id": "11111111", "text": "900101300123"})
            await mine.receive_json()
            await theirs.send_json({"type": "arrive", "id": "22222222"})
            assert (await theirs.receive_json())["to"] == "22222222"
    assert len({turn.address for turn in site.desk.turns}) == 2


async def test_a_desk_that_cannot_take_it_now_asks_to_wait(site):
    site.desk.troubles.append(DeskUnavailableError(1.5))
    async with running(site) as client, open_line(client) as line:
        frame = {"type": "say", "id": "11111111", "text": "900101300123"}
        await line.send_json(frame)
        wait = await line.receive_json()
        assert wait == {"type": "wait", "to": "11111111", "seconds": 1.5, "text": RU("webchat.unavailable")}
        await line.send_json(frame)
        assert (await line.receive_json())["type"] == "reply"


async def test_a_defect_gets_an_apology_and_its_text_is_not_logged(site, caplog):
    site.desk.troubles.append(ValueError(IIN))
    async with running(site) as client, open_line(client) as line:
        with caplog.at_level(logging.DEBUG):
            await line.send_json({"type": "say", "id": "11111111", "text": "x"})
            assert await line.receive_json() == {"type": "problem", "to": "11111111", "text": RU("webchat.failed")}
        await line.send_json({"type": "arrive", "id": "22222222"})
        assert (await line.receive_json())["type"] == "reply"
    assert "a turn failed: ValueError" in caplog.text
    assert "scripted_desk.py" in caplog.text
    assert IIN not in caplog.text


async def test_who_is_too_fast_is_asked_to_wait_and_loses_nothing(site):
    async with running(site) as client, open_line(client) as line:
        for n in range(int(BURST) + 1):
            await line.send_json({"type": "arrive", "id": f"arrive-{n:04}"})
            answer = await line.receive_json()
        assert answer["type"] == "wait"
        assert answer["text"] == RU("webchat.too_fast")
        site.time += answer["seconds"]
        await line.send_json({"type": "arrive", "id": answer["to"]})
        assert (await line.receive_json())["type"] == "reply"
    assert len(site.desk.turns) == BURST + 1


async def test_opening_the_line_again_does_not_quicken_the_pace(site):
    async with running(site) as client:
        async with open_line(client) as line:
            for n in range(int(BURST)):
                await line.send_json({"type": "arrive", "id": f"arrive-{n:04}"})
                await line.receive_json()
        async with open_line(client) as line:
            await line.send_json({"type": "arrive", "id": "11111111"})
            assert (await line.receive_json())["type"] == "wait"


async def test_too_many_lines_of_one_session_are_refused_with_a_sentence(site):
    async with running(site) as client:
        await client.get("/")
        headers = {"Origin": origin(client), "Accept-Language": "kk"}
        lines = [await client.ws_connect("/chat/ws", headers=headers) for _ in range(site.limits.lines_of_session)]
        last = await client.ws_connect("/chat/ws", headers=headers)
        ended = await last.receive_json()
        assert (ended["reason"], ended["text"]) == ("too_many", texts("kk")("webchat.too_many"))
        assert (await last.receive()).data == ENDED
        await lines[0].send_json({"type": "arrive", "id": "11111111"})
        assert (await lines[0].receive_json())["type"] == "reply"


async def test_without_the_cookie_the_line_says_why_and_closes(site):
    async with running(site) as client, client.ws_connect("/chat/ws", headers={"Origin": origin(client)}) as line:
        assert (await line.receive_json())["reason"] == "no_session"
        closing = await line.receive()
        assert (closing.type, closing.data) == (WSMsgType.CLOSE, ENDED)
    assert not site.desk.turns


async def test_a_process_that_stops_lets_the_pages_come_back_elsewhere(site):
    async with running(site) as client, open_line(client) as line:
        await line.send_json({"type": "arrive", "id": "11111111"})
        await line.receive_json()
        _, message = await asyncio.gather(client.server.close(), line.receive())
        assert message.data == WSCloseCode.GOING_AWAY


async def test_files_travel_in_base64(site):
    site.desk.step = 3
    async with running(site) as client, open_line(client) as line:
        await line.send_json({"type": "press", "id": "11111111", "token": "yes"})
        (file,) = (await line.receive_json())["reply"]["files"]
    assert (file["name"], file["media_type"]) == ("anyqtama.txt", "text/plain")
    assert base64.b64decode(file["content"]).decode() == "Санақ"


async def test_sentences_of_the_door_follow_the_conversation_s_language(site):
    site.desk.language = "kk"
    async with running(site) as client, open_line(client, "ru") as line:
        await line.send_str("{")
        assert (await line.receive_json())["text"] == RU("webchat.malformed")
        await line.send_json({"type": "arrive", "id": "11111111"})
        await line.receive_json()
        await line.send_str("{")
        assert (await line.receive_json())["text"] == texts("kk")("webchat.malformed")


async def test_a_line_lost_in_mid_answer_still_counts_the_answer_once(site):
    site.desk.open.clear()
    frame = {"type": "say", "id": "11111111", "text": "900101300123"}
    async with running(site) as client:
        async with open_line(client) as line:
            await line.send_json(frame)
            await asyncio.wait_for(site.desk.taken.wait(), 5)
            site.cut_lines()
        site.desk.open.set()
        async with open_line(client) as line:
            await line.send_json(frame)
            assert (await line.receive_json())["reply"]["messages"][-1]["expects"] == "choice"
    assert site.desk.answers == {"900101300123": 1}


# --- more people than there is room for -------------------------------------------------------------------------------


async def is_turned_away(client, language="ru"):
    """A line that is opened only to be told why it is closed; what it was told."""
    async with open_line(client, language) as line:
        told = await line.receive_json()
        closing = await line.receive()
        assert (closing.type, closing.data) == (WSMsgType.CLOSE, WSCloseCode.TRY_AGAIN_LATER)
    return told


@pytest.mark.parametrize(
    ("limits", "key"), [(Limits(lines=2), "webchat.full"), (Limits(lines_of_client=2), "webchat.crowded")]
)
async def test_no_more_lines_than_there_is_room_for_and_the_next_comes_when_one_has_gone(limits, key, caplog):
    async with running(Site(limits=limits)) as client, open_line(client) as stays:
        async with open_line(client):
            for language in ("kk", "ru"):
                text = texts(language)(key)
                assert await is_turned_away(client, language) == {"type": "full", "seconds": 30.0, "text": text}
            assert caplog.text.count("lines are refused") == 1
            await stays.send_json({"type": "arrive", "id": "11111111"})
            assert (await stays.receive_json())["type"] == "reply", "who has a line keeps it"
        async with open_line(client) as line:
            await line.send_json({"type": "arrive", "id": "11111111"})
            assert (await line.receive_json())["type"] == "reply"


@pytest.mark.parametrize(
    ("limits", "status"), [(Limits(lines=1, told=0), 503), (Limits(lines_of_client=1, told=0), 429)]
)
async def test_when_even_telling_is_too_much_it_is_refused_by_http(limits, status):
    async with running(Site(limits=limits)) as client, open_line(client):
        response = await client.get("/chat/ws", headers={"Origin": origin(client)})
        assert (response.status, response.headers["Retry-After"]) == (status, "30")


async def test_a_request_that_opens_no_line_leaves_nothing_behind(site):
    """Whoever knows the address can send it without end, each with a key of his own."""
    async with running(site) as client:
        for n in range(3):
            headers = {"Origin": origin(client), "Cookie": f"sanaq_chat={n:043}"}
            assert (await client.get("/chat/ws", headers=headers)).status == 400
        assert not site.chat._sessions
        assert not site.chat._crowd._lines


async def test_who_is_turned_away_hears_it_in_the_page_s_language():
    async with running(Site(limits=Limits(lines=0))) as client:
        client.session.cookie_jar.update_cookies({"sanaq_language": "kk"})  # chosen on the page the last time
        assert (await is_turned_away(client, "ru"))["text"] == texts("kk")("webchat.full")


async def begins(line, frame_id):
    await line.send_json({"type": "say", "id": frame_id, "text": "x"})
    return await line.receive_json()


async def test_a_client_that_begins_too_many_conversations_is_asked_to_wait_and_loses_nothing(site):
    site.limits = Limits(newcomers=2, newcomers_per_second=0.5)
    async with running(site) as client:
        for n in range(2):
            client.session.cookie_jar.clear()
            async with open_line(client) as line:
                assert (await begins(line, f"first-{n:04}"))["type"] == "reply"
                assert (await begins(line, f"again-{n:04}"))["type"] == "reply", "going on costs nothing"
        known = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
        client.session.cookie_jar.clear()
        page = await client.get("/", headers={"Accept-Language": "kk"})
        assert (page.status, page.headers["Retry-After"], page.headers.get("Set-Cookie")) == (429, "2", None)
        assert texts("kk")("web.error_crowded_text") in await page.text()

        client.session.cookie_jar.update_cookies({"sanaq_chat": "A" * 43})  # a key made without asking us
        async with open_line(client) as line:
            await line.send_json({"type": "arrive", "id": "11111111"})
            assert (await line.receive_json())["type"] == "reply", "to look costs nothing"
            told = await begins(line, "22222222")
            assert told == {"type": "wait", "to": "22222222", "seconds": 2.0, "text": RU("webchat.crowded")}
            site.time += told["seconds"]
            assert (await begins(line, "22222222"))["type"] == "reply"

        client.session.cookie_jar.update_cookies(known)
        async with open_line(client) as line:
            assert (await begins(line, "33333333"))["type"] == "reply", "who has begun goes on"


async def test_clients_behind_a_trusted_proxy_do_not_share_their_limits():
    site = Site(limits=Limits(lines_of_client=1), settings=replace(DEMO, trusted_proxies=(ip_network("127.0.0.0/8"),)))
    async with (
        running(site) as client,
        open_line(client, **{"X-Forwarded-For": "203.0.113.5"}),
        open_line(client, **{"X-Forwarded-For": "203.0.113.6"}) as line,
    ):
        await line.send_json({"type": "arrive", "id": "11111111"})
        assert (await line.receive_json())["type"] == "reply"
        assert site.desk.turns[0].client == "203.0.113.6", "the desk bounds what one place may ask"
