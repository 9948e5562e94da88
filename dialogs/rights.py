"""What is stored about those who answer, and its erasure: said plainly at any time, erased after two questions in words.

Only what this conversation began can be erased from it: its household, those it sent before, and one it left unfinished. Frame
data: `sure` (the first question was answered with yes).
"""

from functools import partial
from uuid import UUID

from census.erasure import erase, erase_member
from census.iin import mask_iin
from dialogs import reminding
from dialogs.case import Case
from dialogs.gate import closed, kept_until
from dialogs.reply import Choice, Entry, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question
from dialogs.texts import LANGUAGES, texts
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, fold, read_word
from dialogs.wording import say_date


def my_data(scene: Scene) -> list[Message]:
    """What is stored; then who sees it, how it is corrected and erased."""
    say, case = scene.say, scene.case
    sent = case is not None and case.household.sent
    known = [say("rights.title"), _conversation(scene)]
    stored = tuple(_household(scene, case)) if case is not None else ()
    paragraphs = [
        *(_sent(scene, case) if case is not None else [say("rights.no_household")]),
        *kept_until(scene),
        *reminding.told(scene),
        say("rights.who_sees"),
        _how_to_correct(scene, sent=sent),
        say("rights.how_to_erase"),
    ]
    erasing = Choice(verb_token("erase"), say("rights.erase"), role="aside")
    return [Message("\n\n".join(known), entries=stored), notice("\n\n".join(paragraphs), erasing)]


def _how_to_correct(scene: Scene, *, sent: bool) -> str:
    if sent and closed(scene):
        return scene.say("rights.correct_sent", phone=scene.campaign.phone)
    return scene.say("rights.correct")


def _conversation(scene: Scene) -> str:
    touched = scene.conversation.touched_at or scene.now
    channel = scene.say(f"rights.channel.{scene.conversation.channel}")
    return scene.say("rights.conversation", channel=channel, touched=_day(scene, touched.isoformat()))


def _household(scene: Scene, case: Case) -> list[Entry]:
    """The people, and how many answers each sheet has."""
    members = [case.member(item) for item in case.members() if case.only in (None, item.id)]
    people = [_person(scene, member.full_name, member.iin) for member in members]
    if not people and case.respondent_iin:
        people = [_person(scene, "", case.respondent_iin)]
    place = scene.say("rights.answers", begun=_day(scene, case.household.created_at.isoformat()))
    counts = [(s.title, len(case.interview(s.sheet).answers)) for s in case.standings()]
    return [*people, *(Entry(title, str(count), place=place) for title, count in counts)]


def _sent(scene: Scene, case: Case) -> list[str]:
    say, told = scene.say, []
    if case.household.submitted_at:
        told.append(say("rights.sent", sent=_day(scene, case.household.submitted_at.isoformat())))
    if scene.conversation.earlier:
        told.append(say("rights.earlier", n=len(scene.conversation.earlier)))
    if scene.conversation.unfinished:
        told.append(say("between.unfinished"))
    return told


def _person(scene: Scene, name: str, iin: str) -> Entry:
    masked = scene.say("rights.iin", iin=mask_iin(iin)) if iin else scene.say("rights.no_iin")
    return Entry(name or scene.say("rights.you"), masked, place=scene.say("rights.people"))


def _day(scene: Scene, iso: str) -> str:
    return say_date(iso, scene.language)


# --- erasing ----------------------------------------------------------------------------------------------------------


def begin(scene: Scene) -> None:
    """The first of the two questions; asked again it begins anew."""
    if scene.conversation.top.dialog == "rights":
        scene.conversation.pop()
    scene.conversation.push("rights")


def show(scene: Scene) -> list[Message]:
    say = scene.say
    keep = Choice(verb_token("keep"), say("rights.keep"))
    if scene.conversation.top.data.get("sure"):
        return [question(scene, say("rights.sure", word=say("rights.word")), keep, typed=True)]
    sent = scene.case is not None and scene.case.household.sent
    if scene.conversation.only is not None:
        earlier = [say("rights.ask_earlier")] if scene.conversation.own else []
        asked = " ".join([*earlier, say("rights.ask_member")])
        return [question(scene, asked, Choice(verb_token("go_on"), say("rights.go_on")), keep)]
    text = say("rights.ask_sent" if sent or scene.conversation.earlier else "rights.ask")
    return [question(scene, text, Choice(verb_token("go_on"), say("rights.go_on")), keep)]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    """Anything but a clear yes to the first question and the word itself to the second erases nothing."""
    if not scene.conversation.top.data.get("sure"):
        if said == VerbToken("go_on") or (isinstance(said, str) and read_word(said) is Word.YES):
            scene.conversation.top.data["sure"] = True
            return []
    elif isinstance(said, str) and fold(said) in {fold(texts(language)("rights.word")) for language in LANGUAGES}:
        return _erased(scene)
    scene.conversation.pop()
    return [notice(scene.say("rights.kept"))]


def _erased(scene: Scene) -> list[Message]:
    """The conversation ends with this turn: the next one begins another, in which nothing is known."""
    conversation = scene.conversation
    if conversation.only is not None:
        return _erased_own(scene, conversation.only)
    households = [*conversation.own, *([conversation.household_id] if conversation.household_id else [])]
    _erase_elsewhere(scene)
    scene.actions.append(
        partial(erase, households=households, conversation_id=conversation.id, by="respondent", at=scene.now)
    )
    sent = bool(conversation.earlier) or (scene.case is not None and scene.case.household.sent)
    _forget(scene)
    return [notice(scene.say("rights.erased_sent" if sent else "rights.erased", phone=scene.campaign.phone))]


def _erased_own(scene: Scene, item: int) -> list[Message]:
    """What a member answered by a private link, and what he sent before; the list he stands on is not his to erase."""
    conversation = scene.conversation
    if conversation.own:
        scene.act(erase, conversation.own, conversation_id=None, by="respondent", at=scene.now)
    _erase_elsewhere(scene)
    _erase_answers_of(scene, scene.household.household.id, item)
    _forget(scene)
    return [notice(scene.say("rights.erased_member", phone=scene.campaign.phone))]


def _erase_elsewhere(scene: Scene) -> None:
    """What he answered about himself in other people's households, by private links."""
    for household_id, left in scene.conversation.left.items():
        if left.only is not None:
            _erase_answers_of(scene, household_id, left.only)


def _erase_answers_of(scene: Scene, household_id: UUID, item: int) -> None:
    scene.act(
        erase_member,
        household_id,
        item,
        conversation_id=scene.conversation.id,
        by="respondent",
        at=scene.now,
        language=scene.language,
    )


def _forget(scene: Scene) -> None:
    conversation = scene.conversation
    conversation.frames, conversation.earlier, conversation.left = [], [], {}
    conversation.household_id, conversation.only, scene.case = None, None, None
