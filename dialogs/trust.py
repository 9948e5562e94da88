"""«Is this really the census?»: how one checks us, what is never asked here, and the check words of this conversation."""

from census.phrases import words_of
from dialogs.reply import Message
from dialogs.scene import Scene


def told(scene: Scene) -> list[Message]:
    """Said in passing, at any moment; nothing of it is kept."""
    say, contacts = scene.say, scene.campaign.contacts
    text = say("trust.text", phone=contacts.phone, site=contacts.site)
    return [Message(f"{text}\n\n{_check(scene)}")]


def _check(scene: Scene) -> str:
    conversation = scene.conversation
    day = scene.moment.astimezone(scene.campaign.zone).date()
    places = words_of(scene.premises.keyring, conversation.id, conversation.channel, day)
    words = " ".join(scene.campaign.check_words[place].of(scene.language) for place in places)
    return scene.say("trust.words", words=words, address=f"{scene.premises.address}/verify", phone=scene.campaign.phone)
