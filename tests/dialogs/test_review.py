"""Looking over one's answers and correcting them."""

from dialogs.texts import texts
from dialogs.wording import say_date
from tests.dialogs.journeys import Resumed, StoppedAt, finishes
from tests.dialogs.scenario import Person


async def opens(person: Person, title: str) -> None:
    await person.commands("family")
    await person.presses(title)


async def line_of(person: Person, who: str, question: str) -> int:
    """Under which number the review shows the answer."""
    case = (await person.scene()).household
    sheet = next(s for s in case.sheets if case.title(s) == who)
    return [line.ref.rpartition("/")[2] for line in case.interview(sheet).review()].index(question) + 1


async def test_the_answers_stand_page_by_page_in_words(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    await opens(person, "Айгүл")
    numbers: list[int] = []
    while True:
        assert len(person.prompt.text) < 4096
        numbers += [choice.number for choice in person.prompt.choices if choice.number]
        if say("review.next") not in [choice.label for choice in person.prompt.choices]:
            break
        await person.presses(say("review.next"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 40
    await person.presses(say("review.previous"))
    for _ in range(2):
        await person.says({"kk": "келесі", "ru": "дальше"}[language])
    assert await person.asked() is None
    person.sees("✓ Айгүл")  # beyond the last page is the family again


async def test_answers_are_shown_in_the_language_spoken(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await opens(person, "Айгүл")
    for spoken in ("kk", "ru"):
        await person.commands("language", spoken)
        person.sees(say_date("1990-01-01", spoken))
        person.sees({"kk": "Әйел", "ru": "Женский"}[spoken])


async def test_an_answer_is_corrected_by_its_number_and_one_is_back_in_the_review(
    resumed: Resumed, language: str
) -> None:
    person = await resumed("filled", language)
    await opens(person, "Айгүл")
    number = await line_of(person, "Айгүл", "citizenship")
    await person.says(str(number))
    await person.says("3")
    person.hears("sheet.corrected")
    person.hears("review.hint")
    assert await person.answer("citizenship", "Айгүл") == "stateless"


async def test_an_answer_is_corrected_by_its_button(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    await opens(person, "Айгүл")
    number = await line_of(person, "Айгүл", "citizenship")
    await person.presses(str(number))
    assert say("aside.keep") in [choice.label for choice in person.prompt.choices]
    before = await person.kept()
    await person.presses(say("aside.keep"))
    person.does_not_hear("sheet.corrected")
    person.hears("review.hint")
    assert await person.kept() == before
    await person.presses(str(number))
    await person.says(say("aside.keep"))  # the same in words
    person.hears("review.hint")
    await person.presses(str(number))
    await person.presses(say("aside.back"))
    person.hears("review.hint")
    assert await person.kept() == before


async def test_a_correction_that_raises_questions_asks_them(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await opens(person, "Айгүл")
    await person.says(str(await line_of(person, "Айгүл", "citizenship")))
    await person.says("2")  # another country: which?
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref.endswith("citizenship_country")
    await person.says("германия")
    person.hears("sheet.corrected")
    person.hears("review.hint")
    await person.commands("family")
    await finishes(person)


async def test_what_a_correction_takes_away_comes_back_with_it(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await opens(person, "Айгүл")
    await person.says(str(await line_of(person, "Айгүл", "marital_status")))
    await person.says("1")  # never married: the age at first marriage is no longer asked
    await person.presses(texts(language)("yes"))
    person.hears("sheet.corrected")
    before = await person.answer("age_first_marriage", "Айгүл")
    await person.says(str(await line_of(person, "Айгүл", "marital_status")))
    await person.says("2")
    assert await person.answer("age_first_marriage", "Айгүл") == before, "and comes back with its answer"


async def test_what_the_list_gave_is_corrected_in_the_persons_sheet(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await opens(person, "Алихан")
    await person.says(str(await line_of(person, "Алихан", "birth_date")))
    await person.says("14.04.2011")
    assert await person.answer("birth_date", "Алихан") == "2011-04-14"
    assert await person.answer("member_birth_date", "Алихан") == "2012-04-14"
    case = (await person.scene()).household
    sheet = next(s for s in case.sheets if case.title(s) == "Алихан")
    assert case.interview(sheet).evaluate("string(about/birth_date)") == "2011-04-14"
    await opens(person, "Алихан")
    person.sees(say_date("2011-04-14", language))
    person.does_not_see(say_date("2012-04-14", language))


async def test_what_is_known_from_the_list_can_be_corrected_at_once(resumed: Resumed, language: str) -> None:
    person, say = await resumed("housed", language), texts(language)
    await person.commands("family")
    await person.presses(say("family.begin", title="Айгүл"))
    person.sees("Ахметова Айгүл Серікқызы")
    person.sees(say_date("1990-01-01", language))
    await person.presses(say("family.correct"))
    person.hears("review.hint")
    await person.says("1")
    await person.says("Ахметова Айгүл Серіковна")
    person.hears("sheet.corrected")
    await person.presses(say("review.go_on"))
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref.endswith("birth_place")
    assert await person.answer("full_name", "Айгүл") == "Ахметова Айгүл Серіковна"


async def test_numbers_that_are_not_there(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await opens(person, "Айгүл")
    last = len((await person.scene()).household.interview((await person.scene()).household.sheets[2]).review())
    for wrong in ("999", str(last + 1)):
        await person.says(wrong)
        person.hears("review.no_such", last=last)
    for wrong in ("0", "что?", "😀", "9" * 4000):
        await person.says(wrong)
        person.hears("review.by_number")


async def test_reviewing_in_the_middle_and_going_on(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "ethnicity", "Айгүл")
    say = texts(language)
    question = person.prompt.text
    await person.says({"kk": "тексеру", "ru": "проверить"}[language])
    person.hears("review.hint")
    await person.says(say("review.go_on"))
    assert person.prompt.text == question
    await person.commands("review")
    await person.says({"kk": "артқа", "ru": "назад"}[language])
    person.sees("◐ Айгүл")
