"""The Interview: one person's way through one form, without any input or output of its own.

Rules
- State is the answers, the language and the cursor; everything else follows from them. An interview made anew from the
  same answers asks the same, so any process can go on with it on any day.
- Nothing is half accepted: an Outcome other than Accepted has changed nothing.
- Answers to questions that are no longer asked are kept, come back when their condition does, and count nowhere.
- It never gets stuck: `prompt()` is None if and only if the interview is complete (and nobody went back to a question).
- The clock is the caller's. `today()` stands still at `now` throughout an interview (a family that answers across
  midnight has one age each); the time of an answer is given with it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from questionnaire.definition import NOTHING
from questionnaire.edit import Edit, naming
from questionnaire.errors import NotAsked
from questionnaire.expression import Context, Node, Reference, Value
from questionnaire.form import Form
from questionnaire.lists import OpenChoices
from questionnaire.live import Live, Roster
from questionnaire.outcome import Accepted, Losing, Outcome, Refused
from questionnaire.prompt import ChoiceList, Progress, Prompt, ReviewLine, RosterItem
from questionnaire.prompting import line, note_text, put, roster_item, words
from questionnaire.record import Record
from questionnaire.taking import Verdict, judge, judge_more
from questionnaire.tree import Tree
from questionnaire.walk import Answered, Ask, More, Note, Way, is_answered, is_given


class Interview:
    """`answers` is what the store kept, in order; `given` what came with the sheet (counts as answered, is not asked).

    `now` is aware, in the form's zone. `at` is the question the respondent went back to; None: the first unanswered one.
    `seed` makes random() and uuid() this interview's own: the sheet's id will do.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, str] = NOTHING,
        *,
        given: Mapping[str, str] = NOTHING,
        now: datetime,
        language: str,
        at: str | None = None,
        seed: str = "",
    ) -> None:
        self.form = form
        self.answers: dict[str, str] = {}
        self.given = dict(given)
        self.at = at
        self.put_off: set[str] = set()
        """Refs of questions to be asked after all others."""
        self._language = language
        self._choices = OpenChoices(form.catalogues, form.filters, form.control_at)

        def context(tree: Tree, root: Live) -> Context:
            return Context(
                node=root,
                root=root,
                now=now,
                instance=form.instances.__getitem__,
                choice_label=self._choice_label,
                random=lambda: tree.dice.random(),  # noqa: PLW0108 - the dice change
                language=language,
                itext=self._itext,
                version=form.version,
            )

        self._tree = Tree(form.root, form.affected, self.answers, self.given, context, self._choices, seed=seed)
        self._way = Way(self._tree)
        self._work_out_first_defaults()
        self.answers.update(answers)

    @property
    def likely(self) -> Mapping[str, str]:
        """Answers by ref that the caller finds likely: offered with the question, given only by the respondent."""
        return self._tree.likely

    @likely.setter
    def likely(self, answers: Mapping[str, str]) -> None:
        if answers != self._tree.likely:
            self._tree.likely = answers
            self._tree.forget()

    # --- where we are -----------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        return self._language

    @language.setter
    def language(self, language: str) -> None:
        if language != self._language:
            self._language = language
            self._tree.context.language = language
            self._tree.forget()
            if self.form.speaks:
                self._forget()

    @property
    def complete(self) -> bool:
        """Whether every question that is asked has an answer that holds."""
        return self._way.first_unanswered is None

    def prompt(self) -> Prompt | None:
        """The question to put now: where the respondent went, else the first without an answer; None when complete.

        What was put off comes when nothing else is left.
        """
        place = self._place()
        return None if place is None else self._put(place)

    def prompt_at(self, ref: str) -> Prompt:
        """The question `ref`, wherever we are. Raises NotAsked."""
        place = self._way.find(ref)
        if place is not None:
            return self._put(place)
        for note in self._way.steps:
            if isinstance(note, Note) and note.live.ref == ref:
                return put(Ask(note.live), (), self._choices, self._language)
        raise NotAsked(ref)

    def skip_labels(self, ref: str) -> list[str]:
        """What passing over the question `ref` is called, in every language of the form."""
        place = self._way.find(ref)
        step = None if place is None else self._way.steps[place]
        if not isinstance(step, Ask):
            return []
        label = step.live.element.bind.skip_label
        return [words(step.live, label, language) for language in self.form.languages]

    def unanswered(self) -> tuple[str, ...]:
        """Refs of the questions without an answer that holds, in the order they will be asked."""
        return tuple(step.ref for _, step in self._way.unanswered())

    @property
    def now(self) -> datetime:
        """The moment at which the interview's `today()` stands. Setting it is going on with the interview later."""
        return self._tree.context.now

    @now.setter
    def now(self, moment: datetime) -> None:
        before, self._tree.context.now = self._tree.context.now, moment
        match self.form.clock:
            case "moment" if moment.isoformat() != before.isoformat():
                self._forget()
            case "date" if moment.date() != before.date():
                self._forget()

    @property
    def edition(self) -> int:
        """Another number whenever anything may be another: an answer, a roster, the language, the clock."""
        return self._tree.generation

    def fixed_lists(self) -> Iterator[ChoiceList]:
        """The lists of the form that stand open whatever is answered: for who makes ready what searches them."""
        for element in self.form.questions():
            catalogue, narrowed = self.form.catalogues.get(element.path), self.form.filters.get(element.path)
            if catalogue is not None and (narrowed is None or narrowed.fixed):
                yield self._choices.of(Live(self._tree, element, None, element.ref), self._language)

    def closing_notes(self) -> tuple[str, ...]:
        """Notes that stand after the last question."""
        way = self._way.steps
        last = max((place for place, _ in self._way.asked), default=-1)
        said = (note_text(note.live, self._language) for note in way[last + 1 :] if isinstance(note, Note))
        return tuple(text for text in said if text)

    # --- answering ----------------------------------------------------------------------------------------------------

    def answer(self, ref: str, value: str, now: datetime, confirmed: bool = False) -> Outcome:
        """Give `value` (canonical; "" = skip) to the question `ref`. `confirmed` accepts what was doubtful or loses items."""
        outcome, edit = self._judged(ref, value, now, confirmed=confirmed)
        if isinstance(outcome, Accepted):
            self.at = None
        elif edit is not None:
            edit.undo()
        return outcome

    @contextmanager
    def trial(self, ref: str, value: str, now: datetime, confirmed: bool = False) -> Iterator[Outcome]:
        """`answer` for the length of a `with`: within it everything follows from the value, after it all is as before."""
        outcome, edit = self._judged(ref, value, now, confirmed=confirmed)
        if edit is not None and not isinstance(outcome, Accepted):
            edit.undo()
        try:
            yield outcome
        finally:
            if edit is not None:
                edit.undo()

    def _judged(self, ref: str, value: str, now: datetime, *, confirmed: bool) -> tuple[Outcome, Edit | None]:
        """The outcome, and the edit in which the answer stands already: the caller's to keep or to undo."""
        place = self._way.find(ref)
        if place is None:
            return Refused(ref, "read_only" if self._is_shown(ref) else "not_asked", ""), None
        before = self._way.answered()
        edit = Edit(self._tree, now)
        match self._way.steps[place]:
            case More(roster):
                outcome = judge_more(roster, value, self._language, edit)
            case Ask(live):
                verdict = Verdict(self.form, live, self._choices, self._language, edit)
                outcome = judge(verdict, value, confirmed=confirmed)
            case _:
                raise AssertionError(ref)
        return (self._accepted(outcome, edit, before) if isinstance(outcome, Accepted) else outcome), edit

    def back(self) -> Prompt | None:
        """To the question before; None at the first one. What came with the sheet was not asked and is passed over."""
        place = self._place()
        end = len(self._way.steps) if place is None else place
        earlier = [
            at for at, step in self._way.asked if at < end and not (isinstance(step, Ask) and is_given(step.live))
        ]
        if not earlier:
            return None
        self.at = self._ref_at(earlier[-1])
        return self._put(earlier[-1])

    def go_to(self, ref: str) -> Prompt:
        """To the question `ref`, or to the first of a roster item or group (an unanswered one, if any). Raises NotAsked."""
        place = self._way.find(ref)
        if place is None:
            inside = [(at, step) for at, step in self._way.asked if step.ref.startswith(f"{ref}/")]
            if not inside:
                raise NotAsked(ref)
            place = next((at for at, step in inside if not is_answered(step)), inside[0][0])
        self.at = self._ref_at(place)
        return self._put(place)

    # --- rosters ------------------------------------------------------------------------------------------------------

    def items(self, roster_ref: str) -> tuple[RosterItem, ...]:
        """The items of a roster in order. Raises NotAsked when there is no such roster."""
        roster = self._roster(roster_ref)
        return self._tree.once(
            ("items", roster_ref), lambda: tuple(roster_item(live, self._language) for live in roster.relevant_nodes())
        )

    def can_add(self, roster_ref: str) -> bool:
        """Whether the roster takes one item more: it is open-ended, asked, and not full."""
        roster = self._roster(roster_ref)
        return roster.element.is_open_ended and roster.relevant and not roster.is_full

    def add(self, roster_ref: str) -> Accepted:
        """One item more; its questions are asked next. Raises NotAsked unless `can_add`."""
        if not self.can_add(roster_ref):
            raise NotAsked(roster_ref)
        roster = self._roster(roster_ref)
        before = self._way.answered()
        edit = Edit(self._tree)
        item = edit.add_item(roster)
        self.at = None
        return self._accepted(Accepted(item.ref, (), added=roster_item(item, self._language)), edit, before)

    def remove(self, item_ref: str, confirmed: bool = False) -> Outcome:
        """Take an item away with its answers; other items keep their refs. A count that a question gives is lowered."""
        roster, item = self._item(item_ref)
        if roster is None or item is None:
            return Refused(item_ref, "not_asked", "")
        edit = Edit(self._tree)
        if edit.has_answers(item.ref) and not confirmed:
            return Losing(item_ref, "", (roster_item(item, self._language),))
        before = self._way.answered()
        edit.drop_items(roster, {item.item_id})
        if not edit.lower_count(roster, lambda ref: self._way.find(ref) is not None):
            edit.undo()
            return Refused(item_ref, "read_only", "")
        edit.forget_choice(self.form, item)
        if self.at and self.at.startswith(f"{item_ref}/"):
            self.at = None
        return self._accepted(Accepted(item_ref, ()), edit, before)

    def rename(self, item_ref: str, value: str, now: datetime | None = None) -> Outcome:
        """Give the item another name: answers the question that its title quotes, else its first."""
        _, item = self._item(item_ref)
        if item is None:
            return Refused(item_ref, "not_asked", "")
        cursor = self.at
        named = naming(item)
        outcome = self.answer(named.ref, value, now or self._tree.context.now) if named else None
        self.at = cursor
        return outcome or Refused(item_ref, "not_asked", "")

    # --- looking over -----------------------------------------------------------------------------------------------

    def review(self) -> list[ReviewLine]:
        """Every answer that holds, and what the form worked out and shows, in the form's order."""
        lines: list[ReviewLine] = []
        for step in self._way.steps:
            match step:
                case Ask(live) if live.holds():
                    lines.append(line(live, self._choices, self._language))
                case Note(live) if live.element.control and not live.element.control.is_note and live.text():
                    lines.append(line(live, self._choices, self._language))
                case _:
                    pass
        return lines

    def progress(self, item_ref: str | None = None) -> Progress:
        """Of the whole form, or of one roster item."""
        return Progress(*self._way.counted(f"{item_ref}/" if item_ref else ""))

    def record(self) -> Record:
        """What is handed in: the relevant values, also the worked-out and hidden ones."""
        return Record.of(self.form, self._tree)

    def evaluate(self, xpath: str, at: str | None = None) -> Value:
        """What an expression comes to at an element (default: the root). Raises ExpressionError, NotAsked."""
        live = self._tree.find(at) if at else self._tree.root
        if isinstance(live, Roster):
            live = live.template
        if live is None:
            raise NotAsked(at or "")
        return live.evaluate(self.form.expression(xpath, live.element.path))

    # --- within -----------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """All that was worked out is worked out again when it is looked at, as in an interview made anew."""
        self._tree.changed()
        if self.form.has_first_defaults:
            answers = dict(self.answers)
            self.answers.clear()
            self._work_out_first_defaults()
            self.answers.update(answers)

    def _work_out_first_defaults(self) -> None:
        """What stands in the questions before the first answer; called while there is none."""
        if self.form.has_first_defaults:
            self._tree.first = {}
            for path, element in self.form.elements.items():
                if element.dynamic_default:
                    self._tree.first |= {live.ref: live.default() for live in self._tree.lives(path)}
            self._tree.changed()

    def _following(self) -> int | None:
        """The first unanswered question that was not put off; else the first of those that were."""
        if self.put_off:
            for place, step in self._way.unanswered():
                if step.ref not in self.put_off:
                    return place
        return self._way.first_unanswered

    def _place(self) -> int | None:
        place = self._way.find(self.at) if self.at is not None else None
        return self._following() if place is None else place

    def _ref_at(self, place: int) -> str:
        step = self._way.steps[place]
        assert not isinstance(step, Note)
        return step.ref

    def _put(self, place: int) -> Prompt:
        return self._tree.once(("prompt", place), lambda: self._prompt_of(place))

    def _prompt_of(self, place: int) -> Prompt:
        way = self._way.steps
        start = place
        while start > 0 and isinstance(way[start - 1], Note):
            start -= 1
        step = way[place]
        assert not isinstance(step, Note)
        return put(step, [note for note in way[start:place] if isinstance(note, Note)], self._choices, self._language)

    def _is_shown(self, ref: str) -> bool:
        return any(isinstance(step, Note) and step.live.ref == ref for step in self._way.steps)

    def _accepted(self, outcome: Accepted, edit: Edit, before: Answered) -> Accepted:
        """The outcome with all that follows from it, for an edit that stands in the tree."""
        own = self.answers
        touched = {ref for ref in before.lost(self._way.answered()) if own.get(ref)}
        touched.difference_update(change.ref for change in edit.changes)
        order = tuple(ref for ref in own if ref in touched) if touched else ()
        return Accepted(outcome.ref, tuple(edit.changes), order, outcome.added)

    def _roster(self, ref: str) -> Roster:
        found = self._tree.find(ref)
        if not isinstance(found, Roster):
            raise NotAsked(ref)
        return found

    def _item(self, item_ref: str) -> tuple[Roster | None, Live | None]:
        item = self._tree.find(item_ref)
        roster = self._tree.find(item_ref.rpartition(":")[0])
        if not isinstance(item, Live) or not isinstance(roster, Roster) or not item.item_id or not item.relevant:
            return None, None
        return roster, item

    def _choice_label(self, node: Node, reference: Reference, value: str) -> str:
        return self._choices.label(node, reference, value) if isinstance(node, Live) else ""

    def _itext(self, text_id: str) -> str:
        text = self.form.texts.get(text_id)
        return words(self._tree.root, text, self._language) if text else ""
