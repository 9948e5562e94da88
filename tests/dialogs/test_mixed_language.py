"""Both languages in one conversation, letters of the other keyboard, Kazakh without its own: answers are taken all the same."""

from tests.conftest import Golden
from tests.dialogs.journeys import StoppedAt

SAYS = {
    "kk": [
        "Караганда",
        "1",
        "гражданин РК",
        "кaзaшкa",  # three of these letters are Latin
        "казахский язык",
        "понимаю, говорю",
        "понимать и свободно говорить",
        "ничего",
        "нет",
        "казакша мен орысша",
        "зарегистрированный брак",
        "жиырма один",
    ],
    "ru": [
        "Қарағанды",
        "1",
        "Казакстан азаматы",
        "қaзaқ",  # two of these letters are Latin
        "казак тили",
        "тусиниу, сойлеу",
        "түсіну, еркін сөйлеу",
        "ештене",
        "баска тил жок",
        "екеуінде де",
        "тиркелген неке",
        "двадцать бір",
    ],
}
ANSWERS = {
    "citizenship": "kz",
    "ethnicity": "kazakh",
    "native_language": "kazakh",
    "proficiency_kazakh": "understand speak",
    "proficiency_russian": "understand speak",
    "proficiency_english": "none",
    "other_languages": "",
    "home_language": "both",
    "marital_status": "registered",
    "age_first_marriage": "21",
}


async def test_answers_in_the_other_language_are_taken_and_change_nothing_else(
    stopped_at: StoppedAt, language: str, golden: Golden
) -> None:
    person, _ = await stopped_at(language, "birth_place", "Айгүл")
    for words in SAYS[language]:
        await person.says(words)
        assert person.language == language, words
    answered = {question: await person.answer(question, "Айгүл") for question in ANSWERS}
    assert answered == ANSWERS
    golden(f"mixed.{language}.txt", "\n".join(person.transcript) + "\n")
