"""The page that checks certificates: what it proves, what it does not tell, and how soon it stops a guesser."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update

from census import actions
from census.campaign import load_campaign
from census.certificates import code_of, show_code
from census.household import CountedPerson, ListedPerson
from census.phrases import words_of
from census.tables import person
from dialogs.texts import LANGUAGES, texts
from handlers.webchat import WebChat
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.keyring import KeyRing
from tests.databases import migrated
from tests.web.running_site import DEMO, NOON
from tests.web.scripted_desk import ScriptedDesk
from web.app import make_app
from web.verification import OF_CERTIFICATE, OF_CLIENT, Verification

RING = KeyRing([("test", bytes(range(32)))])
NAME, IIN, RECEIPT, NAMELESS = "Ахметова Айгүл Серікқызы", "900101400013", "48217730561825", "00000000000777"
CODE = code_of(RING, RECEIPT)
KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"
CAMPAIGN = load_campaign(KZ_2021)
PAGE = {"Accept": "text/html", "Accept-Language": "ru"}


@dataclass
class Site:
    client: TestClient
    database: Database
    now: datetime = NOON

    async def get(self, path: str, **options) -> tuple[int, str]:
        response = await self.client.get(path, headers=PAGE, **options)
        return response.status, unescape(await response.text())

    async def post(self, path: str, **form: str) -> tuple[int, str]:
        response = await self.client.post(path, headers=PAGE, data=form)
        return response.status, unescape(await response.text())


def put_in(conn) -> None:
    home = UUID(int=1)
    actions.open_household(conn, RING, home, "kz-2021", iin=IIN, name=None, at=NOON)
    actions.set_region(conn, home, "11", "111010000")
    actions.put_person(conn, RING, home, ListedPerson(1, IIN, NAME, respondent=True))
    people = (CountedPerson(1, IIN, NAME, RECEIPT), CountedPerson(2, None, "Бек", NAMELESS))
    actions.submit_household(conn, RING, home, people, NOON)


@asynccontextmanager
async def census_site(folder: Path) -> AsyncIterator[Site]:
    database = Database.open(migrated(folder / "sanaq.db"))
    await database.write(put_in)
    site = Site(None, database)

    async def ready() -> list[str]:
        return []

    verification = Verification(CAMPAIGN, database, RING, lambda: site.now, lambda: site.now)
    chat = WebChat(ScriptedDesk(), now=lambda: NOON)
    async with TestClient(TestServer(make_app(chat, DEMO, ready, verification=verification))) as site.client:
        yield site
    await database.close()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with census_site(tmp_path) as site:
        yield site


def says(page: str, key: str, language: str = "ru", **fields: object) -> bool:
    return texts(language)(key, **fields) in page


async def test_a_certificate_is_proved_and_tells_no_more_than_it_shows(site: Site) -> None:
    status, page = await site.get(f"/verify/{CODE}")
    assert status == 200
    assert says(page, "check.genuine")
    for said in ("4821‑7730‑5618‑25", "1 сентября 2021 года", "Акмолинская область", "А***а А."):
        assert said in page
    assert not says(page, "check.nameless")
    for hidden in ("Ахметова", "Айгүл", "Серікқызы", IIN, IIN[-4:], "Бек"):
        assert hidden not in page


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), show_code(CODE), f" {CODE[:14]} {CODE[14:]}"])
async def test_a_typed_code_leads_to_the_address_of_the_qr_code(site: Site, typed: str) -> None:
    response = await site.client.post("/verify", data={"code": typed}, headers=PAGE, allow_redirects=False)
    assert response.status == 303
    assert response.headers["Location"] == f"/verify/{CODE}?language=ru"


@pytest.mark.parametrize(
    "code",
    [
        RECEIPT,
        CODE[:-1] + ("0" if CODE[-1] != "0" else "1"),
        code_of(RING, "1" * 14),
        "12<script>",
        "48217730561825-K7QF",
        "99" + "я" * 150,
    ],
)
async def test_what_proves_nothing_is_said_so(site: Site, code: str) -> None:
    status, page = await site.post("/verify", code=code)
    assert status == 200
    assert says(page, "check.unknown")
    assert "<script>" not in page.replace('value="12<script>"', "")
    status, page = await site.get(f"/verify/{code.replace('<', '%3C')}")
    assert status == 200
    assert says(page, "check.unknown")


async def test_what_cannot_be_seen_is_not_shown_again_and_a_file_is_no_code(site: Site) -> None:
    status, page = await site.get("/verify/12%00%1B%E2%80%AE34")
    assert status == 200
    assert not {"\0", "\x1b", "\u202e"} & set(page)
    form = FormData()
    form.add_field("code", b"11-00123", filename="code.txt")
    response = await site.client.post("/verify", data=form, headers=PAGE)
    assert response.status == 200
    assert "FileField" not in await response.text()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_both_languages(site: Site, language: str) -> None:
    for path in ("/verify", f"/verify/{CODE}"):
        _, page = await site.get(f"{path}?language={language}")
        assert says(page, "check.title", language)
        assert f'<html lang="{language}">' in page
        assert {f'href="{path}?language={each}"' in page for each in LANGUAGES} == {True}


async def test_nobody_keeps_or_finds_it(site: Site) -> None:
    for path in ("/verify", f"/verify/{CODE}"):
        response = await site.client.get(path, headers=PAGE)
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "who",
    [NAME, "айгүл ахметова", "Ахметова Айгул", "AHMETOVA AIGUL SERIKQYZY", "0013", " 00 13 "],
)
async def test_its_owner_is_confirmed(site: Site, who: str) -> None:
    status, page = await site.post(f"/verify/{CODE}", who=who)
    assert status == 200
    assert says(page, "check.his")


@pytest.mark.parametrize("who", ["Ахметова", "Айгүл", "Бек", "0014", "013", IIN, "", " ", "Ахметова Меруерт", "٠٠١٣"])
async def test_nobody_else_is(site: Site, who: str) -> None:
    _, page = await site.post(f"/verify/{CODE}", who=who)
    assert says(page, "check.not_his")
    assert not says(page, "check.his")


async def test_a_person_of_one_name_without_iin(site: Site) -> None:
    code = code_of(RING, NAMELESS)
    _, page = await site.post(f"/verify/{code}", who="бек")
    assert says(page, "check.his")
    _, page = await site.post(f"/verify/{code}", who="")
    assert says(page, "check.not_his")


async def test_of_who_had_himself_erased_the_receipt_still_proves(site: Site) -> None:
    await site.database.write(
        lambda conn: conn.execute(update(person).values(name_sealed=None, iin_sealed=None, iin_fingerprint=None))
    )
    _, page = await site.get(f"/verify/{CODE}")
    assert says(page, "check.genuine")
    assert says(page, "check.nameless")
    assert "***" not in page
    assert not says(page, "check.who_title")
    for who in ("", NAME, IIN[-4:]):
        assert says((await site.post(f"/verify/{CODE}", who=who))[1], "check.not_his")


async def test_a_guesser_of_iins_is_stopped_and_the_certificate_still_proves(site: Site) -> None:
    for n in range(OF_CERTIFICATE.most):
        _, page = await site.post(f"/verify/{CODE}", who=f"{n:04}")
        assert says(page, "check.not_his")
    _, page = await site.post(f"/verify/{CODE}", who=IIN[-4:])
    assert not says(page, "check.his")
    assert says(page, "check.wait")
    _, page = await site.get(f"/verify/{CODE}")
    assert says(page, "check.genuine")
    site.now += timedelta(days=1)
    _, page = await site.post(f"/verify/{CODE}", who=IIN[-4:])
    assert says(page, "check.his")


async def test_many_at_once_are_not_more(site: Site) -> None:
    pages = await asyncio.gather(*(site.post(f"/verify/{CODE}", who=f"{n:04}") for n in range(30)))
    assert sum(says(page, "check.not_his") for _, page in pages) == OF_CERTIFICATE.most


async def test_a_guesser_of_codes_is_stopped(site: Site) -> None:
    for n in range(OF_CLIENT.most):
        await site.post("/verify", code=f"{RECEIPT}{n:08}")
    _, page = await site.post("/verify", code=f"{RECEIPT}ZZZZZZZZ")
    assert says(page, "check.wait")
    site.now += timedelta(hours=1)
    _, page = await site.get(f"/verify/{CODE}")
    assert says(page, "check.genuine")


async def test_an_office_that_checks_right_codes_is_never_stopped(site: Site) -> None:
    for _ in range(OF_CLIENT.most + 5):
        status, _ = await site.get(f"/verify/{CODE}")
        assert status == 200
    _, page = await site.get(f"/verify/{CODE}")
    assert says(page, "check.genuine")


async def test_without_the_database_it_says_so_and_logs_nothing_of_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise StorageUnavailable("away")

    monkeypatch.setattr(site.database, "read", broken)
    status, page = await site.get(f"/verify/{CODE}")
    assert status == 503
    assert says(page, "web.error_broken")

    async def defect(*_: object) -> None:
        raise RuntimeError(CODE)

    monkeypatch.setattr(site.database, "read", defect)
    caplog.set_level(logging.DEBUG)
    status, _ = await site.get(f"/verify/{CODE}")
    assert status == 500
    assert "/verify/{code}" in caplog.text
    assert RECEIPT not in caplog.text
    assert not re.search(CODE, caplog.text)


def check_words(language: str, door: str = "telegram") -> str:
    places = words_of(RING, UUID(int=7), door, NOON.date())
    return " ".join(CAMPAIGN.check_words[place].of(language) for place in places)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dressed", [str, str.upper, "«{}».".format, lambda words: words.replace(" ", ", ")])
async def test_check_words_are_known_again_with_their_door(site: Site, language: str, dressed) -> None:
    _, page = await site.post("/verify", code=dressed(check_words(language)))
    assert says(page, "check.words")
    assert says(page, "check.words_text", door="Telegram", phone="1446")
    _, page = await site.post("/verify", code=check_words(language, "web"))
    assert says(page, "check.words_text", door=texts("ru")("check.door_web"), phone="1446")


async def test_check_words_hold_until_the_end_of_the_next_day(site: Site) -> None:
    said = check_words("kk")
    site.now += timedelta(days=1)
    assert says((await site.post("/verify", code=said))[1], "check.words")
    site.now += timedelta(days=1)
    assert says((await site.post("/verify", code=said))[1], "check.no_words")


@pytest.mark.parametrize("said", ["", "гора", "гора река", "гора гора гора гора", "слон мамонт кит", "я" * 150, "<b>"])
async def test_words_of_nobody(site: Site, said: str) -> None:
    _, page = await site.post("/verify", code=said)
    assert says(page, "check.no_words")


async def test_who_tries_words_is_stopped(site: Site) -> None:
    for _ in range(OF_CLIENT.most):
        await site.post("/verify", code="слон кит мамонт")
    assert says((await site.post("/verify", code=check_words("ru")))[1], "check.wait")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.asyncio(loop_scope="session")
async def test_in_a_browser_on_a_small_phone(chromium, tmp_path: Path, scheme: str) -> None:
    from axe_playwright_python.async_playwright import Axe

    async with census_site(tmp_path) as site:
        context = await chromium.new_context(
            viewport={"width": 360, "height": 740}, color_scheme=scheme, locale="kk-KZ"
        )
        page = await context.new_page()

        async def check() -> None:
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360
            found = (await Axe().run(page)).response["violations"]
            assert not found, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]

        await page.goto(str(site.client.make_url("/verify")))
        await check()
        await page.get_by_label(texts("kk")("check.code")).fill("12345678901234")
        await page.keyboard.press("Enter")
        await page.get_by_text(texts("kk")("check.unknown"), exact=True).wait_for()
        await check()
        await page.get_by_label(texts("kk")("check.code")).fill(show_code(CODE).lower())
        await page.get_by_role("button", name=texts("kk")("check.check")).click()
        await page.get_by_role("link", name="Русский").click()
        await page.get_by_text(texts("ru")("check.genuine"), exact=True).wait_for()
        await page.get_by_label(texts("ru")("check.who")).fill("0013")
        await page.keyboard.press("Enter")
        await page.get_by_text(texts("ru")("check.his"), exact=True).wait_for()
        await check()
        await context.close()
