"""People at the doors of the running program, with what `tests.dialogs.journeys` asks of a person: they say and press.

`screen` is what the conversation's state gives as the present prompt; each door makes sure that the person sees it.
"""

import asyncio
import hashlib
import itertools
import re
import time
from typing import Any, Protocol

import aiohttp

from census.iin import check_digit
from dialogs.reception import present
from dialogs.reply import Choice, Entry, Message, Progress, Reply
from dialogs.scene import Scene
from dialogs.turn import Channel
from questionnaire import Prompt
from storage.conversations import already_handled
from tests.dialogs.family import LIST
from tests.dialogs.journeys import RESPONDENT_IIN
from tests.dialogs.scenario import Person, Scenario, listed
from tests.doubles.telegram import Person as TelegramPerson

HUSBAND_IIN = str(LIST["Айдар"]["member_iin"])


class Door(Protocol):
    """How words and presses reach the program. Each returns when the program has answered."""

    async def says(self, text: str) -> None: ...
    async def presses(self, choice: Choice) -> None: ...
    def sees(self, prompt: Message) -> Any: ...


class Glance(Person):
    """A person whose conversation is loaded when told, not at every look: half of a journey's time would go there."""

    async def looks(self) -> Scene:
        self.seen = await super().scene()
        return self.seen

    async def scene(self) -> Scene:
        return self.seen


class Respondent:
    """Somebody at a door. `look` finds his conversation in the database; the door may be changed in mid-journey.

    `number` tells families apart that meet in one database: it stands in their IINs.
    """

    def __init__(self, look: Scenario, channel: Channel, address: str, door: Door, number: int = 1) -> None:
        self.door = door
        self.iins = {iin: another_iin(iin, number) for iin in (RESPONDENT_IIN, HUSBAND_IIN)}
        self.screen = Reply("", ())
        self._look = Glance(look, channel, address)

    async def says(self, text: str) -> None:
        await self.door.says(self.iins.get(text, text))
        await self.sees_the_prompt()

    async def presses(self, label: str) -> None:
        await self.door.presses(self.button(label))
        await self.sees_the_prompt()

    async def commands(self, name: str) -> None:
        await self.says(f"/{name}")

    async def sees_the_prompt(self) -> None:
        """What stands in the database is what the person is shown."""
        await self.looks()
        await self.door.sees(self.prompt)

    async def looks(self) -> None:
        scene = await self._look.looks()
        self.screen = Reply(scene.language, tuple(present(scene)))

    def button(self, label: str) -> Choice:
        choices = [choice for message in self.screen.messages for choice in message.choices]
        exact = [choice for choice in choices if choice.label == label]
        found = exact or [choice for choice in choices if choice.label.startswith(label)]
        assert len(found) == 1, f"{label!r} among {[choice.label for choice in choices]} under {self.prompt.text!r}"
        return found[0]

    @property
    def prompt(self) -> Message:
        return self.screen.messages[-1]

    @property
    def text(self) -> str:
        return "\n".join(line for message in self.screen.messages for line in (message.text, *listed(message)))

    @property
    def language(self) -> str:
        return self.screen.language

    async def asked(self) -> tuple[str, str, Prompt] | None:
        return await self._look.asked()

    async def just_asked(self) -> tuple[str, str, Prompt] | None:
        return await self.asked()  # what was looked at last, as it is

    async def members(self) -> list[str]:
        return await self._look.members()

    async def answer(self, question: str, who: str = "") -> str | None:
        return await self._look.answer(question, who)

    async def line_of(self, question: str) -> int:
        """The number of a question in the review that stands open."""
        case = self._look.seen.household
        lines = case.interview(case.sheet(self._look.seen.conversation.top.data["sheet"])).review()
        return next(n for n, line in enumerate(lines, 1) if line.ref.rpartition("/")[2] == question)

    async def kept(self) -> dict[tuple[str, str, str], dict[str, str]]:
        return await self._look.kept()


def another_iin(iin: str, number: int) -> str:
    """One with the same birth date and sex; the same for 1."""
    for serial in range(int(iin[7:11]) + 37 * (number - 1), 10_000):
        if (check := check_digit(f"{iin[:7]}{serial:04}")) is not None:
            return f"{iin[:7]}{serial:04}{check}"
    raise AssertionError(number)


# --- the page's line, without the page ------------------------------------------------------------------------------


class Line:
    """The WebSocket of the chat, spoken to as the page does. `seconds` are how long each turn took."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = (f"line-{number:08}" for number in itertools.count())
        self.seconds: list[float] = []
        self.reply = Reply("", ())

    async def says(self, text: str) -> None:
        await self.does(type="say", text=text)

    async def presses(self, choice: Choice) -> None:
        await self.does(type="press", token=choice.token)

    async def does(self, **frame: Any) -> dict[str, Any]:
        sent = next(self._ids)
        begun = time.perf_counter()
        await self._socket.send_json({**frame, "id": sent})
        while (answer := await self._socket.receive_json(timeout=15)).get("to") != sent:
            pass
        self.seconds.append(time.perf_counter() - begun)
        assert answer["type"] == "reply", answer
        self.reply = _reply(answer["reply"])
        return answer

    async def sees(self, prompt: Message) -> None:
        assert self.reply.messages[-1] == prompt

    async def close(self) -> None:
        await self._socket.close()


def _reply(said: dict[str, Any]) -> Reply:
    return Reply(said["language"], tuple(map(_message, said["messages"])), toast=said["toast"])


def _message(said: dict[str, Any]) -> Message:
    progress = Progress(**said["progress"]) if said["progress"] else None
    lists = {
        "choices": tuple(Choice(**each) for each in said["choices"]),
        "entries": tuple(Entry(**each) for each in said["entries"]),
        "languages": tuple(said["languages"]),
    }
    return Message(**{**said, **lists, "progress": progress})


async def open_line(session: aiohttp.ClientSession, url: str, key: str = "") -> tuple[Line, str]:
    """A line of the session with this key (a new one without), and the conversation's address."""
    if not key:
        async with session.get(url) as page:
            key = page.cookies["sanaq_chat"].value
    told = {"Origin": url, "Cookie": f"sanaq_chat={key}"}
    line = Line(await session.ws_connect(f"{url}/chat/ws", headers=told))
    await line.does(type="arrive")
    return line, address_of(key)


def address_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


# --- the page ---------------------------------------------------------------------------------------------------------


class Page:
    """The page in Chromium. A turn is over when the page has nothing unanswered any more."""

    def __init__(self, page: Any) -> None:
        self.page = page

    async def says(self, text: str) -> None:
        await self.page.locator("#answer").fill(text)
        await self.page.locator("#answer").press("Enter")
        await self.settles()

    async def presses(self, choice: Choice) -> None:
        await self.page.locator(f'.reply:not([data-past]) [data-token="{choice.token}"]').click()
        await self.settles()

    async def settles(self) -> None:
        async with asyncio.timeout(10):  # not wait_for_function: it needs eval, which the page's policy forbids
            await self.page.evaluate("""() => new Promise((settled) => {
                const look = () => sessionStorage.getItem("sanaq.outbox") ? setTimeout(look, 10) : settled();
                look();
            })""")

    async def sees(self, prompt: Message) -> None:
        last = self.page.locator(".reply").last
        texts = await last.locator(".message-text").all_text_contents()
        assert texts[-1] == prompt.text, texts
        ticked = [choice.label for choice in prompt.choices if choice.selected]
        assert await last.locator('[aria-pressed="true"], [aria-current="true"]').all_text_contents() == ticked


# --- Telegram ---------------------------------------------------------------------------------------------------------


class Messenger:
    """Telegram in the person's hand. What the bot says late to an earlier turn is not taken for its answer."""

    def __init__(self, look: Scenario, person: TelegramPerson) -> None:
        self.person = person
        self._look = look

    async def says(self, text: str) -> None:
        message = await self.person.says(text)
        bot, _, _ = self.person.telegram.token.partition(":")
        key = ("telegram", str(self.person.id), f"{bot}:m{message.id}")
        async with asyncio.timeout(15):
            while not await self._look.database.read(already_handled, *key):
                await self.person.telegram.something_said()

    async def presses(self, choice: Choice) -> None:
        query = await self.person.presses(choice.token)
        await self.person.is_answered(query, seconds=15)

    async def sees(self, prompt: Message) -> None:
        """The prompt's own words stand in the chat; bold, lists and all that is the rendering's own business."""
        await self.person.sees(_first_line(prompt.text), seconds=15)


def _first_line(text: str) -> str:
    return re.sub(r"\s+", " ", text.split("\n", maxsplit=1)[0]).strip()
