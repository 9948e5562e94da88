"""Submitted sheets as records: the household's answers, given what the list gives, as the questionnaire reads them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from census import queries
from census.campaign import Campaign
from census.export import Answers, Record
from census.household import Household, Sheet
from dialogs.case import Case
from dialogs.forms import Forms
from questionnaire.definition import Element
from storage.database import Connection
from storage.keyring import KeyRing


class SheetRecords:
    """How `census.export` reads sheets. One household is opened at a time; its sheets share a case."""

    def __init__(self, conn: Connection, campaign: Campaign, forms: Forms, keyring: KeyRing, moment: datetime) -> None:
        self._conn = conn
        self._campaign = campaign
        self._forms = forms
        self._keyring = keyring
        self._moment = moment
        self._case: Case | None = None

    def columns(self, form: str, version: str) -> Iterable[str]:
        """Every path a record of this version may have, in the form's order; rosters without position: "member[]/sex"."""
        return _paths(self._forms.get(form, version).root, "")

    def record(self, household: Household, sheet: Sheet, answers: Answers) -> Record:
        if self._case is None or self._case.household.id != household.id:
            self._case = self._open(household, answers)
        return self._case.interview(sheet).record()

    def _open(self, household: Household, answers: Answers) -> Case:
        respondent = next(person for person in household.persons if person.respondent)
        identity = queries.identities_of(self._conn, self._keyring, household.id)[respondent.id]
        return Case(
            self._campaign,
            self._forms,
            household,
            answers,
            respondent_iin=identity.iin or "",
            language="ru",
            moment=household.submitted_at or self._moment,
        )


def _paths(element: Element, prefix: str) -> Iterator[str]:
    for child in element.children:
        if child.children:
            yield from _paths(
                child, f"{prefix}{child.name}[]/" if child.shape == "repeat" else f"{prefix}{child.name}/"
            )
        else:
            yield f"{prefix}{child.name}"
