"""A respondent: looks at the screen, answers in his own way, and after a refusal does what a person would do next.

He knows his family, his language and what stands before him; never what the program keeps of it.
"""

import random

from dialogs.reply import Choice, Message
from dialogs.texts import Texts, texts
from questionnaire import Kind
from tests.dialogs.scenario import Person
from tests.rehearsal import phrasebook, wording
from tests.rehearsal.characters import Character, Way, way
from tests.rehearsal.counts import Asking, Counts, DeadEnd
from tests.rehearsal.lives import Life, Meant
from tests.rehearsal.questions import MORE, Question, Questions
from tests.rehearsal.wording import Said

MOST_TRIES = 14
"""Tries at one question in which everybody must have got on."""
OTHERS = "(названное на экране)"
CERTAIN = ("member_iin", "member_sex", "member_birth_date", "sex", "birth_date")
"""What one knows of oneself for certain, and would not agree to when it is suggested otherwise."""
NONSENSE = ("😀", "👍", "   ", "999999", "-1", "²", "а" * 5000, "0", "?", "...", "ааааа", "/settings", "ыва", "1-3")


class Respondent:
    def __init__(
        self,
        person: Person,
        life: Life,
        language: str,
        character: Character,
        questions: Questions,
        chance: random.Random,
    ) -> None:
        self.person, self.life, self.character = person, life, character
        self.spoken = language
        self.questions, self.chance = questions, chance
        self.counts = Counts()
        self.asking: Asking | None = None
        self.meant: dict[tuple[str, str], tuple[Meant, str]] = {}
        """What was last answered and in what words, by question and the name on the screen."""
        self.listed = 0
        self.tokens: list[str] = []

    # --- what stands on the screen --------------------------------------------------------------------------------------

    @property
    def message(self) -> Message:
        return self.person.prompt

    @property
    def say(self) -> Texts:
        return texts(self.person.language)

    @property
    def language(self) -> str:
        """That of the screen, in which one answers unless one mixes them."""
        return self.person.language

    def look(self) -> Asking | None:
        """The question before him, the same as long as nothing else is asked."""
        message = self.message
        self.tokens += [choice.token for shown in self.person.screen.messages for choice in shown.choices]
        question = self.questions.asked(message)
        if question is None:
            return None
        title, _, _ = (message.progress.title if message.progress else "").partition(" · ")
        listing = _listing(message) if question.name == MORE else ""
        key = (question.name, title, listing)
        if self.asking is None or self.asking.key != key:
            self.asking = Asking(question, key, title)
            self.counts.asked[question.name] += 1
            if question.name == MORE:
                self.listed = len(message.entries)
        return self.asking

    def answers(self) -> list[Choice]:
        return [c for c in self.message.choices if c.number is not None]

    def skip(self) -> Choice | None:
        """The button that leaves the question out, if there is one."""
        plain = (c for c in self.message.choices if c.number is None and c.role == "answer")
        return next(plain, next((c for c in self.message.choices if c.label == self.say("sheet.skip")), None))

    def button(self, key: str) -> Choice | None:
        return next((c for c in self.message.choices if c.label == self.say(key)), None)

    def refuses(self) -> bool:
        return any(message.tone == "refusal" for message in self.person.screen.messages)

    # --- answering ------------------------------------------------------------------------------------------------------

    async def answer(self, asking: Asking) -> None:
        """One try at the question, and what came of it."""
        if asking.tries >= MOST_TRIES:
            raise DeadEnd(f"{MOST_TRIES} tries at {asking.question.name}")
        said = await self._tried(asking)
        asking.tries += 1
        if said is None:
            return
        self._note(asking, said)

    def _note(self, asking: Asking, said: Said) -> None:
        name = asking.question.name
        if said.slip:
            self.counts.slips[name] += 1
        stands = self._stands(asking)
        if stands and name == "member_full_name" and not self.refuses():  # it is the next one's name that is asked
            self.asking, self.listed, stands = None, self.listed + 1, False
        if stands and self._is_begun(asking):
            self.counts.narrowed[name] += 1
            asking.begun = not said.slip
        elif stands and self._is_choosing(asking):
            self.counts.narrowed[name] += 1
            asking.offered = True
        elif stands or self._astray():
            asking.begun = False
            if not said.slip:
                self.counts.words[name, said.way or OTHERS] += 1
                self.counts.refused[name] += not asking.refused
                asking.refused = True
        elif self.message.tone != "doubt":
            self._remember(asking, said)

    def _stands(self, asking: Asking) -> bool:
        """Whether the same question still stands there."""
        question = self.questions.asked(self.message)
        if question is None or question.name != asking.question.name:
            return False
        title, _, _ = (self.message.progress.title if self.message.progress else "").partition(" · ")
        return title == asking.short and (question.name != MORE or _listing(self.message) == asking.key[2])

    def _is_choosing(self, asking: Asking) -> bool:
        """Whether something is offered to choose from, or ticked, and nothing refused."""
        if self.refuses():
            return False
        short = asking.question.choices
        answers = self.answers()
        return bool(answers) and (len(answers) != len(short) or any(c.selected for c in answers))

    def _is_begun(self, asking: Asking) -> bool:
        """Whether a piece of a date was taken, and the rest of it is asked for."""
        told = any(message.tone == "notice" for message in self.person.screen.messages)
        return asking.question.kind is Kind.DATE and told and not self.refuses()

    def _astray(self) -> bool:
        if self.message.hint == self.say("review.hint"):  # whence one went to correct an answer
            return False
        return self.button("pause.continue") is not None or self.button("help.close") is not None

    def _remember(self, asking: Asking, said: Said) -> None:
        key = (asking.question.name, asking.short)
        if asking.meant is None or said.slip:
            self.meant.pop(key, None)
        else:
            self.meant[key] = (asking.meant, said.way)

    async def _tried(self, asking: Asking) -> Said | None:
        """Says or presses something. None when it was no answer at all."""
        question, chance = asking.question, self.chance
        asking.meant = meant = self.life.answer(question, asking.short, self.listed)
        if asking.tries == 0 and chance.random() < self.character.slips:
            return await self._slips(asking, meant)
        if asking.tries >= 2 and not asking.helped and chance.random() < 0.3:
            asking.helped = True
            self.counts.helped[question.name] += 1
            await self.person.says(chance.choice(phrasebook.words("asks", "help", self.language)))
            return None
        if (keep := self.button("aside.keep")) and chance.random() < 0.5:
            asking.meant, way_before = self.meant.get((question.name, asking.short), (None, ""))
            await self.uses(keep)
            return Said(keep.label, way_before)
        if asking.tries >= 5 and await self._gives_up(asking):
            return None
        if not asking.tries and (suggested := self._suggested(meant)):
            if question.name not in CERTAIN:
                asking.meant = None  # what others answered may be his answer as well
            await self._agrees(suggested)
            return Said(suggested.label, "(подсказанный ответ)")
        if meant.kind == "nothing":
            return await self._leaves_out(asking)
        if question.kind is Kind.SELECT_MULTIPLE:
            return await self._several(asking, meant)
        if meant.kind == "choice" or (asking.offered and self.answers()):
            return await self._chooses(asking, meant)
        said = self._worded(asking, meant)
        await self._types(said.text)
        return said

    def _suggested(self, meant: Meant) -> Choice | None:
        """The likely answer on a button of its own, when it is the right one as far as can be seen."""
        first = next(
            (c for c in self.message.choices if c.role == "confirm" and c.label != self.say("sheet.done")), None
        )
        return first if first and meant.kind != "nothing" and self.chance.random() < 0.7 else None

    async def _agrees(self, suggested: Choice) -> None:
        if self.chance.random() < 0.6:
            await self.person.does_press(suggested)
        else:
            await self.person.says(
                self.chance.choice({"kk": ("иә", "ия", "дұрыс"), "ru": ("да", "верно", "ага")}[self.language])
            )

    async def _gives_up(self, asking: Asking) -> bool:
        """Tired of it: passes the question over, or puts it off."""
        if button := self.button("aside.later") or self.skip():
            if button.label == self.say("aside.later"):
                self.counts.put_off[asking.question.name] += 1
            asking.meant = None
            await self.uses(button)
            return True
        return False

    async def _leaves_out(self, asking: Asking) -> Said | None:
        skip = self.skip()
        if skip is None:  # it has to be answered after all
            asking.meant = None
            await self._any_answer()
            return None
        if asking.tries or self.chance.random() < 0.6:
            await self.uses(skip)
            return Said(skip.label, "(кнопка пропуска)")
        said = self.chance.choice(
            {"kk": ("жоқ", "білмеймін", "өткізу"), "ru": ("нет", "не знаю", "пропустить")}[self.language]
        )
        await self._types(said)
        return Said(said, said)

    async def _any_answer(self) -> None:
        if choices := self.answers():
            await self.person.does_press(self.chance.choice(choices))
        else:
            await self.person.says(self.chance.choice(("1", "01.02.2010", "Болат", "Алматы")))

    # --- choices --------------------------------------------------------------------------------------------------------

    async def _chooses(self, asking: Asking, meant: Meant) -> Said:
        how: Way = way(self.character, self.chance) if asking.tries < 2 else self.chance.choice(("button", "number"))
        if asking.offered and how == "words":
            how = "number"
        choice = self._meant_choice(asking, meant)
        if how == "words" and asking.meant is not None and (said := self._own_words(asking)):
            await self._types(said.text)
            return said
        return await self.uses(choice, how)

    def _meant_choice(self, asking: Asking, meant: Meant) -> Choice:
        """The choice on the screen that says what is meant; when it is not there, what is meant is another."""
        shown = self.answers()
        if asking.question.name == MORE:
            return shown[0 if meant.value == "yes" else 1]
        label = asking.question.label(meant.value, self.language) or meant.value
        found = next((choice for choice in shown if choice.label == label), None)
        if found is None:
            found = shown[0] if meant.kind == "place" else self.chance.choice(shown)
            value = asking.question.value(found.label)
            asking.meant = Meant(value, "choice") if value else None
        return found

    def _own_words(self, asking: Asking) -> Said | None:
        assert asking.meant is not None
        known = phrasebook.phrases(asking.question.name, asking.meant.value, self.language)
        if not known:
            return None
        phrase = self.chance.choice(known)
        return Said(phrase, phrase)

    async def uses(self, choice: Choice, how: Way = "words") -> Said:
        """Press it, or type its number or its label."""
        if how == "words":
            how = self.chance.choice(("button", "label"))
        if how == "number" and choice.number is not None:
            await self.person.says(str(choice.number))
            return Said(str(choice.number), "(номер)")
        if how == "label" and len(choice.label) < 60:
            await self._types(choice.label)
            return Said(choice.label, f"(подпись) {choice.label}" if choice.number else "(подпись)")
        await self.person.does_press(choice)
        return Said(choice.label, "(кнопка)")

    async def _several(self, asking: Asking, meant: Meant) -> Said:
        """Several choices: in words, by their numbers, or ticked one by one and done."""
        shown = self.answers()
        values = meant.value.split()
        wanted = [c for v in values if (c := next((s for s in shown if asking.question.value(s.label) == v), None))]
        wanted = wanted or [shown[0]]
        done = self.button("sheet.done")
        if done and (all(choice.selected for choice in wanted) or self.chance.random() < 0.5):
            asking.meant = Meant(" ".join(asking.question.value(c.label) for c in shown if c.selected), "choice")
            return await self.uses(done)
        how = way(self.character, self.chance) if asking.tries < 2 else "button"
        if how == "words" and (said := self._own_words(asking)):
            await self._types(said.text)
            return said
        if how == "button" or done:
            await self.person.does_press(next((c for c in wanted if not c.selected), wanted[0]))
            return Said("", "(кнопка)")
        asking.meant = Meant(" ".join(asking.question.value(c.label) for c in wanted), "choice")
        glue = self.chance.choice((", ", " ", "; ")) if how == "number" else ", "
        said = Said(glue.join(str(c.number) if how == "number" else c.label for c in wanted), f"({how})")
        await self._types(said.text)
        return said

    # --- in one's own words -----------------------------------------------------------------------------------------------

    def _worded(self, asking: Asking, meant: Meant) -> Said:
        question, chance, language = asking.question, self.chance, self.language
        spoken = asking.tries == 0 and chance.random() < self.character.spoken
        match meant.kind:
            case "number":
                if asking.tries > 2:  # too much, as he is told: fewer then
                    asking.meant = Meant(str(max(1, int(meant.value) // asking.tries)), "number")
                    return Said(asking.meant.value, "N")
                return (
                    wording.number(chance, meant.value, question.name, language) if spoken else Said(meant.value, "N")
                )
            case "date":
                precision = _precision(question)
                if asking.begun and precision == "month":
                    return wording.month_alone(meant.value, language)
                return (
                    wording.day(chance, meant.value, precision, language)
                    if spoken
                    else wording.plain_day(meant.value, precision)
                )
            case "name":
                return Said(meant.value, "(имя)" if meant.value[:1].isalpha() else "(ИИН)")
            case "place":
                sure = asking.tries > 3
                phrase = (
                    {"country": "Россия"}.get(meant.value, "Алматы") if sure else self._phrase("places", meant.value)
                )
                return Said(phrase, phrase)
            case _:
                phrase = self._phrase("words", meant.value)
                return Said(phrase, phrase)

    def _phrase(self, section: str, name: str) -> str:
        return self.chance.choice(phrasebook.words(section, name, self.language))

    async def _slips(self, asking: Asking, meant: Meant) -> Said:
        """Something mistyped, or nonsense."""
        asking.meant = None
        if self.chance.random() < 0.4 or meant.kind in ("choice", "nothing"):
            said = Said(self.chance.choice(NONSENSE), slip=True)
        elif meant.kind == "date" and self.chance.random() < 0.5:
            said = Said(self.chance.choice(("31.02.1990", "01.13.1985", "15.05.2031", "1990", "90")), slip=True)
        else:
            said = wording.mistyped(self.chance, self._worded(asking, meant))
        await self._types(said.text)
        return Said(said.text, said.way, slip=True)

    async def _types(self, text: str) -> None:
        if self.chance.random() < self.character.bare:
            text = wording.without_kazakh_letters(text)
        if self.chance.random() < 0.3:
            text = text.lower()
        await self.person.says(text)


def _listing(message: Message) -> str:
    """Who stands on the list above the question, by which it is told from the one before."""
    return "\n".join(entry.label for entry in message.entries)


def _precision(question: Question) -> str:
    control = question.element.control
    assert control is not None
    return "month" if "month-year" in control.appearance else "year" if "year" in control.appearance else "day"
