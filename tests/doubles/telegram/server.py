"""The server itself: HTTP in front of the fake world, its clock, its faults, its record of requests."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal, Self

import aiohttp
from aiohttp import web

from .errors import ApiError, bad_request, flood
from .methods import Methods
from .people import Group, Keyboard, Message, Person, Query
from .spec import checked
from .updates import Delivery, Updates

Fault = Literal["lost request", "lost answer", "500", "502"]
NOT_BY_WEBHOOK = ("close", "logout", "setwebhook", "deletewebhook")


@dataclass(frozen=True)
class Uploaded:
    name: str
    content: bytes


class FakeTelegram:
    """One bot's Telegram. `local` lets webhooks use plain HTTP, as a Bot API server of one's own does.

    `requests` are the (method, parameters) received, refused ones too; `refusals` the descriptions answered, also those
    of methods in webhook answers, which the bot never hears of.
    """

    def __init__(self, token: str = "1446:AAF-this_is_the_fake_token_of_a_fake_bot", *, local: bool = True) -> None:
        self.token = token
        self.now = 1_630_454_400.0  # 2021-09-01 00:00 UTC
        self.ticks = 0
        self.updates = Updates(lambda: self.now, local=local)
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.queries: dict[str, Query] = {}
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.refusals: list[str] = []
        self.chat_limit: int | None = None
        """Messages a chat takes in one second of the server's clock; None: any number."""
        self._methods = Methods(self)
        self._floods: dict[str, deque[int]] = {}
        self._faults: dict[str, deque[Fault]] = {}
        self._said = asyncio.Event()
        self._last_message = 0
        self._sent: dict[tuple[int, int], int] = {}

    # --- running ----------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.05, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    # --- what a test does -------------------------------------------------------------------------------------------

    def person(self, user_id: int, language_code: str | None = "kk", first_name: str = "Айгүл") -> Person:
        """The person with this id; made when first asked for."""
        return self.people.setdefault(user_id, Person(self, user_id, language_code, first_name))

    def group(self, group_id: int, title: str = "Ауыл") -> Group:
        assert group_id < 0
        return self.groups.setdefault(group_id, Group(self, group_id, title))

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def flood(self, method: str, retry_after: int, times: int = 1) -> None:
        """The next `times` calls of the method are answered with 429."""
        self._floods.setdefault(method.lower(), deque()).extend([retry_after] * times)

    def fault(self, method: str, kind: Fault, times: int = 1) -> None:
        """The next calls break: the request or the answer is lost on the way, or the server is ill."""
        self._faults.setdefault(method.lower(), deque()).extend([kind] * times)

    def methods_called(self) -> list[str]:
        """Names of the methods called, without the polling."""
        return [name for name, _ in self.requests if name != "getUpdates"]

    async def deliver(self) -> list[Delivery]:
        """Post what is pending to the webhook (Telegram's retry, whenever the test says)."""
        made = await self.updates.deliver(self._session)
        for delivery in made:
            if delivery.answer and "method" in delivery.answer and 200 <= delivery.status < 300:
                await self._by_webhook(dict(delivery.answer))
        return made

    async def something_said(self) -> None:
        """Wait for the next thing the bot does to a chat."""
        await self._said.wait()

    # --- what the world asks of it ----------------------------------------------------------------------------------

    @property
    def seconds(self) -> int:
        return int(self.now)

    def tick(self) -> int:
        self.ticks += 1
        self._said.set()
        self._said = asyncio.Event()
        return self.ticks

    async def tell(self, kind: str, body: dict[str, Any], owner: int) -> None:
        """An update for the bot."""
        self.updates.add(kind, json.loads(json.dumps(body)), owner)
        if self.updates.hook is not None:
            await self.deliver()

    def chat(self, chat_id: int | str) -> Person | Group:
        number = int(chat_id) if str(chat_id).lstrip("-").isdecimal() else 0
        found = self.people.get(number) or self.groups.get(number)
        if found is None:
            raise bad_request("chat not found")
        return found

    def is_flooded(self, chat_id: int) -> bool:
        if self.chat_limit is None:
            return False
        second = (chat_id, self.seconds)
        self._sent[second] = self._sent.get(second, 0) + 1
        return self._sent[second] > self.chat_limit

    def next_message_id(self) -> int:
        self._last_message += 1
        return self._last_message

    def new_message(
        self,
        chat: Person | Group,
        *,
        text: str = "",
        entities: list[dict[str, Any]] | None = None,
        keyboard: Keyboard | None = None,
        content: dict[str, Any] | None = None,
        file: bytes | None = None,
    ) -> Message:
        """A message of the bot."""
        message = Message(self.next_message_id(), chat.id, self.seconds, False, text, entities or [], keyboard)
        message.content, message.file, message.changed = content or {}, file, self.tick()
        chat.chat.append(message)
        return message

    def new_query(self, person: Person, message: Message, data: str) -> Query:
        query = Query(str(4_000_000_000 + len(self.queries)), person, message, data, self.now)
        self.queries[query.id] = query
        return query

    def bot_json(self) -> dict[str, Any]:
        return {
            "id": int(self.token.split(":")[0]),
            "is_bot": True,
            "first_name": "Санақ",
            "username": "sanaq_test_bot",
        }

    def chat_json(self, chat_id: int) -> dict[str, Any]:
        if chat_id < 0:
            return {"id": chat_id, "type": "group", "title": self.groups[chat_id].title}
        return {"id": chat_id, "type": "private", "first_name": self.people[chat_id].first_name}

    def message_json(self, message: Message) -> dict[str, Any]:
        sender = self.people[message.chat_id].json() if message.mine else self.bot_json()
        body: dict[str, Any] = {"message_id": message.id, "from": sender, "chat": self.chat_json(message.chat_id)}
        body["date"] = message.date
        if message.edited:
            body["edit_date"] = message.edited
        if message.text:
            body["text"] = message.text
        if message.entities:
            body["entities"] = message.entities
        if message.keyboard:
            body["reply_markup"] = {"inline_keyboard": message.keyboard}
        return body | message.content

    # --- HTTP -------------------------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return web.json_response(ApiError(401, "Unauthorized").body(), status=401)
        method = request.match_info["method"]
        fault = self._next(self._faults, method)
        if fault == "lost request":
            return _cut(request)
        if fault == "500":
            return web.json_response(ApiError(500, "Internal Server Error").body(), status=500)
        if fault == "502":
            return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")
        try:
            given, files = await _parameters(request)
            result = await self._call(method, given, files)
        except ApiError as error:
            if request.transport is not None and not request.transport.is_closing():  # else nobody hears it
                self.refusals.append(error.description)
            return web.json_response(error.body(), status=error.code)
        return _cut(request) if fault == "lost answer" else web.json_response({"ok": True, "result": result})

    async def _call(self, method: str, given: dict[str, Any], files: dict[str, Uploaded]) -> Any:
        self.requests.append((method, given))
        params = checked(method, given, files)
        retry_after = self._next(self._floods, method)
        if retry_after is not None:
            raise flood(retry_after)
        play = self._methods.table.get(method.lower())
        if play is None:
            raise ApiError(404, f"Not Found: this double does not play {method}")
        return await play(params)

    async def _by_webhook(self, answer: dict[str, Any]) -> None:
        method = answer.pop("method")
        try:
            if method.lower().startswith("get") or method.lower() in NOT_BY_WEBHOOK:
                raise bad_request(f"{method} cannot be called by a webhook's answer")
            await self._call(method, answer, {})
        except ApiError as error:
            self.refusals.append(error.description)

    @staticmethod
    def _next(scripted: dict[str, deque[Any]], method: str) -> Any:
        waiting = scripted.get(method.lower())
        return waiting.popleft() if waiting else None


async def _parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Uploaded]]:
    """From the query, from JSON, from a form or from multipart; files by the name of their part."""
    given: dict[str, Any] = dict(request.query)
    files: dict[str, Uploaded] = {}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected as parameters")
        return given | body, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Uploaded(value.filename, value.file.read())
            value.file.close()
        else:
            given[name] = value
    named = {str(value).removeprefix("attach://") for value in given.values()}
    return given | {name: f"attach://{name}" for name in files if name not in named}, files


def _cut(request: web.Request) -> web.StreamResponse:
    """Break the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
