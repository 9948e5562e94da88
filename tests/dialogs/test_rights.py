"""What is stored is told at any time, and erased after two questions; that somebody was counted stays."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from census import queries
from census.tables import erasure, household, person, sheet
from dialogs.texts import texts
from dialogs.wording import say_date
from storage.database import Connection
from storage.tables import answer, answer_log, conversation
from tests.dialogs.family import LIST, NAMES
from tests.dialogs.journeys import RESPONDENT_IIN, Resumed, signs_in
from tests.dialogs.scenario import Person, Scenario
from tests.dialogs.test_another_household import begins_another

ASKS = {
    "kk": ["Мен туралы не сақталған?", "мен туралы не сакталган", "деректерім", "/mydata"],
    "ru": ["Что обо мне хранится?", "какие данные обо мне хранятся", "мои данные", "/mydata"],
}
ERASES = {
    "kk": ["Деректерімді жою", "деректеримди жойыныз"],
    "ru": ["Удалить мои данные", "удалите, пожалуйста, мои данные"],
}
WORDS = {"kk": "жою", "ru": "Удалить"}
TABLES = {table.name: table for table in (household, sheet, person, answer, answer_log, conversation)}


async def rows(who: Person) -> Mapping[str, int]:
    def count(conn: Connection) -> Mapping[str, int]:
        of = {name: conn.execute(select(func.count()).select_from(t)).scalar_one() for name, t in TABLES.items()}
        return {name: n for name, n in of.items() if n}

    return await who.scenario.database.read(count)


async def every(who: Person, table: Any) -> list[Any]:
    return await who.scenario.database.read(lambda conn: list(conn.execute(select(table)).mappings()))


async def erases(who: Person) -> None:
    await who.says(ERASES[who.language][0])
    await who.presses(texts(who.language)("rights.go_on"))
    who.hears("rights.sure", word=texts(who.language)("rights.word"))
    await who.says(WORDS[who.language])


async def test_what_is_stored_is_told_by_word_by_command_and_from_help(resumed: Resumed, language: str) -> None:
    who = await resumed("filled", language)
    asked, before = who.prompt.text, await rows(who)
    iin = str(LIST["Айдар"]["member_iin"])
    for words in ASKS[language]:
        await who.says(words)
        assert who.prompt.text == asked
        assert all(name in who.text for name in NAMES)
        who.sees("8506•••••012")
        who.does_not_see(iin)
        who.hears("gate.draft_until", date=say_date("2021-12-08", language))
        who.hears("rights.who_sees")
        who.hears("rights.correct", phone="1446")
    await who.commands("help")
    await who.presses(texts(language)("rights.my_data"))
    who.sees("8506•••••012")
    assert await rows(who) == before


async def test_before_anything_is_stored_it_says_so(scenario: Scenario, language: str) -> None:
    who = scenario.person()
    await who.says("Қазақша" if language == "kk" else "Русский")
    await who.says(ASKS[language][0])
    who.hears("rights.no_household")
    await erases(who)
    who.hears("rights.erased")
    assert await rows(who) == {}
    assert [(row["scope"], row["persons"]) for row in await every(who, erasure)] == [("conversation", 0)]


async def test_of_a_draft_nothing_stays(resumed: Resumed, language: str) -> None:
    who = await resumed("filled", language)
    await erases(who)
    who.hears("rights.erased")
    assert await rows(who) == {}
    [row] = await every(who, erasure)
    assert (row["by"], row["scope"], row["persons"], row["counted"]) == ("respondent", "draft", 1, 0)
    await who.repeats()
    assert await rows(who) == {}
    assert await every(who, erasure) == [row]
    await signs_in(who, language)
    assert (await who.scene()).household.respondent_iin == RESPONDENT_IIN


async def test_of_a_sent_household_the_count_stays_without_a_name(resumed: Resumed, language: str) -> None:
    who = await resumed("sent", language)
    before = {row["id"]: row for row in await every(who, person)}
    await erases(who)
    who.hears("rights.erased_sent", phone="1446")
    assert await rows(who) == {"household": 1, "person": len(NAMES)}
    for row in await every(who, person):
        was = before[row["id"]]
        assert row["iin_sealed"] is None
        assert row["name_sealed"] is None
        for kept in ("counted_at", "receipt", "iin_fingerprint"):
            assert row[kept] == was[kept]
    [home] = await every(who, household)
    assert (home["region"], home["locality"]) == ("35", None)
    [row] = await every(who, erasure)
    assert (row["scope"], row["counted"], row["household_id"]) == ("sent", len(NAMES), home["id"])


async def test_who_was_erased_is_not_counted_again(resumed: Resumed, language: str) -> None:
    who = await resumed("sent", language)
    await erases(who)
    keyring = who.scenario.keyring
    assert await who.scenario.database.read(queries.is_counted, keyring, RESPONDENT_IIN)
    await signs_in(who, language)
    assert (await who.scene()).case is None


async def test_whoever_does_not_confirm_in_words_erases_nothing(resumed: Resumed, language: str) -> None:
    who = await resumed("filled", language)
    asked, before = who.prompt.text, await rows(who)
    say = texts(language)
    for steps in (
        [say("rights.keep")],
        [say("no")],
        ["42"],
        [WORDS[language]],  # the word before it is asked for
        [say("rights.go_on"), say("yes")],
        [say("rights.go_on"), say("rights.keep")],
        [say("rights.go_on"), f"{WORDS[language]} 1"],
    ):
        await who.says(ERASES[language][1])
        assert (await who.scene()).conversation.top.dialog == "rights"
        for words in steps:
            await who.says(words)
        who.hears("rights.kept")
        assert who.prompt.text == asked
    assert await rows(who) == before
    assert await every(who, erasure) == []


async def test_an_old_button_does_not_erase(resumed: Resumed, language: str) -> None:
    who = await resumed("filled", language)
    before = await rows(who)
    await who.says(ERASES[language][0])
    token = who.button(texts(language)("rights.go_on")).token
    await who.presses(texts(language)("rights.keep"))
    await who.presses_old(token)
    await who.presses_old(token)
    assert await rows(who) == before


async def test_all_that_this_chat_has_sent_is_erased(resumed: Resumed, language: str) -> None:
    who = await resumed("sent", language)
    await begins_another(who)
    await who.says(ASKS[language][0])
    who.hears("rights.earlier", n=1)
    await erases(who)
    assert await rows(who) == {"household": 1, "person": len(NAMES)}
    assert sorted(row["scope"] for row in await every(who, erasure)) == ["draft", "sent"]


async def test_another_chat_keeps_what_is_its_own(resumed: Resumed, language: str) -> None:
    who = await resumed("filled", language)
    before, stranger = await rows(who), who.scenario.person()
    await stranger.says("Қазақша" if language == "kk" else "Русский")
    await erases(stranger)
    after = await rows(who)
    assert after.pop("conversation") == 1
    assert (await who.scene()).household.list_sheet
    assert after.items() <= before.items()


async def test_after_the_census_it_is_said_until_when_a_draft_is_kept(
    new_scenario: Callable[..., Scenario], language: str
) -> None:
    day = datetime(2021, 11, 8, 12, tzinfo=ZoneInfo("Asia/Almaty"))
    who = new_scenario(today=day).person()
    await signs_in(who, language)
    who.scenario.clock.moves(days=2)
    await who.arrives()
    who.sees("8 желтоқсан" if language == "kk" else "8 декабря 2021")
    who.hears("gate.draft_until", date=say_date("2021-12-08", language))
