"""Codes that move a conversation, as the tests of moving get, read and check them."""

import re

from sqlalchemy import func, select

from tests.dialogs.family import NAMES
from tests.dialogs.scenario import Person

CODE = re.compile(r"\b(\d{5})\N{NO-BREAK SPACE}(\d{5})\b")
RECEIPT = re.compile(r"\d{4}[‑-]\d{4}[‑-]\d{4}[‑-]\d{2}")


class Talk:
    """What was said at several places, one after the other."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def __str__(self) -> str:
        return "\n".join(self._lines) + "\n"

    def hears(self, person: Person) -> None:
        """What was said at this person's place since the last time."""
        self._lines += [f"--- {person.channel}", *person.transcript]
        person.transcript.clear()


async def gets_a_code(person: Person) -> str:
    await person.commands("move")
    return code_on(person)


def code_on(person: Person) -> str:
    found = CODE.search(person.text)
    assert found, person.text
    return found[1] + found[2]


async def count(person: Person, table: object) -> int:
    counting = select(func.count()).select_from(table)  # type: ignore[arg-type]
    return await person.scenario.database.read(lambda conn: conn.execute(counting).scalar_one())


async def is_closed(person: Person) -> None:
    """Nothing of the household is to be had here any more, whatever is asked for."""
    for words in ("family", "review", "mydata", "continue", "help"):
        await person.commands(words)
        person.hears("moved.back")
        assert not any(name.split()[1] in person.text for name in NAMES)
    for words in ("номера", "справка", "нөмірлер", "анықтама", "код"):
        await person.says(words)
        assert not RECEIPT.search(person.text)
        assert not person.screen.files
    scene = await person.scene()
    assert (scene.case, scene.conversation.household_id, scene.conversation.earlier) == (None, None, [])
