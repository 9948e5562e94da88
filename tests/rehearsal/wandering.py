"""What respondents do instead of answering, and how they find their way on any page that is no question of the census."""

from dialogs.reply import Choice
from dialogs.turn import Attachment, Edit, Press
from tests.dialogs.scenario import listed
from tests.rehearsal import phrasebook
from tests.rehearsal.characters import stray
from tests.rehearsal.counts import DeadEnd
from tests.rehearsal.lives import Life
from tests.rehearsal.respondent import NONSENSE, Respondent

MOST_TURNS = 1500
STRAYS = 45
"""After so many one has had enough of them."""
DAYS = 21
"""One may stay away in all and still find the census open."""
SAME_PAGE = 9
"""Turns on one and the same page that is no question."""


class Walk:
    """The whole way of a respondent, from the first word to the receipts."""

    def __init__(self, respondent: Respondent, *, households: int = 1) -> None:
        self.respondent = respondent
        self.person, self.chance = respondent.person, respondent.chance
        self.households = households
        self.lives = [respondent.life]
        self.strays = 0
        self.days = 0.0
        self.hesitations = 0
        self.same: tuple[str, int] = ("", 0)

    async def goes(self) -> None:
        """Raises DeadEnd when he does not come to the receipts."""
        await (self.person.commands("start") if self.person.channel == "telegram" else self.person.arrives())
        while self.person.turns < MOST_TURNS:
            if self._has_receipts():
                if len(self.lives) >= self.households:
                    return
                await self._begins_another()
            asking = self.respondent.look()
            if asking is None:
                await self._on_a_page()
            elif what := self._strays():
                await self._does(what)
            else:
                await self.respondent.answer(asking)
        raise DeadEnd(f"{MOST_TURNS} turns")

    def _has_receipts(self) -> bool:
        return self.respondent.message.tone == "success"

    def _strays(self) -> str:
        if self.strays >= STRAYS:
            return ""
        what = stray(self.respondent.character, self.chance)
        self.strays += bool(what)
        return what

    async def _does(self, what: str) -> None:
        self.respondent.counts.strays[what] += 1
        await getattr(self, what)()

    def _button(self, key: str) -> Choice | None:
        return self.respondent.button(key)

    async def _says(self, what: str) -> None:
        await self.person.says(self.chance.choice(phrasebook.words("asks", what, self.person.language)))

    # --- pages ------------------------------------------------------------------------------------------------------------

    async def _on_a_page(self) -> None:
        """Language, consent, IIN, family, review, help…: what a person would press or write there."""
        message = self.respondent.message
        page = "\n".join((message.text, *listed(message)))
        before, times = self.same
        self.same = (page, times + 1 if page == before else 1)
        if self.same[1] > SAME_PAGE:
            raise DeadEnd(f"no way on from: {page[:200]}")
        confirm = [choice for choice in message.choices if choice.role == "confirm"]
        if message.tone == "doubt":
            sure = self.same[1] > 2 or self.chance.random() < 0.85
            await self.person.says(self.respondent.say("yes" if sure else "no"))
        elif languages := [choice for choice in message.choices if choice.label in ("Қазақша", "Русский")]:
            await self.respondent.uses(languages[self.respondent.spoken == "ru"])
        elif agree := self._button("welcome.agree"):
            await self._consents(agree)
        elif message.expects == "iin":
            await self._signs_in()
        elif confirm:
            await self.respondent.uses(confirm[0])
        else:
            await self._gets_out()

    async def _consents(self, agree: Choice) -> None:
        """At once, or after a question and a refusal or two."""
        if self.hesitations < 3 and self.chance.random() >= self.respondent.character.consents:
            self.hesitations += 1
            hesitation = self.chance.choice(("welcome.ask", "welcome.later", "trust.button", "faq", "no"))
            if hesitation == "faq":
                await self._says(self.chance.choice(("faq", "trust", "why")))
            elif hesitation == "no":
                await self.person.says(self.respondent.say("no"))
            elif button := self._button(hesitation):
                await self.respondent.uses(button)
            return
        await self.respondent.uses(agree)

    async def _signs_in(self) -> None:
        life = self.respondent.life
        me = life.people[1 if life.heads == "no" else 0]
        if life.heads == "away" or not me.iin or self.same[1] > 3:
            await self.person.says({"kk": "жоқ", "ru": "нет"}[self.person.language])
        elif self.chance.random() < self.respondent.character.slips:
            await self.person.says(me.iin[:-1])
        else:
            await self.person.says(self.chance.choice((me.iin, f"{me.iin[:6]} {me.iin[6:]}", f"ИИН {me.iin}")))

    async def _gets_out(self) -> None:
        asides = [choice for choice in self.respondent.message.choices if choice.role == "aside"]
        tried = self.same[1]
        if tried > 4:
            await self.person.says({"kk": "отбасы", "ru": "семья"}[self.person.language])
        elif asides and tried % 2:
            await self.respondent.uses(asides[-1])
        else:
            await self._says(self.chance.choice(("back", "resume")))

    async def _begins_another(self) -> None:
        """A household at another address; one of its people may stand in the first as well, and is counted there."""
        before = self.lives[-1]
        life = Life(before._number + 5000, self.chance, heads="away", size=self.chance.randint(1, 3))
        if self.chance.random() < 0.4:
            life.people[-1] = before.people[-1]
        self.lives.append(life)
        self.respondent.life, self.respondent.asking = life, None
        self.respondent.listed = 0
        self.respondent.meant.clear()
        another = self._button("done.another")
        assert another is not None
        await self.respondent.uses(another)

    # --- instead of an answer -----------------------------------------------------------------------------------------------

    async def arrives(self) -> None:
        await self.person.arrives()

    async def repeats(self) -> None:
        await self.person.repeats()

    async def pauses(self) -> None:
        await self._says("pause")
        await self._comes_back(hours=self.chance.choice((0.1, 1, 4, 20)))

    async def waits_days(self) -> None:
        await self._comes_back(hours=24 * self.chance.choice((1, 2, 3)))

    async def _comes_back(self, hours: float) -> None:
        if self.days + hours / 24 < DAYS:
            self.days += hours / 24
            self.person.scenario.clock.moves(hours=hours)
        match self.chance.randrange(4):
            case 0:
                await self.person.arrives()
            case 1:
                await self._says("resume")
            case 2:
                await self.old_button()
            case 3:
                await self._says("chat")

    async def old_button(self) -> None:
        await self.person.does(Press(self.chance.choice(self.respondent.tokens[-200:])))

    async def presses_anything(self) -> None:
        buttons = [c for message in self.person.screen.messages for c in message.choices if c.token != "v.send"]
        await (self.person.does_press(self.chance.choice(buttons)) if buttons else self.person.arrives())

    async def chats(self) -> None:
        await self._says("chat")

    async def upset(self) -> None:
        await self._says("upset")

    async def asks_why(self) -> None:
        await self._says("why")

    async def asks_trust(self) -> None:
        await self._says("trust")

    async def asks_person(self) -> None:
        await self._says("person")

    async def asks(self) -> None:
        await self._says("faq")

    async def asks_help(self) -> None:
        asking = self.respondent.asking
        assert asking is not None
        self.respondent.counts.helped[asking.question.name] += 1
        if (button := self._button("aside.help")) and self.chance.random() < 0.5:
            await self.respondent.uses(button)
        else:
            await self._says("help")

    async def skips(self) -> None:
        asking = self.respondent.asking
        assert asking is not None
        await self._says("skip")
        asking.meant = None
        if not self.respondent._stands(asking) and not self.respondent.refuses():
            self.respondent.counts.put_off[asking.question.name] += 1

    async def mydata(self) -> None:
        await self.person.says({"kk": "мен туралы не сақталған", "ru": "что обо мне хранится"}[self.person.language])

    async def changes_language(self) -> None:
        match self.chance.randrange(3):
            case 0:
                await self.person.commands("language", self.chance.choice(("kk", "ru")))
            case 1:
                await self.person.says(self.chance.choice(("на русском", "қазақша", "по-русски", "казахша")))
            case 2:
                await self.person.commands("language")
        self.respondent.spoken = self.chance.choice(("kk", "ru"))

    async def attaches(self) -> None:
        await self.person.does(Attachment(self.chance.choice(["photo", "voice", "sticker", "document", "video"])))

    async def edits(self) -> None:
        await self.person.does(Edit())

    async def nonsense(self) -> None:
        await self.person.says(self.chance.choice(NONSENSE))

    async def emoji(self) -> None:
        await self.person.says(self.chance.choice(("😀", "👍", "🙏🙏", "да 👍", "1️⃣", "❤️")))

    async def several_at_once(self) -> None:
        await self.person.says(
            self.chance.choice(
                ("да, 3", "1 и 2", "Иванов Иван, 12.05.1980", "женский, 1980", "иә, жоқ", "Айгүл, Айдар")
            )
        )

    async def goes_back(self) -> None:
        if (button := self._button("aside.back")) and self.chance.random() < 0.5:
            await self.respondent.uses(button)
        else:
            await self._says("back")

    async def reviews(self) -> None:
        """Looks the answers over and corrects one by its number."""
        await self._says("review")
        if lines := [c for c in self.respondent.message.choices if c.number and c.label.isdigit()]:
            await self.respondent.uses(self.chance.choice(lines))

    async def changes_list(self) -> None:
        """Adds somebody, or looks at somebody on the list and takes him off or not."""
        await self.person.says({"kk": "отбасы", "ru": "семья"}[self.person.language])
        if not (roster := self._button("family.roster")):
            return
        await self.respondent.uses(roster)
        if (add := self._button("roster.add")) and self.chance.random() < 0.3:
            self.respondent.listed = len(self.respondent.life.people)
            self.respondent.life.add()
            await self.respondent.uses(add)
        else:
            people = [choice for choice in self.respondent.message.choices if choice.role == "answer" and choice != add]
            await self.respondent.uses(self.chance.choice(people))
            if (gone := self._button("roster.remove")) and self.chance.random() < 0.5:
                await self.respondent.uses(gone)

    async def corrects_name(self) -> None:
        await self.person.says({"kk": "отбасы", "ru": "семья"}[self.person.language])
        if roster := self._button("family.roster"):
            await self.respondent.uses(roster)
            people = [
                c
                for c in self.respondent.message.choices
                if c.role == "answer" and c.label != self.respondent.say("roster.add")
            ]
            await self.respondent.uses(people[0])
            if rename := self._button("roster.rename"):
                await self.respondent.uses(rename)
