"""When answers are taken: before, between and after the campaign's windows the bot says what one can do now."""

from datetime import datetime, timedelta

from census.retention import draft_until
from census.schedule import After, Before, Between, Extended, Online, interviewers_at_work
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import question
from dialogs.tokens import verb_token
from dialogs.wording import say_date


def closed(scene: Scene) -> Message | None:
    """The message that says why nothing can be answered today and what one can do; None while the census is open."""
    text = _why_closed(scene)
    if text is None:
        return None
    return question(scene, text, Choice(verb_token("faq"), scene.say("gate.ask")))


def _why_closed(scene: Scene) -> str | None:
    say, campaign = scene.say, scene.campaign
    place = scene.place
    match campaign.phase(place, scene.moment):
        case Online() | Extended():
            return None
        case Before(opens_at):
            last = campaign.schedule_of(place).online.last
            return say("gate.before", opens=_day(scene, opens_at), closes=say_date(last.isoformat(), scene.language))
        case Between(_, reopens_at):
            return "\n\n".join([say("gate.between", opens=_day(scene, reopens_at)), _now(scene)])
        case After(closed_at):
            return "\n\n".join([say("gate.after", closed=_last_day(scene, closed_at)), _now(scene), *kept_until(scene)])


def is_open(scene: Scene, place: str | None) -> bool:
    """Whether a household at this place (KATO) can be answered and corrected today."""
    return isinstance(scene.campaign.phase(place, scene.moment), Online | Extended)


def kept_until(scene: Scene) -> list[str]:
    """Until when a household that was not sent is kept: it does not expire without being said."""
    if scene.case is None or scene.case.household.sent:
        return []
    return [scene.say("gate.draft_until", date=_last_day(scene, draft_until(scene.campaign, scene.place)))]


def _now(scene: Scene) -> str:
    """What one can do while the online census is closed."""
    zone, schedule = scene.campaign.zone_of(scene.place), scene.campaign.schedule_of(scene.place)
    key = "gate.interviewer" if interviewers_at_work(schedule, zone, scene.moment) else "gate.phone"
    return scene.say(key, phone=scene.campaign.phone)


def open_until(scene: Scene) -> str:
    """«Ответить можно до 15 октября 2021 года включительно», "" while it is closed."""
    day = last_day(scene)
    return scene.say("pause.until", date=day) if day else ""


def last_day(scene: Scene) -> str:
    """«15 октября 2021 года», "" while it is closed."""
    match scene.campaign.phase(scene.place, scene.moment):
        case Online(closes_at) | Extended(closes_at):
            return _last_day(scene, closes_at)
        case _:
            return ""


def _day(scene: Scene, instant: datetime) -> str:
    return say_date(instant.date().isoformat(), scene.language)


def _last_day(scene: Scene, closes_at: datetime) -> str:
    """The last whole day before a window closes at midnight."""
    return _day(scene, closes_at - timedelta(seconds=1))
