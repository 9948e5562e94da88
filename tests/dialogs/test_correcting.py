"""After sending: answers are looked at and corrected while the census is open; what was sent counts until it is sent again."""

from collections.abc import Mapping

import pytest

from census.corrections import answers_as_sent
from census.queries import household_of
from dialogs.texts import texts
from storage.database import Connection
from tests.conftest import Golden
from tests.databases import on_both
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, goes_on
from tests.dialogs.scenario import Person

RECEIPT = r"\d{4}-\d{4}-\d{4}-\d{2}"
Sent = Mapping[tuple[str, str], Mapping[str, str]]


async def opens(person: Person, whose: str) -> None:
    """From the receipts to the answers of one of the family."""
    await person.presses(texts(person.language)("done.correct"))
    await person.presses(whose)


async def counts(person: Person) -> Sent:
    """What counts of the household now, as an export would have it: by form and subject."""
    household = (await person.scene()).household.household

    def read(conn: Connection) -> Sent:
        found = household_of(conn, household.id)
        answers = answers_as_sent(conn, person.scenario.keyring, found)
        return {(s.form, s.subject): answers[s.id] for s in found.sheets if s.id in answers}

    return await person.scenario.database.read(read)


async def receipts(person: Person) -> dict[str, str]:
    return dict((await person.scene()).household.receipts())


@on_both
async def test_an_answer_is_corrected_and_sent_again(resumed: Resumed, language: str, golden: Golden) -> None:
    person, say = await resumed("sent", language), texts(language)
    before, numbers = await counts(person), await receipts(person)
    person.transcript.clear()
    await opens(person, "Айгүл")
    await person.says("1")
    await person.says("Ахметова Айгуль Сериковна")
    person.hears("sheet.corrected")
    assert await counts(person) == before, "not sent again yet"
    await person.presses(say("correct.send"))
    for name in ("Айгүл", "Айдар", "Алихан", "Мерует"):
        person.sees(name)
    await person.presses(say("submit.send"))
    person.hears("correct.sent")
    person.hears("done.keep")
    person.sees("Ахметова Айгуль Сериковна")
    after = await counts(person)
    assert after != before
    assert set((await receipts(person)).values()) == set(numbers.values())
    golden(f"correcting-{language}.txt", "\n".join(person.transcript) + "\n")


async def test_looking_changes_nothing(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    kept = await person.kept()
    await opens(person, "Айдар")
    labels = [choice.label for choice in person.prompt.choices]
    assert say("correct.send") not in labels
    await person.says("3")
    await person.presses(say("aside.keep"))
    await person.presses(say("review.close"))
    person.hears("correct.choose")
    for words in (say("family.submit"), {"kk": "жіберу", "ru": "отправить"}[language]):
        await person.says(words)
        person.hears("correct.choose")
    await person.says({"kk": "артқа", "ru": "назад"}[language])
    person.hears("done.keep")
    assert await person.kept() == kept


async def test_what_was_not_sent_again_can_be_taken_back(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    kept, numbers = await person.kept(), await receipts(person)
    await opens(person, "Айгүл")
    await person.says("1")
    await person.says("Ахметова Айгуль")
    await person.presses(say("review.close"))
    person.hears("correct.unsent")
    await person.presses(say("correct.drop"))
    await person.says(say("no"))
    person.hears("correct.unsent")
    await person.presses(say("correct.drop"))
    await person.says(say("yes"))
    person.hears("correct.dropped")
    person.does_not_see("Айгуль")
    assert await person.kept() == kept
    assert await receipts(person) == numbers
    await person.presses_old("v.drop")
    await person.presses_old("v.yes.corrections")
    assert await person.kept() == kept


async def test_a_person_who_was_forgotten_is_added_and_counted(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    numbers = await receipts(person)
    await person.presses(say("done.correct"))
    await person.presses(say("family.roster"))
    await person.presses(say("roster.add"))
    await person.says("Ахметов Нұрлан Айдарұлы")
    await answers_as_a_newborn(person)
    person.hears("correct.coming", names="Нұрлан")
    assert len(await counts(person)) == 6, "the list, the dwelling and four people, as they were sent"
    await person.presses(say("submit.send"))
    now = await receipts(person)
    assert len(now) == 5
    assert numbers.items() <= now.items()
    assert len(await counts(person)) == 7


async def answers_as_a_newborn(person: Person) -> None:
    """What is asked of somebody added, until the last look: the first choice, or none."""
    say = texts(person.language)
    for _ in range(80):
        asked = await person.asked()
        if asked is None and any(choice.token == "v.send" for choice in person.prompt.choices):
            return
        if asked is None:
            await goes_on(person)
            continue
        name, prompt = asked[2].ref.rpartition("/")[2], asked[2]
        words = {"member_birth_date": "05.08.2021", "member_iin": say("no"), "member_document": say("no")}
        if person.prompt.tone == "doubt":
            await person.says(say("yes"))
        elif name in words:
            await person.says(words[name])
        elif prompt.suggestion:
            await goes_on(person) if any(c.role == "confirm" for c in person.prompt.choices) else await person.says("1")
        elif len(prompt.choices) > 20:
            await person.says("Алматы қаласы")
        elif any(choice.selected for choice in person.prompt.choices):
            await person.says(say("sheet.done"))
        elif prompt.choices:
            await person.says("1")
        else:
            await person.says("1")
    raise AssertionError(person.text)


async def test_who_is_taken_off_is_counted_no_longer(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    numbers = await receipts(person)
    await person.presses(say("done.correct"))
    await person.presses(say("family.roster"))
    await person.presses("Сейтова Мерует")
    await person.presses(say("roster.remove"))
    await person.says(say("yes"))
    await person.presses(say("sheet.done"))
    assert await receipts(person) == numbers
    await person.presses(say("correct.send"))
    gone = next(name for name in numbers if "Мерует" in name)
    person.hears("correct.leaving", names=gone)
    await person.presses(say("submit.send"))
    assert await receipts(person) == {name: number for name, number in numbers.items() if name != gone}


async def test_a_correction_that_asks_more_must_be_finished_first(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    before = await counts(person)
    await opens(person, "Алихан")
    old = [choice.token for choice in person.prompt.choices]
    await person.commands("family")
    await person.presses(say("family.roster"))
    await person.presses(say("roster.add"))
    await person.says("Ахметов Нұрлан")
    await person.commands("family")
    person.hears("correct.unsent")
    assert say("correct.send") not in [choice.label for choice in person.prompt.choices]
    for token in ("v.submit", "v.send", *old):
        await person.presses_old(token)
    await person.commands("family")
    assert await counts(person) == before
    person.scenario.clock.moves(days=2)
    await person.arrives()
    person.hears("correct.unsent")


async def test_when_the_census_closes_what_was_sent_stands(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    before, numbers = await counts(person), await receipts(person)
    await opens(person, "Айгүл")
    await person.says("1")
    await person.says("Ахметова Айгуль")
    person.scenario.clock.moves(days=100)
    await person.arrives()
    person.hears("correct.too_late")
    assert say("done.correct") not in [choice.label for choice in person.prompt.choices]
    for word in ("семья", "тексеру"):
        await person.says(word)
        person.hears("correct.too_late")
    assert await counts(person) == before
    assert await receipts(person) == numbers


async def test_the_family_is_counted_as_it_was(resumed: Resumed, language: str) -> None:
    """Everything that was sent stands in what counts, and a correction shows in nothing but its own question."""
    person, say = await resumed("sent", language), texts(language)
    before = await counts(person)
    await opens(person, "Айгүл")
    await person.says("1")
    await person.says("Ахметова Айгуль")
    await person.presses(say("correct.send"))
    await person.presses(say("submit.send"))
    after = await counts(person)
    changed = {
        (sheet, ref)
        for sheet, answers in after.items()
        for ref in {*answers, *before[sheet]}
        if answers.get(ref) != before[sheet].get(ref)
    }
    assert {ref for _, ref in changed} == {"about/full_name"}
    assert len(NAMES) == 4


@pytest.mark.parametrize("words", [{"kk": "түзету", "ru": "исправить"}, {"kk": "жауаптарым", "ru": "мои ответы"}])
async def test_it_is_asked_for_in_words(resumed: Resumed, language: str, words: dict[str, str]) -> None:
    person = await resumed("sent", language)
    await person.says(words[language])
    person.hears("correct.choose")
