"""What is understood anywhere, whatever dialog is on top: help, pause, the list, the review, what is stored, going elsewhere.

`EVERYWHERE` and `LOOKED_UP` name these by the verb of a button or a command; words come to the same verbs (reception.py).
"""

from collections.abc import Awaitable, Callable

from dialogs import (
    between,
    card,
    certificate,
    done,
    faq,
    moving,
    person,
    reminding,
    rights,
    sheet,
    trust,
)
from dialogs.gate import closed
from dialogs.household import home
from dialogs.reply import Message
from dialogs.returning import pause, recap
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import list_number


def _continued(scene: Scene, _: str) -> list[Message]:
    """Also «/start» in the middle: nothing is lost, we say where we are."""
    recalled = recap(scene)
    return [recalled] if recalled else []


def _mistaken(scene: Scene, _: str) -> list[Message]:
    """«Ой, ошибся»: in a sheet the answer before is offered, elsewhere all answers."""
    top = scene.conversation.top
    offer = None if top.data.get("once") else sheet.last_answer(scene)
    return [offer] if offer else _reviewed(scene, "")


def _asked(scene: Scene, number: str) -> list[Message]:
    entry = list_number(number)
    scene.conversation.push("faq", **({"entry": entry} if entry else {}))
    return []


def _family(scene: Scene, _: str) -> list[Message]:
    if scene.case is not None and scene.case.household.sent:
        scene.conversation.become("done")
        if not closed(scene):
            scene.conversation.push("correcting")
    elif scene.case is not None:
        scene.conversation.become(home(scene))
    return []


def _reviewed(scene: Scene, _: str) -> list[Message]:
    """The answers of the sheet one is in, else the family page, from which every sheet is opened."""
    conversation = scene.conversation
    current = next((f.data["sheet"] for f in reversed(conversation.frames) if f.dialog in ("sheet", "review")), None)
    _family(scene, "")
    if current is not None and conversation.top.dialog in ("family", "member", "correcting"):
        conversation.push("review", sheet=current)
    return []


def _another(scene: Scene, _: str) -> list[Message]:
    """Another household is begun when the present one was sent."""
    if scene.case is None:
        return []
    if not scene.case.household.sent:
        return [notice(scene.say("done.another_later"))]
    scene.conversation.become("done")
    return done.offer_another(scene)


def _erasing(scene: Scene, _: str) -> list[Message]:
    rights.begin(scene)
    return []


def _paused(scene: Scene, _: str) -> list[Message]:
    return [] if scene.conversation.top.dialog in ("done", "moved") else pause(scene)


EVERYWHERE: dict[str, Callable[[Scene, str], list[Message]]] = {
    "start": _continued,
    "continue": _continued,
    "help": lambda scene, _: faq.help_on(scene, sheet.present_prompt(scene)),
    "why": lambda scene, _: faq.why_asked(scene, sheet.present_prompt(scene)),
    "mistake": _mistaken,
    "operator": lambda scene, _: [person.asked_for(scene)],
    "faq": _asked,
    "pause": _paused,
    "family": _family,
    "review": _reviewed,
    "another": _another,
    "trust": lambda scene, _: trust.told(scene),
    "mydata": lambda scene, _: rights.my_data(scene),
    "erase": _erasing,
    "move": moving.offer,
}
LOOKED_UP: dict[str, Callable[[Scene, str], Awaitable[list[Message]]]] = {
    "receipts": lambda scene, _: done.receipts(scene),
    "certificate": certificate.give,
    "household": between.go,
    "card": card.begin,
    "reminders": reminding.changed,
}
"""As those, but the register has to be asked."""
