"""Submitted sheets as records: the household's answers, given what the list gives, as the questionnaire reads them.

Two clocks meet here. What a form works out with `today()` is worked out by the campaign's clock at the moment of sending, as
the respondent last saw it; when a sheet was begun and sent is told by the real one.
"""

from collections.abc import Iterable, Iterator
from threading import Event

from bot.clock import campaign_moment
from census import queries
from census.campaign import Campaign
from census.export import Answers, Record, instance_of, sent
from census.household import Household, Sheet
from dialogs.case import Case
from dialogs.forms import Forms
from questionnaire.definition import Element
from storage.database import Connection
from storage.keyring import KeyRing


class ExportStopped(Exception):
    """Somebody told the program to end."""

    def __str__(self) -> str:
        return "The export was stopped. What stands in its folder is whole; nothing half written was left there."


class SheetRecords:
    """How `census.export` reads sheets. One household is opened at a time; its sheets share a case.

    `stopped` may be set by another thread: the next sheet then raises ExportStopped, and the export tidies up after itself.
    """

    def __init__(self, conn: Connection, campaign: Campaign, forms: Forms, keyring: KeyRing, stopped: Event) -> None:
        self._conn = conn
        self._campaign = campaign
        self._forms = forms
        self._keyring = keyring
        self._stopped = stopped
        self._case: Case | None = None

    def columns(self, form: str, version: str) -> Iterable[str]:
        """Every path a record of this version may have, in the form's order; rosters without position: "member[]/sex"."""
        return _paths(self._forms.get(form, version).root, "")

    def record(self, household: Household, sheet: Sheet, answers: Answers) -> Record:
        if self._stopped.is_set():
            raise ExportStopped
        if self._case is None or self._case.household.id != household.id:
            self._case = self._open(household, sheet, answers)
        return self._case.interview(sheet).record().handed_in(instance_of(sheet), sheet.started_at, sent(sheet))

    def _open(self, household: Household, sheet: Sheet, answers: Answers) -> Case:
        return Case(
            self._campaign,
            self._forms,
            household,
            answers,
            language="ru",
            moment=campaign_moment(self._campaign, sent(sheet)),
            identities=queries.identities_of(self._conn, self._keyring, household.id),
        )


def _paths(element: Element, prefix: str) -> Iterator[str]:
    for child in element.children:
        if child.children:
            yield from _paths(
                child, f"{prefix}{child.name}[]/" if child.shape == "repeat" else f"{prefix}{child.name}/"
            )
        else:
            yield f"{prefix}{child.name}"
