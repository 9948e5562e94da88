"""What a server answers is told apart: done, refused, flood, unknown; and what never left from what may have arrived."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from handlers.telegram.calls import Done, Flood, Refused, Result, Unreached, Upload
from handlers.telegram.client import Client, TokenMalformedError

TOKEN = "123456:AAE-secret_secret_secret_secret"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def ask() -> AsyncIterator[Callable[..., Awaitable[Result]]]:
    """Call a server that answers so."""
    opened: list[Client | TestServer] = []

    async def asked(answer: Answer, **params: object) -> Result:
        app = web.Application()
        app.router.add_post(f"/bot{TOKEN}/sendMessage", answer)
        server = TestServer(app)
        await server.start_server()
        client = Client(TOKEN, str(server.make_url("")))
        opened.extend([client, server])
        return await client.call("sendMessage", params, timeout=5)

    yield asked
    for each in opened:
        await each.close()


def says(status: int, text: str) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=text)

    return answer


@pytest.mark.parametrize(
    ("status", "text", "result"),
    [
        (200, '{"ok":true,"result":{"message_id":7}}', Done({"message_id": 7})),
        (200, '{"ok":true,"result":true}', Done(True)),
        (400, '{"ok":false,"error_code":400,"description":"Bad Request: x"}', Refused(400, "Bad Request: x")),
        (403, '{"ok":false,"error_code":403,"description":"Forbidden"}', Refused(403, "Forbidden")),
        (401, '{"ok":false,"error_code":401}', Refused(401, "")),
        (429, '{"ok":false,"error_code":429,"description":"","parameters":{"retry_after":7}}', Flood(7)),
        (413, "<html>Request Entity Too Large</html>", Refused(413, "the file is too large")),
        (500, '{"ok":false,"error_code":500,"description":"Internal"}', Unreached(True, "HTTP 500")),
        (502, "<html>Bad Gateway</html>", Unreached(True, "HTTP 502")),
        (200, "", Unreached(True, "HTTP 200")),
        (200, "[1]", Unreached(True, "HTTP 200")),
    ],
)
async def test_what_is_answered(ask: Callable[..., Awaitable[Result]], status: int, text: str, result: Result) -> None:
    assert await ask(says(status, text)) == result


async def test_a_token_is_carried_to_no_other_place(ask: Callable[..., Awaitable[Result]]) -> None:
    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect("http://127.0.0.1:1/")

    assert await ask(elsewhere) == Unreached(True, "HTTP 307")


async def test_a_line_cut_after_sending_is_not_one_that_never_stood(ask: Callable[..., Awaitable[Result]]) -> None:
    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    assert await ask(cut) == Unreached(True, "ServerDisconnectedError")
    nowhere = Client(TOKEN, "http://127.0.0.1:1")
    result = await nowhere.call("sendMessage", {})
    await nowhere.close()
    assert isinstance(result, Unreached)
    assert not result.sent
    assert TOKEN not in result.reason
    assert await nowhere.call("sendMessage", {}) == Unreached(True, "ClientError")


async def test_numbers_and_files(ask: Callable[..., Awaitable[Result]]) -> None:
    seen: list[object] = []

    async def keep(request: web.Request) -> web.Response:
        form = await request.post() if request.content_type.startswith("multipart") else await request.json()
        seen.append({name: value if not hasattr(value, "file") else value.file.read() for name, value in form.items()})
        return web.json_response({"ok": True, "result": True})

    await ask(keep, chat_id="7", row=[{"text": "Иә"}])
    await ask(keep, chat_id="7", row=[{"text": "Иә"}], document=Upload("a.pdf", b"%PDF"))
    assert seen == [
        {"chat_id": "7", "row": [{"text": "Иә"}]},
        {"chat_id": "7", "row": '[{"text":"Иә"}]', "document": b"%PDF"},
    ]


@pytest.mark.parametrize("token", ["", "abc", "98765", "98765:", ":BBF", "123456:AA E", "123456:AA/../x", "бот:AAE"])
def test_what_is_no_token(token: str) -> None:
    with pytest.raises(TokenMalformedError) as refused:
        Client(token)
    assert token == "" or token not in str(refused.value)
