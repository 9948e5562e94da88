"""Signing in by IIN: what is refused says why, who has none has a way, who was counted is told and sees nothing."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from census import actions
from census.household import CountedPerson
from census.iin import check_digit
from dialogs import scene
from dialogs.texts import texts
from dialogs.tries import OF_CONVERSATION, Allowance
from dialogs.turn import Command, Press, Text, Turn
from dialogs.wording import say_datetime
from tests.conftest import Golden
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import RESPONDENT_IIN, Resumed, StoppedAt, agrees, comes_to, finishes
from tests.dialogs.scenario import Person, Scenario

REFUSED = {
    "iin.problem.not_12_digits": ("90010140001", "9001014000131", "0", "9" * 4000, "²"),
    "iin.problem.other_characters": ("900101400013 Айгүл", "900101400013!!", "мой 900101400013", "менің нөмірім", "😀"),
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
        await person.says(texts(language)("aside.back"))  # and anew: a second refusal in a row says something else
        await person.presses(texts(language)("welcome.agree"))
    assert (await person.scene()).case is None


async def test_a_number_that_was_never_issued(scenario: Scenario, language: str) -> None:
    prefix = next(p for n in range(10_000) if check_digit(p := f"9001014{n:04}") is None)
    person = scenario.person()
    await agrees(person, language)
    await person.says(prefix + "0")
    person.hears("iin.problem.never_issued")


async def test_each_refusal_of_the_number_helps_in_another_way(
    scenario: Scenario, language: str, golden: Golden
) -> None:
    """First why; then where the number stands and how it begins; then a person, and the way without it."""
    person, say = scenario.person(), texts(language)
    await agrees(person, language)
    person.transcript.clear()
    before: set[str] = set()
    for typed, helps in (
        ("90010140001", ""),
        ("900101400014", "stuck"),
        ("900101400019", "person"),
        ("90010140001", "stuck"),
        ("900101400014", "person"),
    ):
        await person.says(typed)
        heard = {key for key in ("stuck", "person") if say(f"signin.{key}", phone="1446") in person.text}
        assert heard == ({helps} - {""}), typed
        said = {message.text for message in person.screen.messages[:-1]}
        assert not said & before, "no sentence is said twice in a row"
        before = said
        assert person.prompt.expects == "iin"
    await person.says(say("no"))
    person.hears("signin.welcome_no_iin")
    golden(f"signin.{language}.txt", "\n".join(person.transcript) + "\n")


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


# --- how often the register answers ----------------------------------------------------------------------------------


def numbers() -> list[str]:
    """Numbers that may be somebody's, each another's."""
    prefixes = (f"9001014{n:04}" for n in range(1, 200))
    return [f"{prefix}{digit}" for prefix in prefixes if (digit := check_digit(prefix)) is not None]


async def are_counted(scenario: Scenario, iins: list[str]) -> None:
    household = uuid4()
    people = [CountedPerson(n, iin, f"Адам {n}", f"{n:014}") for n, iin in enumerate(iins, 1)]
    opened = partial(actions.open_household, keyring=scenario.keyring, household_id=household)
    at = scenario.clock.now
    await scenario.database.write(lambda c: opened(c, campaign=scenario.campaign.id, iin=iins[0], name=None, at=at))
    await scenario.database.write(actions.submit_household, scenario.keyring, household, people, at)


async def spends_all_tries(person: Person) -> list[str]:
    """Ask for as many counted persons as one may; the numbers that are left."""
    asked = numbers()
    await are_counted(person.scenario, asked[: OF_CONVERSATION.most])
    for iin in asked[: OF_CONVERSATION.most]:
        await person.says(iin)
        person.hears("signin.counted", phone="1446")
    return asked[OF_CONVERSATION.most :]


async def test_slips_of_the_pen_are_no_tries(scenario: Scenario, language: str) -> None:
    """Twelve of a family, each counted already, each typed wrongly three times and rightly twice."""
    person = scenario.person()
    await agrees(person, language)
    family = numbers()[:12]
    await are_counted(scenario, family)
    for iin in family:
        for wrong in (iin[:-1], iin[:-1] + str((int(iin[-1]) + 1) % 10), f"{iin}0"):
            await person.says(wrong)
            assert person.screen.messages[0].tone == "refusal"
        for _ in range(2):
            await person.says(iin)
            person.hears("signin.counted", phone="1446")
    await person.says(numbers()[12])
    person.hears("signin.welcome")
    assert (await person.scene()).case is not None


async def test_who_tries_the_numbers_of_strangers_is_told_when_he_may_again(
    scenario: Scenario, new_scenario: Callable[..., Scenario], language: str
) -> None:
    person = scenario.person()
    await agrees(person, language)
    begun, day = scenario.clock.now, scenario.day()
    others = await spends_all_tries(person)
    when = say_datetime((day + OF_CONVERSATION.within).isoformat(), language)
    for iin in others[:2]:
        await person.says(iin)
        person.hears("signin.tries_spent", when=when, phone="1446")
        assert person.prompt.expects == "iin"
        assert (await person.scene()).case is None, "nothing is told of a number, not even by letting him in"

    person.scenario = new_scenario(shared_with=scenario, seed=5)  # the program is started again
    await person.says(texts(language)("aside.back"))
    await person.presses(texts(language)("welcome.agree"))
    await person.says(others[0])
    person.hears("signin.tries_spent", when=when, phone="1446")

    scenario.clock.now = begun + OF_CONVERSATION.within - timedelta(seconds=1)
    await person.says(others[0])
    await person.says(others[0])  # after the silence of a day the first words are no answer
    person.hears("signin.welcome")


async def test_who_has_no_tries_left_may_still_go_on_without_iin(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await spends_all_tries(person)
    await person.presses(texts(language)("signin.no_iin"))
    person.hears("signin.welcome_no_iin")


async def test_many_conversations_of_one_place_share_a_bound(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene, "OF_CLIENT", Allowance(3, timedelta(hours=1)))
    iins = numbers()

    async def signs_in_from(client: str, number: int) -> str:
        agree = "v.agree"
        acts = (Command("start"), Text("Русский"), Press(agree), Text(iins[number]))
        for n, act in enumerate(acts):
            turn = Turn("web", f"session {number}", f"turn {n}", scenario.clock.now, act, client=client)
            reply = await scenario.desk.take(turn)
        return reply.messages[0].text

    welcome = texts("ru")("signin.welcome")
    assert [await signs_in_from("203.0.113.5", n) for n in range(3)] == [welcome] * 3
    assert (await signs_in_from("203.0.113.5", 3)).startswith(texts("ru")("signin.tries_spent").partition("{")[0])
    assert await signs_in_from("203.0.113.6", 4) == welcome
    assert await signs_in_from("", 5) == welcome, "a messenger's address is the person's own"
    scenario.clock.moves(hours=1)
    assert await signs_in_from("203.0.113.5", 6) == welcome
