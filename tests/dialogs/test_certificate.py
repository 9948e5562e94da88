"""Certificates: asked for by button or word, one file for each person, on any later day, and for nobody who was not counted."""

import asyncio

import pytest

from census.certificate_page import draw_certificate
from census.certificates import receipt_of
from dialogs import certificate
from dialogs.texts import texts
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, agrees
from tests.dialogs.scenario import Person, Scenario

WORD = {"kk": "анықтама", "ru": "справка"}


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """Name, code and address of every page that was drawn; the page itself is tests/census' business."""
    pages: list[tuple[str, str, str]] = []

    def draw(campaign, certified, code: str, address: str) -> bytes:
        pages.append((certified.name, code, address))
        return b"%PDF-1.7 " + code.encode()

    monkeypatch.setattr(certificate, "draw_certificate", draw)
    monkeypatch.setattr(certificate, "_kept", {})
    return pages


def names_of(person: Person) -> list[str]:
    return [file.name for file in person.screen.files]


async def test_of_a_family_one_is_asked_whose(resumed: Resumed, language: str, drawn) -> None:
    person, say = await resumed("sent", language), texts(language)
    await person.presses(say("done.certificate"))
    person.hears("certificate.whose")
    assert not person.screen.files
    await person.presses(NAMES[1])
    (file,) = person.screen.files
    assert file.media_type == "application/pdf"
    assert drawn[0][0] == NAMES[1]
    receipt = receipt_of(person.scenario.keyring, drawn[0][1])
    assert dict((await person.scene()).household.receipts())[NAMES[1]] == receipt
    assert file.name.isprintable()
    assert f"{receipt[:4]}-{receipt[4:8]}" in file.name
    person.hears("done.keep")


async def test_all_at_once_and_each_drawn_once(resumed: Resumed, language: str, drawn) -> None:
    person, say = await resumed("sent", language), texts(language)
    for _ in range(3):
        await person.says(WORD[language])
        await person.says(say("certificate.all"))
        assert len(set(names_of(person))) == len(person.screen.files) == 4
    assert sorted(name for name, _, _ in drawn) == sorted(NAMES)
    for name in NAMES:
        person.sees(name)


async def test_a_page_does_not_stay_in_memory(resumed: Resumed, monkeypatch: pytest.MonkeyPatch) -> None:
    """It bears a name, and the name may be erased from another process."""
    monkeypatch.setattr(certificate, "KEPT_S", 0.0)
    person = await resumed("sent", "ru")
    await person.presses_old("v.certificate.all")
    assert len(person.screen.files) == 4
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert certificate._kept == {}


async def test_it_is_had_again_when_the_census_is_over(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    person.scenario.clock.moves(days=300)
    await person.arrives()
    await person.presses(say("done.certificate"))
    await person.says(NAMES[3])
    assert len(person.screen.files) == 1


async def test_before_sending_there_is_none(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await person.commands("family")
    await person.says(WORD[language])
    person.hears("certificate.none")
    await person.presses_old("v.certificate.all")
    person.hears("certificate.none")
    assert not person.screen.files


async def test_a_stranger_gets_none(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.presses_old("v.certificate.all")
    person.hears("certificate.none")


async def test_a_forged_button_gives_nobodys(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    await person.presses_old("v.certificate.deadbeef")
    person.hears("certificate.none")
    assert not person.screen.files


async def test_while_another_household_is_begun_the_first_ones_are_given(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    await person.presses(say("done.another"))
    await person.presses(say("done.another_begin"))
    asked = await person.asked()
    await person.presses_old("v.certificate.all")
    assert len(person.screen.files) == 4
    assert (await person.asked())[2].ref == asked[2].ref


async def test_a_turn_that_comes_again_gives_the_prompt(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    await person.presses_old("v.certificate.all")
    again = await person.repeats()
    assert again.messages
    assert not again.files


async def test_the_address_is_the_pages_own(resumed: Resumed, language: str, drawn) -> None:
    person = await resumed("sent", language)
    await person.presses_old("v.certificate.all")
    address = f"{person.scenario.address}/verify"
    assert {address} == {at for _, _, at in drawn}
    person.hears("certificate.check", address=address)


async def test_the_page_itself_comes_while_others_are_served(resumed: Resumed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four pages are drawn; the loop goes on meanwhile."""
    monkeypatch.setattr(certificate, "draw_certificate", draw_certificate)
    person = await resumed("sent", "kk")
    rounds = 0

    async def others() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    served = asyncio.create_task(others())
    await person.presses_old("v.certificate.all")
    served.cancel()
    assert all(file.content.startswith(b"%PDF-") for file in person.screen.files)
    assert len({file.content for file in person.screen.files}) == 4
    assert rounds > 100
