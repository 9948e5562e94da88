"""The review of a sheet: every answer in words, page by page, each corrected by its number.

Frame data: `sheet` (id), `page` (from 0).
"""

from dialogs import family
from dialogs.answers import say_answer
from dialogs.reply import Choice, Entry, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import Token, VerbToken, list_number, verb_token
from dialogs.understanding import Word, read_word
from questionnaire import Interview, ReviewLine

PAGE = 12
"""Lines on a page: they and their buttons fit a small phone and Telegram's 4096 characters."""


def show(scene: Scene) -> list[Message]:
    data = scene.conversation.top.data
    sheet = scene.household.sheet(data["sheet"])
    interview = scene.household.interview(sheet)
    lines = interview.review()
    pages = max(1, -(-len(lines) // PAGE))
    page = min(data.get("page", 0), pages - 1)
    start = page * PAGE
    say = scene.say
    shown = lines[start : start + PAGE]
    numbers = [Choice(verb_token("line", str(n)), str(n), n) for n, _ in enumerate(shown, start + 1)]
    onward = []
    if not interview.complete:
        onward.append(Choice(verb_token("go_on"), say("review.go_on"), role="confirm"))
    if scene.household.household.sent and family.may_send(scene):
        onward.append(Choice(verb_token("submit"), say("correct.send"), role="confirm"))
    if page + 1 < pages:
        onward.append(Choice(verb_token("page", str(page + 1)), say("review.next"), role="confirm"))
    if page:
        onward.append(Choice(verb_token("page", str(page - 1)), say("review.previous"), role="aside"))
    onward.append(Choice(verb_token("back"), say("review.close"), role="aside"))
    return [
        Message(
            _text(scene, shown, title=scene.household.title(sheet), page=page + 1, pages=pages),
            tone="question",
            entries=tuple(_entry(scene, interview, line, n) for n, line in enumerate(shown, start + 1)),
            hint=say("review.hint") if lines else "",
            choices=(*numbers, *onward),
            columns=3,
            expects="choice",
            placeholder=say("review.placeholder"),
        )
    ]


def _text(scene: Scene, shown: list[ReviewLine], *, title: str, page: int, pages: int) -> str:
    say = scene.say
    head = (
        say("review.title", title=title)
        if pages == 1
        else say("review.title_page", title=title, page=page, pages=pages)
    )
    return head if shown else f"{head}\n\n{say('review.empty')}"


def _entry(scene: Scene, interview: Interview, line: ReviewLine, number: int) -> Entry:
    place = " · ".join((*(item.label for item in line.items), *line.sections))
    stands = say_answer(interview.prompt_at(line.ref), line.value, scene.language)
    return Entry(line.label, stands, number=number, place=place, token=verb_token("line", str(number)))


async def take(scene: Scene, said: str | Token) -> list[Message]:
    data = scene.conversation.top.data
    sheet = scene.household.sheet(data["sheet"])
    interview = scene.household.interview(sheet)
    match said:
        case VerbToken("line", number):
            return _correct(scene, interview, list_number(number) or 0)
        case VerbToken("page", number):
            data["page"] = list_number(number) or 0
        case VerbToken("go_on"):
            scene.conversation.pop()
            scene.conversation.push("sheet", sheet=data["sheet"])
        case VerbToken("submit") if scene.household.household.sent and family.may_send(scene):
            scene.conversation.push("submit")
        case VerbToken("back"):
            scene.conversation.pop()
        case str() if typed := list_number(said):
            return _correct(scene, interview, typed)
        case str():
            return _worded(scene, interview, said)
    return []


def _worded(scene: Scene, interview: Interview, said: str) -> list[Message]:
    data = scene.conversation.top.data
    pages = -(-len(interview.review()) // PAGE)
    match read_word(said):
        case Word.BACK | Word.NO:
            scene.conversation.pop()
        case Word.SUBMIT if scene.household.household.sent and family.may_send(scene):
            scene.conversation.push("submit")
        case Word.CONTINUE | Word.YES if data.get("page", 0) + 1 < pages:
            data["page"] = data.get("page", 0) + 1
        case Word.CONTINUE | Word.YES:
            scene.conversation.pop()
        case _:
            return [notice(scene.say("review.by_number"))]
    return []


def _correct(scene: Scene, interview: Interview, number: int) -> list[Message]:
    lines = interview.review()
    if not 0 < number <= len(lines):
        return [notice(scene.say("review.no_such", last=len(lines)))]
    line = lines[number - 1]
    if line.read_only:
        return [notice(scene.say("review.read_only"))]
    sheet = scene.conversation.top.data["sheet"]
    scene.conversation.push("sheet", sheet=sheet, at=line.ref, once=True, whole=interview.complete)
    return []
