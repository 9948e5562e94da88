"""A household is begun with its list; its sheets keep in step with it: opened for who is on it, withdrawn for who is not."""

from collections.abc import Iterable

from census import actions
from census.household import Sheet
from dialogs.case import Case
from dialogs.scene import Scene
from questionnaire import Accepted


def begin(scene: Scene, iin: str | None) -> Case:
    """Open a household with its list, and put the conversation to the list's first question. `iin` of the respondent."""
    household_id = scene.new_id()
    keyring, campaign = scene.premises.keyring, scene.campaign.id
    scene.act(actions.open_household, keyring, household_id, campaign, iin=iin, name=None, at=scene.now)
    case = scene.begin_case(household_id, iin or "")
    sheet = case.open_sheet(scene.new_id(), case.list_wanted(), scene.now)
    scene.act(actions.open_sheet, sheet)
    scene.conversation.household_id, scene.conversation.only = household_id, None
    scene.conversation.become("family")
    scene.conversation.push("sheet", sheet=str(sheet.id))
    return case


def home(scene: Scene) -> str:
    """The page of a household that was not sent: the family's, or that of a member who came by a private link."""
    return "family" if scene.conversation.only is None else "member"


def begin_another(scene: Scene) -> None:
    """Leave the household that was sent as it is, and begin that of people who live elsewhere than the respondent."""
    sent = scene.household
    scene.conversation.remember(sent.household)
    case = begin(scene, sent.respondent_iin or None)
    for ref, value in scene.campaign.list.away.items():
        outcome = case.household_list.answer(ref, value, scene.moment)
        if isinstance(outcome, Accepted):
            scene.keep(case.list_sheet.id, outcome.changes)


def settle(scene: Scene) -> None:
    """Open the sheets the list calls for, withdraw those it no longer does, learn the region from the address.

    While the list is unfinished only the sheets of people who are gone from it are withdrawn. A withdrawn sheet keeps its
    answers; should the list call for it again it goes on where it was.
    """
    case = scene.household
    _withdraw(scene, [s for s in case.household.sheets if s.subject and s.subject not in _subjects(case)])
    if not case.household_list.complete:
        return
    wanted = {(w.rule.form, w.subject, w.rule.part): w for w in case.wanted()}
    standing = {(s.form, s.subject, s.part): s for s in case.household.sheets}
    for key, want in wanted.items():
        sheet = standing.get(key)
        if sheet is None:
            scene.act(actions.open_sheet, case.open_sheet(scene.new_id(), want, scene.now))
        elif sheet.state == "withdrawn":
            scene.act(actions.reopen_sheet, sheet.id)
            case.set_state(sheet, "open")
    _withdraw(scene, [sheet for key, sheet in standing.items() if key not in wanted])
    locate(scene)


def _subjects(case: Case) -> set[str]:
    return {str(item.id) for item in case.members()}


def _withdraw(scene: Scene, sheets: Iterable[Sheet]) -> None:
    for sheet in sheets:
        if sheet.state != "withdrawn":
            scene.act(actions.withdraw_sheet, sheet.id)
            scene.household.set_state(sheet, "withdrawn")


def locate(scene: Scene) -> None:
    """Learn from the address where the household lives."""
    case = scene.household
    region, locality = case.address()
    if locality and (region, locality) != (case.household.region, case.household.locality):
        scene.act(actions.set_region, case.household.id, region, locality)
