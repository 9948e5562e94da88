"""After the sheets were sent: receipt numbers, certificates, as often as they are asked for; the ways to correct what was sent
and to another household.

Another household is that of people at another address, whom the respondent does not live with. It begins with a list of its
own; the one that was sent can be gone back to (between.py). Frame data: `another` (asked whether it is that).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from census.receipts import show_receipt
from dialogs import between, faq
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
    may_begin = scene.household.only is None and not scene.conversation.unfinished
    offered = {
        "certificate": "done.certificate" if receipts else "",
        "family": "" if closed(scene) else "done.correct",
        "another": "done.another" if may_begin and not closed(scene) else "",
        "receipts": "done.earlier" if scene.conversation.earlier else "",
    }
    labels = [(verb, say(label)) for verb, label in offered.items() if label]
    waiting = between.waiting(scene)
    ways = [*(way for _, way in waiting), *(Choice(verb_token(verb), label) for verb, label in labels)]
    choices = tuple(replace(way, number=n) for n, way in enumerate(ways, 1))
    return [
        Message(
            text if receipts else say("done.nobody"),
            tone="success",
            entries=receipts,
            hint="\n".join(filter(None, [_hint(scene, receipts), *(why for why, _ in waiting)])),
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
        say("done.another_ask"),
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
    if scene.conversation.unfinished:
        return [notice(scene.say("done.another_unfinished"))]
    scene.conversation.top.data["another"] = True
    return []


def _agrees(said: str | Token) -> bool:
    if isinstance(said, str):
        return read_word(said) in (Word.YES, Word.CONTINUE)
    return said == VerbToken("another_begin")


async def receipts(scene: Scene) -> list[Message]:
    """The other households: the receipt numbers of those sent, and the ways to correct them; what waits to be sent. The
    present one's stand on its own page."""
    say, conversation = scene.say, scene.conversation
    said = []
    for household_id in conversation.earlier:
        numbers, way = await scene.registry.receipts(household_id), await between.way_to(scene, household_id)
        if numbers or way:
            listed = say("done.earlier_list" if numbers else "done.earlier_nobody")
            said.append(replace(notice(listed, *([way] if way else [])), entries=entries_of(numbers)))
    said += [notice(why, way) for why, way in between.waiting(scene) if way.token not in _tokens(said)]
    sent = scene.case is not None and scene.case.household.sent
    return said if said or sent else [notice(say("done.no_receipts"))]


def _tokens(messages: Iterable[Message]) -> set[str]:
    return {choice.token for message in messages for choice in message.choices}
