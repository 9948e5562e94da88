"""Keeping a household's sheets in step with its list: opened for who is on it, withdrawn for who is not."""

from census import actions
from dialogs.scene import Scene


def settle(scene: Scene) -> None:
    """Open the sheets the list calls for, withdraw those it no longer does, learn the region from the address.

    Does nothing while the list is unfinished. A withdrawn sheet keeps its answers; should the list call for it again it
    goes on where it was.
    """
    case = scene.household
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
    for key, sheet in standing.items():
        if key not in wanted and sheet.state == "open":
            scene.act(actions.withdraw_sheet, sheet.id)
            case.set_state(sheet, "withdrawn")
    region, locality = case.address()
    if locality and (region, locality) != (case.household.region, case.household.locality):
        scene.act(actions.set_region, case.household.id, region, locality)
