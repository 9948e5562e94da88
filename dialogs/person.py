"""A person of the call centre: the one door through which a conversation leads to him.

Who is stuck, who has had enough and who asks for an operator come through here. What can be done is said in words that are
true today, the telephone; where the call centre takes up conversations it stands in this module, beside the telephone.
"""

from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import verb_token


def offered(scene: Scene, key: str = "person.stuck") -> Message:
    """To who was refused again and again at one question: another way than trying on, said by the catalogue's `key`."""
    return _by_telephone(scene, scene.say(key, phone=scene.campaign.phone))


def asked_for(scene: Scene) -> Message:
    """To who asks for an operator."""
    return _by_telephone(scene, scene.say("person.asked", phone=scene.campaign.phone))


def _by_telephone(scene: Scene, text: str) -> Message:
    """Who makes a telephone call leaves the question for that time."""
    return notice(text, Choice(verb_token("pause"), scene.say("aside.pause"), role="aside"))
