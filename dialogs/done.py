"""After the sheets were sent: receipt numbers, certificates, as often as they are asked for; the ways to correct what was sent
and to another household.

Another household is that of people at another address, whom the respondent does not live with. It begins with a list of its
own; of the one that was sent only the receipt numbers can still be seen. Frame data: `another` (asked whether it is that).
"""

from collections.abc import Iterable, Sequence

from census.receipts import show_receipt
from dialogs import faq
from dialogs.gate import closed
from dialogs.household import begin_another
from dialogs.reply import Choice, Entry, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, names_another_household, read_word


def show(scene: Scene) -> list[Message]:
    if scene.conversation.top.data.get("another") and not closed(scene):
        return [_another(scene)]
    say, receipts = scene.say, entries_of(scene.household.receipts())
    key = "done.thanks_other" if scene.conversation.earlier else "done.thanks"
    text = say(key, slogan=scene.campaign.slogan.of(scene.language))
    offered = {
        "certificate": "done.certificate" if receipts else "",
        "family": "" if closed(scene) else "done.correct",
        "another": "" if closed(scene) or scene.household.only is not None else "done.another",
        "receipts": "done.earlier" if scene.conversation.earlier else "",
    }
    labels = [(verb, say(label)) for verb, label in offered.items() if label]
    choices = tuple(Choice(verb_token(verb), label, n) for n, (verb, label) in enumerate(labels, 1))
    return [
        Message(
            text if receipts else say("done.nobody"),
            tone="success",
            entries=receipts,
            hint=_hint(scene, receipts),
            choices=choices,
            expects="choice" if choices else "nothing",
            keepsake=bool(receipts),
        )
    ]


def _hint(scene: Scene, receipts: Sequence[Entry]) -> str:
    """To keep the numbers; that corrections wait to be sent, or that the time to send them is over."""
    if scene.household.unsent:
        return scene.say("correct.too_late" if closed(scene) else "correct.unsent")
    return scene.say("done.keep") if receipts else ""


def entries_of(receipts: Iterable[tuple[str | None, str]]) -> tuple[Entry, ...]:
    """Names with their receipt numbers, as one copies them."""
    return tuple(Entry(name or "–", show_receipt(number, "-"), copied=True) for name, number in receipts)


def _another(scene: Scene) -> Message:
    say = scene.say
    return question(
        scene,
        say("done.another_ask", phone=scene.campaign.phone),
        Choice(verb_token("another_begin"), say("done.another_begin"), role="confirm"),
        Choice(verb_token("another_not"), say("done.another_not")),
    )


async def take(scene: Scene, said: str | Token) -> list[Message]:
    asked = scene.conversation.top.data.pop("another", False) and not closed(scene)
    if asked and _agrees(said):
        begin_another(scene)
        return [notice(scene.say("done.another_begun"))]
    if not asked and isinstance(said, str) and names_another_household(said):
        return offer_another(scene)
    return faq.ask(scene, said) if isinstance(said, str) and not asked and faq.asks(said) else []


def offer_another(scene: Scene) -> list[Message]:
    """Ask whether these are people of another address; say why not while nothing can be answered."""
    if barred := closed(scene):
        return [notice(barred.text)]
    if scene.household.only is not None:
        return [notice(scene.say("member.another"))]
    scene.conversation.top.data["another"] = True
    return []


def _agrees(said: str | Token) -> bool:
    if isinstance(said, str):
        return read_word(said) in (Word.YES, Word.CONTINUE)
    return said == VerbToken("another_begin")


async def receipts(scene: Scene) -> list[Message]:
    """The receipt numbers of the households sent before; the present one's stand on its own page."""
    say = scene.say
    found = [await scene.registry.receipts(household_id) for household_id in scene.conversation.earlier]
    said = [Message(say("done.earlier_list"), entries=entries_of(each)) for each in found if each]
    sent = scene.case is not None and scene.case.household.sent
    return said if said or sent else [notice(say("done.no_receipts"))]
