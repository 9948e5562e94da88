"""«Is this really the census?»: how one checks us, what is never asked here, and the check words of this conversation."""

from census.phrases import words_of
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import verb_token


def told(scene: Scene) -> list[Message]:
    """Said in passing, at any moment; nothing of it is kept."""
    say, contacts = scene.say, scene.campaign.contacts
    text = say("trust.text", phone=contacts.phone, site=contacts.site)
    checks = Choice(verb_token("card"), say("card.button"), role="aside")
    return [notice(f"{text}\n\n{_check(scene)}\n\n{say('card.in_trust')}", checks)]


def _check(scene: Scene) -> str:
    conversation = scene.conversation
    day = scene.moment.astimezone(scene.campaign.zone).date()
    places = words_of(scene.premises.keyring, conversation.id, conversation.channel, day)
    words = " ".join(scene.campaign.check_words[place].of(scene.language) for place in places)
    return scene.say("trust.words", words=words, address=f"{scene.premises.address}/verify", phone=scene.campaign.phone)
