"""People who take the census in a hostile world: each says what the script says, and goes on when he sees what comes next.

Some press where the script types; some press the wrong button, lose patience and type; some cannot wait and ask where they are
before they are answered. Whoever is not answered at all asks again, as anybody would.
"""

import asyncio
import random
from dataclasses import dataclass

from tests.force.hostile import Chat, Shown, Telegram, token_of
from tests.force.recording import Line, Script

FIRST = 1_000_000
"""The chat of respondent 0."""
PATIENCE = 1.0
"""Seconds without an answer to what Telegram has delivered, after which one asks again."""
ASKED_AGAIN = "/start"
"""What one says to see the present question; it is no answer to any."""
PRESSES, REGRETS, HURRIES = 0.3, 0.1, 0.08
"""How often one presses a button, presses a wrong one and types instead, asks again at once."""


@dataclass(eq=False)
class Respondent:
    """`number` tells what is his own in what he says."""

    number: int
    script: Script
    telegram: Telegram
    asked_again: int = 0
    is_through: bool = False

    def __post_init__(self) -> None:
        self.chat: Chat = self.telegram.chat(FIRST + self.number)
        self.own = self.script.own_of(self.number)
        self.sees = ""
        self._chance = random.Random(self.number)

    async def takes_the_census(self) -> None:
        screens = [*(line.asked for line in self.script.lines[1:]), self.script.end]
        for line, screen in zip(self.script.lines, screens, strict=True):
            seen = len(self.chat.shown)
            self._says(line)
            self.sees = screen
            await self._until_shown(screen, seen)
        self.is_through = True
        self.telegram.leaves(self.chat)

    @property
    def screen(self) -> Shown:
        """What stands last on his screen of what he waited for."""
        return next(shown for shown in reversed(self.chat.shown) if shown.screen == self.sees)

    def _says(self, line: Line) -> None:
        text, chance = self.own.get(line.text, line.text), self._chance.random()
        token = token_of(self.screen, line.button) if line.button else ""
        if token and chance < PRESSES:
            self.telegram.presses(self.chat, token)
            return
        if line.others and chance < PRESSES + REGRETS and (wrong := token_of(self.screen, line.others[0])):
            self.telegram.presses(self.chat, wrong, held=True)
        if self._chance.random() < HURRIES:
            self.telegram.says(self.chat, text, ASKED_AGAIN)
        else:
            self.telegram.says(self.chat, text)

    async def _until_shown(self, screen: str, since: int) -> None:
        while all(shown.screen != screen for shown in self.chat.shown[since:]):
            self.chat.changed.clear()
            try:
                async with asyncio.timeout(PATIENCE if self.chat.is_settled else None):
                    await self.chat.changed.wait()
            except TimeoutError:
                self.asked_again += 1
                self.telegram.says(self.chat, ASKED_AGAIN)
