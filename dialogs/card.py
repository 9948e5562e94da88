"""«Is he a real interviewer?»: the number of a card is asked for, looked up in the registry, and what it proves is said.

One may give the number at once («удостоверение 11-00123») or when asked. A number that is unknown may be mistyped: it is asked
for again. How often one may ask is bounded (`tries`): the registry is told one card at a time.
"""

from census.staff_cards import key_of
from dialogs.reply import Choice, Entry, Message
from dialogs.scene import Scene
from dialogs.speech import notice, refusal
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word
from dialogs.verdict import verdict_on
from dialogs.wording import say_datetime

LEAVING = (Word.BACK, Word.NO, Word.CONTINUE, Word.SKIP)
_LONGEST = 120


def number_asked(text: str) -> str | None:
    """The number in «проверить интервьюера № 11-00123»: words that ask for a check, then a number. None for anything else."""
    if len(text) > _LONGEST or not any(sign.isdecimal() for sign in text):
        return None
    words = text.split()
    for n in range(1, len(words)):
        number = " ".join(words[n:])
        if key_of(number) and read_word(" ".join(words[:n]).rstrip(":№")) is Word.CARD:
            return number
    return None


async def begin(scene: Scene, number: str) -> list[Message]:
    """Ask for a number above whatever is going on, or check the one that was given with the wish."""
    if scene.conversation.top.dialog != "card":
        scene.conversation.push("card")
    return await _checked(scene, number) if number else []


def show(scene: Scene) -> list[Message]:
    say, campaign = scene.say, scene.campaign
    signs = campaign.interviewer_signs.of(scene.language)
    where = say("card.hint", address=f"{scene.premises.address}/verify", phone=campaign.phone)
    return [
        Message(
            say("card.ask"),
            tone="question",
            hint=f"{signs}\n{where}",
            choices=(Choice(verb_token("close"), say("help.close"), role="aside"),),
            expects="text",
            placeholder=say("card.placeholder"),
        )
    ]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    match said:
        case str() if read_word(said) in LEAVING:
            scene.conversation.pop()
        case str():
            return await _checked(scene, said)
        case VerbToken("close" | "back"):
            scene.conversation.pop()
        case _:
            scene.toast = scene.say("sheet.old_button")
    return []


async def _checked(scene: Scene, typed: str) -> list[Message]:
    say, phone = scene.say, scene.campaign.phone
    key = key_of(typed)
    if key is None:
        return [refusal(say("card.no_number", phone=phone))]
    if again := scene.spend_card_try():
        when = say_datetime(again.isoformat(), scene.language)
        return [refusal(f"{say('check.wait')}. {say('check.wait_text', when=when, phone=phone)}")]
    card = await scene.registry.staff_card(scene.campaign.id, key)
    verdict = verdict_on(card, scene.campaign, scene.moment, say)
    if card is not None:
        scene.conversation.pop()
    facts = tuple(Entry(label, value) for label, value in verdict.facts)
    return [Message(verdict.title, entries=facts), notice("\n\n".join(filter(None, (verdict.text, verdict.advice))))]
