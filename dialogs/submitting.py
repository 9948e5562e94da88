"""Sending the household's sheets: a last look, then a receipt number for every person.

The register decides who is counted: a person whose IIN was counted by another household's sheets is said so and left out,
nobody sees anybody's answers. Two households that send the same person at once meet in the database, and one is told.
"""

from census import actions, private_sheets
from census.household import CountedPerson, ListedPerson
from census.receipts import new_receipt
from dialogs import family
from dialogs.reply import Choice, Entry, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.standing import Member
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word


def show(scene: Scene) -> list[Message]:
    return [_page(scene)]


def _page(scene: Scene) -> Message:
    say = scene.say
    if scene.household.only is not None:
        send = Choice(verb_token("send"), say("submit.send"), role="confirm")
        return question(scene, say("member.ask"), send, Choice(verb_token("back"), say("submit.look_again")))
    people, sent = scene.household.persons(), scene.household.household.sent
    text = say("correct.ask" if sent else "submit.ask") if people else say("submit.ask_nobody")
    return question(
        scene,
        text,
        Choice(verb_token("send"), say("submit.send"), role="confirm"),
        Choice(verb_token("back"), say("submit.look_again")),
        entries=_after(scene) if sent else [Entry(person.name) for person in people],
        hint=say("correct.receipts_stay") if sent and people else "",
    )


def _after(scene: Scene) -> list[Entry]:
    """What a correction comes to: who is counted now, who gets a number, whose number ends."""
    case = scene.household
    places = {
        "correct.counted": [member.name for member in case.persons()],
        "correct.coming": [member.name for member in case.persons() if case.receipt_of(member.item) is None],
        "correct.leaving": case.leaving(),
    }
    return [Entry(name, place=scene.say(key)) for key, names in places.items() for name in names]


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
    if not family.may_send(scene):
        scene.conversation.pop()
        return [notice(scene.say("submit.unfinished"))]
    if case.only is not None:
        return _send_own(scene, case.only)
    sent_before = case.household.sent
    counted, elsewhere = await _told_apart(scene)
    household_id, keyring = case.household.id, scene.premises.keyring
    _withdraw(scene, elsewhere)
    scene.act(actions.submit_household, keyring, household_id, tuple(counted), scene.now, respondent=_respondent(scene))
    case.submitted(counted, scene.now)
    scene.conversation.become("done")
    said = [notice(scene.say("correct.sent"))] if sent_before else []
    if not elsewhere:
        return said
    names = "\n".join(member.name for member in elsewhere)
    return [*said, notice(scene.say("submit.counted_elsewhere", names=names))]


def _send_own(scene: Scene, item: int) -> list[Message]:
    """The corrections of who answers his own sheet."""
    case, keyring = scene.household, scene.premises.keyring
    name = next(person.full_name for person in case.persons() if person.item == item)
    own = [standing.sheet.id for standing in case.standings()]
    scene.act(private_sheets.submit_corrections, keyring, case.household.id, own, item, name, scene.now)
    case.sent_own(item, name, scene.now)
    scene.conversation.become("done")
    return [notice(scene.say("correct.sent"))]


def _respondent(scene: Scene) -> ListedPerson | None:
    """Who signed in, as the list names him now."""
    case = scene.household
    himself = next((case.member(item) for item in case.members() if case.is_respondent(item)), None)
    if himself is None:
        return None
    iin = himself.iin or None
    return ListedPerson(himself.item, iin, himself.full_name, no_iin=iin is None, respondent=True)


def _withdraw(scene: Scene, elsewhere: list[Member]) -> None:
    """Sheets about people counted elsewhere are not sent."""
    case = scene.household
    subjects = {str(member.item) for member in elsewhere}
    for sheet in case.sheets:
        if sheet.subject in subjects:
            scene.act(actions.withdraw_sheet, sheet.id)
            case.set_state(sheet, "withdrawn")


async def _told_apart(scene: Scene) -> tuple[list[CountedPerson], list[Member]]:
    """Those to be counted, who was counted before with his receipt number, others with new ones; and those another
    household's sheets counted before."""
    counted: list[CountedPerson] = []
    elsewhere: list[Member] = []
    seen: set[str] = set()
    case = scene.household
    for member in case.persons():
        iin = member.iin
        if iin in seen or (iin and await scene.registry.counted_elsewhere(iin, case.household.id)):
            elsewhere.append(member)
        else:
            receipt = case.receipt_of(member.item) or new_receipt(scene.premises.bits)
            counted.append(CountedPerson(item=member.item, iin=iin or None, name=member.full_name, receipt=receipt))
        seen |= {iin} - {""}
    return counted, elsewhere
