"""The whole census of a family of four, in Kazakh and in Russian, as golden conversations."""

from collections.abc import Callable

import pytest

from questionnaire import Kind
from tests.dialogs.family import NAMES, answer_to, typed
from tests.dialogs.scenario import Person, Scenario

WORDS = {
    "kk": {"language": "Қазақша", "agree": "Келісемін", "next": ("Бастау", "Жалғастыру"), "send": "Тексеріп, жіберу"},
    "ru": {
        "language": "Русский",
        "agree": "Согласен",
        "next": ("Начать", "Продолжить"),
        "send": "Проверить и отправить",
    },
}


async def signs_in(person: Person, language: str, iin: str = "900101400013") -> None:
    await person.commands("start")
    await person.says(WORDS[language]["language"])
    await person.presses(WORDS[language]["agree"])
    await person.says(iin)


async def answers_as_the_family(person: Person, language: str, until: Callable[[], bool]) -> None:
    """Answer what is asked as the family does, in words and by buttons, until `until`."""
    names = iter(NAMES)
    for turn in range(400):
        if until():
            return
        asked = await person.asked()
        if asked is None:
            await goes_on(person, language)
            continue
        form, who, prompt = asked
        if person.prompt.tone == "doubt":
            await person.says({"kk": "иә", "ru": "да"}[language])
        elif prompt.kind is Kind.MORE or prompt.ref.endswith("member_full_name"):
            await person.says(next(names, {"kk": "басқа ешкім жоқ", "ru": "больше никого"}[language]))
        elif prompt.suggestion and (prompt.extra or {}).get("type") != "iin":
            await person.presses(person.prompt.choices[0].label)
        elif len(prompt.choices) > 20 and any(choice.number == 1 for choice in person.prompt.choices):
            await person.says("1")  # the first of what a few letters found
        elif any(choice.selected for choice in person.prompt.choices):
            await person.says({"kk": "дайын", "ru": "готово"}[language])
        else:
            await person.says(typed(prompt, answer_to(form, who, prompt), language, turn))
    raise AssertionError(f"400 turns did not do: {person.text}")


async def goes_on(person: Person, language: str) -> None:
    """Outside a question: the bold button, as a hurried person does."""
    confirm = [choice for choice in person.prompt.choices if choice.role == "confirm"]
    assert confirm, f"no way on from:\n{person.text}"
    await person.presses(confirm[0].label)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_family_of_four(scenario: Scenario, language: str, golden: Callable[[str, str], None]) -> None:
    person = scenario.person()
    await signs_in(person, language)
    await answers_as_the_family(person, language, until=lambda: person.prompt.tone == "success")
    assert len([line for line in person.text.split("\n") if any(name in line for name in NAMES)]) == 4
    golden(f"family.{language}.txt", "\n".join(person.transcript) + "\n")
