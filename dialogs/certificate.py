"""Certificates of having passed the census: a PDF for each person counted, given on the day of sending and any day after.

Of several people one is asked whose it shall be, in passing: nothing of it is kept. Pages are drawn by one thread of their
own, so that other people's turns do not wait for them, and kept some minutes for those who press again: no longer, because they
bear names, and whoever has them erased, from wherever, shall not stand in memory either.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from census.certificate_page import draw_certificate
from census.certificates import Certified, code_of
from census.receipts import show_receipt
from dialogs.done import entries_of
from dialogs.reply import Attached, Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import mark, verb_token

ALL = "all"
MOST_AT_ONCE = 12
"""Files of one reply; of more people certificates are asked for one by one."""
KEPT = 200
"""Pages kept in memory, 22 KB each: who presses the button again and again draws nothing."""
KEPT_S = 300.0

_drawing = ThreadPoolExecutor(1, thread_name_prefix="certificates")
_kept: dict[tuple[str, bool, Certified], bytes] = {}


async def give(scene: Scene, whose: str) -> list[Message]:
    """The certificate of the person that `whose` marks, or of `ALL`; "" asks whose, unless there is but one."""
    say, everybody = scene.say, await _counted(scene)
    wanted = [one for one in everybody if whose in ("", ALL, mark(one.receipt))]
    if not wanted:
        return [notice(say("certificate.none"))]
    if len(wanted) > 1 and (not whose or len(wanted) > MOST_AT_ONCE):
        return [_whose(scene, everybody)]
    for one in wanted:
        name = say("certificate.file", receipt=show_receipt(one.receipt, "-"))
        scene.files.append(Attached(name, "application/pdf", await _page(scene, one)))
    listed = entries_of((one.name, one.receipt) for one in wanted)
    return [Message(say("certificate.given"), hint=say("certificate.check", address=_address(scene)), entries=listed)]


async def _counted(scene: Scene) -> Sequence[Certified]:
    """Everybody counted with the households of this conversation, those sent before first."""
    present = scene.case.household if scene.case else None
    sent = [present.id] if present and present.sent else []
    return [
        one
        for household_id in (*scene.conversation.earlier, *sent)
        for one in await scene.registry.certified(household_id)
        if household_id in scene.conversation.earlier or _is_his(scene, one)
    ]


def _is_his(scene: Scene, one: Certified) -> bool:
    """Who came by a private link gets his own, who began the household everybody's."""
    only = scene.household.only
    return only is None or one.receipt == scene.household.receipt_of(only)


def _whose(scene: Scene, everybody: Sequence[Certified]) -> Message:
    choices = [Choice(verb_token("certificate", mark(one.receipt)), _label(one)) for one in everybody]
    if len(everybody) <= MOST_AT_ONCE:
        choices.append(Choice(verb_token("certificate", ALL), scene.say("certificate.all")))
    return notice(scene.say("certificate.whose"), *choices)


def _label(one: Certified) -> str:
    return one.name or show_receipt(one.receipt)


async def _page(scene: Scene, one: Certified) -> bytes:
    address, campaign = _address(scene), scene.campaign
    key = (address, campaign.demo_today is not None, one)
    if key not in _kept:
        code = code_of(scene.premises.keyring, one.receipt)
        drawn = await asyncio.get_running_loop().run_in_executor(
            _drawing, draw_certificate, campaign, one, code, address
        )
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = drawn
        asyncio.get_running_loop().call_later(KEPT_S, _kept.pop, key, None)
        return drawn
    return _kept[key]


def _address(scene: Scene) -> str:
    return f"{scene.premises.address}/verify"
