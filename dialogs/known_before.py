"""What a sheet knows before anybody is asked: what is given to it, and what others of the household make likely."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from census.campaign import Campaign
from census.household import Household, Sheet
from census.sheets import Fixed, FromCampaign, FromList, FromRespondent, Given, SheetRule
from questionnaire import Interview, to_string


class Known(Protocol):
    """What is known of the household. `answers`: of all its sheets, as they stood when the turn began."""

    respondent_iin: str

    @property
    def campaign(self) -> Campaign: ...
    @property
    def household(self) -> Household: ...
    @property
    def household_list(self) -> Interview: ...
    def answers(self) -> Mapping[UUID, Mapping[str, str]]: ...
    def is_mine(self, sheet: Sheet) -> bool: ...
    def rule(self, sheet: Sheet) -> SheetRule: ...


def given_to(known: Known, sheet: Sheet) -> dict[str, str]:
    """What the campaign, the sign-in and the household list give to a sheet (campaign.yaml, `given`)."""
    at = f"{known.campaign.list.roster}:{sheet.subject}" if sheet.subject else None
    sources = known.rule(sheet).given
    given = {target: _from(known, source, at) for target, source in sources.items()}
    if sheet.taken_over_at is not None:  # he answers about himself, whoever filled in the list
        himself = FromList(known.campaign.list.is_self)
        given |= {target: "yes" for target, source in sources.items() if source == himself}
    return {target: value for target, value in given.items() if value}


def _from(known: Known, source: Given, at: str | None) -> str:
    match source:
        case FromList(xpath):
            return to_string(known.household_list.evaluate(xpath, at))
        case FromCampaign(name):
            return known.campaign.constants[name]
        case FromRespondent():
            return known.respondent_iin
        case Fixed(text):
            return text


def likely_for(known: Known, sheet: Sheet) -> dict[str, str]:
    """What others of the household answered to questions that families mostly answer alike; never of a private sheet."""
    alike = known.rule(sheet).alike
    if not alike:
        return {}
    others = [s for s in known.household.sheets if s.form == sheet.form and s.id != sheet.id and known.is_mine(s)]
    answered = [answers for other in others if (answers := known.answers().get(other.id))]
    if not answered:
        return {}
    found = ((ref, next((a[ref] for a in answered if a.get(ref)), "")) for ref in alike)
    return {ref: value for ref, value in found if value}
