"""What can be said of a staff card: in the conversation and on the page that checks, in the same words.

Whatever the verdict, one is told what to do: a number can be copied from a real card, so the name has to be compared, and who
calls can be called back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from census.campaign import Campaign
from census.staff_cards import StaffCard
from dialogs.texts import Texts
from dialogs.wording import say_date


@dataclass(frozen=True, slots=True)
class Verdict:
    """`title` is the point of it; `facts` are labels and values; `advice` holds for every one of its kind."""

    tone: Literal["genuine", "refusal", "notice"]
    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    advice: str = ""


def verdict_on(card: StaffCard | None, campaign: Campaign, moment: datetime, say: Texts) -> Verdict:
    """`card`: what the registry has under the number, None when it has nothing. `moment`: by the campaign's clock, aware."""
    phone, signs = campaign.phone, campaign.interviewer_signs.of(say.language)
    if card is None:
        return Verdict("refusal", say("card.unknown"), say("card.unknown_text", phone=phone), advice=signs)
    calls = card.role == "operator"
    facts, advice = _facts(card, campaign, say), "" if calls else signs
    standing = card.standing(moment.astimezone(campaign.zone_of(card.region)).date())
    if standing == "valid":
        text = say("card.valid_operator", phone=phone) if calls else say("card.valid_text", phone=phone)
        return Verdict("genuine", say("card.valid"), text, facts, advice)
    text = say("card.refused_operator", phone=phone) if calls else say("card.refused_text", phone=phone)
    return Verdict("refusal", say(f"card.{standing}"), text, facts, advice)


def _facts(card: StaffCard, campaign: Campaign, say: Texts) -> tuple[tuple[str, str], ...]:
    first, last = (say_date(day.isoformat(), say.language) for day in (card.valid_from, card.valid_until))
    region = campaign.region(card.region)
    where = [region.name_on(card.valid_from).of(say.language)] if region else []
    if card.place:
        where.append(card.place.of(say.language))
    return (
        (say("card.number"), card.number.replace("-", "\N{NON-BREAKING HYPHEN}")),
        (say("card.name"), f"{card.surname} {card.given_names}"),
        (say("card.role"), say(f"card.role_{card.role}")),
        (say("card.region"), ", ".join(where)),
        (say("card.days"), say("card.from_until", first=first, last=last)),
    )
