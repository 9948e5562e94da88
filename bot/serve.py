"""`sanaq serve`: the web page and, with a token, Telegram; one process until SIGTERM or Ctrl-C, then a clean end."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from aiohttp import web

from bot.clock import campaign_clock, now
from bot.forms import warm
from bot.premises import House, open_house
from bot.published import Published
from bot.reminders import reminding
from bot.settings import Settings
from bot.signals import open_signals
from bot.telegram_door import DRAINING, telegram_door
from bot.workers import keep_terms
from census.check import check_campaign
from census.pair import Pair
from dialogs.wording import say_date
from handlers.crowd import LINES, Limits
from handlers.webchat import WebChat
from web.app import make_app
from web.settings import WebSettings
from web.verification import Verification

log = logging.getLogger("sanaq")

KEEPALIVE = 75.0
"""Seconds a silent connection is kept for the next request; aiohttp's own hour would hold an open file each."""


class PortTaken(Exception):
    """Something else listens there."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port, self.reason = host, port, reason
        super().__init__(host, port, reason)

    def __str__(self) -> str:
        return (
            f"http://{self.host}:{self.port} cannot be served: {self.reason}. If another program (or another Sanaq) uses the "
            f"port, end it or choose another one: make run PORT={self.port + 1}. Otherwise look at SANAQ_HOST."
        )


class CampaignUnfit(Exception):
    """The campaign's files contradict each other or its forms. `problems` are what `sanaq check` says."""

    def __init__(self, campaign: Path, problems: Sequence[str]) -> None:
        self.campaign, self.problems = campaign, problems
        super().__init__(campaign, problems)

    def __str__(self) -> str:
        return "\n".join([f"the campaign in {self.campaign} cannot be served:", *self.problems])


async def serve(settings: Settings) -> None:
    """Serve until told to stop. What cannot be started raises a sentence (see `open_house`, PortTaken, CampaignUnfit)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    for unused in settings.without_effect:
        log.warning("%s is set and has no effect: this version does not use it yet", unused)
    with _bound(settings) as listening:
        await _served(settings, listening, stop)


async def _served(settings: Settings, listening: socket.socket, stop: asyncio.Event) -> None:
    async with open_signals(settings) as signals, open_house(settings) as house, AsyncExitStack() as doors:
        _refuse_unfit(house)
        telegram = telegram_door(settings, house, signals)
        chat = WebChat(house.desk, now, limits=Limits(lines=room_for_lines()))
        verification = Verification(
            house.campaign, house.database, house.premises.keyring, now, campaign_clock(house.campaign)
        )
        app = make_app(
            chat,
            web_settings(settings, house),
            partial(_missing, house),
            telegram.routes,
            verification=verification,
        )
        runner = web.AppRunner(
            app, access_log=None, handle_signals=False, keepalive_timeout=KEEPALIVE, shutdown_timeout=DRAINING
        )
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            await doors.enter_async_context(telegram.opened())
            announce(settings, house)
            await asyncio.to_thread(_settle, house, stop)
            keeping = asyncio.create_task(
                keep_terms(house.database, house.campaign, now, campaign_clock(house.campaign))
            )
            async with reminding(house, telegram, now, campaign_clock(house.campaign), signals):
                await stop.wait()
                telegram.stop()
            keeping.cancel()
        finally:
            log.info("stopping: what was begun is finished first")
            await runner.cleanup()


def _refuse_unfit(house: House) -> None:
    """A rule about a question that is not there would fail at every person's turn: better not to begin."""
    report = check_campaign(house.campaign.path, lambda path: Published(house.premises.forms.get(path.stem)))
    if report.problems:
        raise CampaignUnfit(house.campaign.path, report.problems)


def _settle(house: House, stop: asyncio.Event) -> None:
    """What can wait until the first people are served: indexes of long lists; memory put in order.

    What stands now stands until the end: the collector need not walk through a million objects (0.4 s) ever again.
    """
    warm(house.premises.forms, stop.is_set)
    gc.collect()
    gc.freeze()


def _bound(settings: Settings) -> socket.socket:
    """The port, before anything is begun: who finds it taken has lost no time and disturbed nobody.

    A browser that comes before the forms are ready waits instead of being turned away. Raises PortTaken.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=128)
    except OSError as error:
        reason, _, _ = (error.strerror or str(error)).partition(" (while attempting")  # the address is said already
        raise PortTaken(settings.host, settings.port, reason) from error


def room_for_lines(wanted: int = LINES, own: int = 500) -> int:
    """How many lines may be open: `wanted`, or what the system's limit on open files leaves beside `own` of the program's.

    The limit is raised as far as the system lets us; met unforeseen, it would stop the database too.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted + own:
        return wanted
    files = wanted + own if hard == resource.RLIM_INFINITY else min(hard, wanted + own)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, files), hard))
    lines = min(wanted, max(files - own, files // 2))
    if lines < wanted:
        log.warning("the system allows %d open files: room for %d open lines of the page", files, lines)
    return lines


async def _missing(house: House) -> Sequence[str]:
    """What stands in the way of serving people, as sentences without secrets."""
    try:
        await house.database.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar_one())
    except Exception as error:  # noqa: BLE001  # whatever it is, people cannot be served
        return [f"the database does not answer ({type(error).__name__})"]
    return []


def web_settings(settings: Settings, house: House) -> WebSettings:
    campaign = house.campaign
    today = campaign.demo_today
    return WebSettings(
        public_url=settings.public_url,
        title=campaign.name,
        slogan=campaign.slogan,
        phones=(campaign.contacts.phone, campaign.contacts.toll_free),
        site=f"https://{campaign.contacts.site}",
        today=Pair(*(say_date(today.isoformat(), language) for language in ("kk", "ru"))) if today else None,
        secure_cookies=settings.public_url.startswith("https://"),
        trusted_proxies=settings.proxies,
        metrics_token=settings.metrics_token,
    )


def announce(settings: Settings, house: House) -> None:
    """What a person who typed `make run` wants to know."""
    lines = ["", f"  Sanaq serves {house.campaign.name.ru}", "", f"  Respondent's chat   {settings.url}/"]
    if house.campaign.demo_today:
        lines.append(f"  Demonstration       the census lives on {house.campaign.demo_today:%d.%m.%Y}")
    if settings.telegram_token:
        way = "webhook" if settings.telegram_webhook_secret else "long polling"
        lines.append(f"  Telegram            answers by {way}")
    else:
        lines.append("  Telegram            off; set SANAQ_TELEGRAM_TOKEN to turn it on")
    lines += ["", "  Ctrl-C stops it; answers stay in the database.", ""]
    print("\n".join(lines), flush=True)
