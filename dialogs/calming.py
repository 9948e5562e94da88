"""Who has had enough is answered calmly: a pause, a person, nothing of manners; the second time in other words."""

from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import verb_token


def calm(scene: Scene) -> Message:
    """Counts how often in a row it was said (`Conversation.upset`), so that no answer comes twice running."""
    say, conversation = scene.say, scene.conversation
    conversation.upset += 1
    again = conversation.upset % 2 == 0
    return notice(
        say("upset.again" if again else "upset.first", phone=scene.campaign.phone),
        Choice(verb_token("pause"), say("aside.pause"), role="aside"),
        Choice(verb_token("operator"), say("upset.person"), role="aside"),
    )
