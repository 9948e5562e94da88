"""The census of a family in Telegram, served by the real program: by long polling in Kazakh, by webhook in Russian."""

import asyncio
from functools import partial
from pathlib import Path

from dialogs.texts import texts
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import comes_to, finishes, signs_in
from tests.dialogs.scenario import Scenario
from tests.doubles.telegram import FakeTelegram, Person
from tests.journeys.exported import Exported, modes, text
from tests.journeys.eyes import eyes
from tests.journeys.people import Messenger, Respondent
from tests.journeys.program import SANAQ, Program, environment, with_database
from tests.journeys.secrecy import PHONE, bare, leaks, told

EXPECTED = {"Too Many Requests: retry after 1", "Forbidden: bot was blocked by the user"}
SECRET = "a-secret_of-the-journey"


def respondent(look: Scenario, person: Person, number: int = 1) -> Respondent:
    return Respondent(look, "telegram", str(person.id), Messenger(look, person), number)


async def test_a_family_in_telegram(published: Path, tmp_path: Path) -> None:
    """By long polling until the power goes out, then by webhook; another household in Russian beside it, never sent."""
    async with FakeTelegram() as telegram:
        ours = {"telegram_token": telegram.token, "telegram_api_url": telegram.url, "log_level": "DEBUG"}
        program = Program(with_database(published, tmp_path / "sanaq"), **ours)
        async with program, eyes(program) as look:
            aigul = respondent(look, telegram.person(1001, "kk"), 1)
            maria = respondent(look, telegram.person(1002, "ru", "Мария"), 2)
            async with asyncio.TaskGroup() as both:
                both.create_task(until_the_walls(aigul, "kk"))
                both.create_task(until_the_walls(maria, "ru"))
            said = await the_power_goes_out(program, aigul)
            await is_in_a_hurry(maria)
            await telegram_is_busy(maria, telegram)
            await blocks_and_returns(maria, telegram)
            await finishes(aigul)
            assert all(name in aigul.text for name in NAMES)
            said += await runs(program, "export", tmp_path / "out")
        assert set(telegram.refusals) <= EXPECTED
        assert {delivery.status for delivery in telegram.updates.deliveries} == {200}
    assert not leaks(program.output + said, told(aigul, maria))
    assert not bare(program.database.parent, told(aigul, maria), published)
    is_what_the_family_said(Exported.read(tmp_path / "out"), aigul)
    assert modes(tmp_path / "out") == {0o600}


def by_webhook(program: Program) -> dict[str, str]:
    return {"telegram_webhook_secret": SECRET, "public_url": program.url}


async def until_the_walls(person: Respondent, language: str) -> None:
    await signs_in(person, language)
    await is_met_with_kindness(person, person.door.person)
    await comes_to(person, "wall_material")


async def is_met_with_kindness(aigul: Respondent, person: Person) -> None:
    """What is no answer gets a sentence of its own and the question again."""
    asked = aigul.prompt.text
    say = texts(aigul.language)
    for sends, key in (
        (person.sends_photo, "attachment.photo"),
        (person.sends_sticker, "attachment.sticker"),
        (person.sends_voice, "attachment.voice"),
        (partial(person.shares_contact, PHONE), "attachment.not_needed"),
    ):
        await sends()
        await person.sees(say(key))
        await person.sees(asked.split("\n")[0])
    long = "Біз ауылда тұрамыз. " * 500  # 10,000 characters
    for start in range(0, len(long), 4096):  # as Telegram's clients cut it
        await aigul.says(long[start : start + 4096])
        assert aigul.prompt.text == asked
    await aigul.commands("start")
    assert aigul.prompt.text == asked


async def the_power_goes_out(program: Program, aigul: Respondent) -> str:
    """Every acknowledged answer is there, once; what was on its way is taken afterwards, by the other way in."""
    before, person = await aigul.kept(), aigul.door.person
    query = await person.presses(aigul.prompt.choices[0].token)
    await program.kill()
    program.settings |= by_webhook(program)
    said, _ = await asyncio.gather(runs(program, "telegram", "set-webhook"), program.start())
    await person.telegram.deliver()
    await person.is_answered(query)
    await aigul.looks()
    after = await aigul.kept()
    changed = {
        question.rpartition("/")[2]
        for sheet, answers in after.items()
        for question, value in answers.items()
        if before.get(sheet, {}).get(question) != value
    }
    assert changed == {"wall_material"}
    assert all(before[sheet].items() <= after[sheet].items() for sheet in before)
    return said


async def is_in_a_hurry(maria: Respondent) -> None:
    """A double tap answers once, and not the question that comes in between."""
    person = maria.door.person
    first = await person.presses(maria.prompt.choices[0].token)
    second = await person.presses_again(first)
    for query in (first, second):
        await person.is_answered(query)
    await maria.looks()
    assert await maria.answer("wall_material")
    form, _, prompt = await maria.asked()
    assert (form, prompt.ref.rpartition("/")[2], prompt.answer) == ("dwelling", "total_area_m2", None)
    assert second.toast


async def telegram_is_busy(maria: Respondent, telegram: FakeTelegram) -> None:
    telegram.flood("sendMessage", 1)
    await maria.commands("help")
    await maria.commands("continue")


async def blocks_and_returns(maria: Respondent, telegram: FakeTelegram) -> None:
    asked, person = maria.prompt.text, maria.door.person
    await person.blocks_bot()
    erzhan = telegram.person(1003, "kk", "Ержан")
    await erzhan.says("/start")
    await erzhan.sees()  # the others are served meanwhile
    await person.unblocks_bot()
    await maria.commands("start")
    assert maria.prompt.text == asked


async def runs(program: Program, *command: object) -> str:
    """Another `sanaq` command beside the one that serves; what it said."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        SANAQ, *map(str, command), cwd=program.folder, env=environment(**program.settings), stdout=pipe, stderr=pipe
    )
    said = b"".join(await process.communicate()).decode()
    assert process.returncode == 0, said
    return said


def is_what_the_family_said(exported: Exported, aigul: Respondent) -> None:
    """The household that was sent, whole, and nothing of the other one."""
    sheets = {"list": 1, "list.member": 4, "dwelling": 1, "person": 4}
    assert {name: len(rows) for name, rows in exported.tables.items() if rows} == sheets
    members = exported.tables["list.member"]
    assert [row["member_full_name"] for row in members] == [*NAMES]
    assert [row["details/member_iin"] for row in members] == [*aigul.iins.values(), "", ""]
    [dwelling] = exported.tables["dwelling"]
    assert dwelling["address/address_locality"] == "351010000"
    assert (dwelling["building/rooms_count"], dwelling["amenities/durables"]) == ("3", "washing_machine computer")
    merwet = next(row for row in exported.tables["person"] if row["person_name"] == "Мерует")
    assert (merwet["about/birth_date"], merwet["health/disability_group"]) == ("1944-11-05", "g3")

    versions = {
        row["_sheet"]: row["_version"] for name in ("list", "dwelling", "person") for row in exported.tables[name]
    }
    sent = {}
    for form, roots in exported.submissions.items():
        for root in roots:
            sheet = text(root, "meta/instanceID").removeprefix("uuid:")
            sent[sheet] = root.get("version")
            assert root.get("id") == form
    assert sent == versions
    [aidar] = [root for root in exported.submissions["person"] if text(root, "about/full_name") == NAMES[1]]
    assert text(aidar, "work/occupation") == "вахталық электрик"
