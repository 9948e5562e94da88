"""An edit says which answers go with it before it is made; a no leaves everything, and nothing is asked when nothing goes."""

from collections.abc import Callable

import pytest

from dialogs.texts import texts
from dialogs.touching import SHOWN
from tests.dialogs.journeys import Resumed, StoppedAt, comes_to
from tests.dialogs.scenario import Person
from tests.dialogs.test_review import line_of, opens

LIST = {"kk": "Үй шаруашылығы мүшелерінің тізімі", "ru": "Список членов домохозяйства"}


async def corrects(person: Person, who: str, question: str) -> None:
    """Open the answer in the review of this sheet."""
    await opens(person, who)
    await person.says(str(await line_of(person, who, question)))


async def label_of(person: Person, question: str, who: str) -> str:
    """How the question about `who` is put."""
    case = (await person.scene()).household
    sheet = next(s for s in case.sheets if case.title(s) == who)
    interview = case.interview(sheet)
    return next(line.label for line in interview.review() if line.ref.endswith(question))


async def test_what_would_go_is_named_and_only_a_yes_takes_it(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    age = await label_of(person, "age_first_marriage", "Айгүл")
    await corrects(person, "Айгүл", "marital_status")
    before = await person.kept()
    await person.says("1")  # never married
    assert person.prompt.tone == "doubt"
    assert age in person.prompt.text
    assert await person.kept() == before, "nothing is changed before the yes"
    await person.says(say("no"))
    person.hears("touching.kept")
    person.hears("review.hint")
    assert await person.kept() == before
    await person.says(str(await line_of(person, "Айгүл", "marital_status")))
    await person.says("1")
    await person.says(say("yes"))
    person.hears("sheet.corrected")
    assert await person.answer("marital_status", "Айгүл") == "never_married"


async def test_a_correction_that_takes_nothing_with_it_is_made_at_once(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await corrects(person, "Айгүл", "marital_status")
    await person.says("3")  # married all the same, only otherwise
    person.hears("sheet.corrected")


async def test_another_answer_may_be_typed_instead_of_yes_or_no(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await corrects(person, "Айгүл", "children_born")
    await person.says("0")
    assert person.prompt.tone == "doubt"
    await person.says("2")
    person.hears("sheet.corrected")
    assert await person.answer("children_born", "Айгүл") == "2"


@pytest.mark.parametrize("how", ["back", "old button"])
async def test_it_is_said_wherever_the_edit_comes_from(stopped_at: StoppedAt, language: str, how: str) -> None:
    person, question = await stopped_at(language, "marital_status", "Айгүл")
    say = texts(language)
    never = person.button(question.choices[0].label)
    await person.says("2")
    await person.says("21")
    if how == "back":
        for _ in range(2):
            await person.presses(say("aside.back"))
    else:
        await person.presses_old(never.token)
        await person.presses(say("sheet.correct_that"))
    await person.does_press(never)
    assert person.prompt.tone == "doubt"
    assert await person.answer("marital_status", "Айгүл") == "registered"
    await person.presses(say("no"))
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref.endswith("religion"), "he goes on where he was"
    assert await person.answer("age_first_marriage", "Айгүл") == "21"


async def test_as_it_is_read(stopped_at: StoppedAt, language: str, golden: Callable[[str, str], None]) -> None:
    person, _ = await stopped_at(language, "marital_status", "Айгүл")
    back, yes, no = (texts(language)(key) for key in ("aside.back", "yes", "no"))
    for said in ("2", "21", back, back, "1", no, back, back, "1", yes):
        await person.says(said)
    golden(f"touching.{language}.txt", "\n".join(person.transcript) + "\n")


async def test_the_list_says_what_goes_in_other_sheets(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    children = await label_of(person, "children_living", "Айгүл")
    await opens(person, LIST[language])
    lines = (await person.scene()).household.household_list.review()
    sex = next(n for n, line in enumerate(lines, 1) if line.ref.endswith("member_sex"))
    await person.says(str(sex))
    await person.says("1")
    person.does_not_see(children)  # first the doubt: her IIN says otherwise
    await person.says(say("yes"))
    assert children in person.prompt.text
    before = await person.kept()
    await person.says(say("no"))
    assert await person.kept() == before


async def test_a_sheet_that_would_go_is_named_whole(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    await opens(person, LIST[language])
    lines = (await person.scene()).household.household_list.review()
    stays = [n for n, line in enumerate(lines, 1) if line.ref.endswith("member_residence_status")]
    while say("review.next") in [choice.label for choice in person.prompt.choices]:
        await person.presses(say("review.next"))
    await person.says(str(stays[2]))
    await person.says("3")  # here for a time only: where is his home?
    await person.says("1")
    while person.prompt.tone != "doubt":
        await person.says("1")
    person.hears("touching.sheet", title="Алихан")
    await person.says(say("yes"))
    assert [who for _, who, state in await person.kept() if state == "withdrawn"] != []


async def test_many_answers_are_counted_not_listed(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    await corrects(person, "Айгүл", "birth_date")
    await person.says("01.01.2015")
    while texts(language)("touching.kept") not in person.text and "\n– " not in person.prompt.text:
        await person.says(say("yes"))
    lines = [line for line in person.prompt.text.split("\n") if line.startswith("– ")]
    assert len(lines) == SHOWN + 1
    counted = (await person.scene()).conversation.top.data["touching"][2]
    assert lines[-1] == "– " + say("touching.more", n=len(counted) - SHOWN)


async def test_first_answers_are_never_asked_about(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "total_area_m2")
    await person.says("пропустить")
    await person.says("40")  # the living area
    await comes_to(person, "total_area_m2")
    await person.says("30")  # less than that: it is asked again
    assert person.prompt.tone == "question"
    assert await person.answer("total_area_m2") == "30"
