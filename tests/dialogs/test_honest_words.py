"""Honest words that were refused when people rehearsed the census: each is an answer, or told what one is."""

import pytest

from dialogs.texts import texts
from dialogs.wording import quote
from tests.dialogs.journeys import StoppedAt


@pytest.mark.parametrize(("question", "who", "words", "value"), [
    ("ethnicity", "Айгүл", "қазақпын", "kazakh"), ("ethnicity", "Айгүл", "немцы", "german"),
    ("ethnicity", "Айгүл", "русский", "russian"), ("ethnicity", "Айгүл", "орыс", "russian"),
    ("religion", "Айгүл", "жоқ", "non_believer"), ("religion", "Айгүл", "нет", "non_believer"),
    ("birth_place", "Айгүл", "Омск", "RU"), ("birth_place", "Айгүл", "бішкек", "KG"), ("birth_place", "Айгүл", "Қытай", "CN"),
    ("previous_residence", "Айдар", "Нөкіс", "UZ"),
    ("proficiency_kazakh", "Айгүл", "бәрін білемін", "understand speak read write"),
    ("proficiency_kazakh", "Айгүл", "всё умею", "understand speak read write"),
    ("proficiency_kazakh", "Айгүл", "всё знаю", "understand speak read write"),
    ("arrival_date", "Айдар", "сентябрь 15", "2015-09-01"), ("arrival_date", "Айдар", "қыркүйек 15", "2015-09-01"),
    ("first_child_birth_date", "Айгүл", "май 12", "2012-05-01"),
    ("arrival_date", "Айдар", "2015 жылдың мамыр айынан бері", "2015-05-01"),
    ("member_document", "Алихан", "куәлік", "куәлік"), ("member_document", "Алихан", "удостоверение", "удостоверение"),
    ("member_document", "Алихан", "жоқ", ""), ("member_document", "Алихан", "нет", ""),
    ("member_mother", "Алихан", "жоқ", ""), ("member_mother", "Алихан", "нет", ""), ("member_mother", "Алихан", "её нет", ""),
    ("member_father", "Алихан", "тізімде жоқ", ""), ("member_father", "Алихан", "не живёт с нами", ""),
])  # fmt: skip
async def test_is_an_answer(
    stopped_at: StoppedAt, language: str, question: str, who: str, words: str, value: str
) -> None:
    person, _ = await stopped_at(language, question, who)
    await person.says(words)
    assert await person.answer(question, who) == value


@pytest.mark.parametrize("words", ["2015", "в 2015 году", "с 2015 года", "2015 жылдан бері", "2015 жылы"])
async def test_a_year_is_taken_and_the_month_asked_for(stopped_at: StoppedAt, language: str, words: str) -> None:
    person, _ = await stopped_at(language, "arrival_date", "Айдар")
    await person.says(words)
    assert not any(message.tone == "refusal" for message in person.screen.messages)
    person.hears("understanding.date.month_missing_month", year="2015")
    await person.says({"kk": "қыркүйек", "ru": "в сентябре"}[language])
    assert await person.answer("arrival_date", "Айдар") == "2015-09-01"


async def test_the_same_piece_again_is_a_refusal_and_brings_help(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "arrival_date", "Айдар")
    await person.says("2015")
    await person.says("2015")
    assert person.screen.messages[0].tone == "refusal"


@pytest.mark.parametrize("words", ["еркін", "жақсы білемін", "свободно", "в совершенстве"])
async def test_what_the_form_calls_four_skills_is_ticked_to_be_confirmed(
    stopped_at: StoppedAt, language: str, words: str
) -> None:
    person, _ = await stopped_at(language, "proficiency_english", "Айгүл")
    await person.says(words)
    person.hears("understanding.choices.ticked")
    assert [choice.selected for choice in person.prompt.choices if choice.number] == [True] * 4 + [False]
    await person.says(texts(language)("sheet.done"))
    assert await person.answer("proficiency_english", "Айгүл") == "understand speak read write"


async def test_a_city_abroad_stands_before_a_village_called_after_it(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "birth_place", "Айгүл")
    await person.says("Ташкент")
    await person.says("1")
    assert await person.answer("birth_place", "Айгүл") == "UZ"


@pytest.mark.parametrize("words", ["СССР", "Вашингтон"])
async def test_of_a_place_that_is_not_found_it_is_said_how_one_abroad_is_named(
    stopped_at: StoppedAt, language: str, words: str
) -> None:
    person, _ = await stopped_at(language, "birth_place", "Айгүл")
    await person.says(words)
    person.hears("understanding.search.nothing_abroad", text=quote(words, language))
