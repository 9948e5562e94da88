"""No IIN and no cookie reaches a log, whoever wrote it."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import configure_logs
from bot.logs import MaskIins, QuoteNobody, mask
from bot.settings import Settings
from census.campaign import load_campaign
from census.certificate_page import draw_certificate
from census.certificates import Certified

IIN = "900125450126"
KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"
SAMPLE = Certified("1" * 14, "Үлгіов Мысал", None, datetime(2021, 9, 10, tzinfo=UTC), "11", "kz-2021")


@pytest.fixture
def log() -> tuple[logging.Logger, StringIO]:
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    handler.addFilter(MaskIins())
    logger = logging.Logger("sanaq.test")  # noqa: LOG001  # of this test alone
    logger.addHandler(handler)
    return logger, out


def test_the_digits_are_masked_wherever_they_stand(log: tuple[logging.Logger, StringIO]) -> None:
    logger, out = log
    logger.warning("ЖСН %s", IIN)
    logger.warning(f"answer={IIN}, next")
    logger.warning("%(iin)s", {"iin": IIN})
    assert out.getvalue() == (
        "sanaq.test ЖСН 9001••••••26\nsanaq.test answer=9001••••••26, next\nsanaq.test 9001••••••26\n"
    )


def fail() -> None:
    raise ValueError(IIN) from LookupError(f"person {IIN}")


def test_a_traceback_is_masked_too(log: tuple[logging.Logger, StringIO]) -> None:
    logger, out = log
    try:
        fail()
    except ValueError:
        logger.exception("a turn failed")
    assert IIN not in out.getvalue()
    assert out.getvalue().count("9001••••••26") == 2
    assert "Traceback" in out.getvalue()
    assert "test_a_traceback_is_masked_too" in out.getvalue()


def test_an_ordinary_record_is_left_as_it_is(log: tuple[logging.Logger, StringIO]) -> None:
    logger, out = log
    logger.info("turn of %s took %.1f ms", "telegram", 3.14159)
    assert out.getvalue() == "sanaq.test turn of telegram took 3.1 ms\n"


def test_a_wrong_format_does_not_stop_the_program(
    log: tuple[logging.Logger, StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    logger, out = log
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logger.info("%d turns", "many")
    logger.info("next")
    assert out.getvalue().endswith("sanaq.test next\n")


@pytest.mark.parametrize(
    "text",
    [
        IIN,
        f"«{IIN}»",
        f"/people/{IIN}?x",
        f"iin:{IIN}.",
        "900125-450126",
        "900125 450126",
        "9001 2545 0126",
        "٩٠٠١٢٥٤٥٠١٢٦",
        f"iin_{IIN}",
        f"{IIN}@example.kz",
        f"-{IIN}",
        f"{IIN} 5",
        f"12 {IIN}",
        f'{{"iin":"{IIN}"}}',
    ],
)
def test_what_is_masked(text: str) -> None:
    assert "••••••" in mask(text)
    assert "450126" not in mask(text)
    assert "125450" not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "4821-7730-5618-25",
        "48217730561825",
        "1234567890123",
        "12345678901",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "2021-09-01 06:30:00,123",
        "0.123456789012345",
        "10.0.0.1 8080",
    ],
)
def test_what_is_left(text: str) -> None:
    assert mask(text) == text


@given(st.text(), st.from_regex(r"[0-9]{12}", fullmatch=True), st.text())
def test_no_twelve_digits_come_through(before: str, iin: str, after: str) -> None:
    masked = mask(f"{before} {iin}, {after}")
    assert f" {iin}," not in masked


async def test_a_request_that_is_no_http_is_logged_without_what_it_said() -> None:
    """aiohttp logs the line it could not read, and that may be half of a cookie."""
    out = StringIO()
    handler, quiet, server = logging.StreamHandler(out), QuoteNobody(), logging.getLogger("aiohttp.server")
    server.addHandler(handler)
    server.addFilter(quiet)
    try:
        async with TestServer(web.Application()) as running:
            reader, writer = await asyncio.open_connection(running.host, running.port)
            writer.write(b"GET / HTTP/1.1\r\nCookie sanaq_chat=c2VjcmV0LWtleQ\r\n\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.0 400")
            writer.close()
            await writer.wait_closed()
    finally:
        server.removeFilter(quiet)
        server.removeHandler(handler)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("Error handling request from 127.0.0.1: BadHttpMessage at ")
    assert "c2Vj" not in line


def test_drawing_a_certificate_logs_none_of_its_letters(capsys: pytest.CaptureFixture[str]) -> None:
    """The fonts' program tells every letter it takes along: those of the name, and of the code that proves it."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    root.handlers.clear()
    try:
        configure_logs(Settings(log_level="INFO"))
        draw_certificate(load_campaign(KZ_2021), SAMPLE, "1" * 14 + "K7QFM3XD", "https://sanaq.example.kz/verify")
    finally:
        root.handlers[:], root.level = before
    assert capsys.readouterr() == ("", "")


def test_a_line_for_machines_says_no_more_than_one_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    root.handlers.clear()
    try:
        configure_logs(Settings(log_format="json"))
        log = logging.getLogger("sanaq.test")
        try:
            {}["900101300126"]
        except KeyError:
            log.exception("ЖСН %s", "900101300126", extra={"answer": "Айгүл"})
    finally:
        root.handlers[:], root.level = before
    line = json.loads(capsys.readouterr().err)
    assert line.keys() == {"at", "level", "logger", "message", "trace"}
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "sanaq.test", "ЖСН 9001••••••26")
    assert datetime.fromisoformat(line["at"]).utcoffset() == timedelta(0)
    assert "KeyError: '9001••••••26'" in line["trace"]
    assert "Айгүл" not in str(line)
