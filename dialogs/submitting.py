"""Sending the household's sheets: a last look, then a receipt number for every person.

The register decides who is counted: a person whose IIN was counted by another household's sheets is said so and left out,
nobody sees anybody's answers. Two households that send the same person at once meet in the database, and one is told.
"""

from census import actions
from census.household import CountedPerson, ListedPerson
from census.receipts import new_receipt
from dialogs.case import Member
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word


def show(scene: Scene) -> list[Message]:
    return [_page(scene)]


def _page(scene: Scene) -> Message:
    say = scene.say
    people = scene.household.persons()
    listed = "\n".join(f"{n}. {person.name}" for n, person in enumerate(people, 1))
    return question(
        scene,
        say("submit.ask", listed=listed) if people else say("submit.ask_nobody"),
        Choice(verb_token("send"), say("submit.send"), role="confirm"),
        Choice(verb_token("back"), say("submit.look_again")),
    )


async def take(scene: Scene, said: str | Token) -> list[Message]:
    match _verb(said):
        case "send":
            return await _send(scene)
        case "back":
            scene.conversation.pop()
        case _:
            return [notice(scene.say("family.choose"))] if isinstance(said, str) else []
    return []


def _verb(said: str | Token) -> str | None:
    if isinstance(said, VerbToken):
        return said.verb
    if not isinstance(said, str):
        return None
    word = read_word(said)
    if word in (Word.YES, Word.SUBMIT):  # not «continue»: who hurries through must not send by it
        return "send"
    return "back" if word in (Word.NO, Word.BACK, Word.REVIEW) else None


async def _send(scene: Scene) -> list[Message]:
    case = scene.household
    if any(not standing.complete for standing in case.standings()):
        scene.conversation.pop()
        return [notice(scene.say("submit.unfinished"))]
    counted, elsewhere = await _told_apart(scene)
    _make_ready(scene, elsewhere)
    scene.act(actions.submit_household, scene.premises.keyring, case.household.id, tuple(counted), scene.now)
    case.submitted(counted, scene.now)
    scene.conversation.become("done")
    if not elsewhere:
        return []
    names = "\n".join(member.name for member in elsewhere)
    return [notice(scene.say("submit.counted_elsewhere", names=names))]


def _make_ready(scene: Scene, elsewhere: list[Member]) -> None:
    """Who signed in is the one the list says; sheets about people counted elsewhere are not sent."""
    case, keyring = scene.household, scene.premises.keyring
    for item in case.members():
        if case.is_respondent(item):
            member = case.member(item)
            iin = member.iin or None
            listed = ListedPerson(item.id, iin, member.full_name, no_iin=iin is None, respondent=True)
            scene.act(actions.put_person, keyring, case.household.id, listed)
    subjects = {str(member.item) for member in elsewhere}
    for sheet in case.sheets:
        if sheet.subject in subjects:
            scene.act(actions.withdraw_sheet, sheet.id)


async def _told_apart(scene: Scene) -> tuple[list[CountedPerson], list[Member]]:
    """Those to be counted now with their new receipt numbers, and those another household's sheets counted before."""
    counted: list[CountedPerson] = []
    elsewhere: list[Member] = []
    seen: set[str] = set()
    for member in scene.household.persons():
        if member.iin in seen or (member.iin and await scene.registry.is_counted(member.iin)):
            elsewhere.append(member)
        else:
            receipt = new_receipt(scene.premises.bits)
            counted.append(
                CountedPerson(item=member.item, iin=member.iin or None, name=member.full_name, receipt=receipt)
            )
        seen |= {member.iin} - {""}
    return counted, elsewhere
