"""A place the conversation has left: it goes on elsewhere, nothing of it is shown here, and a code leads back.

Somebody else may begin his own household here, when he says so clearly. Frame data: `to` (the channel it went to; "household":
who began it took back what was passed on here), `anew` (asked whether to begin anew).
"""

from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import question
from dialogs.tokens import Token, VerbToken, verb_token
from dialogs.understanding import Word, read_word

NAMED = ("telegram", "web")
"""Channels one is told by name; the others are «another device»."""


def show(scene: Scene) -> list[Message]:
    say, data = scene.say, scene.conversation.top.data
    if data.get("anew"):
        begin = Choice(verb_token("anew_yes"), say("moved.anew_yes"))
        return [question(scene, say("moved.anew_ask"), begin, Choice(verb_token("anew_no"), say("moved.anew_no")))]
    if data.get("to") == "household":
        return [question(scene, say("moved.to_household"), Choice(verb_token("anew"), say("moved.anew"), role="aside"))]
    known = data.get("to") in NAMED and data["to"] != scene.conversation.channel
    where = say(f"moved.to_{data['to']}" if known else "moved.to_device")
    anew = Choice(verb_token("anew"), say("moved.anew"), role="aside")
    return [question(scene, f"{where}\n\n{say('moved.back')}", anew)]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    asked = scene.conversation.top.data.pop("anew", False)
    match said:
        case VerbToken("anew"):
            scene.conversation.top.data["anew"] = True
        case VerbToken("anew_yes") if asked:
            scene.conversation.become("welcome")
        case str() if asked and read_word(said) is Word.YES:
            scene.conversation.become("welcome")
        case VerbToken("anew_no") | str():
            pass
        case _:
            scene.toast = scene.say("moved.closed")
    return []
