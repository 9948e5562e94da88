"""Signing in by IIN: what is refused says why, who has none has a way, who was counted is told and sees nothing."""

import pytest

from census.iin import check_digit
from dialogs.texts import texts
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import RESPONDENT_IIN, Resumed, StoppedAt, agrees, comes_to, finishes
from tests.dialogs.scenario import Scenario

REFUSED = {
    "iin.problem.not_12_digits": ("90010140001", "9001014000131", "менің нөмірім", "😀", "0", "9" * 10_000, "²"),
    "iin.problem.other_characters": ("900101400013 Айгүл", "900101400013!!", "мой 900101400013"),
    "iin.problem.bin": ("180640000016",),
    "iin.problem.seventh_digit": ("900101700013",),
    "iin.problem.no_such_date": ("901301400013", "900230400013"),
    "iin.problem.future": ("250101500015",),
    "iin.problem.check_digit": ("900101400014", "900101400019"),
}


@pytest.mark.parametrize("key", REFUSED)
async def test_every_kind_of_wrong_number_says_its_own_sentence(scenario: Scenario, language: str, key: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    beginning = texts(language)(key).partition("{")[0]
    for typed in REFUSED[key]:
        await person.says(typed)
        refusal = person.screen.messages[0]
        assert refusal.tone == "refusal", typed
        assert refusal.text.startswith(beginning), (typed, refusal.text)
        assert "900101" not in refusal.text
        assert person.prompt.expects == "iin"
    assert (await person.scene()).case is None


async def test_a_number_that_was_never_issued(scenario: Scenario, language: str) -> None:
    prefix = next(p for n in range(10_000) if check_digit(p := f"9001014{n:04}") is None)
    person = scenario.person()
    await agrees(person, language)
    await person.says(prefix + "0")
    person.hears("iin.problem.never_issued")


@pytest.mark.parametrize("typed", [
    "900101400013", "900101 400013", "900101-400-013", " 9001 0140 0013 ", "ИИН 900101400013", "ЖСН: 900101400013",
    "９００１０１４０００１３", "٩٠٠١٠١٤٠٠٠١٣", "900101.400.013",
])  # fmt: skip
async def test_the_number_is_read_however_it_is_written(scenario: Scenario, language: str, typed: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.says(typed)
    person.hears("signin.welcome")
    assert await person.asked() is not None


@pytest.mark.parametrize("said", [
    "[button]", "label", "other label", "нет", "жоқ", "не знаю", "білмеймін", "пропустить", "не хочу",
])  # fmt: skip
async def test_who_has_no_iin_has_a_way(scenario: Scenario, language: str, said: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    other = {"kk": "ru", "ru": "kk"}[language]
    match said:
        case "[button]":
            await person.presses(texts(language)("signin.no_iin"))
        case "label":
            await person.says(texts(language)("signin.no_iin"))
        case "other label":
            await person.says(texts(other)("signin.no_iin"))
        case _:
            await person.says(said)
    person.hears("signin.welcome_no_iin")
    await comes_to(person, "member_iin")
    assert not any("•" in choice.label for choice in person.prompt.choices), "there is nothing to suggest"


async def test_why_the_iin_is_asked(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    for ask in (person.presses, person.says):
        await ask(texts(language)("signin.why"))
        entry = next(e for e in scenario.campaign.faq if "member_iin" in e.questions)
        person.sees(entry.answer.of(language))
        await person.says(texts(language)("help.close"))
        assert person.prompt.expects == "iin"


async def test_back_from_the_iin_is_the_consent(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.says(texts(language)("aside.back"))
    person.sees(scenario.campaign.consent.of(language))
    assert len(person.screen.messages) == 1


async def test_the_iin_that_was_counted_is_told_so_and_sees_nobodys_answers(resumed: Resumed, language: str) -> None:
    sent = await resumed("sent", language)
    stranger = sent.scenario.person()
    await agrees(stranger, language)
    await stranger.says(RESPONDENT_IIN)
    stranger.hears("signin.counted", phone="1446")
    for name in NAMES:
        stranger.does_not_see(name.split()[1])
    assert stranger.prompt.expects == "iin"
    assert (await stranger.scene()).case is None


async def test_a_household_that_is_not_sent_is_opened_to_nobody_and_bars_nobody(
    resumed: Resumed, language: str
) -> None:
    first = await resumed("listed", language)
    before = await first.kept()
    second = first.scenario.person()
    await agrees(second, language)
    await second.says(RESPONDENT_IIN)
    second.hears("signin.elsewhere")
    assert not any(await second.members()), "it begins anew"
    for name in NAMES:
        second.does_not_see(name.split()[1])
    await comes_to(second, "member_iin")
    assert await first.kept() == before


async def test_a_double_tap_opens_one_household(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    token = person.button(texts(language)("signin.no_iin")).token
    await person.presses_old(token)
    first = (await person.scene()).household.household.id
    await person.presses_old(token)
    assert (await person.scene()).household.household.id == first
    assert person.screen.toast == texts(language)("sheet.old_button")
    assert await person.asked() is not None


async def test_the_iin_is_never_shown_whole(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "member_sex", "Айгүл")
    await person.commands("review")
    shown = [line for line in person.transcript if not line.startswith(">")]
    assert any("9001•••••013" in line for line in shown)
    assert not any(RESPONDENT_IIN in line for line in shown)


async def test_a_person_without_iin_is_counted(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.presses(texts(language)("signin.no_iin"))
    await person.says("1")
    await person.says(NAMES[0])
    await person.says(texts(language)("sheet.more_no"))
    await finishes(person)
    person.sees(NAMES[0])
    person.hears("done.keep")
