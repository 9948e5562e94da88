"""The Scene of one turn: what a dialog may look at, and what it leaves to be written.

The desk builds it from the store, a dialog changes it, the desk commits what was collected. Nothing here does I/O but the
two look-ups of `Registry`, which a dialog may await (was this IIN counted already?).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol
from uuid import UUID

from census import actions
from census.access_codes import AccessCode, Purpose
from census.campaign import Campaign
from census.certificates import Certified
from census.household import Household
from census.reminders import Said
from census.staff_cards import StaffCard
from dialogs.case import Case
from dialogs.conversation import Conversation
from dialogs.forms import Forms
from dialogs.reply import Attached
from dialogs.texts import Texts, texts
from dialogs.tries import (
    CARDS_OF_CLIENT,
    CARDS_OF_CONVERSATION,
    CODES_OF_CLIENT,
    CODES_OF_CONVERSATION,
    OF_CLIENT,
    OF_CONVERSATION,
    Allowance,
    Tries,
)
from questionnaire import Change
from storage.keyring import KeyRing
from storage.turns import Action, AnswerWrite

P = ParamSpec("P")


class Registry(Protocol):
    """What the dialogs ask the register of persons; answered by the database, in tests by a dictionary.

    `receipts`: names and receipt numbers of a household, which must be one the conversation itself has sent; so `certified`.
    `answers_as_sent`: of a household that is being corrected, by sheet. `access`: what a code of ten digits opens, and with it
    another's `conversation`, with its household's case; only for who holds the code. `other`: the case of another household of
    this conversation; None when it was erased. Its `only` is the caller's to set.
    """

    async def is_counted(self, iin: str) -> bool: ...
    async def counted_elsewhere(self, iin: str, household_id: UUID) -> bool: ...
    async def started_elsewhere(self, iin: str, household_id: UUID | None) -> bool: ...
    async def receipts(self, household_id: UUID) -> list[tuple[str, str]]: ...
    async def certified(self, household_id: UUID) -> list[Certified]: ...
    async def reminders(self, conversation_id: UUID) -> list[Said]: ...
    async def access(self, code: str, purpose: Purpose) -> AccessCode | None: ...
    async def conversation(self, conversation_id: UUID) -> tuple[Conversation, Case | None] | None: ...
    async def other(self, household_id: UUID, conversation: Conversation) -> Case | None: ...
    async def staff_card(self, campaign: str, key: str) -> StaffCard | None: ...
    async def answers_as_sent(self, household: Household) -> Mapping[UUID, Mapping[str, str]]: ...


@dataclass(slots=True)
class Doors:
    """What the doors tell of themselves once they are open. `telegram`: the bot's name without «@»; "" while there is none."""

    telegram: str = ""


@dataclass(frozen=True, slots=True)
class Premises:
    """What stays the same from turn to turn: the campaign, its forms, the key ring, and where ids and chance come from."""

    campaign: Campaign
    forms: Forms
    keyring: KeyRing
    new_id: Callable[[datetime], UUID]
    bits: Callable[[int], int]
    address: str = ""
    """Where people open our pages: «https://sanaq.example.kz», without a slash at its end."""
    doors: Doors = field(default_factory=Doors)


@dataclass(slots=True)
class Scene:
    """`now` is the real time (UTC); `moment` the campaign's own clock, which a demo sets back to the census days.

    `seen` is the household as the turn found it. `client_tries`, `client_card_tries`, `client_code_tries`: the tries to sign
    in, to check cards and to give codes of all who come from the same place.
    """

    premises: Premises
    conversation: Conversation
    case: Case | None
    registry: Registry
    now: datetime
    moment: datetime
    language_hint: str = ""
    actions: list[Action] = field(default_factory=list)
    answers: list[AnswerWrite] = field(default_factory=list)
    toast: str = ""
    files: list[Attached] = field(default_factory=list)
    seen: Household | None = None
    client_tries: Tries = field(default_factory=Tries)
    client_card_tries: Tries = field(default_factory=Tries)
    client_code_tries: Tries = field(default_factory=Tries)
    _spent: list[Tries] = field(default_factory=list)

    @property
    def campaign(self) -> Campaign:
        return self.premises.campaign

    @property
    def language(self) -> str:
        """The language chosen; before that what the door guesses, Kazakh when it does not."""
        return self.conversation.language or ("ru" if self.language_hint.startswith("ru") else "kk")

    @property
    def say(self) -> Texts:
        return texts(self.language)

    @property
    def household(self) -> Case:
        """The case of a signed-in conversation; a dialog that needs it is never on the stack without it."""
        if self.case is None:
            raise LookupError("this conversation has no household yet")
        return self.case

    @property
    def place(self) -> str | None:
        """KATO code of the household's locality; None before the address is known."""
        return self.case.household.locality if self.case else None

    def new_id(self) -> UUID:
        return self.premises.new_id(self.now)

    def spend_try(self) -> datetime | None:
        """One more question to the register of persons: None, or by the campaign's clock when it may be asked again."""
        return self._spend((self.conversation.tries, OF_CONVERSATION), (self.client_tries, OF_CLIENT))

    def spend_card_try(self) -> datetime | None:
        """One more look into the registry of staff cards; as `spend_try`."""
        mine, theirs = self.conversation.card_tries, self.client_card_tries
        return self._spend((mine, CARDS_OF_CONVERSATION), (theirs, CARDS_OF_CLIENT))

    def spend_code_try(self) -> datetime | None:
        """One more access code is looked up; as `spend_try`. See `earn_code_try`."""
        mine, theirs = self.conversation.code_tries, self.client_code_tries
        return self._spend((mine, CODES_OF_CONVERSATION), (theirs, CODES_OF_CLIENT))

    def earn_code_try(self) -> None:
        """The code let its holder in: that was no try."""
        self._give_back(self.conversation.code_tries, self.client_code_tries)

    def _spend(self, *bounds: tuple[Tries, Allowance]) -> datetime | None:
        """A try of each, or of none and by the campaign's clock when there will be one of all."""
        later = [at for tries, allowed in bounds if (at := tries.again_at(self.now, allowed))]
        if later:
            return self.moment + (max(later) - self.now)
        for tries, allowed in bounds:
            tries.spend(self.now, allowed)
            self._spent.append(tries)
        return None

    def give_back_tries(self) -> None:
        """The turn was not committed and will be taken again: what it spent in this process's memory is not spent twice."""
        self._give_back(*self._spent)

    def _give_back(self, *given: Tries) -> None:
        for tries in given:
            tries.count = max(0, tries.count - 1)
        self._spent = [tries for tries in self._spent if not any(tries is each for each in given)]

    def begin_case(self, household_id: UUID, respondent_iin: str) -> Case:
        """The case of a household that is being opened in this turn."""
        household = Household(household_id, self.campaign.id, None, None, self.now, None, (), ())
        self.case = Case(
            self.campaign,
            self.premises.forms,
            household,
            {},
            language=self.language,
            moment=self.moment,
        )
        self.case.respondent_iin = respondent_iin
        return self.case

    def act(self, action: Callable[Concatenate[Any, P], object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Leave an action of a noun's actions.py to be run in the turn's transaction."""
        self.actions.append(lambda conn: action(conn, *args, **kwargs))

    def keep(self, sheet_id: UUID, changes: tuple[Change, ...], asked: str = "", refusals: int = 0) -> None:
        """Leave the changes of an interview to be stored. `refusals` came before the answer to the question `asked`.

        The first change of a sheet that was sent opens it again: it is corrected until it is sent anew.
        """
        if changes and self.case is not None and self.case.reopen(sheet_id):
            self.act(actions.reopen_sheet, sheet_id)
        for change in changes:
            before = refusals if change.ref == asked else 0
            self.answers.append(AnswerWrite(sheet_id, change.ref, change.new, self.language, before))
