"""What is said to a photo, a voice message, a changed message and the like: kindly, and what to do instead."""

from dialogs import language, sheet
from dialogs.reply import Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.turn import Attachment, Contact, Edit, Location


def answered(scene: Scene, act: Attachment | Edit | Contact | Location) -> Message:
    """In the person's language; in both before one is chosen."""
    match act:
        case Attachment(kind):
            key = f"attachment.{kind}"
        case Edit():
            key = "attachment.edit"
            if offer := sheet.last_answer(scene, because=scene.say(key)):
                return offer
        case Contact() | Location():
            key = "attachment.not_needed"
    return notice(scene.say(key)) if scene.conversation.language else language.in_both(key)
