"""The first sheet on the page by keyboard alone, with the real dialogs behind it: Tab, Enter, and what one types."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from dialogs.desk import Desk
from dialogs.reply import Message, Reply
from dialogs.texts import texts
from dialogs.turn import Channel, Turn
from storage.database import Database
from storage.keyring import KeyRing
from tests.dialogs.journeys import RESPONDENT_IIN
from tests.dialogs.scenario import Clock, Scenario

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = {"width": 360, "height": 640}
NAME = "Ахметова Айгүл Серікқызы"
TYPED = {"iin": RESPONDENT_IIN, "text": NAME, "date": "01.01.1990"}
ONCE = """
const seen = new WeakSet();
window.again = [];
addEventListener("DOMContentLoaded", () => {
  const log = document.getElementById("log");
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (seen.has(node)) again.push(node.textContent.slice(0, 60));
      seen.add(node);
    }
  }).observe(log, { childList: true });
});
"""


SEEN_AT_ONCE = """() => {
  const reply = document.querySelector(".reply:not([data-past])");
  const button = reply.querySelector(".confirm")?.getBoundingClientRect();
  const field = document.getElementById("dock").getBoundingClientRect();
  return button && reply.getBoundingClientRect().top >= 0 && (button.top + button.bottom) / 2 < field.top;
}"""
"""Who asks, why, who will see it, the consent and the button for it: nobody agrees to what he has not seen."""


@dataclass
class Watched:
    """The real desk; `prompt` is what it asked last."""

    desk: Desk
    replies: list[Reply] = field(default_factory=list)

    async def knows(self, channel: Channel, address: str) -> bool:
        return await self.desk.knows(channel, address)

    async def take(self, turn: Turn) -> Reply:
        self.replies.append(await self.desk.take(turn))
        return self.replies[-1]

    @property
    def prompt(self) -> Message:
        return self.replies[-1].messages[-1]


async def test_a_sheet_from_hello_to_its_end(visit, campaign, forms, empty_database, tmp_path):
    for language in ("kk", "ru"):  # one test: compiling the forms takes longer than both walks
        path = tmp_path / f"{language}.db"
        path.write_bytes(empty_database.read_bytes())
        database = Database.open(f"sqlite:///{path}")
        try:
            noon = datetime(2021, 9, 10, 12, tzinfo=campaign.zone)
            clock = Clock(datetime(2026, 1, 10, 9, tzinfo=UTC))
            keyring = KeyRing.parse("t1:" + base64.b64encode(bytes(32)).decode())
            desk = Watched(Scenario(database, campaign, forms, keyring, noon, clock=clock, path=path).desk)
            async with visit(SMALL, desk=desk) as here:
                await here.context.add_init_script(ONCE)
                page = await here.tab()
                await walks(page, desk, language)
                assert await page.evaluate("again") == [], "an older entry of the log is said again"
                assert not here.complaints
        finally:
            await database.close()


async def walks(page, desk: Watched, language: str) -> None:
    say = texts(language)
    await presses(page, desk, say("language.name"))
    await page.wait_for_function(SEEN_AT_ONCE)
    await presses(page, desk, say("welcome.agree"))
    for _ in range(20):
        prompt = desk.prompt
        if any(entry.mark == "done" for entry in prompt.entries):
            assert await is_on(page, ".confirm"), "the way on has the focus"
            return
        if prompt.expects in TYPED:
            await types(page, desk, TYPED[prompt.expects])
        else:
            answers = [choice for choice in prompt.choices if choice.role != "aside"]
            likely = [choice for choice in answers if choice.selected]
            last = next((choice for choice in answers if choice.label == say("sheet.more_no")), None)
            await presses(page, desk, (last or (likely or answers)[0]).label)
    raise AssertionError([reply.messages[-1].text for reply in desk.replies])


async def types(page, desk: Watched, text: str) -> None:
    """Into the field, to which the focus has come by itself or goes by Tab; there it stays."""
    assert await tabs_to(page, "#answer")
    before = len(desk.replies)
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")
    await answered(page, desk, before)


async def presses(page, desk: Watched, label: str) -> None:
    token = next(choice.token for choice in desk.prompt.choices if choice.label == label)
    assert await tabs_to(page, f'.reply:not([data-past]) [data-token="{token}"]')
    before = len(desk.replies)
    await page.keyboard.press("Enter")
    await answered(page, desk, before)


async def answered(page, desk: Watched, before: int) -> None:
    await page.wait_for_function(
        "asked => document.querySelectorAll('.reply').length === asked && !sessionStorage.getItem('sanaq.outbox')",
        arg=before + 1,
    )
    assert len(desk.replies) == before + 1
    assert await page.evaluate("document.activeElement !== document.body"), "the focus is lost"


async def tabs_to(page, wanted: str) -> bool:
    """Whether Tab, or Shift+Tab from what lies behind, comes there within what stands around."""
    for key in ("Shift+Tab", "Tab"):
        for _ in range(12):
            if await is_on(page, wanted):
                return True
            await page.keyboard.press(key)
    return await is_on(page, wanted)


async def is_on(page, wanted: str) -> bool:
    return await page.evaluate("wanted => document.activeElement.matches(wanted)", wanted)
