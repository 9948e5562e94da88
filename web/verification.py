"""What can be proved to whoever asks: a certificate, whose it is, check words, the card of an interviewer or an operator.

A certificate tells no more than can be read on it. Whose it is one may ask by typing the name or the last digits of the IIN,
and hears yes or no; wrong answers are few a day for a certificate and for a place of the network. Of cards every look is
counted, so that the registry is not read from end to end. Nothing typed is stored or logged.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from census import queries
from census.campaign import Campaign
from census.certificates import Certified, code_of, mask_name, receipt_of
from census.phrases import door_of
from census.receipts import show_receipt
from census.staff_cards import card_of
from dialogs.texts import Texts
from dialogs.tries import CARDS_OF_CLIENT, Allowance, TriesOfClients
from dialogs.understanding import fold
from dialogs.verdict import Verdict, verdict_on
from dialogs.wording import say_date, say_datetime
from storage.database import Database
from storage.keyring import KeyRing

OF_CERTIFICATE = Allowance(5, timedelta(days=1))
"""Wrong answers to whose a certificate is: the last four digits of an IIN are ten thousand."""
OF_CLIENT = Allowance(300, timedelta(hours=1))
"""Codes that prove nothing and wrong answers from one place of the network: an office that mistypes reaches no bound."""
IIN_DIGITS = 4
DOORS = ("telegram", "web")
LONGEST = 200
"""Characters of what is typed that are looked at."""


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
        self._cards = TriesOfClients(CARDS_OF_CLIENT)

    async def certificate(self, code: str, client: str, say: Texts) -> tuple[Verdict, Certified | None]:
        """What can be said of a code. Raises StorageUnavailable."""
        if waits := self._waits(client, None, say):
            return waits, None
        receipt = receipt_of(self._keyring, code)
        found = await self._database.read(queries.certified, self._keyring, receipt) if receipt else None
        if found is None or found.campaign != self._campaign.id:
            self._of_client.of(client, self._clock()).spend(self._clock(), OF_CLIENT)
            return Verdict("refusal", say("check.unknown"), say("check.unknown_text", phone=self._campaign.phone)), None
        nameless = "" if found.name else say("check.nameless")
        return Verdict("genuine", say("check.genuine"), nameless, self._facts(found, say)), found

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

    async def card(self, key: str, client: str, say: Texts) -> Verdict:
        """What can be said of the staff card with this key. Raises StorageUnavailable."""
        now, looks = self._clock(), self._cards.of(client, self._clock())
        if again := looks.again_at(now, CARDS_OF_CLIENT):
            return self._wait_until(again, say)
        looks.spend(now, CARDS_OF_CLIENT)
        card = await self._database.read(card_of, self._campaign.id, key)
        return verdict_on(card, self._campaign, self._campaign_clock(), say)

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
        return self._wait_until(max(later), say)

    def _wait_until(self, at: datetime, say: Texts) -> Verdict:
        when = say_datetime(at.astimezone(self._campaign.zone).isoformat(), say.language)
        return Verdict("notice", say("check.wait"), say("check.wait_text", when=when, phone=self._campaign.phone))

    def _facts(self, one: Certified, say: Texts) -> tuple[tuple[str, str], ...]:
        day = one.at.astimezone(self._campaign.zone_of(one.region)).date()
        facts = [
            (say("check.receipt"), show_receipt(one.receipt)),
            (say("check.date"), say_date(day.isoformat(), say.language)),
        ]
        if region := self._campaign.region(one.region):
            facts.append((say("check.region"), region.name_on(day).of(say.language)))
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
