"""Who lives here: add a person, correct a name, take a person off the list.

Frame data: `item` (roster item id chosen), `sure` (asked whether to take the person off).
"""

from dialogs.household import settle
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice, question, yes_no
from dialogs.tokens import Token, VerbToken, list_number, verb_token
from dialogs.understanding import Word, read_word
from questionnaire import Accepted, RosterItem


def show(scene: Scene) -> list[Message]:
    return [_message(scene)]


def _message(scene: Scene) -> Message:
    say, data = scene.say, scene.conversation.top.data
    item = _item(scene)
    if item is None:
        add = [Choice(verb_token("add"), say("roster.add"))] if _has_room(scene) else []
        people = [
            Choice(verb_token("item", str(m.id)), m.label or say("roster.nameless")) for m in scene.household.members()
        ]
        return question(
            scene,
            say("roster.title"),
            *people,
            *add,
            Choice(verb_token("back"), say("sheet.done"), role="confirm"),
        )
    name = item.label or say("roster.nameless")
    if data.get("sure"):
        sheets = [s for s in scene.household.standings() if s.sheet.subject == str(item.id) and s.begun]
        key = "roster.sure_answers" if sheets else "roster.sure"
        return Message(
            say(key, name=name),
            tone="doubt",
            choices=yes_no(scene, str(item.id)),
            columns=2,
            expects="choice",
        )
    choices = [Choice(verb_token("rename", str(item.id)), say("roster.rename"))]
    if _may_go(scene, item):
        choices.append(Choice(verb_token("remove", str(item.id)), say("roster.remove")))
    return question(
        scene,
        name,
        *choices,
        Choice(verb_token("back"), say("aside.back"), role="aside"),
    )


def _may_go(scene: Scene, item: RosterItem) -> bool:
    """He who answers stays, and so does the head (the first): everybody's relation is told to him."""
    return item.position > 1 and not scene.household.is_respondent(item)


def _item(scene: Scene) -> RosterItem | None:
    wanted = scene.conversation.top.data.get("item")
    return next((m for m in scene.household.members() if m.id == wanted), None)


async def take(scene: Scene, said: str | Token) -> list[Message]:
    data = scene.conversation.top.data
    item = _item(scene)
    about = str(item.id) if item else ""  # buttons of another person's page decide nothing here
    match _verb(said, about):
        case VerbToken("item", number) if chosen_item := list_number(number):
            data["item"] = chosen_item
        case VerbToken("add") if _has_room(scene):
            return _add(scene)
        case VerbToken("rename", of) if item is not None and of == about:
            data.pop("item")
            name = scene.household.name_ref(item)
            scene.conversation.push("sheet", sheet=str(scene.household.list_sheet.id), at=name, once=True, whole=True)
        case VerbToken("remove", of) if item is not None and of == about and _may_go(scene, item):
            data["sure"] = True
        case VerbToken("yes", of) if item is not None and of == about and data.get("sure"):
            return _remove(scene, item)
        case VerbToken("no", of) if of == about:
            data.clear()
        case VerbToken("back"):
            if data:
                data.clear()
            else:
                scene.conversation.pop()
        case _:
            return [notice(scene.say("family.choose"))] if isinstance(said, str) else []
    return []


def _verb(said: str | Token, about: str) -> Token | None:
    if not isinstance(said, str):
        return said
    words = {Word.YES: VerbToken("yes", about), Word.NO: VerbToken("no", about), Word.BACK: VerbToken("back")}
    return words.get(read_word(said) or Word.HELP)


def _has_room(scene: Scene) -> bool:
    case = scene.household
    return case.household_list.can_add(case.campaign.list.roster)


def _add(scene: Scene) -> list[Message]:
    case = scene.household
    added = case.household_list.add(case.campaign.list.roster)
    scene.keep(case.list_sheet.id, added.changes)
    scene.conversation.push("sheet", sheet=str(case.list_sheet.id), once=True, whole=True)
    return []


def _remove(scene: Scene, item: RosterItem) -> list[Message]:
    case = scene.household
    gone = case.household_list.remove(item.ref, confirmed=True)
    if isinstance(gone, Accepted):
        scene.keep(case.list_sheet.id, gone.changes)
    settle(scene)
    scene.conversation.top.data.clear()
    return [notice(scene.say("roster.removed", name=item.label))]
