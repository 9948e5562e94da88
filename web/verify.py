"""`/verify`: proves a certificate to whoever holds it and tells him no more than he can read on it; knows check words again.

The code is typed or comes with the QR code's address. What the page shows: genuine or not, number, date, region, the name
masked. Whose it is the visitor may ask by typing the name or the last digits of the IIN, and hears yes or no; wrong answers
are few a day for a certificate and for a place of the network. Nothing typed is stored or logged.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aiohttp import web

from census import queries
from census.campaign import Campaign
from census.certificates import Certified, code_of, is_code, mask_name, receipt_of, show_code
from census.phrases import door_of
from census.receipts import show_receipt
from dialogs.texts import Texts, texts
from dialogs.tries import Allowance, TriesOfClients
from dialogs.understanding import fold
from dialogs.wording import say_date, say_datetime
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.keyring import KeyRing
from web.clients import Clients
from web.pages import Pages, language_of

OF_CERTIFICATE = Allowance(5, timedelta(days=1))
"""Wrong answers to whose a certificate is: the last four digits of an IIN are ten thousand."""
OF_CLIENT = Allowance(300, timedelta(hours=1))
"""Codes that prove nothing and wrong answers from one place of the network: an office that mistypes reaches no bound."""
IIN_DIGITS = 4
DOORS = ("telegram", "web")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page says of what was asked. `facts` are labels and values."""

    tone: Literal["genuine", "refusal", "notice"]
    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()


class Verification:
    """Asks the register. `clock` gives the real time; the counts of wrong answers live in this process."""

    def __init__(
        self,
        campaign: Campaign,
        database: Database,
        keyring: KeyRing,
        clock: Callable[[], datetime],
        campaign_clock: Callable[[], datetime],
    ) -> None:
        self._campaign, self._database, self._keyring = campaign, database, keyring
        self._clock, self._campaign_clock = clock, campaign_clock
        self._places = {fold(w): place for place, pair in enumerate(campaign.check_words) for w in (pair.kk, pair.ru)}
        self._of_client = TriesOfClients(OF_CLIENT)
        self._of_certificate = TriesOfClients(OF_CERTIFICATE)

    async def certificate(self, code: str, client: str, say: Texts) -> tuple[Verdict, Certified | None]:
        """What can be said of a code. Raises StorageUnavailable."""
        if waits := self._waits(client, None, say):
            return waits, None
        receipt = receipt_of(self._keyring, code)
        found = await self._database.read(queries.certified, self._keyring, receipt) if receipt else None
        if found is None or found.campaign != self._campaign.id:
            self._of_client.of(client, self._clock()).spend(self._clock(), OF_CLIENT)
            return Verdict("refusal", say("check.unknown"), say("check.unknown_text", phone=self._campaign.phone)), None
        return Verdict("genuine", say("check.genuine"), facts=self._facts(found, say)), found

    def owner(self, certified: Certified, typed: str, client: str, say: Texts) -> Verdict:
        """Whether it is the certificate of him whose name, or last digits of the IIN, was typed."""
        if waits := self._waits(client, certified.receipt, say):
            return waits
        if _is_his(certified, typed):
            return Verdict("genuine", say("check.his"))
        now = self._clock()
        self._of_client.of(client, now).spend(now, OF_CLIENT)
        self._of_certificate.of(certified.receipt, now).spend(now, OF_CERTIFICATE)
        return Verdict("refusal", say("check.not_his"), say("check.not_his_text"))

    def words(self, said: str, client: str, say: Texts) -> Verdict:
        """Whether the bot said these check words today or yesterday, and at which door."""
        if waits := self._waits(client, None, say):
            return waits
        places = [self._places.get(word, -1) for word in fold(said).split()]
        today = self._campaign_clock().astimezone(self._campaign.zone).date()
        phone = self._campaign.phone
        door = door_of(self._keyring, places, DOORS, (today, today - timedelta(days=1))) if -1 not in places else None
        if door is None:
            self._of_client.of(client, self._clock()).spend(self._clock(), OF_CLIENT)
            return Verdict("refusal", say("check.no_words"), say("check.no_words_text", phone=phone))
        named = say("check.door_telegram") if door == "telegram" else say("check.door_web")
        return Verdict("genuine", say("check.words"), say("check.words_text", door=named, phone=phone))

    def known(self, code: str) -> str | None:
        """The code in its own spelling, None when it proves nothing."""
        receipt = receipt_of(self._keyring, code)
        return code_of(self._keyring, receipt) if receipt else None

    def _waits(self, client: str, receipt: str | None, say: Texts) -> Verdict | None:
        now = self._clock()
        waits = [self._of_client.of(client, now).again_at(now, OF_CLIENT)]
        if receipt:
            waits.append(self._of_certificate.of(receipt, now).again_at(now, OF_CERTIFICATE))
        if not (later := [at for at in waits if at]):
            return None
        at = max(later).astimezone(self._campaign.zone).isoformat()
        when = say_datetime(at, say.language)
        return Verdict("notice", say("check.wait"), say("check.wait_text", when=when, phone=self._campaign.phone))

    def _facts(self, one: Certified, say: Texts) -> tuple[tuple[str, str], ...]:
        day = one.at.astimezone(self._campaign.zone_of(one.region)).date()
        facts = [
            (say("check.receipt"), show_receipt(one.receipt)),
            (say("check.date"), say_date(day.isoformat(), say.language)),
        ]
        if region := self._campaign.region(one.region):
            facts.append((say("check.region"), region.name.of(say.language)))
        if one.name:
            facts.append((say("check.name"), mask_name(one.name)))
        return tuple(facts)


def _is_his(certified: Certified, typed: str) -> bool:
    """Surname and given name in any order and spelling, the whole name, or the last digits of the IIN."""
    names = fold(certified.name or "").split()
    said = "".join(typed.split()) if typed.strip()[:1].isdecimal() else " ".join(sorted(fold(typed[:LONGEST]).split()))
    right = [
        " ".join(sorted(names[:2])) if len(names) > 1 else "",
        " ".join(sorted(names)),
        (certified.iin or "")[-IIN_DIGITS:],
    ]
    same = [hmac.compare_digest(said.encode(), each.encode()) for each in right if each]
    return any(same) and bool(said)


def verify_routes(verification: Verification, pages: Pages, clients: Clients) -> list[web.RouteDef]:
    """`/verify` with its form, `/verify/<code>` with what the code proves and the question whose it is."""

    async def form(request: web.Request) -> web.Response:
        return _page(pages, request, None)

    async def typed(request: web.Request) -> web.StreamResponse:
        said = str((await request.post()).get("code", ""))[:LONGEST]
        if code := verification.known(said):  # the address is then the one the QR code has
            raise web.HTTPSeeOther(f"/verify/{code}?language={language_of(request)}")
        if is_code(said):
            verdict, _ = await _asked(verification, request, said)
        else:
            verdict = verification.words(said, clients.of(request), texts(language_of(request)))
        return _page(pages, request, verdict, typed=said)

    async def certificate(request: web.Request) -> web.Response:
        code = request.match_info["code"][:LONGEST]
        verdict, found = await _asked(verification, request, code)
        answer = None
        if found is not None and request.method == "POST":
            said = str((await request.post()).get("who", ""))[:LONGEST]
            answer = verification.owner(found, said, clients.of(request), texts(language_of(request)))
        shown = show_code(verification.known(code) or "") if found else code
        return _page(
            pages, request, verdict, answer=answer, typed=shown, nameless=found is None or not (found.name or found.iin)
        )

    async def _asked(verification: Verification, request: web.Request, code: str) -> tuple[Verdict, Certified | None]:
        say = texts(language_of(request))
        try:
            return await verification.certificate(code, clients.of(request), say)
        except StorageUnavailable as error:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from error

    return [
        web.get("/verify", form),
        web.post("/verify", typed),
        web.get("/verify/{code}", certificate),
        web.post("/verify/{code}", certificate),
    ]


def _page(
    pages: Pages,
    request: web.Request,
    verdict: Verdict | None,
    *,
    answer: Verdict | None = None,
    typed: str = "",
    nameless: bool = True,
) -> web.Response:
    language = language_of(request)
    say = texts(language)
    labels = {
        "title": say("check.title"),
        "lead": say("check.lead"),
        "code": say("check.code"),
        "code_hint": say("check.code_hint"),
        "check": say("check.check"),
        "who_title": say("check.who_title"),
        "who": say("check.who"),
        "who_hint": say("check.who_hint"),
        "ask": say("check.ask"),
        "another": say("check.another"),
    }
    here = request.path if verdict and verdict.facts else "/verify"
    return pages.drawn(
        request, "verify.html", here=here, verdict=verdict, answer=answer, typed=typed, nameless=nameless, labels=labels
    )
