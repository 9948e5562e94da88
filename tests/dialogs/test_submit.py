"""Sending: nothing unfinished, a receipt for every person, one person counted once whoever sends at the same time."""

import asyncio
from collections.abc import Callable

from dialogs.texts import texts
from tests.databases import on_both
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, agrees, answers_as_the_family, comes_to, finishes, goes_on
from tests.dialogs.scenario import Person, Scenario

AIDAR_IIN = "850615300012"


async def test_what_is_unfinished_cannot_be_sent(resumed: Resumed, language: str) -> None:
    person, say = await resumed("housed", language), texts(language)
    await person.commands("family")
    labels = [choice.label for choice in person.prompt.choices]
    assert say("family.submit") not in labels
    for words in (say("family.submit"), "отправить", "жіберу"):
        await person.says(words)
        person.hears("family.title")
    for token in ("v.submit", "v.send"):
        await person.presses_old(token)
        person.hears("family.title")
    assert (await person.scene()).household.household.submitted_at is None


async def test_what_became_unfinished_on_the_last_page_is_not_sent(resumed: Resumed, language: str) -> None:
    """The last look stands open while a correction elsewhere (another tab of the same chat) raises a question."""
    person, say = await resumed("filled", language), texts(language)
    await person.presses(say("family.submit"))
    send = person.button(say("submit.send"))
    await person.commands("family")
    await person.presses(say("family.roster"))
    await person.presses(say("roster.add"))
    await person.does_press(send)
    assert (await person.scene()).household.household.submitted_at is None
    await person.commands("family")
    await person.does_press(send)
    assert (await person.scene()).household.household.submitted_at is None


async def test_every_person_has_a_receipt_and_sees_it_again(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await finishes(person)
    receipts = [line for line in person.text.split("\n") if any(name in line for name in NAMES)]
    assert len(receipts) == 4
    assert len({line.rpartition("–")[2] for line in receipts}) == 4
    shown = person.text
    for word in ("спасибо", "назад", "/start", "пауза", "7", "😀"):
        await person.says(word)
        assert person.text == shown, word
    for command in ("continue", "pause"):
        await person.commands(command)
        assert person.text == shown, command
    person.scenario.clock.moves(days=300)
    await person.arrives()
    assert person.text == shown


async def test_a_question_after_sending_is_looked_up_and_a_word_brings_the_receipts(
    resumed: Resumed, language: str
) -> None:
    person = await resumed("sent", language)
    await person.says({"kk": "менің жауаптарымды кім көреді?", "ru": "кто увидит мои ответы?"}[language])
    person.does_not_hear("done.keep")
    await person.presses(texts(language)("help.close"))
    person.hears("done.keep")
    await person.says({"kk": "рақмет", "ru": "спасибо"}[language])
    person.hears("done.keep")


async def test_help_after_sending_leads_back_to_the_receipts(resumed: Resumed, language: str) -> None:
    person, say = await resumed("sent", language), texts(language)
    shown = person.text
    await person.commands("help")
    await person.presses(say("help.all"))
    person.hears("help.list")
    await person.presses(say("help.close"))
    assert person.text == shown


async def test_what_was_sent_does_not_change(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await person.commands("family")
    await person.presses("Айгүл")
    line = person.prompt.choices[4].token
    await person.says("5")
    old = [choice.token for choice in person.prompt.choices]
    await person.commands("family")
    await finishes(person)
    kept = await person.kept()
    for token in (
        line,
        *old,
        "v.roster",
        "v.item.2",
        "v.remove.2",
        "v.yes.2",
        "v.add",
        "v.send",
        "v.submit",
        "v.next",
        "v.back",
    ):
        await person.presses_old(token)
        person.hears("done.keep")
    for word in ("1", "Ким Марина", "да", "исправить"):
        await person.says(word)
    assert await person.kept() == kept


async def test_the_last_look_can_be_left(resumed: Resumed, language: str) -> None:
    person, say = await resumed("filled", language), texts(language)
    for leave in (say("submit.look_again"), "2", say("no"), {"kk": "артқа", "ru": "назад"}[language]):
        await person.presses(say("family.submit"))
        for name in ("Айгүл", "Айдар", "Алихан", "Мерует"):
            person.sees(name)
        await person.says(leave)
        person.hears("family.all_done")


async def test_hurrying_through_does_not_send(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    await person.commands("family")
    for _ in range(4):
        await person.says({"kk": "әрі қарай", "ru": "дальше"}[language])
    assert (await person.scene()).household.household.submitted_at is None
    await person.says({"kk": "жіберу", "ru": "отправить"}[language])
    person.hears("done.keep")


# --- counted once -----------------------------------------------------------------------------------------------------


async def household_of(person: Person, language: str, *, name: str, with_iin: str) -> None:
    """Another household: one person without IIN who lists, as the second, somebody with this IIN."""
    say = texts(language)
    await agrees(person, language)
    await person.presses(say("signin.no_iin"))
    await person.says("1")
    await person.says(name)
    await person.says(NAMES[1])
    await person.says(say("sheet.more_no"))

    while (asked := await person.asked()) is None or asked[2].ref != "member:2/details/member_iin":
        assert asked is not None
        about_him = {
            "member_iin": say("no"),
            "member_document": say("no"),
            "member_birth_date": "01.02.1970",
            "member_sex": "1",
        }
        await person.says(about_him[asked[2].ref.rpartition("/")[2]])
    await person.says(with_iin)
    await answers_as_the_family(
        person, language, lambda asked: asked is None and texts(language)("family.all_done") in person.text
    )
    await goes_on(person)
    assert person.button(say("submit.send"))


async def test_somebody_counted_meanwhile_is_left_out_and_the_rest_are_sent(resumed: Resumed, language: str) -> None:
    first = await resumed("filled", language)
    second = first.scenario.person()
    await household_of(second, language, name="Сейтова Мерует", with_iin=AIDAR_IIN)
    await finishes(first)
    await second.presses(texts(language)("submit.send"))
    second.hears("submit.counted_elsewhere", names="Айдар")
    second.sees("Сейтова Мерует")
    second.does_not_see(NAMES[1])
    states = {(s.form, s.subject): s.state for s in (await second.scene()).household.household.sheets}
    assert states["person", "1"] == "submitted"
    assert states["person", "2"] == "withdrawn"


@on_both
async def test_two_who_send_the_same_person_at_once(
    resumed: Resumed, new_scenario: Callable[..., Scenario], language: str
) -> None:
    """Two processes on one database, at the same moment: exactly one counts him, the other is told."""
    first = await resumed("filled", language)
    second = first.scenario.person()
    await household_of(second, language, name="Сейтова Мерует", with_iin=AIDAR_IIN)
    await first.presses(texts(language)("family.submit"))
    other_process = new_scenario(shared_with=first.scenario, seed=9)
    elsewhere = other_process.person()
    elsewhere.address, elsewhere.turns, elsewhere.screen = second.address, second.turns, second.screen
    send = texts(language)("submit.send")
    await asyncio.gather(first.presses(send), elsewhere.presses(send))
    counting = [person for person in (first, elsewhere) if NAMES[1] in person.text]
    told = [p for p in (first, elsewhere) if texts(language)("submit.counted_elsewhere", names="Айдар") in p.text]
    assert len(counting) == len(told) == 1
    assert counting != told
    for person in (first, elsewhere):
        person.hears("done.keep")


async def test_a_household_of_people_all_counted_before(resumed: Resumed, language: str) -> None:
    """Айгүл began on a telephone, then sent everybody from another: the first is told, and there is nothing to send."""
    first = await resumed("filled", language)
    await first.presses(texts(language)("family.submit"))
    twin = first.scenario.person()
    await agrees(twin, language)
    await twin.says("900101400013")
    await twin.says("1")
    await twin.says(NAMES[0])
    await twin.says(texts(language)("sheet.more_no"))
    await answers_as_the_family(
        twin, language, lambda asked: asked is None and texts(language)("family.all_done") in twin.text
    )
    await finishes(twin)
    twin.sees(NAMES[0])
    await first.presses(texts(language)("submit.send"))
    first.hears("submit.counted_elsewhere", names="Айгүл")
    assert NAMES[0] not in first.text


async def test_nobody_of_the_list_lives_here(scenario: Scenario, language: str) -> None:
    """Who is only passing through has a home that is counted elsewhere: the sheets are closed without a person."""
    person, say = scenario.person(), texts(language)
    await agrees(person, language)
    await person.says("900101400013")
    await person.says("1")
    await person.says(NAMES[0])
    await person.says(say("sheet.more_no"))
    await comes_to(person, "member_residence_status")
    for answer in ("3", "1", "2", "1"):  # temporarily; a home in Kazakhstan; study; less than a month
        await person.says(answer)
    await answers_as_the_family(person, language, lambda asked: asked is None and say("family.all_done") in person.text)
    await person.presses(say("family.submit"))
    assert person.prompt.text.strip()
    assert "\n\n\n" not in person.prompt.text
    await person.presses(say("submit.send"))
    assert person.prompt.tone == "success"
    assert NAMES[0] not in person.text
