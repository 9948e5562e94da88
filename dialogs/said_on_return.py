"""What was typed after a pause: it is no answer yet, but it is not passed over without a word either.

The first words on return are often a greeting, and the question stands far up the screen. What reads as an answer to it is
said back with a button that takes it.

Frame data: `offered`, the value of that button.
"""

from dialogs.answers import say_answer
from dialogs.asking import place_of
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import notice
from dialogs.tokens import verb_token
from dialogs.understanding import Understood, is_greeting, read, read_word
from questionnaire import Prompt


def about_it(scene: Scene, prompt: Prompt, text: str) -> list[Message]:
    """Nothing about a greeting or a command: they have had their answer with the question itself."""
    if is_greeting(text) or read_word(text) is not None or text.startswith("/"):
        return []
    say = scene.say
    reading = read(prompt, text, scene.language, scene.moment.date())
    if not isinstance(reading, Understood) or not reading.value:
        return [notice(say("returned.not_taken"))]
    data = scene.conversation.top.data
    data["offered"] = reading.value
    said = say_answer(prompt, reading.value, scene.language)
    take_it = Choice(verb_token("take", place_of(data["sheet"], prompt)), say("returned.take"), role="confirm")
    return [notice(say("returned.perhaps", answer=said), take_it)]
