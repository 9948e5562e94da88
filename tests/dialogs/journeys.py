"""Ways through the census that several tests go: signing in, answering as the family does, stopping at a question."""

from collections.abc import Awaitable, Callable, Sequence

from dialogs.texts import texts
from questionnaire import Kind, Prompt
from tests.dialogs.family import NAMES, answer_to, typed
from tests.dialogs.scenario import Person

RESPONDENT_IIN = "900101400013"
Asked = tuple[str, str, Prompt]
Resumed = Callable[[str, str], Awaitable[Person]]
StoppedAt = Callable[..., Awaitable[tuple[Person, Prompt]]]
"""The fixtures `resumed` and `stopped_at` (conftest.py)."""


async def agrees(person: Person, language: str) -> None:
    """From the first word to the question of the IIN."""
    await person.commands("start")
    await person.says(texts(language)("language.name"))
    await person.presses(texts(language)("welcome.agree"))


async def signs_in(person: Person, language: str, iin: str = RESPONDENT_IIN) -> None:
    await agrees(person, language)
    await person.says(iin)


async def answers_as_the_family(
    person: Person, language: str, until: Callable[[Asked | None], bool], names: Sequence[str] = NAMES
) -> None:
    """Answer what is asked as the family does, in words and by buttons, until what is asked (None: a page) fits.

    `names`: those of the family who are on this list.
    """
    say = texts(language)
    for turn in range(400):
        asked = await person.just_asked()
        if until(asked):
            return
        if asked is None:
            await goes_on(person)
            continue
        form, who, prompt = asked
        if person.prompt.tone == "doubt":
            await person.says(say("yes"))
        elif prompt.kind is Kind.MORE:
            listed = len(await person.members())
            await person.says(names[listed] if listed < len(names) else say("sheet.more_no"))
        elif prompt.ref.endswith("member_full_name"):
            await person.says(names[prompt.items[0].position - 1])
        elif prompt.suggestion and (prompt.extra or {}).get("type") != "iin":
            likely = [choice.label for choice in person.prompt.choices if choice.selected]
            await person.presses(likely[0] if likely else person.prompt.choices[0].label)
        elif len(prompt.choices) > 20 and any(choice.number == 1 for choice in person.prompt.choices):
            await person.says("1")  # the first of what a few letters found
        elif any(choice.selected for choice in person.prompt.choices):
            await person.says(say("sheet.done"))
        else:
            await person.says(typed(prompt, answer_to(form, who, prompt), language, turn))
    raise AssertionError(f"400 turns did not do: {person.text}")


async def goes_on(person: Person) -> None:
    """Outside a question: the bold button, as a hurried person does."""
    confirm = [choice for choice in person.prompt.choices if choice.role == "confirm"]
    assert confirm, f"no way on from:\n{person.text}"
    await person.presses(confirm[0].label)


async def comes_to(person: Person, question: str, who: str = "") -> Prompt:
    """Answer as the family does until this question stands open (about `who`, if it matters)."""

    def is_it(asked: Asked | None) -> bool:
        return asked is not None and asked[2].ref.rpartition("/")[2] == question and who in ("", asked[1])

    await answers_as_the_family(person, person.language, is_it)
    return await open_question(person)


async def open_question(person: Person) -> Prompt:
    """The question that stands open, as it is stored."""
    asked = await person.asked()
    assert asked is not None
    return asked[2]


async def finishes(person: Person) -> None:
    """Answer what is left, send, and hold the receipts."""
    await answers_as_the_family(
        person, person.language, lambda asked: asked is None and person.prompt.tone == "success"
    )
