"""Reminders: what is said to somebody who stopped, and what he can say to it: go on, later, no more.

A reminder pops up on a locked screen: it holds no name and no answer, only how much is left and until when. It is drawn when it
is said, from the state as it stands then, and asks nothing that an old button or a late word could answer wrongly.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID

from census.campaign import Campaign
from census.household import Household
from census.reminders import IDLE, KINDS, Due, Kind, Said, next_reminder, season_of
from dialogs.case import Case
from dialogs.conversation import Conversation
from dialogs.gate import closed, kept_until, last_day, open_until
from dialogs.reply import Choice, Message, Reply
from dialogs.scene import Scene
from dialogs.speech import chosen, notice, question
from dialogs.tokens import Token, VerbToken, parse_token, verb_token
from dialogs.understanding import Word, is_enough, is_upset, read_word
from dialogs.wording import say_date
from storage.database import Connection
from storage.outbox import look_again, spoken
from storage.turns import Action

WRITTEN_TO = ("telegram",)
"""Doors at which the bot can speak first."""
WISHES = {Word.REMINDERS: "", Word.REMIND_OFF: "off", Word.REMIND_ON: "on"}


def due(
    campaign: Campaign,
    conversation: Conversation,
    household: Household | None,
    said: Sequence[Said],
    now: datetime,
    moment: datetime,
) -> Due | None:
    """The next reminder of a conversation, by the real clock; None: no more, or not before its next turn.

    The rule goes by the campaign's clock: how long ago something was is told by the real one. So in a demo, which lives on one
    day, silences pass and the calendar never comes. A silence's occasion is told from those of other turns.
    """
    rules, touched = campaign.reminders, conversation.touched_at
    if rules is None or touched is None or household is None or not household.unsent(conversation.only):
        return None
    if conversation.channel not in WRITTEN_TO:
        return None
    shift = moment - now
    heard = [replace(each, at=each.at + shift) for each in said]
    season = season_of(campaign, household.locality)
    found = next_reminder(rules, season, touched + shift, heard, conversation.reminders, moment)
    if found is None:
        return None
    occasion = f"{conversation.version}:{found.occasion}" if found.kind == "silence" else found.occasion
    return Due(found.kind, occasion, found.at - shift)


def draw(scene: Scene, said: Sequence[Said], kind: str, occasion: str) -> Reply | datetime | None:
    """The reminder that was put out for this occasion; when it may be said, if not now; None when it has become needless.

    `said`: all the others.
    """
    case = scene.case
    if case is None or not case.unsent or (kind != "closed" and _has_done_his_part(case)):
        return None
    found = due(scene.campaign, scene.conversation, case.household, said, scene.now, scene.moment)
    if found is None or (found.kind, found.occasion) != (kind, occasion):
        return None
    return found.at if found.at > scene.now else Reply(scene.language, (message(scene, found.kind),))


def reminders_of(conn: Connection, conversation_id: UUID, but: int | None = None) -> list[Said]:
    """The reminders of a conversation that were made or are on their way; `but` one, by its row in the outbox."""
    rows = spoken(conn, conversation_id, KINDS)
    return [Said(cast("Kind", row.kind), row.key, row.at) for row in rows if row.id != but]


def to_be_looked_at(scene: Scene) -> list[Action]:
    """When this conversation is looked at after the turn: soon, or never. What is soon enough is left as it is."""
    conversation, case = scene.conversation, scene.case
    known, soon = conversation.remind_at, scene.now + IDLE
    may_be = conversation.channel in WRITTEN_TO and conversation.reminders != "off" and scene.campaign.reminders
    if not (may_be and case and (case.unsent or conversation.left)):
        return [partial(look_again, conversation_id=conversation.id, at=None)] if known else []
    return [] if known and known <= soon else [partial(look_again, conversation_id=conversation.id, at=soon)]


# --- the message ------------------------------------------------------------------------------------------------------


def message(scene: Scene, kind: Kind) -> Message:
    say = scene.say
    if kind == "closed":
        why, told = closed(scene), _too_late(scene)
        return question(scene, f"{told}\n\n{why.text}" if why else told, Choice(verb_token("faq"), say("gate.ask")))
    return question(
        scene,
        f"{_occasion(scene, kind)}\n\n{_standing(scene)}",
        Choice(verb_token("continue"), say("pause.continue"), role="confirm"),
        Choice(verb_token("reminders", "later"), say("reminders.later")),
        Choice(verb_token("reminders", "off"), say("reminders.off"), role="aside"),
        hint=open_until(scene) if kind == "silence" else "",
    )


def _too_late(scene: Scene) -> str:
    case = scene.household
    if case.household.sent:
        return scene.say("reminders.closed_correction")
    return scene.say("reminders.closed" if case.only is None else "reminders.closed_member")


def _occasion(scene: Scene, kind: Kind) -> str:
    match kind:
        case "last_call":
            return scene.say("reminders.last_call", date=last_day(scene))
        case "reopened":
            return scene.say("reminders.reopened", date=last_day(scene))
        case _:
            return scene.say("reminders.hello_correction" if scene.household.household.sent else "reminders.hello")


def _standing(scene: Scene) -> str:
    """How much is left, without a name."""
    say, case = scene.say, scene.household
    if case.household.sent:
        return say("reminders.correction")
    standings = case.standings()
    done, total = sum(s.done for s in standings), sum(s.total for s in standings)
    if all(s.complete for s in standings):
        return say("reminders.ready" if all(s.complete for s in case.all_standings()) else "private.awaited")
    return say("reminders.left", done=done, total=total) if done else say("reminders.begun")


def _has_done_his_part(case: Case) -> bool:
    """A member who answered about himself; sending is up to who began the household."""
    return case.only is not None and not case.household.sent and all(s.complete for s in case.standings())


# --- what is said to it -----------------------------------------------------------------------------------------------


async def wished(scene: Scene, said: str | Token | None) -> VerbToken | None:
    """The wish about reminders in what somebody says when he comes back; None when he says anything else, and goes on."""
    if isinstance(said, VerbToken):
        return said if said.verb == "reminders" else None
    touched = scene.conversation.touched_at
    if not isinstance(said, str) or scene.case is None or touched is None:
        return None
    if not scene.conversation.paused and scene.now - touched < IDLE:
        return None  # he is in the middle of it; there the words are understood where the others are
    if (word := read_word(said)) in WISHES:
        return VerbToken("reminders", WISHES[word])
    if not await _was_reminded(scene, touched):
        return None
    if is_enough(said) or is_upset(said):
        return VerbToken("reminders", "off")
    choice = chosen(message(scene, "silence"), said)
    token = parse_token(choice.token) if choice else None
    if isinstance(token, VerbToken) and token.verb == "reminders":
        return token
    return VerbToken("reminders", "later") if word in (Word.PAUSE, Word.NO) else None


async def _was_reminded(scene: Scene, touched: datetime) -> bool:
    """Whether a reminder is the last thing that was said."""
    said = await scene.registry.reminders(scene.conversation.id)
    return any(touched < each.at <= scene.now for each in said)


async def changed(scene: Scene, wish: str) -> list[Message]:
    """Later, no more, again; or only whether there are any. Said too when it is a button long since pressed."""
    conversation, say = scene.conversation, scene.say
    known = told(scene)
    if not known:
        return [notice(say("reminders.none_here"))]
    match wish:
        case "off":
            conversation.reminders = "off"
            _rest(scene)
            return [notice("\n\n".join([say("reminders.turned_off"), *kept_until(scene)]))]
        case "on":
            conversation.reminders = ""
            return [notice(say("reminders.turned_on"))]
        case "later":
            conversation.reminders = "later"
            _rest(scene)
            return [notice(await _promise(scene))]
        case _:
            turn = ("on", "reminders.on") if conversation.reminders == "off" else ("off", "reminders.off")
            return [notice(known[0], Choice(verb_token("reminders", turn[0]), say(turn[1]), role="aside"))]


def told(scene: Scene) -> list[str]:
    """Whether this person is reminded; nothing where nobody is."""
    if scene.conversation.channel not in WRITTEN_TO or scene.campaign.reminders is None:
        return []
    return [scene.say("reminders.are_off" if scene.conversation.reminders == "off" else "reminders.are_on")]


def _rest(scene: Scene) -> None:
    """Whoever puts it off is not asked the next question at once."""
    scene.conversation.paused = scene.case is not None and scene.case.unsent and closed(scene) is None


async def _promise(scene: Scene) -> str:
    """When the next reminder comes; that there is none, when there is none."""
    said = await scene.registry.reminders(scene.conversation.id)
    after = replace(scene.conversation, touched_at=scene.now)
    found = due(scene.campaign, after, scene.case.household if scene.case else None, said, scene.now, scene.moment)
    if found is None or found.kind == "closed":
        return scene.say("reminders.no_other")
    there = (found.at + (scene.moment - scene.now)).astimezone(scene.campaign.zone_of(scene.place))
    return scene.say("reminders.again", day=say_date(there.date().isoformat(), scene.language))


def goes_on(scene: Scene) -> None:
    """A turn: «later» was said of the one before."""
    if scene.conversation.reminders == "later":
        scene.conversation.reminders = ""
