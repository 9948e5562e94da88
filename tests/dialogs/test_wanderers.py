"""Respondents who do anything at all, in any order, and then finish: never an exception, always a way on, always receipts.

They see only what stands on the screen. The seed is in the test's name; `transcript` tells what they did.
"""

import random

import pytest

from dialogs.reply import Choice
from dialogs.texts import texts
from dialogs.turn import Attachment, Press
from tests.dialogs.journeys import Resumed, agrees
from tests.dialogs.scenario import Person, Scenario

WANDERING = 45
"""Turns spent on anything but finishing."""
MOST = 500
"""Turns in which everybody must be able to finish."""
FINISHED = {"v.another", "v.certificate", "v.receipts"}
"""Buttons of the page that shows the receipts."""
NAMES = ("Ким Марина", "Ахметов Асқар Серікұлы", "Иванова Анна Петровна", "Сейтова Дана", "Ахметов Асқар")
NUMBERS = ("2", "1", "30", "0", "үш", "двадцать", "16", "7", "60")
DATES = ("01.02.1985", "14.04.2012", "03.1999", "2012 жылғы 14 сәуір", "5 мая 1961", "03.2015", "2010", "08.2021")
PLACES = ("Алматы қаласы", "германия", "уштобе", "Караганда", "Атырау", "Россия")
NONSENSE = (
    "😀",
    "   ",
    "не знаю",
    "білмеймін",
    "999999",
    "-1",
    "²",
    "/settings",
    "а" * 5000,
    "нет",
    "жоқ",
    "да",
    "0",
    "?",
)
WORDS = ("назад", "артқа", "пауза", "помощь", "көмек", "семья", "отбасы", "тексеру", "язык", "пропустить", "продолжить")


class Wanderer:
    def __init__(self, person: Person, chance: random.Random) -> None:
        self.person, self.chance = person, chance
        self.remembered: list[str] = []

    def buttons(self) -> list[Choice]:
        return [choice for message in self.person.screen.messages for choice in message.choices]

    async def wanders(self) -> None:
        for _ in range(WANDERING):
            self.remembered += [choice.token for choice in self.buttons()]
            await self.chance.choices(
                (self.answers, self.presses, self.errs, self.says_a_word, self.presses_an_old_one, self.corrects,
                 self.changes_language, self.waits, self.repeats, self.sends_something, self.changes_the_list),
                (40, 14, 8, 8, 5, 6, 4, 3, 3, 2, 7),
            )[0]()  # fmt: skip

    async def presses(self) -> None:
        if buttons := [b for b in self.buttons() if b.token != "v.send"]:
            await self.person.does_press(self.chance.choice(buttons))
        else:
            await self.person.arrives()

    async def errs(self) -> None:
        await self.person.says(self.chance.choice(NONSENSE))

    async def says_a_word(self) -> None:
        await self.person.says(self.chance.choice(WORDS))

    async def presses_an_old_one(self) -> None:
        old = [token for token in self.remembered if token != "v.send"] or ["v.back"]
        await self.person.does(Press(self.chance.choice(old)))

    async def changes_language(self) -> None:
        await self.person.commands("language", self.chance.choice(["kk", "ru", ""]))

    async def waits(self) -> None:
        self.person.scenario.clock.moves(hours=self.chance.choice([1, 4, 30]))
        await self.person.arrives()

    async def repeats(self) -> None:
        await self.person.repeats()

    async def sends_something(self) -> None:
        await self.person.does(Attachment(self.chance.choice(["photo", "voice", "sticker"])))

    async def corrects(self) -> None:
        await self.person.commands("review")
        await self.person.says(str(self.chance.randint(1, 14)))
        await self.answers()

    async def changes_the_list(self) -> None:
        await self.person.commands("family")
        await self.presses_if_there(texts(self.person.language)("family.roster"))
        await self.presses()
        await self.presses()

    async def presses_if_there(self, label: str) -> None:
        if named := [button for button in self.buttons() if button.label == label]:
            await self.person.does_press(named[0])

    async def answers(self) -> None:
        """What the present message seems to ask for."""
        prompt, chance, say = self.person.prompt, self.chance, texts(self.person.language)
        offered = [button for button in prompt.choices if button.role == "answer" and button.token.startswith("a.")]
        if prompt.tone == "doubt":
            await self.person.says(say(chance.choice(["yes", "yes", "no"])))
        elif prompt.expects == "choices" and any(button.selected for button in prompt.choices):
            await self.person.says(say("sheet.done"))
        elif offered and (prompt.expects in ("choice", "choices") or chance.random() < 0.4):
            await self.offered(chance.choice(offered))
        else:
            words = {"integer": NUMBERS, "decimal": NUMBERS, "date": DATES, "search": PLACES, "iin": ("нет", "жоқ")}
            await self.person.says(chance.choice(words.get(prompt.expects, NAMES)))

    async def offered(self, button: Choice) -> None:
        """Pressed, or typed by its number or its label."""
        how = self.chance.randrange(3)
        if how == 0 or button.number is None:
            await self.person.does_press(button)
        else:
            await self.person.says(str(button.number) if how == 1 else button.label)

    async def finishes(self) -> None:
        for _ in range(MOST):
            prompt = self.person.prompt
            confirm = [button for button in prompt.choices if button.role == "confirm"]
            if prompt.tone == "success" and {button.token for button in prompt.choices} <= FINISHED:
                return
            if prompt.tone == "doubt":
                await self.person.says(texts(self.person.language)("yes"))
            elif confirm:
                await self.person.does_press(confirm[0])
            elif prompt.progress is not None:
                await self.answers()
            elif [button.token for button in prompt.choices] == ["v.language.kk", "v.language.ru"]:
                await self.presses()
            else:
                await self.person.commands("family")
        raise AssertionError("\n".join(self.person.transcript[-120:]))


@pytest.mark.parametrize("seed", range(8))
async def test_whoever_wanders_arrives(scenario: Scenario, resumed: Resumed, language: str, seed: int) -> None:
    chance = random.Random(f"{language} {seed}")
    if seed % 2:
        person = await resumed("filled", language)
        await person.commands("family")
    else:
        person = scenario.person()
        await agrees(person, language)
        await person.says(chance.choice(["900101400013", "нет", "жоқ"]))
    wanderer = Wanderer(person, chance)
    await wanderer.wanders()
    await wanderer.finishes()
    household = (await person.scene()).household.household
    assert household.submitted_at is not None
    assert {sheet.state for sheet in household.sheets} <= {"submitted", "withdrawn"}
    receipts = (await person.scene()).household.receipts()
    assert all(name in person.text for name, _ in receipts)
