"""The desk: takes every turn of every door, one at a time per person, and answers only after the commit.

    load → receive → commit → reply

Whom a moment ago brought is not loaded but remembered (dialogs/kept.py). A turn that was handled before is answered with the
present prompt. Two processes that meet on one conversation or household are told apart by its version: the later one
reloads and takes the turn again. When the store is out of order nothing is said as if
it had been kept: the door is told to come again (`DeskUnavailable`). A conversation that a later release of the program went
on with is left as it is, and the person is told so.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from weakref import WeakValueDictionary

from census import access_codes, queries
from census.access_codes import AccessCode, CodeSpent, CodeTaken, Purpose
from census.actions import AlreadyCounted, HouseholdMoved, ReceiptTaken, SheetClosed, SheetStands
from census.certificates import Certified
from census.corrections import answers_as_sent
from census.household import Household, Identity
from census.reminders import Said
from census.staff_cards import StaffCard, card_of
from census.tables import household as household_table
from dialogs import measures
from dialogs.between import come_back
from dialogs.case import Case
from dialogs.conversation import Conversation, StateIsNewer
from dialogs.kept import Kept, KeptConversations
from dialogs.reception import DIALOGS, present, receive
from dialogs.reminding import reminders_of, to_be_looked_at
from dialogs.reply import Choice, Message, Reply
from dialogs.resumption import take_up
from dialogs.returning import was_silent
from dialogs.scene import Premises, Scene
from dialogs.texts import LANGUAGES, texts
from dialogs.tokens import verb_token
from dialogs.tries import CARDS_OF_CLIENT, CODES_OF_CLIENT, TriesOfClients
from dialogs.turn import Arrival, Channel, Turn
from storage.answers import load_answers
from storage.conversations import StoredConversation, already_handled, load_conversation, load_conversation_by_id
from storage.database import Connection, Database
from storage.errors import StorageUnavailable
from storage.journal import Journal
from storage.keyring import KeyMissing, KeyRing
from storage.turns import AlreadyHandled, ConversationState, TurnWrites, VersionClash

TRIES = 5
MOVED = (VersionClash, AlreadyCounted, CodeSpent, CodeTaken, HouseholdMoved, ReceiptTaken, SheetClosed, SheetStands)
"""The world moved on between loading and committing: load it again and take the turn again."""


class DeskUnavailable(Exception):
    """Nothing was kept of this turn; the door should bring it again after `retry_after` seconds."""

    def __init__(self, reason: str, retry_after: float = 5.0) -> None:
        self.reason, self.retry_after = reason, retry_after
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Loaded:
    handled: bool
    conversation: Conversation
    household: Household | None = None
    identities: Mapping[UUID, Identity] | None = None
    answers: Mapping[UUID, Mapping[str, str]] | None = None


class Desk:
    """`clock` gives the real time, `campaign_clock` the campaign's (a demo sets it back to the census days)."""

    def __init__(
        self,
        premises: Premises,
        database: Database,
        *,
        clock: Callable[[], datetime],
        campaign_clock: Callable[[], datetime],
    ) -> None:
        self._premises = premises
        self._database = database
        self._journal = Journal(database, premises.keyring, household_table)
        self._kept = KeptConversations()
        self._clock = clock
        self._campaign_clock = campaign_clock
        self._tries = TriesOfClients()
        self._card_tries = TriesOfClients(CARDS_OF_CLIENT)
        self._code_tries = TriesOfClients(CODES_OF_CLIENT)
        self._lanes: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def take(self, turn: Turn) -> Reply:
        """The reply to `turn`, after everything it changed is committed. Raises DeskUnavailable; nothing is kept then."""
        lane = self._lanes.setdefault((turn.channel, turn.address), asyncio.Lock())
        async with lane:
            begun = time.perf_counter()
            try:
                return await self._taken(turn)
            except StorageUnavailable as error:
                measures.UNAVAILABLE.inc()
                raise DeskUnavailable(error.reason) from error
            except KeyMissing as error:  # another process was given a key before this one was
                measures.UNAVAILABLE.inc()
                raise DeskUnavailable(error.problem) from error
            except StateIsNewer as newer:
                return self._not_ours(newer.language or LANGUAGES[0])
            finally:
                measures.TURN_SECONDS.observe(time.perf_counter() - begun)

    async def knows(self, channel: Channel, address: str) -> bool:
        """Whether a conversation was begun at this address. Raises DeskUnavailable."""
        try:
            stored = await self._database.read(load_conversation, self._premises.keyring, channel, address)
        except StorageUnavailable as error:
            raise DeskUnavailable(error.reason) from error
        return stored is not None

    async def look(self, conversation_id: UUID) -> Scene | None:
        """A conversation as it stands, without a turn: what is done to the scene is not kept. None when it is gone.

        Raises StorageUnavailable, StateIsNewer.
        """
        loaded = await self._database.read(_load_by_id, self._premises, conversation_id)
        if loaded is None:
            return None
        scene = self._set(loaded.conversation, _case(self._premises, loaded, self._campaign_clock()))
        await come_back(scene)
        return scene

    def _not_ours(self, language: str) -> Reply:
        say = texts(language)
        again = Choice(verb_token("continue"), say("pause.continue"), 1, role="confirm")
        text = say("desk.newer", phone=self._premises.campaign.phone)
        return Reply(language, (Message(text, tone="refusal", choices=(again,), expects="choice"),))

    async def _taken(self, turn: Turn) -> Reply:
        scene = self._remembered(turn)
        for _ in range(TRIES):
            if scene is None:
                scene, handled = await self._loaded(turn)
                if handled:
                    measures.REPEATED.inc()
                    await self._go_on(scene)
                    return _reply(scene, present(scene))
            await self._go_on(scene)
            woken = scene.conversation.paused or was_silent(scene)
            messages = await receive(scene, turn.act)
            if isinstance(turn.act, Arrival) and not woken:
                return _reply(scene, messages)  # only being told where one stopped is worth keeping
            writes = _writes(turn, scene)
            try:
                await self._journal.commit(writes)
            except (AlreadyHandled, *MOVED):
                # handled: another process was quicker, or it is a repeated turn of somebody remembered
                measures.OVERTAKEN.inc()
                scene.give_back_tries()
                scene = None
                continue
            measures.TAKEN.inc()
            self._keep(writes, scene)
            return _reply(scene, messages)
        raise DeskUnavailable("The conversation is being moved by others at this very moment.", retry_after=1.0)

    async def _go_on(self, scene: Scene) -> None:
        if was_silent(scene):
            await come_back(scene)
        take_up(scene, DIALOGS)

    def _remembered(self, turn: Turn) -> Scene | None:
        """The scene of somebody who was here a moment ago. Not for an arrival: it may show what it does not commit, and
        nothing would tell that it is out of date."""
        kept = self._kept.take(turn.channel, turn.address, self._campaign_clock().date())
        if kept is None or isinstance(turn.act, Arrival):
            return None
        if kept.remind_at is not None and kept.remind_at <= self._clock():  # it may have been looked at since
            return None
        measures.REMEMBERED.inc()
        if kept.case is not None:
            kept.case.at(self._campaign_clock())
        return self._scene(turn, Conversation.of(kept), kept.case)

    def _keep(self, writes: TurnWrites, scene: Scene) -> None:
        """Remember the scene as it was committed. What actions wrote of persons and other conversations is not in it."""
        conversation, case = scene.conversation, scene.case
        if writes.actions or (case is not None and case.household.id != conversation.household_id):
            return
        if case is not None and writes.answers and case.household.version is not None:
            case.household = replace(case.household, version=case.household.version + 1)
        self._kept.put(
            Kept(
                conversation.id,
                writes.channel,
                writes.address,
                conversation.language,
                conversation.household_id,
                writes.conversation.state,
                writes.conversation.expected_version + 1,
                scene.now,
                conversation.remind_at,
                case,
                scene.moment.date(),
            )
        )

    async def _loaded(self, turn: Turn) -> tuple[Scene, bool]:
        measures.LOADED.inc()
        loaded = await self._database.read(_load, self._premises, turn)
        case = _case(self._premises, loaded, self._campaign_clock())
        return self._scene(turn, loaded.conversation, case), loaded.handled

    def _scene(self, turn: Turn, conversation: Conversation, case: Case | None) -> Scene:
        scene = self._set(conversation, case, turn.language_hint)
        scene.client_tries = self._tries.of(turn.client, scene.now)
        scene.client_card_tries = self._card_tries.of(turn.client, scene.now)
        scene.client_code_tries = self._code_tries.of(turn.client, scene.now)
        return scene

    def _set(self, conversation: Conversation, case: Case | None, language_hint: str = "") -> Scene:
        moment = self._campaign_clock()
        return Scene(
            self._premises,
            conversation,
            case,
            _Registry(self._database, self._premises, moment),
            self._clock(),
            moment,
            language_hint=language_hint,
            seen=case.household if case is not None else None,
        )


def _load(conn: Connection, premises: Premises, turn: Turn) -> _Loaded:
    """Everything a turn looks at, in one snapshot; another household of the conversation is looked up when one goes to it."""
    keyring = premises.keyring
    stored = load_conversation(conn, keyring, turn.channel, turn.address)
    handled = already_handled(conn, turn.channel, turn.address, turn.external_id)
    if stored is None:  # a turn that was handled all the same has erased it
        return _Loaded(handled, Conversation(premises.new_id(turn.at), turn.channel, turn.address))
    return _restored(conn, premises, stored, handled)


def _load_by_id(conn: Connection, premises: Premises, conversation_id: UUID) -> _Loaded | None:
    """Another conversation than the turn's own, as `_load` does."""
    stored = load_conversation_by_id(conn, premises.keyring, conversation_id)
    return None if stored is None else _restored(conn, premises, stored, handled=False)


def _restored(conn: Connection, premises: Premises, stored: StoredConversation, handled: bool) -> _Loaded:
    conversation = Conversation.of(stored)
    if stored.household_id is None:
        return _Loaded(handled, conversation)
    household = queries.household_of(conn, stored.household_id)
    if household.campaign != premises.campaign.id:  # that census is over for this program; this one begins
        conversation.household_id, conversation.earlier, conversation.left = None, [], {}
        return _Loaded(handled, conversation)
    return _with(conn, premises, household, conversation, handled=handled)


def _with(
    conn: Connection, premises: Premises, household: Household, conversation: Conversation, *, handled: bool
) -> _Loaded:
    identities = queries.identities_of(conn, premises.keyring, household.id)
    answers = load_answers(conn, premises.keyring, [sheet.id for sheet in household.sheets])
    return _Loaded(handled, conversation, household, identities, answers)


def _load_other(conn: Connection, premises: Premises, household_id: UUID, conversation: Conversation) -> _Loaded | None:
    """Another household of the conversation; None when nothing of it is left to be looked at: it was erased meanwhile."""
    try:
        household = queries.household_of(conn, household_id)
    except KeyError:
        return None
    if not household.sheets or household.campaign != premises.campaign.id:
        return None
    return _with(conn, premises, household, conversation, handled=False)


def _case(premises: Premises, loaded: _Loaded, moment: datetime) -> Case | None:
    if loaded.household is None:
        return None
    case = Case(
        premises.campaign,
        premises.forms,
        loaded.household,
        loaded.answers or {},
        identities=loaded.identities or {},
        language=loaded.conversation.language,
        moment=moment,
    )
    case.only = loaded.conversation.only
    return case


def _writes(turn: Turn, scene: Scene) -> TurnWrites:
    conversation = scene.conversation
    return TurnWrites(
        turn.channel,
        turn.address,
        turn.external_id,
        scene.now,
        ConversationState(
            conversation.id,
            conversation.language,
            conversation.household_id,
            conversation.dump(),
            expected_version=conversation.version,
        ),
        answers=tuple(scene.answers),
        actions=(*scene.actions, *to_be_looked_at(scene)),
        seen=_seen(scene),
    )


def _seen(scene: Scene) -> Mapping[UUID, int]:
    """The households the turn goes by, in the versions it saw: the one it began with and the one it ends with."""
    looked_at = (scene.seen, scene.case.household if scene.case is not None else None)
    return {one.id: one.version for one in looked_at if one is not None and one.version is not None}


def _reply(scene: Scene, messages: list[Message]) -> Reply:
    return Reply(scene.language, tuple(messages), files=tuple(scene.files), toast=scene.toast)


@dataclass(frozen=True, slots=True)
class _Registry:
    """The register of persons and of codes, asked outside the turn's transaction; the commit asks once more."""

    database: Database
    premises: Premises
    moment: datetime

    @property
    def keyring(self) -> KeyRing:
        return self.premises.keyring

    async def is_counted(self, iin: str) -> bool:
        return await self.database.read(queries.is_counted, self.keyring, iin)

    async def counted_elsewhere(self, iin: str, household_id: UUID) -> bool:
        return await self.database.read(queries.counted_elsewhere, self.keyring, iin, household_id)

    async def started_elsewhere(self, iin: str, household_id: UUID | None) -> bool:
        return await self.database.read(queries.started_elsewhere, self.keyring, iin, household_id)

    async def receipts(self, household_id: UUID) -> list[tuple[str, str]]:
        return await self.database.read(queries.receipts_of, self.keyring, household_id)

    async def reminders(self, conversation_id: UUID) -> list[Said]:
        return await self.database.read(reminders_of, conversation_id)

    async def certified(self, household_id: UUID) -> list[Certified]:
        return await self.database.read(queries.certified_of, self.keyring, household_id)

    async def access(self, code: str, purpose: Purpose) -> AccessCode | None:
        return await self.database.read(access_codes.find, self.keyring, code, purpose)

    async def conversation(self, conversation_id: UUID) -> tuple[Conversation, Case | None] | None:
        loaded = await self.database.read(_load_by_id, self.premises, conversation_id)
        return (loaded.conversation, _case(self.premises, loaded, self.moment)) if loaded else None

    async def other(self, household_id: UUID, conversation: Conversation) -> Case | None:
        loaded = await self.database.read(_load_other, self.premises, household_id, conversation)
        return _case(self.premises, loaded, self.moment) if loaded else None

    async def staff_card(self, campaign: str, key: str) -> StaffCard | None:
        return await self.database.read(card_of, campaign, key)

    async def answers_as_sent(self, household: Household) -> Mapping[UUID, Mapping[str, str]]:
        return await self.database.read(answers_as_sent, self.keyring, household)
