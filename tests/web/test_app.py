"""The page's room over HTTP: headers, cookies, origins, files, errors, health."""

import asyncio
import logging
import re
from dataclasses import replace

import pytest

from census.pair import Pair
from tests.web.running_site import DEMO, IIN, Site, open_line, origin, running
from web.assets import FOLDER, Assets

SECURE = replace(DEMO, public_url="https://sanaq.example.kz", secure_cookies=True, today=None)
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "worker",
}


@pytest.fixture
def site() -> Site:
    return Site()


def policy_of(response) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize(
    "said", [b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"]
)
async def test_what_is_no_http_is_not_told_which_program_serves(site, said):
    async with running(site) as client:
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(said + b"\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    assert answer.startswith(b"HTTP/1.0 400 ")
    assert b"aiohttp" not in answer.lower()
    assert b"python" not in answer.lower()


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/nowhere", "/broken", "/chat/ws", "/chat/leave"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
async def test_every_response_carries_the_security_headers(site, path, accept):
    async with running(site) as client:
        response = await client.get(path, headers={"Accept": accept})
        assert policy_of(response) == POLICY
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in response.headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in response.headers
        assert "Server" not in response.headers


async def test_over_https_browsers_are_told_to_stay_there():
    async with running(Site(settings=SECURE)) as client:
        response = await client.get("/")
        assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert policy_of(response)["connect-src"] == "'self' wss://sanaq.example.kz"


async def test_the_upgrade_to_a_line_carries_them_too(site):
    async with running(site) as client, open_line(client) as line:
        assert "Content-Security-Policy" in line._response.headers


async def test_the_cookie_is_a_random_key_kept_from_scripts(site):
    async with running(site) as client:
        first = await client.get("/")
        cookie = first.headers["Set-Cookie"]
        assert re.match(r"sanaq_chat=[A-Za-z0-9_-]{43};", cookie)
        assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=10368000"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
        again = await client.get("/")
        assert again.headers["Set-Cookie"].split(";")[0] == cookie.split(";")[0]
        client.session.cookie_jar.clear()
        other = await client.get("/")
        assert other.headers["Set-Cookie"].split(";")[0] != cookie.split(";")[0]


async def test_over_https_the_cookie_is_secure_and_this_host_s_alone():
    async with running(Site(settings=SECURE)) as client:
        cookie = (await client.get("/")).headers["Set-Cookie"].split("; ")
        assert re.fullmatch(r"__Host-sanaq_chat=[A-Za-z0-9_-]{43}", cookie[0])
        assert {"Secure", "Path=/"} <= set(cookie), "browsers refuse a __Host- cookie without them"
        assert not any(part.startswith("Domain") for part in cookie)
        for name, kept in (("__Host-sanaq_chat", True), ("sanaq_chat", False)):
            again = await client.get("/", headers={"Cookie": f"{name}={'A' * 43}"})
            assert (f"__Host-sanaq_chat={'A' * 43};" in again.headers["Set-Cookie"]) == kept
        left = await client.post("/chat/leave", headers={"Origin": "https://sanaq.example.kz"}, allow_redirects=False)
        assert '__Host-sanaq_chat=""' in left.headers["Set-Cookie"]
        assert "Secure" in left.headers["Set-Cookie"].split("; ")


async def test_a_cookie_that_is_not_a_key_is_replaced(site):
    async with running(site) as client:
        response = await client.get("/", headers={"Cookie": "sanaq_chat=1"})
        assert re.match(r"sanaq_chat=[A-Za-z0-9_-]{43};", response.headers["Set-Cookie"])


@pytest.mark.parametrize("wrong", ["https://evil.example", "null", "", "http://127.0.0.1.evil.example", "file://"])
async def test_only_our_own_page_opens_a_line_or_ends_a_session(site, wrong):
    async with running(site) as client:
        key = (await client.get("/")).cookies["sanaq_chat"].value
        headers = {"Origin": wrong} if wrong else {}
        assert (await client.get("/chat/ws", headers=headers)).status == 403
        assert (await client.post("/chat/leave", headers=headers)).status == 403
        assert (await client.get("/")).cookies["sanaq_chat"].value == key


async def test_behind_a_proxy_the_public_address_is_the_origin_that_counts():
    async with running(Site(settings=SECURE)) as client:
        response = await client.post(
            "/chat/leave", headers={"Origin": "https://sanaq.example.kz"}, allow_redirects=False
        )
        assert response.status == 303
        assert (await client.post("/chat/leave", headers={"Origin": origin(client)})).status == 403


async def test_leaving_takes_the_cookie_and_closes_the_session_s_lines(site):
    async with running(site) as client, open_line(client) as line:
        left = await client.post("/chat/leave", headers={"Origin": origin(client)}, allow_redirects=False)
        assert left.status == 303
        assert left.headers["Location"].startswith("/?language=")
        assert 'sanaq_chat=""' in left.headers["Set-Cookie"]
        assert left.headers["Clear-Site-Data"] == '"storage"'
        assert (await line.receive_json())["reason"] == "left"
        assert (await line.receive()).data == 4001


async def test_the_session_cannot_be_ended_by_a_link(site):
    async with running(site) as client:
        assert (await client.get("/chat/leave")).status == 405


@pytest.mark.parametrize(
    ("query", "cookies", "browser", "language"),
    [
        ("", "", "", "kk"),
        ("", "", "en-US,en;q=0.9", "kk"),
        ("", "", "en;q=0.9,ru-RU;q=0.8", "ru"),
        ("", "sanaq_language=kk", "ru", "kk"),
        ("?language=ru", "sanaq_language=kk", "kk", "ru"),
        ("?language=de", "", "ru", "ru"),
    ],
)
async def test_the_page_s_first_language(site, query, cookies, browser, language):
    async with running(site) as client:
        headers = {"Accept-Language": browser, "Cookie": cookies}
        page = await (await client.get(f"/{query}", headers=headers)).text()
        assert f'<html lang="{language}">' in page


async def test_the_page_names_the_census_the_demo_and_the_ways_to_check_us(site):
    async with running(site) as client:
        for language in ("kk", "ru"):
            page = await (await client.get(f"/?language={language}")).text()
            for pair in (DEMO.title, DEMO.slogan, DEMO.today):
                assert pair.of(language) in page
            assert 'href="tel:1446"' in page
            assert 'href="https://sanaq.gov.kz"' in page


async def test_a_real_census_has_no_demo_banner():
    async with running(Site(settings=SECURE)) as client:
        assert 'class="demo"' not in await (await client.get("/")).text()


async def test_a_campaign_s_words_cannot_become_markup():
    wild = replace(DEMO, title=Pair("</script><b>", "</script><b>"), slogan=Pair('" onload="x', '" onload="x'))
    async with running(Site(settings=wild)) as client:
        page = await (await client.get("/")).text()
        assert "<b>" not in page
        assert 'content="&#34; onload=&#34;x"' in page


async def test_the_page_is_not_kept_and_files_are_kept_for_ever(site):
    async with running(site) as client:
        response = await client.get("/")
        assert response.headers["Cache-Control"] == "no-store"
        urls = re.findall(r'(?:href|src)="(/static/[^"]+)"', await response.text())
        assert len(urls) > 8
        for url in urls:
            file = await client.get(url)
            assert file.status == 200
            assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_every_module_a_script_imports_is_announced_to_the_browser(site):
    async with running(site) as client:
        page = await (await client.get("/")).text()
    announced = set(re.findall(r'modulepreload" href="[^"]+/chat/(\w+\.js)"', page))
    scripts = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "chat").glob("*.js")}
    late = {name for text in scripts.values() for name in re.findall(r'\bimport\("\./(\w+\.js)"\)', text)}
    assert announced == scripts.keys() - late


async def test_a_page_of_another_version_gets_our_files_but_does_not_keep_them(site):
    async with running(site) as client:
        file = await client.get("/static/0123456789abcdef/base.css")
        assert (file.status, file.headers["Cache-Control"]) == (200, "no-cache")
        assert (await client.get(f"/static/{Assets().version}/../settings.py")).status == 404
        assert (await client.get(f"/static/{Assets().version}/nothing.js")).status == 404


async def test_the_hash_changes_with_any_file(tmp_path):
    (tmp_path / "a.css").write_text("a{}")
    before = Assets(tmp_path).version
    assert Assets(tmp_path).version == before
    (tmp_path / "b.css").write_text("")
    assert Assets(tmp_path).version != before


async def test_gzip_only_for_who_takes_it(site):
    async with running(site) as client:
        url = Assets().url("chat.css")
        packed = await client.get(url, headers={"Accept-Encoding": "gzip"})
        plain = await client.get(url, headers={"Accept-Encoding": "identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert await packed.read() == await plain.read()
        assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])


async def test_the_first_view_is_small(site):
    """Below 26 KB on the wire (78 KB unpacked): with 400 kbit/s and 400 ms there and back the question stands in 2.5 s."""
    async with running(site) as client:
        wire = plain = 0
        page = await client.get("/", headers={"Accept-Encoding": "gzip"})
        wire, plain = int(page.headers["Content-Length"]), len(await page.read())
        for url in set(re.findall(r'(?:href|src)="(/static/[^"]+)"', await page.text())):
            file = await client.get(url, headers={"Accept-Encoding": "gzip"})
            wire, plain = wire + int(file.headers["Content-Length"]), plain + len(await file.read())
    assert plain < 78_000
    assert wire < 26_000


async def test_a_missing_page_is_a_page_for_people_and_a_status_for_programs(site):
    async with running(site) as client:
        page = await client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": "ru"})
        assert page.status == 404
        assert "Такой страницы нет" in await page.text()
        assert (await client.get("/nowhere", headers={"Accept": "application/json"})).status == 404


async def test_a_defect_is_a_sentence_for_people_and_tells_them_nothing_of_its_text(site, caplog):
    async with running(site) as client:
        with caplog.at_level(logging.ERROR):
            page = await client.get("/broken?iin=" + IIN, headers={"Accept": "text/html", "Accept-Language": "kk"})
        assert page.status == 500
        text = await page.text()
        assert "Бізде қате шықты" in text
        assert IIN not in text
        assert (await client.get("/broken")).status == 500
    assert "GET /broken failed: ValueError" in caplog.text
    assert IIN not in caplog.text


async def test_health(site):
    async with running(site) as client:
        assert (await client.get("/healthz")).status == 200
        assert await (await client.get("/readyz")).json() == {"ready": True, "missing": []}
        site.missing.append("The database does not answer.")
        response = await client.get("/readyz")
        assert (response.status, await response.json()) == (
            503,
            {"ready": False, "missing": ["The database does not answer."]},
        )
        assert response.headers["Cache-Control"] == "no-store"
