"""Who lives here: adding, naming, taking off the list, and what that does to the people's sheets."""

import pytest

from dialogs.texts import texts
from tests.dialogs.journeys import Resumed, StoppedAt, answers_as_the_family, finishes, signs_in
from tests.dialogs.scenario import Person, Scenario

ALIKHAN, MERUET = "Ахметов Алихан Айдарұлы", "Сейтова Мерует"


async def chooses(person: Person, name: str) -> None:
    await person.commands("family")
    await person.presses(texts(person.language)("family.roster"))
    await person.presses(name)


async def states(person: Person) -> dict[str, str]:
    """Of the members' sheets: whose, and whether it counts."""
    household = (await person.scene()).household.household
    return {sheet.subject: sheet.state for sheet in household.sheets if sheet.subject}


async def test_a_name_is_corrected_and_nothing_is_lost(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    before = await person.kept()
    await chooses(person, ALIKHAN)
    await person.presses(say("roster.rename"))
    await person.says("Ахметов Әлихан Айдарұлы")
    person.hears("sheet.corrected")
    after = await person.kept()
    changed = {key: set(after[key].items()) ^ set(before[key].items()) for key in before if after[key] != before[key]}
    assert list(changed) == [("list", "", "open")]
    assert {ref for ref, _ in changed["list", "", "open"]} == {"member:3/member_full_name"}
    await person.commands("family")
    person.sees("✓ Әлихан")
    person.does_not_see("Алихан")


async def test_later_questions_carry_the_new_name(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "citizenship", "Алихан")
    say = texts(language)
    await chooses(person, ALIKHAN)
    await person.presses(say("roster.rename"))
    await person.says("Ахметов Әлихан Айдарұлы")
    await person.commands("family")
    await person.presses(say("family.continue", title="Әлихан"))
    person.sees("Әлихан:")
    person.does_not_see("Алихан")


async def test_a_wrong_new_name_is_refused_and_the_old_one_stands(resumed: Resumed, language: str) -> None:
    person, say = await resumed("listed", language), texts(language)
    await chooses(person, ALIKHAN)
    await person.presses(say("roster.rename"))
    for wrong in ("12345", "   ", "😀"):
        await person.says(wrong)
        assert person.screen.messages[0].tone == "refusal", wrong
    await person.presses(say("aside.keep"))
    assert ALIKHAN in await person.members()


@pytest.mark.parametrize("how", ["buttons", "words", "numbers"])
async def test_a_person_is_taken_off_with_a_question(resumed: Resumed, language: str, how: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    match how:
        case "buttons":
            await chooses(person, MERUET)
            await person.presses(say("roster.remove"))
        case "words":
            await person.says(say("family.roster"))
            await person.says(MERUET.upper())
            await person.says(say("roster.remove").lower())
        case "numbers":
            await person.commands("family")
            await person.says(str(person.button(say("family.roster")).number))
            await person.says("4")
            await person.says("2")
    person.hears("roster.sure_answers", name=MERUET)
    assert person.prompt.tone == "doubt"
    assert MERUET in await person.members()
    await person.says(say("yes") if how != "numbers" else "1")
    person.hears("roster.removed", name=MERUET)
    assert MERUET not in await person.members()
    assert (await states(person))["4"] == "withdrawn"


async def test_no_keeps_everybody(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    for no in (say("no"), "2", {"kk": "жоқ", "ru": "нет"}[language], say("aside.back")):
        await chooses(person, MERUET)
        await person.presses(say("roster.remove"))
        await person.says(no)
        assert len(await person.members()) == 4, no


async def test_who_was_taken_off_is_not_sent(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    await chooses(person, MERUET)
    await person.presses(say("roster.remove"))
    await person.presses(say("yes"))
    await person.commands("family")
    await finishes(person)
    person.sees(ALIKHAN)
    person.does_not_see(MERUET)
    assert (await states(person)) == {"1": "submitted", "2": "submitted", "3": "submitted", "4": "withdrawn"}


async def test_a_parent_taken_off_is_nobodys_parent(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    assert await person.answer("member_father", "Алихан") == "2"
    await chooses(person, "Ахметов Айдар Болатұлы")
    await person.presses(say("roster.remove"))
    await person.presses(say("yes"))
    assert await person.answer("member_father", "Алихан") is None
    await person.commands("family")
    await finishes(person)
    person.does_not_see("Ахметов Айдар")


async def test_neither_the_respondent_nor_the_head_can_be_taken_off(scenario: Scenario, language: str) -> None:
    person, say = scenario.person(), texts(language)
    await signs_in(person, language)
    await person.says("2")  # another is the head
    await person.says("Ахметов Айдар Болатұлы")
    await person.says("Ахметова Айгүл Серікқызы")
    await answers_as_the_family(person, language, lambda asked: asked is None)
    for name in ("Ахметов Айдар", "Ахметова Айгүл"):
        await chooses(person, name)
        assert say("roster.remove") not in [choice.label for choice in person.prompt.choices]
        await person.presses_old("v.remove.1")
        await person.presses_old("v.remove.2")
        assert person.prompt.tone != "doubt"
        await person.presses(say("aside.back"))


async def test_who_is_added_later_is_asked_only_about_himself(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    before = await person.kept()
    about_dana = {
        "member_iin": say("no"),
        "member_document": say("no"),
        "member_birth_date": "01.02.2015",
        "member_relation_to_head": "3",
    }
    await person.presses(say("family.roster"))
    await person.presses(say("roster.add"))
    await person.says("Ахметова Дана Айдарқызы")
    asked = await person.asked()
    assert asked is not None
    while asked is not None and asked[0] == "list":
        assert asked[2].ref.startswith("member:5/"), asked[2].ref
        name = asked[2].ref.rpartition("/")[2]
        await person.says(about_dana.get(name, "1"))
        asked = await person.asked()
    await person.commands("family")
    person.sees("○ Дана")
    after = await person.kept()
    for sheet, answers in before.items():
        assert after[sheet].items() >= answers.items(), "nobody's answers were touched"
    assert (await states(person))["5"] == "open"


async def test_adding_is_taken_back(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    before = await person.kept()
    await person.presses(say("family.roster"))
    await person.presses(say("roster.add"))
    await person.presses(say("aside.back"))
    assert len(await person.members()) == 4
    await person.commands("family")
    person.hears("family.all_done")
    assert await person.kept() == before


async def test_a_person_begun_by_mistake_can_be_taken_back(scenario: Scenario, language: str) -> None:
    """«Add one more» pressed where there is nobody: the name is asked, and there must be a way out."""
    person, say = scenario.person(), texts(language)
    await signs_in(person, language)
    await person.says("1")
    await person.says("Ахметова Айгүл Серікқызы")
    await person.presses(say("sheet.more_yes"))
    await person.presses(say("aside.back"))
    assert await person.members() == ["Ахметова Айгүл Серікқызы"]
    await person.presses(say("sheet.more_no"))
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref.endswith("member_iin")


async def test_who_moves_elsewhere_is_withdrawn_and_comes_back_with_his_answers(
    resumed: Resumed, language: str
) -> None:
    person = await resumed("filled", language)
    before = (await person.kept())["person", "4", "open"]
    assert len(before) > 20

    async def lives(*answers: str) -> None:
        await person.commands("family")
        await person.presses((await person.scene()).household.title((await person.scene()).household.list_sheet))
        line = await number_of(person, "member:4/home/member_residence_status")
        await person.says(str(line))
        for answer in answers:
            await person.says(answer)

    await lives("3", "1", "1", "2")  # temporarily here, home elsewhere in Kazakhstan
    person.sees(texts(language)("touching.sheet", title="Мерует"))
    await person.says(texts(language)("yes"))
    assert (await states(person))["4"] == "withdrawn", person.transcript[-40:]
    await person.commands("family")
    person.does_not_see("Мерует")
    await lives("1")
    person.sees(texts(language)("touching.would", listed="").strip()[:20])
    await person.says(texts(language)("yes"))
    assert (await states(person))["4"] == "open"
    assert (await person.kept())["person", "4", "open"] == before
    await person.commands("family")
    person.sees("✓ Мерует")


async def number_of(person: Person, ref: str) -> int:
    """Under which number the review of the list shows an answer."""
    case = (await person.scene()).household
    return [line.ref for line in case.household_list.review()].index(ref) + 1
