"""A private link for a member of the household: he answers about himself on his own device, and nobody else sees it.

Who began the household chooses the member; from then on the member's sheet is his. The link holds once, for one person. The
sheet can be taken back: before the member came nothing is lost, afterwards what he answered goes.
Frame data: `item` (the member chosen), `sure` (asked whether to take the sheet back).
"""

from datetime import datetime, time, timedelta

from census import access_codes, private_sheets
from census.access_codes import MEMBER_GROUPS, AccessCode, draw_code, show_code
from census.schedule import Extended, Online
from dialogs.gate import closed
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question, yes_no
from dialogs.standing import Standing
from dialogs.tokens import Token, VerbToken, list_number, verb_token
from dialogs.understanding import Word, read_word
from dialogs.wording import say_date
from questionnaire import RosterItem

DAYS = 14
"""How many days a link can be used, unless the census closes before."""


def may_be_given(scene: Scene) -> bool:
    """Whether there is somebody who could answer for himself, and time to."""
    case = scene.household
    return case.only is None and not case.household.sent and not closed(scene) and bool(_members(scene))


def _members(scene: Scene) -> list[tuple[RosterItem, Standing]]:
    """Those on the list who have a sheet of their own, but for him who answers here."""
    case = scene.household
    if not case.household_list.complete:
        return []
    own = {standing.sheet.subject: standing for standing in case.all_standings() if standing.sheet.subject}
    others = (item for item in case.members() if not case.is_respondent(item))
    return [(item, own[str(item.id)]) for item in others if str(item.id) in own]


def show(scene: Scene) -> list[Message]:
    say = scene.say
    back = Choice(verb_token("back"), say("aside.back"), role="aside")
    chosen = _chosen(scene)
    if chosen is None:
        people = [Choice(verb_token("member", str(item.id)), standing.title) for item, standing in _members(scene)]
        return [question(scene, say("private.whom"), *people, back)]
    item, standing = chosen
    if scene.conversation.top.data.get("sure"):
        text = say("private.take_back_sure", name=standing.title)
        return [Message(text, tone="doubt", choices=yes_no(scene, str(item.id)), columns=2, expects="choice")]
    if standing.sheet.passed_at is None:
        key = "private.explain_begun" if standing.begun else "private.explain"
        make = Choice(verb_token("make", str(item.id)), say("private.make"), role="confirm")
        return [question(scene, say("private.ask", name=standing.title), make, back, hint=say(key))]
    choices = [Choice(verb_token("take_back", str(item.id)), say("private.take_back"))]
    if standing.sheet.taken_over_at is None:
        choices.insert(0, Choice(verb_token("make", str(item.id)), say("private.make_again")))
    key = "private.answers" if standing.sheet.taken_over_at else "private.not_come"
    return [question(scene, say(key, name=standing.title, done=standing.done, total=standing.total), *choices, back)]


def _chosen(scene: Scene) -> tuple[RosterItem, Standing] | None:
    wanted = scene.conversation.top.data.get("item")
    return next((found for found in _members(scene) if found[0].id == wanted), None)


async def take(scene: Scene, said: str | Token) -> list[Message]:
    data, chosen = scene.conversation.top.data, _chosen(scene)
    about = str(chosen[0].id) if chosen else ""  # buttons of another person's page decide nothing here
    match _verb(said, about, sure=bool(data.get("sure"))):
        case VerbToken("member", number) if item := list_number(number):
            data["item"] = item
        case VerbToken("make", of) if chosen and of == about and chosen[1].sheet.taken_over_at is None:
            return _make(scene, *chosen)
        case VerbToken("take_back", of) if chosen and of == about and chosen[1].sheet.passed_at is not None:
            if chosen[1].sheet.taken_over_at is None:
                return _take_back(scene, *chosen)
            data["sure"] = True
        case VerbToken("yes", of) if chosen and of == about and data.get("sure"):
            return _take_back(scene, *chosen)
        case VerbToken("no", of) if of == about:
            data.pop("sure", None)
        case VerbToken("back"):
            if data:
                data.clear()
            else:
                scene.conversation.pop()
        case _:
            return [notice(scene.say("family.choose"))] if isinstance(said, str) else []
    return []


def _verb(said: str | Token, about: str, *, sure: bool) -> Token | None:
    if not isinstance(said, str):
        return said
    word = read_word(said)
    if word is Word.BACK:
        return VerbToken("back")
    if word in (Word.YES, Word.CONTINUE):
        return VerbToken("yes" if sure else "make", about)
    return VerbToken("no" if sure else "back", about) if word is Word.NO else None


def _make(scene: Scene, item: RosterItem, standing: Standing) -> list[Message]:
    """The link to be handed on, in a message of its own: it is forwarded or copied as it stands."""
    say, premises, household_id = scene.say, scene.premises, scene.household.household.id
    code = draw_code(premises.bits, MEMBER_GROUPS)
    ends = _ends(scene)
    until = scene.now + (ends - scene.moment)  # the campaign's clock may be another
    opens = AccessCode("member", scene.conversation.id, household_id, item.id, scene.now, until)
    scene.act(access_codes.make, premises.keyring, code, opens)
    scene.act(private_sheets.pass_on, household_id, item.id, scene.now)
    scene.household.pass_on(item.id, scene.now)
    scene.conversation.pop()
    link, last_day = f"{premises.address}/#{code}", (ends - timedelta(seconds=1)).date().isoformat()
    to_hand_on = say("private.letter", name=standing.title, link=link, address=premises.address, code=show_code(code))
    bot = premises.doors.telegram
    letter = (
        [to_hand_on, say("private.letter_telegram", link=f"https://t.me/{bot}?start={code}")] if bot else [to_hand_on]
    )
    return [
        notice(say("private.made", name=standing.title, date=say_date(last_day, scene.language))),
        Message("\n\n".join(letter), scan=link, keepsake=True),
    ]


def _ends(scene: Scene) -> datetime:
    """When the link ends, by the campaign's clock: at a midnight of the household's region."""
    zone = scene.campaign.zone_of(scene.place)
    ends = datetime.combine(scene.moment.astimezone(zone).date() + timedelta(days=DAYS), time(), zone)
    match scene.campaign.phase(scene.place, scene.moment):
        case Online(closes_at) | Extended(closes_at):
            return min(ends, closes_at)
        case _:
            return ends


def _take_back(scene: Scene, item: RosterItem, standing: Standing) -> list[Message]:
    conversation, case = scene.conversation, scene.household
    scene.act(
        private_sheets.take_back,
        case.household.id,
        item.id,
        at=scene.now,
        channel=conversation.channel,
        language=scene.language,
    )
    case.take_back(item.id)
    conversation.pop()
    return [notice(scene.say("private.taken_back", name=standing.title))]
