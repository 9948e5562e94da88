"""Help: what the present question means, then the frequent questions of the campaign, found by question or by words.

Frame data: `page` (of the list), `entry` (number of the frequent question being read), `listed` (the list was seen before
it), `found` (numbers a search brought).
"""

from collections.abc import Sequence
from typing import Any

from census.campaign import GENERAL_WHY
from census.faq import FaqEntry
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import Token, VerbToken, list_number, verb_token
from dialogs.understanding import Word, fold, read_word
from questionnaire import Prompt

PAGE = 7
MOST_WORDS = 40
"""Words of a search that are compared: 64 KB of them would hold up everybody for seconds."""


def help_on(scene: Scene, prompt: Prompt | None) -> list[Message]:
    """Help where one stands: the question's own explanation and why it is asked, and the frequent questions that touch it."""
    say = scene.say
    about = (prompt.guidance, _reason(scene, _topic(prompt))) if prompt else (say("help.general"),)
    text = "\n\n".join(part for part in about if part)
    choices = [*_offered(scene, prompt), Choice(verb_token("trust"), say("trust.button"), role="aside")]
    if scene.case is not None:
        choices.append(Choice(verb_token("move"), say("moving.button"), role="aside"))
    return [Message(text, hint=say("help.phone", phone=scene.campaign.phone), choices=tuple(choices), expects="choice")]


def why_asked(scene: Scene, prompt: Prompt | None) -> list[Message]:
    """«Зачем?»: the reason for this question, not help in general; outside the questions that of the census."""
    topic = "iin" if scene.conversation.top.dialog == "signin" else _topic(prompt)
    return [
        Message(
            _reason(scene, topic),
            hint=scene.say("help.secret"),
            choices=tuple(_offered(scene, prompt)),
            expects="choice",
        )
    ]


def _topic(prompt: Prompt | None) -> str:
    return (prompt.extra or {}).get("topic", "") if prompt else ""


def _reason(scene: Scene, topic: str) -> str:
    """Why the campaign asks about this (campaign.yaml, `why`)."""
    reasons = scene.campaign.why
    return reasons[topic if topic in reasons else GENERAL_WHY].of(scene.language)


def _offered(scene: Scene, prompt: Prompt | None) -> list[Choice]:
    entries = [] if prompt is None else _about(scene, prompt)
    return [
        *(Choice(verb_token("faq", str(e.number)), e.question.of(scene.language)) for e in entries),
        Choice(verb_token("faq"), scene.say("help.all"), role="aside"),
        Choice(verb_token("mydata"), scene.say("rights.my_data"), role="aside"),
    ]


def _about(scene: Scene, prompt: Prompt) -> list[FaqEntry]:
    name = prompt.ref.rsplit("/", 1)[-1]
    topic = _topic(prompt)
    named = [e for e in scene.campaign.faq if name in e.questions]
    return (named or [e for e in scene.campaign.faq if topic and e.topic == topic])[:3]


def asks(text: str) -> bool:
    """Whether the words are a question, where nothing was asked of the person himself: a word alone is a greeting."""
    return len(text.split()) >= (2 if "?" in text else 3)


def ask(scene: Scene, text: str) -> list[Message]:
    """Open the frequent questions that fit the words; nothing happens when none does."""
    found = [entry.number for entry in search(scene.campaign.faq, text)]
    if found:
        scene.conversation.push("faq", found=found, **({"entry": found[0]} if len(found) == 1 else {}))
    return []


def is_reading(scene: Scene) -> bool:
    """Whether the answer to one question stands open, and no list whose numbers one might type."""
    top = scene.conversation.top
    return top.dialog == "faq" and "entry" in top.data


def reads_on(scene: Scene, text: str) -> bool:
    """Whether who reads an answer asks on: in words, or by a number of the list he saw before it."""
    return "?" in text or bool(scene.conversation.top.data.get("listed") and list_number(text))


def show(scene: Scene) -> list[Message]:
    data = scene.conversation.top.data
    entry = next((e for e in scene.campaign.faq if e.number == data.get("entry")), None)
    return [_entry(scene, entry) if entry else _list(scene)]


def _entry(scene: Scene, entry: FaqEntry) -> Message:
    say, language = scene.say, scene.language
    hint = say("help.verify", phone=scene.campaign.phone) if entry.verify else ""
    return Message(
        f"{entry.question.of(language)}\n\n{entry.answer.of(language)}",
        hint=hint,
        choices=(
            Choice(verb_token("close"), say("help.close"), role="confirm"),
            Choice(verb_token("faq"), say("help.more"), role="aside"),
        ),
        expects="choice",
    )


def _list(scene: Scene) -> Message:
    say, data, language = scene.say, scene.conversation.top.data, scene.language
    entries = _shown(scene)
    pages = max(1, -(-len(entries) // PAGE))
    page = min(data.get("page", 0), pages - 1)
    shown = entries[page * PAGE : (page + 1) * PAGE]
    choices = [Choice(verb_token("faq", str(e.number)), e.question.of(language), e.number) for e in shown]
    if page + 1 < pages:
        choices.append(Choice(verb_token("page", str(page + 1)), say("help.next"), role="aside"))
    if page:
        choices.append(Choice(verb_token("page", str(page - 1)), say("help.previous"), role="aside"))
    choices.append(Choice(verb_token("close"), say("help.close"), role="aside"))
    return Message(
        say("help.found" if data.get("found") else "help.list"),
        tone="question",
        hint=say("help.search"),
        choices=tuple(choices),
        expects="text",
        placeholder=say("help.placeholder"),
    )


def _shown(scene: Scene) -> Sequence[FaqEntry]:
    found = scene.conversation.top.data.get("found")
    if not found:
        return scene.campaign.faq
    by_number = {e.number: e for e in scene.campaign.faq}
    return [by_number[n] for n in found]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    data = scene.conversation.top.data
    match said:
        case VerbToken("faq", number) if entry := list_number(number):
            _read(data, entry)
        case VerbToken("faq"):
            data.clear()
        case VerbToken("page", number):
            data["page"] = list_number(number) or 0
        case VerbToken("close" | "back"):
            scene.conversation.pop()
        case str() if read_word(said) in (Word.BACK, Word.CONTINUE, Word.NO):
            scene.conversation.pop()
        case str() if any(e.number == list_number(said) for e in scene.campaign.faq):
            _read(data, list_number(said))
        case str():
            return _search(scene, said)
    return []


def _read(data: dict[str, Any], entry: int | None) -> None:
    data["listed"] = data.get("listed") or "entry" not in data
    data["entry"] = entry


def _search(scene: Scene, text: str) -> list[Message]:
    found = search(scene.campaign.faq, text)
    data = scene.conversation.top.data
    data.clear()
    if not found:
        return [notice(scene.say("help.nothing", phone=scene.campaign.phone))]
    data["found"] = [e.number for e in found]
    if len(found) == 1:
        data["entry"] = found[0].number
    return []


def search(entries: Sequence[FaqEntry], text: str) -> list[FaqEntry]:
    """The entries whose question or key words share words with `text` (folded, by stems), best first, at most PAGE."""
    words = dict.fromkeys(word for word in fold(text).split() if len(word) >= 3)
    wanted = list(words)[:MOST_WORDS]
    scored = []
    for entry in entries:
        asked = set(fold(f"{entry.question.kk} {entry.question.ru} {' '.join(entry.words)}").split())
        score = sum(any(_same_stem(word, known) for known in asked) for word in wanted)
        if score:
            scored.append((-score, entry.number, entry))
    return [entry for _, _, entry in sorted(scored, key=lambda s: s[:2])[:PAGE]]


def _same_stem(a: str, b: str) -> bool:
    """Kazakh and Russian change the ends of words: equal but for up to three last letters counts as the same word."""
    shorter = min(len(a), len(b))
    return shorter >= 3 and a[: max(3, shorter - 2)] == b[: max(3, shorter - 2)] and abs(len(a) - len(b)) <= 4
