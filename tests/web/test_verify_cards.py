"""The page that checks, asked about interviewers and operators: what it tells of a card, and how much of the registry."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from census.pair import Pair
from census.staff_cards import StaffCard, import_cards
from dialogs.texts import LANGUAGES, texts
from dialogs.tries import CARDS_OF_CLIENT
from tests.web.test_verify import CAMPAIGN, CODE, PAGE, Site, census_site, says

PLACE = Pair("Көкшетау қаласы", "город Кокшетау")
CARD = StaffCard(
    "11-00123", "Үлгіов", "Мысал", "interviewer", "11", PLACE, date(2021, 8, 1), date(2021, 10, 30), withdrawn=False
)
CARDS = (
    CARD,
    replace(CARD, number="1446-07", surname="Образцов", role="operator", region="71", place=None),
    replace(CARD, number="11-00200", valid_from=date(2021, 9, 2)),
    replace(CARD, number="11-00201", valid_until=date(2021, 8, 31)),
    replace(CARD, number="11-00202", withdrawn=True),
    replace(CARD, number="Ж-500", role="instructor"),
)
SIGNS = CAMPAIGN.interviewer_signs


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with census_site(tmp_path) as site:
        await site.database.write(import_cards, "kz-2021", CARDS, replace=False)
        yield site


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_real_card_is_told_with_what_to_compare(site: Site, language: str) -> None:
    status, page = await site.get(f"/verify/1100123?language={language}")
    assert status == 200
    assert says(page, "card.valid", language)
    assert says(page, "card.valid_text", language, phone="1446")
    region = {"kk": "Ақмола облысы, Көкшетау қаласы", "ru": "Акмолинская область, город Кокшетау"}[language]
    role = texts(language)("card.role_interviewer")
    for said in ("11‑00123", "Үлгіов Мысал", role, region, SIGNS.of(language)):
        assert said in page


@pytest.mark.parametrize("typed", ["11-00123", " № 11 00123", "1100123", "11-ОО123"])
async def test_a_typed_number_leads_to_the_address_of_the_card(site: Site, typed: str) -> None:
    response = await site.client.post("/verify", data={"code": typed}, headers=PAGE, allow_redirects=False)
    assert response.status == 303
    assert response.headers["Location"] == "/verify/1100123?language=ru"


async def test_a_number_in_cyrillic_letters_keeps_its_page_in_both_languages(site: Site) -> None:
    status, page = await site.post("/verify", code="ж-500")
    assert status == 200
    assert says(page, "card.role_instructor")
    for language in LANGUAGES:
        assert f'href="/verify/{quote("Ж500")}?language={language}"' in page


async def test_an_operator_is_called_back_rather_than_let_in(site: Site) -> None:
    _, page = await site.get("/verify/144607")
    assert says(page, "card.valid")
    assert says(page, "card.valid_operator", phone="1446")
    assert "город Нур-Султан" in page, "the name of the card's time"
    assert SIGNS.ru not in page


@pytest.mark.parametrize(
    ("number", "key"), [("1100200", "card.early"), ("1100201", "card.expired"), ("1100202", "card.withdrawn")]
)
async def test_a_card_that_does_not_hold_today_is_refused(site: Site, number: str, key: str) -> None:
    _, page = await site.get(f"/verify/{number}")
    assert says(page, key)
    assert says(page, "card.refused_text", phone="1446")
    assert not says(page, "card.valid")


async def test_it_holds_by_the_clock_of_its_region(site: Site) -> None:
    """Aqmola is six hours ahead of UTC: its 2 September begins at 18:00 of the 1st."""
    site.now = site.now.replace(hour=17, minute=59)
    assert says((await site.get("/verify/1100200"))[1], "card.early")
    site.now += timedelta(minutes=1)
    assert says((await site.get("/verify/1100200"))[1], "card.valid")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_unknown_number_says_what_to_do(site: Site, language: str) -> None:
    status, page = await site.get(f"/verify/11-99999?language={language}")
    assert status == 200
    assert says(page, "card.unknown", language)
    assert says(page, "card.unknown_text", language, phone="1446")
    assert SIGNS.of(language) in page
    assert 'value="11-99999"' in page


@pytest.mark.parametrize("path", ["/verify", "/verify/1100123", "/verify/11-99999"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_says_what_is_never_asked(site: Site, path: str, language: str) -> None:
    _, page = await site.get(f"{path}?language={language}")
    assert says(page, "web.never", language)
    assert says(page, "web.unsure", language, phone="1446")


async def test_nobody_reads_the_registry_from_end_to_end(site: Site) -> None:
    """Known numbers are counted like unknown ones; who checks certificates is not stopped by it."""
    for _ in range(CARDS_OF_CLIENT.most):
        _, page = await site.get("/verify/1100123")
    assert says(page, "card.valid")
    _, page = await site.get("/verify/144607")
    assert says(page, "check.wait")
    assert "Образцов" not in page
    assert says((await site.get(f"/verify/{CODE}"))[1], "check.genuine")
    site.now += CARDS_OF_CLIENT.within
    assert says((await site.get("/verify/144607"))[1], "card.valid")


@pytest.mark.parametrize(
    "said", ["870101300123", "48271 93056", "+7 701 123 45 67", "123'; DROP TABLE staff_card", "1<svg/onload=a>23"]
)
async def test_what_is_no_cards_number_is_not_looked_up(site: Site, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(site.database, "read", never)
    status, page = await site.post("/verify", code=said)
    assert status == 200
    assert says(page, "check.unknown")
    assert "<svg/onload" not in page.replace('value="1<svg/onload=a>23"', "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.asyncio(loop_scope="session")
async def test_in_a_browser_on_a_small_phone(chromium, tmp_path: Path, scheme: str) -> None:
    from axe_playwright_python.async_playwright import Axe

    async with census_site(tmp_path) as site:
        await site.database.write(import_cards, "kz-2021", CARDS, replace=False)
        context = await chromium.new_context(
            viewport={"width": 360, "height": 740}, color_scheme=scheme, locale="kk-KZ"
        )
        page = await context.new_page()

        async def check() -> None:
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360
            found = (await Axe().run(page)).response["violations"]
            assert not found, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]

        async def types(number: str) -> None:
            await page.get_by_label(texts("kk")("check.code")).fill(number)
            await page.keyboard.press("Enter")

        await page.goto(str(site.client.make_url("/verify")))
        await types("11-99999")
        await page.get_by_text(texts("kk")("card.unknown"), exact=True).wait_for()
        await check()
        await types("11-00202")
        await page.get_by_text(texts("kk")("card.withdrawn"), exact=True).wait_for()
        await check()
        await page.get_by_role("link", name=texts("kk")("check.another")).click()
        await types("11 00123")
        await page.get_by_text("Үлгіов Мысал", exact=True).wait_for()
        await page.get_by_role("link", name="Русский").click()
        await page.get_by_text(texts("ru")("card.valid"), exact=True).wait_for()
        await check()
        await context.close()
