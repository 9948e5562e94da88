"""What a list has not is offered under «other (specify)» with the words that were typed; a yes answers both questions."""

import pytest

from dialogs.texts import texts
from tests.dialogs.journeys import StoppedAt

OTHER = {
    "ethnicity": {"kk": "Басқа", "ru": "Другая"},
    "native_language": {"kk": "Басқа", "ru": "Другой"},
    "home_language": {"kk": "Басқа тілде", "ru": "На другом"},
    "religion": {"kk": "Басқа", "ru": "Другое"},
}


@pytest.mark.parametrize(("question", "words"), [
    ("ethnicity", "Кореец"), ("ethnicity", "курд"), ("native_language", "өзбек тілі"), ("native_language", "по-корейски"),
    ("home_language", "ұйғырша"), ("religion", "тәңіршілдік"),
])  # fmt: skip
async def test_a_word_the_list_has_not_is_offered_under_other(
    stopped_at: StoppedAt, language: str, question: str, words: str
) -> None:
    person, _ = await stopped_at(language, question, "Айгүл")
    await person.says(words)
    assert person.prompt.tone == "doubt"
    person.hears("understanding.choice.specify", answer=f"{OTHER[question][language]}: {words}")
    await person.presses(texts(language)("yes"))
    assert await person.answer(question, "Айгүл") == "other"
    assert await person.answer(f"{question}_other", "Айгүл") == words


@pytest.mark.parametrize(("words", "country"), [("Германия", "DE"), ("Армения", "AM")])
async def test_a_country_is_offered_under_another_state(
    stopped_at: StoppedAt, language: str, words: str, country: str
) -> None:
    person, _ = await stopped_at(language, "citizenship", "Айгүл")
    await person.says(words)
    assert person.prompt.tone == "doubt"
    await person.says(texts(language)("yes"))
    assert await person.answer("citizenship", "Айгүл") == "foreign"
    assert await person.answer("citizenship_country", "Айгүл") == country


async def test_what_is_offered_can_be_declined_or_said_anew(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "ethnicity", "Айгүл")
    await person.says("қыпшақ")
    await person.says(texts(language)("no"))
    assert person.prompt.text == question.label
    await person.says("кипчак")
    await person.says("қазақпын")
    assert await person.answer("ethnicity", "Айгүл") == "kazakh"


async def test_what_is_offered_corrects_an_answer_too(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "native_language", "Айгүл")
    await person.presses(texts(language)("aside.back"))
    await person.says("кәріс")
    await person.says(texts(language)("yes"))
    assert await person.answer("ethnicity", "Айгүл") == "other"
    assert await person.answer("ethnicity_other", "Айгүл") == "кәріс"
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref.endswith("native_language")


async def test_what_was_specified_before_does_not_come_back(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "ethnicity", "Айгүл")
    yes, back = texts(language)("yes"), texts(language)("aside.back")
    await person.says("кәріс")
    await person.says(yes)
    for said in ("қазақ", "поляк", "қырғыз"):
        while not (asked := await person.asked()) or asked[2].ref.rpartition("/")[2] != "ethnicity":
            await person.presses(back)
        await person.says(said)
        await person.says(yes)
    assert await person.answer("ethnicity", "Айгүл") == "other"
    assert await person.answer("ethnicity_other", "Айгүл") == "қырғыз"


@pytest.mark.parametrize(
    "words", ["не казах", "қазақ емес", "спасибо", "рахмет", "сәлем", "ыыыыы", "12 34", "кореец?", "я", "а б в г д е"]
)
async def test_what_names_nothing_is_not_offered(stopped_at: StoppedAt, language: str, words: str) -> None:
    person, _ = await stopped_at(language, "ethnicity", "Айгүл")
    await person.says(words)
    assert person.prompt.tone != "doubt"
    assert await person.answer("ethnicity", "Айгүл") is None
