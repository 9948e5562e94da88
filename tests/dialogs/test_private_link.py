"""A member of the household answers about himself by a private link, and nobody else sees what he answered."""

import re
from uuid import UUID

import pytest

from census import actions, queries
from dialogs.desk import _writes
from dialogs.texts import texts
from dialogs.tokens import mark
from dialogs.turn import Arrival, Channel, Turn
from storage.database import Connection
from tests.conftest import Golden
from tests.databases import on_both
from tests.dialogs.family import NAMES, answer_to, typed
from tests.dialogs.journeys import Resumed, answers_as_the_family, goes_on
from tests.dialogs.scenario import Person

LINK = r"https://sanaq\.example\.kz/#(\d{15})"


async def passes_on(person: Person, name: str) -> str:
    """The respondent makes a link for a member; its code."""
    say = texts(person.language)
    await person.commands("family")
    await person.presses(say("private.button"))
    await person.presses(name)
    await person.presses(say("private.make"))
    return code_in(person)


def code_in(person: Person) -> str:
    found = re.search(LINK, person.text)
    assert found, person.text
    return found[1]


async def joins(respondent: Person, code: str, language: str, channel: Channel = "web") -> Person:
    """Somebody opens the page (or the bot) with the link, chooses his language and consents."""
    member = respondent.scenario.person(channel)
    await member.says(code)
    await member.says(texts(language)("language.name"))
    await member.presses(texts(language)("welcome.agree"))
    return member


async def answers_himself(member: Person) -> None:
    """His own sheet, to its end."""
    say = texts(member.language)
    for turn in range(120):
        asked = await member.asked()
        if asked is None:
            if all(choice.role != "confirm" for choice in member.prompt.choices):
                return
            await goes_on(member)
            continue
        form, who, prompt = asked
        if member.prompt.tone == "doubt":
            await member.says(say("yes"))
        elif len(prompt.choices) > 20 and any(choice.number == 1 for choice in member.prompt.choices):
            await member.says("1")
        elif any(choice.selected for choice in member.prompt.choices):
            await member.says(say("sheet.done"))
        else:
            await member.says(typed(prompt, answer_to(form, who, prompt), member.language, turn))
    raise AssertionError(member.text)


@on_both
async def test_a_member_answers_by_a_link_of_his_own(resumed: Resumed, language: str, golden: Golden) -> None:
    respondent = await resumed("housed", language)
    respondent.transcript.clear()
    code = await passes_on(respondent, "Айдар")
    respondent.sees("Айдар")
    member = await joins(respondent, code, "ru")
    member.hears("member.title")
    member.hears("member.awaited", names="Айгүл, Алихан, Мерует")
    golden(
        f"private-link-{language}.txt",
        "\n".join([*respondent.transcript, "--- по ссылке ---", *member.transcript]).replace(code, "1" * 15) + "\n",
    )
    await member.presses(texts("ru")("family.begin", title="Айдар"))
    asked = await member.asked()
    assert asked is not None
    assert asked[2].about_self, "he is spoken to, not spoken of"
    await answers_himself(member)
    member.hears("member.done")
    labels = [choice.label for choice in member.prompt.choices]
    assert texts("ru")("family.submit") not in labels
    assert texts("ru")("family.roster") not in labels

    await respondent.commands("family")
    assert [(e.value, e.mark) for e in respondent.prompt.entries if "Айдар" in e.label] == [
        (texts(language)("private.himself_done"), "done")
    ]
    assert all(choice.label != "Айдар" for choice in respondent.prompt.choices), "his answers are not to be opened"
    others = [name for name in NAMES if "Айдар" not in name]
    await answers_as_the_family(
        respondent, language, lambda asked: asked is None and respondent.prompt.tone == "success", others
    )
    assert "электрик" not in "\n".join(respondent.transcript)
    assert len((await respondent.scene()).household.receipts()) == 4

    await member.says("спасибо")
    member.hears("done.keep")
    (own,) = (await member.scene()).household.receipts()
    member.sees("Ахметов Айдар")
    for other in ("Айгүл", "Алихан", "Мерует"):
        member.does_not_see(other)
    await member.presses(texts("ru")("done.certificate"))
    assert len(member.screen.files) == 1
    assert own[1][:4] in member.screen.files[0].name
    await member.commands("another")
    member.hears("member.another")


async def test_before_he_consents_the_member_knows_who_will_not_see_his_answers(
    resumed: Resumed, language: str
) -> None:
    respondent = await resumed("housed", language)
    member = respondent.scenario.person("web")
    await member.says(await passes_on(respondent, "Айдар"))
    await member.says(texts(language)("language.name"))
    member.hears("joining.joined")
    member.does_not_hear("welcome.any_time")  # its place on a small telephone
    assert texts(language)("welcome.agree") in [choice.label for choice in member.prompt.choices]


async def test_the_member_sees_nothing_of_the_others(resumed: Resumed, language: str) -> None:
    respondent = await resumed("filled", language)
    member = await joins(respondent, await passes_on(respondent, "Айдар"), language)
    theirs = (await respondent.scene()).household
    sheets = {title: sheet for sheet in theirs.sheets for title in [theirs.title(sheet)]}
    tokens = [
        "v.roster",
        "v.submit",
        "v.send",
        "v.private",
        "v.open",
        "v.receipts",
        "v.certificate",
        "v.certificate.all",
    ]
    tokens += [f"v.open.{mark(str(sheet.id))}" for title, sheet in sheets.items() if title != "Айдар"]
    for token in tokens:
        await member.presses_old(token)
        member.does_not_see("мұғалім" if language == "kk" else "учитель")
        assert not member.screen.files
    for command in ("review", "family", "mydata"):
        await member.commands(command)
        for name in ("Айгүл Сері", "Алихан Айд", "Сейтова"):
            member.does_not_see(name)


async def test_the_respondent_sees_nothing_of_the_member(resumed: Resumed, language: str) -> None:
    respondent = await resumed("filled", language)
    await respondent.commands("family")
    await respondent.presses("Айдар")
    line = respondent.prompt.choices[3].token
    old = [choice.token for choice in respondent.prompt.choices]
    await passes_on(respondent, "Айдар")
    for token in (line, *old):
        await respondent.presses_old(token)
        respondent.does_not_see("электрик")
    await respondent.commands("review")
    respondent.does_not_see("электрик")
    await respondent.commands("mydata")
    assert all(
        "Айдар" not in line.split(":")[0] for line in respondent.text.split("\n") if re.match(r"\w+: \d+$", line)
    )


async def test_nothing_is_sent_before_he_has_answered(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("filled", language), texts(language)
    code = await passes_on(respondent, "Алихан")
    member = await joins(respondent, code, language)
    await member.presses("Алихан")
    await member.says("1")
    await respondent.commands("family")
    await respondent.presses(say("family.submit"))
    await member.says("Ахметов Әлихан Айдарұлы")
    await respondent.presses(say("submit.send"))
    respondent.hears("done.keep")
    respondent.sees("Әлихан")


async def test_a_sheet_that_was_not_come_for_is_taken_back_with_its_answers(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("filled", language), texts(language)
    kept = await respondent.kept()
    code = await passes_on(respondent, "Айдар")
    assert (await respondent.scene()).household.unsent
    assert say("family.submit") in [choice.label for choice in respondent.prompt.choices], "his answers were all there"
    await respondent.presses(say("private.button"))
    await respondent.presses("Айдар")
    respondent.hears("private.not_come", name="Айдар")
    await respondent.presses(say("private.take_back"))
    assert await respondent.kept() == kept
    late = respondent.scenario.person("web")
    await late.says(code)
    assert texts("kk")("joining.expired") in late.text


async def test_what_the_member_answered_goes_when_the_sheet_is_taken_back(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("filled", language), texts(language)
    member = await joins(respondent, await passes_on(respondent, "Айдар"), language)
    await respondent.presses(say("private.button"))
    await respondent.presses("Айдар")
    await respondent.presses(say("private.take_back"))
    respondent.hears("private.take_back_sure", name="Айдар")
    await respondent.says(say("no"))
    await respondent.presses(say("private.take_back"))
    await respondent.says(say("yes"))
    respondent.hears("private.taken_back", name="Айдар")
    assert (await respondent.kept())["person", "2", "open"] == {}
    await member.says("1")
    member.hears("moved.to_household")
    assert (await member.scene()).case is None
    await member.presses(say("moved.anew"))
    await member.presses(say("moved.anew_yes"))
    member.hears("welcome.any_time")


async def test_a_link_holds_once(resumed: Resumed, language: str) -> None:
    respondent = await resumed("housed", language)
    code = await passes_on(respondent, "Айдар")
    await joins(respondent, code, language)
    second = respondent.scenario.person("telegram")
    await second.commands("start", code)
    assert texts("kk")("joining.used") in second.text
    assert (await second.scene()).case is None
    await respondent.says(code)
    assert (await respondent.scene()).conversation.only is None


async def test_a_new_link_ends_the_old_one(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("housed", language), texts(language)
    old = await passes_on(respondent, "Айдар")
    await respondent.presses(say("private.button"))
    await respondent.presses("Айдар")
    await respondent.presses(say("private.make_again"))
    new = code_in(respondent)
    assert new != old
    stranger = respondent.scenario.person("web")
    await stranger.says(old)
    assert texts("kk")("joining.expired") in stranger.text
    member = await joins(respondent, new, language)
    member.hears("member.title")


async def test_a_link_opened_where_it_was_made(resumed: Resumed, language: str) -> None:
    respondent = await resumed("housed", language)
    code = await passes_on(respondent, "Айдар")
    await respondent.says(code)
    respondent.hears("joining.here")


async def test_answers_that_stand_where_the_link_is_opened_are_asked_about(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("housed", language), texts(language)
    code = await passes_on(respondent, "Айдар")
    member = respondent.scenario.person("web")
    await member.says(say("language.name"))
    await member.says(say("language.name"))
    await member.presses(say("welcome.agree"))
    await member.presses(say("signin.no_iin"))
    await member.says("1")
    await member.says("Ким Марина")
    await member.says(code)
    member.hears("joining.ask")
    await member.says(say("no"))
    assert await member.members() == ["Ким Марина"]
    await member.says(code)
    await member.says(say("yes"))
    member.hears("joining.joined")
    await member.presses(say("welcome.agree"))
    member.hears("member.title")


async def test_a_member_corrects_his_own_sheet_after_sending(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("filled", language), texts(language)
    member = await joins(respondent, await passes_on(respondent, "Айдар"), language)
    await respondent.presses(say("family.submit"))
    await respondent.presses(say("submit.send"))
    numbers = dict((await respondent.scene()).household.receipts())
    await member.says("?")
    await member.presses(say("done.correct"))
    await member.presses("Айдар")
    await member.says("1")
    await member.says("Ахметов Айдар")
    await respondent.says(say("yes"))
    respondent.does_not_hear("correct.unsent")
    await member.presses(say("correct.send"))
    member.hears("member.ask")
    await member.presses(say("submit.send"))
    member.hears("correct.sent")
    now = dict((await respondent.scene()).household.receipts())
    assert set(now.values()) == set(numbers.values())
    assert "Ахметов Айдар" in now


async def test_a_member_erases_what_he_answered(resumed: Resumed, language: str) -> None:
    respondent, say = await resumed("filled", language), texts(language)
    member = await joins(respondent, await passes_on(respondent, "Айдар"), language)
    await member.commands("erase")
    member.hears("rights.ask_member")
    await member.presses(say("rights.go_on"))
    await member.says(say("rights.word"))
    member.hears("rights.erased_member", phone="1446")
    kept = await respondent.kept()
    assert kept["person", "2", "open"] == {}
    assert len(kept["person", "1", "open"]) > 20
    await respondent.commands("family")
    respondent.hears("family.title")
    assert say("family.submit") not in [choice.label for choice in respondent.prompt.choices]


async def test_a_member_erases_what_he_sent_himself_before(resumed: Resumed, language: str) -> None:
    """Of his own household, which this chat remembers, he must not lose the only way to have it erased."""
    respondent, say = await resumed("filled", language), texts(language)
    member = await joins(respondent, await passes_on(respondent, "Айдар"), language)
    scenario, before = respondent.scenario, UUID(int=7)

    def sent_before(conn: Connection) -> None:
        actions.open_household(conn, scenario.keyring, before, "kz-2021", iin=None, name=None, at=scenario.clock.now)
        counted = [actions.CountedPerson(1, None, "Мысал", "48217730561825")]
        actions.submit_household(conn, scenario.keyring, before, counted, scenario.clock.now)

    await scenario.database.write(sent_before)
    scene = await member.scene()
    scene.conversation.earlier = [before]
    turn = Turn(member.channel, member.address, "before", scenario.clock.now, Arrival())
    await scenario.desk._journal.commit(_writes(turn, scene))

    await member.commands("erase")
    member.hears("rights.ask_earlier")
    member.hears("rights.ask_member")
    await member.presses(say("rights.go_on"))
    await member.says(say("rights.word"))
    [one] = await scenario.database.read(queries.certified_of, scenario.keyring, before)
    assert (one.name, one.receipt) == (None, "48217730561825")
    assert (await respondent.kept())["list", "", "open"]


@pytest.mark.parametrize("stage", ["sent"])
async def test_after_sending_nobody_is_given_a_link(resumed: Resumed, language: str, stage: str) -> None:
    person, say = await resumed(stage, language), texts(language)
    await person.commands("family")
    assert say("private.button") not in [choice.label for choice in person.prompt.choices]
    await person.presses_old("v.private")
    person.does_not_hear("private.whom")


async def test_a_correction_of_the_list_names_no_private_answers(resumed: Resumed, language: str) -> None:
    """Made nine years old he would not be asked of his work: of that who began the household learns nothing."""
    respondent, say = await resumed("filled", language), texts(language)
    member = await joins(respondent, await passes_on(respondent, "Айдар"), language)
    case = (await member.scene()).household
    (his,) = (sheet for sheet in case.sheets if case.is_mine(sheet))
    labels = {line.label for line in case.interview(his).review()}
    assert len(labels) > 20
    await respondent.commands("family")
    await respondent.presses(case.title(case.list_sheet))
    lines = (await respondent.scene()).household.household_list.review()
    number = 1 + next(n for n, line in enumerate(lines) if line.ref == "member:2/details/member_birth_date")
    await respondent.says(str(number))
    await respondent.says("05.05.2012")
    said = []
    while respondent.prompt.tone == "doubt":
        said.append(respondent.prompt.text)
        await respondent.says(say("yes"))
    assert not any(label in text for label in labels for text in said), said
    assert await respondent.answer("member_birth_date", "Айдар") == "2012-05-05"
