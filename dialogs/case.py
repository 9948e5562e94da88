"""The Case: a household's sheets as interviews, and which sheets it needs.

Here `census` and `questionnaire` are introduced to each other: the campaign says as data which form is asked for whom
(`campaign.sheets`), the household list says who there is, and what the list knows (names, sex, birth date) is given to
the other sheets, where it can still be corrected.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar, cast
from uuid import UUID

from census.campaign import Campaign
from census.household import CountedPerson, Household, Identity, Sheet, SheetState
from census.sheets import FromList, SheetRule
from dialogs.forms import Forms
from dialogs.known_before import given_to, likely_for
from dialogs.reply import Progress
from dialogs.standing import Counted, Member, Standing, Stood, Wanted
from questionnaire import Interview, Prompt, RosterItem, to_boolean, to_string

T = TypeVar("T")

LONG_TITLE = 40
"""A group's label longer than this is no title of a section but a question over several (a matrix)."""


class Case:
    """`answers` by sheet id, in answering order; `identities` by person id; `moment` is the campaign's clock.

    `respondent_iin` is of who signed in: "" when he gave none. `member`: the roster item of him who came by a private link and
    answers his own sheets; None for who began the household and answers all that were not passed on.
    """

    def __init__(
        self,
        campaign: Campaign,
        forms: Forms,
        household: Household,
        answers: Mapping[UUID, Mapping[str, str]],
        *,
        language: str,
        moment: datetime,
        identities: Mapping[UUID, Identity] = MappingProxyType({}),
    ) -> None:
        self.campaign = campaign
        self._household = household
        self._register()
        self._rules = {rule.key: rule for rule in campaign.sheets}
        self._forms = forms
        self._answers = answers
        self._language = language
        self._moment = moment
        self._interviews: dict[UUID, Interview] = {}
        self._kept: dict[UUID, Interview] = {}
        self._editions: dict[UUID, int] = {}
        self._stood: dict[UUID, Stood] = {}
        self._known: dict[Hashable, object] = {}
        self._known_of: tuple[object, ...] = ()
        self._identities = identities
        self.only: int | None = None
        nobody = Identity(None, None)
        respondent = next((identities.get(p.id, nobody) for p in household.persons if p.respondent), nobody)
        self.respondent_iin = respondent.iin or ""
        self._counted = {
            p.item: Counted(identities.get(p.id, nobody).name or "", p.receipt)
            for p in household.persons
            if p.receipt and p.item is not None
        }

    # --- sheets and their interviews ------------------------------------------------------------------------------

    @property
    def household(self) -> Household:
        return self._household

    @household.setter
    def household(self, household: Household) -> None:
        before, self._household = self._household, household
        if household.sheets is not before.sheets:
            self._register()

    def _register(self) -> None:
        sheets = self._household.sheets
        self._by_id = {str(sheet.id): sheet for sheet in sheets}
        self._list_sheet = next((sheet for sheet in sheets if sheet.form == self.campaign.list.form), None)

    def _once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """What `work_out` comes to; remembered as `what` until the sheets, the list or the language are others."""
        listed = self.household_list
        of = (self._household.sheets, listed, listed.edition, self._language)
        if of != self._known_of:
            self._known, self._known_of = {}, of
        if what not in self._known:
            self._known[what] = work_out()
        return cast("T", self._known[what])

    @property
    def sheets(self) -> Sequence[Sheet]:
        """The sheets that count, in the campaign's order, members' in the list's order."""
        return self._once("sheets", self._in_order)

    def _in_order(self) -> Sequence[Sheet]:
        order = {key: n for n, key in enumerate(self._rules)}
        place = {str(item.id): item.position for item in self.members()}
        live = [s for s in self.household.sheets if s.state != "withdrawn" and (s.form, s.part) in order]
        return tuple(sorted(live, key=lambda s: (place.get(s.subject, 0), order[s.form, s.part])))

    def is_mine(self, sheet: Sheet) -> bool:
        """Whether it is answered, and seen, in this conversation."""
        return sheet.is_answered_by(self.only)

    @property
    def unsent(self) -> bool:
        """Whether something that is mine waits to be sent: everything, or a correction of what was sent."""
        return self.household.unsent(self.only)

    def has(self, sheet_id: str) -> bool:
        """Whether a sheet of this id counts and is mine."""
        sheet = self._by_id.get(sheet_id)
        return sheet is not None and self.is_mine(sheet) and sheet in self.sheets

    def sheet(self, sheet_id: str) -> Sheet:
        return self._by_id[sheet_id]

    def interview(self, sheet: Sheet) -> Interview:
        """The live interview of a sheet; the same object throughout a turn, so that every reader sees the last answer."""
        if sheet.id not in self._interviews:
            interview = self._interviews[sheet.id] = self._at_hand(sheet)
            self._editions[sheet.id] = interview.edition
        return self._interviews[sheet.id]

    def at(self, moment: datetime) -> None:
        """Go on with a case that was kept since an earlier turn: it is now as one loaded anew from what was stored.

        Only for a case of which the turn before was committed. What actions wrote of persons is not seen by it.
        """
        for sheet_id, interview in self._interviews.items():
            if self._editions[sheet_id] != interview.edition:
                self._answers = {**self._answers, sheet_id: dict(interview.answers)}
        if len(self._answers) != len(self.household.sheets):  # one was opened
            self._answers = {sheet.id: self._answers.get(sheet.id, {}) for sheet in self.household.sheets}
        self._kept, self._interviews = self._interviews, {}  # what the last turn did not look at is not kept
        self._moment = moment

    def _at_hand(self, sheet: Sheet) -> Interview:
        """The interview that was kept, as a new one would be; another when the list gives the sheet something else now."""
        kept, given = self._kept.get(sheet.id), self._given(sheet)
        if kept is None or kept.given != given:
            return self._begun(sheet, self._answers.get(sheet.id, {}), given)
        kept.at, kept.put_off, kept.likely = None, set(), likely_for(self, sheet)
        kept.language, kept.now = self._language, self._moment
        return kept

    def given_anew(self, sheet: Sheet) -> Interview | None:
        """The same answers with what the list gives the sheet now; None while that is what it gave when the turn began."""
        before, given = self.interview(sheet), self._given(sheet)
        return None if given == before.given else self._begun(sheet, before.answers, given)

    def _given(self, sheet: Sheet) -> dict[str, str]:
        if sheet == self.list_sheet:
            return given_to(self, sheet)  # nothing that the list itself says
        return self._once(("given", sheet.id), lambda: given_to(self, sheet))

    def _begun(self, sheet: Sheet, answers: Mapping[str, str], given: Mapping[str, str]) -> Interview:
        interview = Interview(
            self._forms.get(sheet.form, sheet.form_version),
            answers,
            given=given,
            now=self._moment,
            language=self._language,
            seed=str(sheet.id),
        )
        interview.likely = likely_for(self, sheet)
        return interview

    def speak(self, language: str) -> None:
        """Put every question in `language` from now on."""
        self._language = language
        for interview in self._interviews.values():
            interview.language = language

    def open_sheet(self, sheet_id: UUID, wanted: Wanted, at: datetime) -> Sheet:
        """A new sheet on the present version of its form; storing it is the caller's."""
        form = wanted.rule.form
        version = self._forms.current[form]
        opened = Sheet(sheet_id, self.household.id, form, version, wanted.subject, wanted.rule.part, "open", at)
        self.household = replace(self.household, sheets=(*self.household.sheets, opened))
        return opened

    def reopen(self, sheet_id: UUID) -> bool:
        """Open a sheet that was sent, to be corrected; False when it needs no opening. Storing it is the caller's."""
        closed = next((s for s in self.household.sheets if s.id == sheet_id and s.state == "submitted"), None)
        if closed is not None:
            self.set_state(closed, "open")
        return closed is not None

    def pass_on(self, item: int, at: datetime) -> None:
        """The sheets of a member become his own; storing it is the caller's."""
        self._change(item, lambda sheet: replace(sheet, passed_at=sheet.passed_at or at))

    def take_back(self, item: int) -> None:
        """The sheets of a member are answered by who began the household; what the member answered is gone."""
        for sheet in self.household.sheets:
            if sheet.subject == str(item) and sheet.taken_over_at is not None:
                self._answers = {**self._answers, sheet.id: {}}
                self._interviews.pop(sheet.id, None)
                self._kept.pop(sheet.id, None)
        self._change(item, lambda sheet: replace(sheet, passed_at=None, taken_over_at=None))

    def _change(self, item: int, change: Callable[[Sheet], Sheet]) -> None:
        sheets = tuple(change(s) if s.subject == str(item) else s for s in self.household.sheets)
        self.household = replace(self.household, sheets=sheets)

    def set_state(self, sheet: Sheet, state: SheetState) -> None:
        moved = tuple(replace(s, state=state) if s.id == sheet.id else s for s in self.household.sheets)
        self.household = replace(self.household, sheets=moved)

    def rule(self, sheet: Sheet) -> SheetRule:
        """What the campaign says of such sheets."""
        return self._rules[sheet.form, sheet.part]

    # --- the household list ---------------------------------------------------------------------------------------

    @property
    def list_sheet(self) -> Sheet:
        if self._list_sheet is None:
            raise LookupError("every household begins with its list")
        return self._list_sheet

    @property
    def household_list(self) -> Interview:
        return self.interview(self.list_sheet)

    def members(self) -> Sequence[RosterItem]:
        return self.household_list.items(self.campaign.list.roster)

    def member(self, item: RosterItem) -> Member:
        return self._once(("member", item.id), lambda: self._member(item))

    def _member(self, item: RosterItem) -> Member:
        rule = self.campaign.list
        name, full_name, iin = (self._of(item, xpath) for xpath in (rule.name, rule.full_name, rule.iin))
        return Member(item.id, name, full_name, iin)

    def _of(self, item: RosterItem, xpath: str) -> str:
        return to_string(self.household_list.evaluate(xpath, item.ref))

    def is_respondent(self, item: RosterItem) -> bool:
        return self._of(item, self.campaign.list.is_self) == "yes"

    def name_ref(self, item: RosterItem) -> str:
        """The ref of the question that asks this member's name."""
        return f"{item.ref}/{self.campaign.list.full_name}"

    def wanted(self) -> list[Wanted]:
        """The sheets called for by the list as it stands, the list itself among them."""
        wanted = []
        for rule in self.campaign.sheets:
            places = [("", None)] if rule.per == "household" else [(str(m.id), m.ref) for m in self.members()]
            wanted += [
                Wanted(rule, subject)
                for subject, at in places
                if to_boolean(self.household_list.evaluate(rule.when, at))
            ]
        return wanted

    def list_wanted(self) -> Wanted:
        """The household list itself, with which every household begins."""
        return Wanted(next(rule for rule in self.campaign.sheets if rule.form == self.campaign.list.form), "")

    def address(self) -> tuple[str | None, str | None]:
        """Region (KATO, two digits) and locality (KATO, nine digits) of the dwelling; None before they are answered."""
        rule = self.campaign.address
        sheet = next((s for s in self.sheets if s.form == rule.form), None)
        locality = to_string(self.interview(sheet).evaluate(rule.locality)) if sheet else ""
        return (locality[:2], locality) if locality else (None, None)

    # --- how far it is --------------------------------------------------------------------------------------------

    def standings(self) -> list[Standing]:
        """How far the sheets are that are mine."""
        return [self.standing(sheet) for sheet in self.sheets if self.is_mine(sheet)]

    def all_standings(self) -> list[Standing]:
        """How far all sheets of the household are: that much everybody of it may know."""
        return [self.standing(sheet) for sheet in self.sheets]

    def standing(self, sheet: Sheet) -> Standing:
        stood, answers = self._stood.get(sheet.id), self._answers.get(sheet.id)
        at_hand = sheet.id in self._interviews
        if at_hand or stood is None or not stood.stands(answers, self._given(sheet), self._moment):
            interview = self.interview(sheet)
            stood = Stood.of(interview, answers)
            if interview.edition == self._editions[sheet.id] and interview.form.clock != "moment":
                self._stood[sheet.id] = stood
        return Standing(sheet, self.title(sheet), stood.done, stood.total, stood.begun, stood.complete)

    def title(self, sheet: Sheet) -> str:
        """«Айгүл» for a member's sheet, the form's name for the household's."""
        if not sheet.subject:
            return self.rule(sheet).name.of(self._language)
        return self._once(("title", sheet.subject), lambda: self._called(sheet.subject))

    def _called(self, subject: str) -> str:
        item = next((m for m in self.members() if str(m.id) == subject), None)
        return self.member(item).name if item else ""

    def progress(self, sheet: Sheet, prompt: Prompt) -> Progress:
        """Where a question stands: «Айгүл · Білім», 12 of 48; outside any section, the sheet's name."""
        counted = self.interview(sheet).progress()
        person = self.title(sheet) if sheet.subject else self._person_asked(prompt)
        section = next((title for title in reversed(prompt.sections) if len(title) <= LONG_TITLE), "")
        parts = [person, section or self.rule(sheet).name.of(self._language)]
        return Progress(" · ".join(part for part in parts if part), counted.done, counted.total)

    def _person_asked(self, prompt: Prompt) -> str:
        """Whom a question inside a roster is about, by his short name where the household list knows one."""
        if not prompt.items:
            return ""
        item = prompt.items[0]
        return self.member(item).name if item.roster == self.campaign.list.roster else item.label

    # --- sending --------------------------------------------------------------------------------------------------

    def persons(self) -> list[Member]:
        """Who is counted with this household: the members the list has a sheet of their own for."""
        own = {sheet.subject: sheet for sheet in self.sheets if sheet.subject}
        return [self._as_himself(item, own[str(item.id)]) for item in self.members() if str(item.id) in own]

    def _as_himself(self, item: RosterItem, own: Sheet) -> Member:
        """A member named as his own sheet has it: what the list gave to it may have been corrected there."""
        member, given = self.member(item), self.rule(own).given
        named = next(
            (target for target, source in given.items() if source == FromList(self.campaign.list.full_name)), None
        )
        name = to_string(self.interview(own).evaluate(named)) if named else ""
        return replace(member, full_name=name or member.full_name)

    def answers(self) -> Mapping[UUID, Mapping[str, str]]:
        """The answers of all the household's sheets as they were loaded, without what this turn changed."""
        return self._answers

    def receipt_of(self, item: int) -> str | None:
        """The receipt number of a person counted before."""
        return self._counted[item].receipt if item in self._counted else None

    def leaving(self) -> list[str]:
        """Names of those who were counted with this household and are counted no longer when it is sent as it stands."""
        staying = {person.item for person in self.persons()}
        return [counted.name for item, counted in self._counted.items() if item not in staying]

    def submitted(self, counted: Sequence[CountedPerson], at: datetime) -> None:
        """The household, or what was corrected of it, is sent in this turn; storing it is the caller's."""
        self._counted = {person.item: Counted(person.name or "", person.receipt) for person in counted}
        self._mark_sent(at)

    def sent_own(self, item: int, name: str, at: datetime) -> None:
        """A member sends the corrections of his own sheets in this turn; storing it is the caller's."""
        if item in self._counted:
            self._counted[item] = replace(self._counted[item], name=name)
        self._mark_sent(at)

    def _mark_sent(self, at: datetime) -> None:
        going = {s.id for s in self.household.sheets if not self.household.sent or self.is_mine(s)}
        sheets = tuple(_sent(s, at) if s.id in going else s for s in self.household.sheets)
        self.household = replace(self.household, submitted_at=self.household.submitted_at or at, sheets=sheets)

    def as_sent(self, answers: Mapping[UUID, Mapping[str, str]]) -> "Case":
        """The case without my corrections that were not sent; `answers` are those that count."""
        sheets = tuple(
            replace(s, state="submitted" if s.submitted_at else "withdrawn") if self.is_mine(s) else s
            for s in self.household.sheets
        )
        case = Case(
            self.campaign,
            self._forms,
            replace(self.household, sheets=sheets),
            {**self._answers, **answers},
            language=self._language,
            moment=self._moment,
            identities=self._identities,
        )
        case.only = self.only
        return case

    def receipts(self) -> list[tuple[str, str]]:
        """Names and receipt numbers of the persons counted, in the list's order; to who came by a private link, his own."""
        place = {item.id: item.position for item in self.members()}
        listed = sorted(self._counted.items(), key=lambda counted: place.get(counted[0], len(place) + 1))
        return [(counted.name, counted.receipt) for item, counted in listed if self.only in (None, item)]


def _sent(sheet: Sheet, at: datetime) -> Sheet:
    if sheet.state == "open":
        return replace(sheet, state="submitted", submitted_at=at)
    return replace(sheet, submitted_at=None) if sheet.state == "withdrawn" else sheet
