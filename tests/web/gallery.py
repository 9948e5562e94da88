"""Pages of the conversation that are lists, shown all at once: the family, answers looked through, receipts, people.

What stands in them is of no matter here, only of what parts they are made.
"""

from dataclasses import dataclass

from dialogs.reply import Choice, Entry, Message, Progress, Reply
from dialogs.texts import texts
from dialogs.turn import Turn
from tests.web.scripted_desk import ScriptedDesk

RECEIPTS = {"Айгүл": "4821-7730-5618-25", "Айдар": "8542-1759-9955-46"}


def family(language: str) -> Message:
    say = texts(language)
    return Message(
        say("family.title"),
        "question",
        entries=(
            Entry("Айгүл", mark="done", token="v.open.1"),
            Entry("Айдар", say("family.of", done=12, total=48), mark="begun", token="v.open.2"),
            Entry("Алихан", mark="waiting"),
        ),
        choices=(
            Choice("v.next", say("family.continue", title="Айдар"), 1, role="confirm"),
            Choice("v.open.1", "Айгүл", 2),
            Choice("v.open.2", "Айдар", 3),
            Choice("v.roster", say("family.roster"), 4),
        ),
        expects="choice",
    )


def review(language: str) -> Message:
    say = texts(language)
    asked = ("sheet.more", "sheet.doubt_plain", "roster.rename")
    lines = [
        Entry(say(key), say("yes"), number=n, place=say("rights.you") if n < 3 else "", token=f"v.line.{n}")
        for n, key in enumerate(asked, 1)
    ]
    numbers = [Choice(line.token, str(line.number), line.number) for line in lines]
    back = Choice("v.back", say("review.close"), role="aside")
    hint, title = say("review.hint"), say("review.title", title="Айгүл")
    return Message(title, "question", hint=hint, entries=tuple(lines), choices=(*numbers, back), expects="choice")


def receipts(language: str) -> Message:
    say = texts(language)
    copied = tuple(Entry(name, number, copied=True) for name, number in RECEIPTS.items())
    return Message(
        say("done.thanks", slogan="Санақ!"),
        "success",
        hint=say("done.keep"),
        entries=copied,
        choices=(Choice("v.certificate", say("done.certificate"), 1),),
        expects="choice",
        keepsake=True,
    )


def people(language: str) -> Message:
    say = texts(language)
    listed = tuple(Entry(name, place=say("sheet.roster")) for name in RECEIPTS)
    choices = (Choice("a.1", say("sheet.more_yes"), 1), Choice("a.2", say("sheet.more_no"), 2))
    where = Progress("Айгүл", 2, 8)
    return Message(say("sheet.more"), "question", progress=where, entries=listed, choices=choices, columns=2)


def greeting(language: str) -> Message:
    both = [texts(each)("language.greeting") for each in ("kk", "ru")]
    choices = tuple(
        Choice(f"v.language.{each}", texts(each)("language.name"), n, language=each)
        for n, each in enumerate(("kk", "ru"), 1)
    )
    return Message("\n\n".join(both), "question", choices=choices, columns=2, languages=("kk", "ru"))


def tones(language: str) -> tuple[Message, ...]:
    say = texts(language)
    return (
        Message(say("sheet.finished", title="Айгүл"), "success"),
        Message(say("sheet.refused.choice"), "refusal"),
        Message(say("sheet.doubt_plain"), "doubt", hint=say("sheet.doubt")),
        Message(say("family.known", title="Айгүл"), entries=(Entry("1990"),)),
    )


@dataclass
class Gallery(ScriptedDesk):
    """A desk that says the same whatever is done; `only` one of the pages, or all of them."""

    only: str = ""

    async def take(self, turn: Turn) -> Reply:
        self.turns.append(turn)
        pages = {page.__name__: page(self.language) for page in (greeting, people, review, family, receipts)}
        return Reply(self.language, (pages[self.only],) if self.only else (*tones(self.language), *pages.values()))
