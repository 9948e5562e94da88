"""Taking up a conversation that an older program, another campaign or another device left behind.

What is stored may name a dialog that no longer exists, a sheet that was withdrawn, or a household of another census. Nobody
is stranded by that: what cannot be gone on with is let go, and the person stands at the next sensible place.
"""

from collections.abc import Collection

from dialogs.gate import closed
from dialogs.household import home
from dialogs.scene import Scene

OF_A_SHEET = ("sheet", "review")
OF_A_HOUSEHOLD = ("family", "member", "private_link", "roster", "submit", "done", "correcting", *OF_A_SHEET)


def take_up(scene: Scene, dialogs: Collection[str]) -> None:
    """Drop the frames that lead nowhere; begin anew at the place that fits when none is left."""
    conversation, case = scene.conversation, scene.case
    if not conversation.frames:
        return
    if conversation.only is not None and (case is None or not case.standings()):
        _let_go(scene)
        return
    sent = case is not None and case.household.sent
    kept_as_sent = sent and closed(scene) is not None  # what was not sent again by then is not corrected
    kept = [
        frame
        for frame in conversation.frames
        if frame.dialog in dialogs
        and (case is not None or frame.dialog not in OF_A_HOUSEHOLD)
        and (frame.dialog not in OF_A_SHEET or (case is not None and case.has(frame.data.get("sheet", ""))))
        and not (sent and frame.dialog in ("family", "member"))
        and not (kept_as_sent and frame.dialog in OF_A_HOUSEHOLD and frame.dialog != "done")
    ]
    if sent and kept and kept[0].dialog in OF_A_HOUSEHOLD and kept[0].dialog != "done":
        kept = []
    if not kept:
        conversation.become("done" if sent else home(scene) if case is not None else "welcome")
    elif len(kept) < len(conversation.frames):
        conversation.frames = kept


def _let_go(scene: Scene) -> None:
    """The sheet that came by a private link was taken back: nothing of the household is known here any more."""
    conversation = scene.conversation
    conversation.household_id, conversation.only, scene.case = None, None, None
    conversation.become("moved", to="household")
