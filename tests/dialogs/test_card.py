"""«Is he a real interviewer?»: asked at any moment, answered from the registry, and the question of the census stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from census.pair import Pair
from census.staff_cards import StaffCard, import_cards
from dialogs.card import number_asked
from dialogs.texts import texts
from dialogs.tries import CARDS_OF_CONVERSATION
from tests.dialogs.journeys import Resumed, goes_on
from tests.dialogs.scenario import Person, Scenario

ASKS = {"kk": "интервьюерді тексеру", "ru": "Проверить интервьюера"}
PLACE = Pair("Көкшетау қаласы", "город Кокшетау")
CARD = StaffCard(
    "11-00123", "Үлгіов", "Мысал", "interviewer", "11", PLACE, date(2021, 8, 1), date(2021, 10, 30), withdrawn=False
)
CARDS = (CARD, replace(CARD, number="11-00202", withdrawn=True), replace(CARD, number="1446-07", role="operator"))


@pytest.fixture
def at_the_door(resumed: Resumed) -> Callable[[str], object]:
    """`await at_the_door("kk")`: a respondent in the middle of a sheet, whom an interviewer visits."""

    async def visited(language: str) -> Person:
        person = await resumed("housed", language)
        await person.scenario.database.write(import_cards, "kz-2021", CARDS, replace=False)
        await person.commands("continue")
        await goes_on(person)
        assert await question(person)
        return person

    return visited


async def question(person: Person) -> str | None:
    asked = await person.asked()
    return asked[2].ref if asked else None


async def test_asked_for_the_number_and_told_what_it_proves(at_the_door, language: str) -> None:
    person = await at_the_door(language)
    before = await question(person)
    await person.says(ASKS[language])
    person.hears("card.ask")
    person.sees(f"{person.scenario.address}/verify")
    await person.says("№ 11 00123")
    person.hears("card.valid")
    person.hears("card.valid_text", phone="1446")
    for said in ("11‑00123", "Үлгіов Мысал", PLACE.of(language)):
        person.sees(said)
    person.sees(person.scenario.campaign.interviewer_signs.of(language))
    assert await question(person) == before


@pytest.mark.parametrize("asks", ["удостоверение 11-00123", "Проверить интервьюера: № 1100123", "куәлік 11 00123"])
async def test_the_number_may_come_with_the_wish(at_the_door, asks: str) -> None:
    person = await at_the_door("ru")
    before = await question(person)
    await person.says(asks)
    person.hears("card.valid")
    assert await question(person) == before


async def test_a_withdrawn_card_and_an_operator(at_the_door, language: str) -> None:
    person = await at_the_door(language)
    await person.says("удостоверение 11-00202")
    person.hears("card.withdrawn")
    person.hears("card.refused_text", phone="1446")
    await person.says("удостоверение 1446-07")
    person.hears("card.valid_operator", phone="1446")


async def test_an_unknown_number_is_asked_for_again(at_the_door, language: str) -> None:
    person = await at_the_door(language)
    before = await question(person)
    await person.says("удостоверение 11-99999")
    person.hears("card.unknown")
    person.hears("card.unknown_text", phone="1446")
    await person.says("сорок два")
    person.hears("card.no_number", phone="1446")
    person.hears("card.ask")
    await person.presses(texts(language)("help.close"))
    assert await question(person) == before


@pytest.mark.parametrize("leaving", ["назад", "жоқ", "Сұрақтарға оралу", "продолжить"])
async def test_one_leaves_by_words(at_the_door, leaving: str) -> None:
    person = await at_the_door("ru")
    before = await question(person)
    await person.says("проверить удостоверение")
    await person.says(leaving)
    assert await question(person) == before


async def test_from_the_page_of_trust_before_consent_and_after_sending(
    scenario: Scenario, resumed: Resumed, language: str
) -> None:
    newcomer = scenario.person()
    await newcomer.commands("start")
    await newcomer.says(texts(language)("language.name"))
    for person in (newcomer, await resumed("sent", language)):
        await person.scenario.database.write(import_cards, "kz-2021", CARDS, replace=False)
        await person.says({"kk": "бұл шынымен санақ па", "ru": "это точно перепись"}[language])
        person.hears("card.in_trust")
        await person.presses(texts(language)("card.button"))
        await person.says("11-00123")
        person.hears("card.valid")


async def test_how_often_one_asks_is_bounded_and_said(at_the_door, language: str) -> None:
    person = await at_the_door(language)
    for _ in range(CARDS_OF_CONVERSATION.most):
        await person.says("удостоверение 11-00123")
        person.hears("card.valid")
    await person.says("удостоверение 11-00123")
    person.hears("check.wait")
    person.does_not_see("Үлгіов")
    await person.presses(texts(language)("help.close"))
    person.scenario.clock.moves(hours=24)
    await person.arrives()
    await person.says("удостоверение 11-00123")
    person.hears("card.valid")


async def test_a_door_shares_one_bound_whoever_begins_anew(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Conversations are free on the page: the registry is bounded for all who come from one place."""
    from dialogs import scene, tries

    few = replace(tries.CARDS_OF_CLIENT, most=3)
    monkeypatch.setattr(scene, "CARDS_OF_CLIENT", few)
    await scenario.database.write(import_cards, "kz-2021", CARDS, replace=False)
    for n in range(5):
        person = scenario.person("web", client="203.0.113.7")
        await person.commands("start")
        await person.says("русский")
        await person.says("удостоверение 11-00123")
        person.hears("card.valid" if n < few.most else "check.wait")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("удостоверение 11-00123", "11-00123"),
        ("Куәлікті тексеріңіз 123", "123"),
        ("проверить интервьюера №11 00123", "№11 00123"),
        ("удостоверение", None),
        ("удостоверение личности 012345678", None),
        ("мне 45 лет", None),
        ("удостоверение 870101300123", None),
        ("проверить " * 40 + "123", None),
    ],
)
def test_a_number_after_words_that_ask_for_a_check(text: str, number: str | None) -> None:
    assert number_asked(text) == number
