"""Pausing and coming back: by word, by silence, on another day; a short recap and the same question."""

from dialogs.gate import open_until
from dialogs.reply import Choice, Message
from dialogs.scene import Scene
from dialogs.speech import question
from dialogs.tokens import verb_token


def pause(scene: Scene) -> list[Message]:
    """Put the conversation to rest. Whatever the person does next brings it back."""
    scene.conversation.paused = True
    return []


def paused_message(scene: Scene) -> Message:
    say = scene.say
    text = say("pause.saved") if scene.case else say("pause.nothing_yet")
    elsewhere = [Choice(verb_token("move"), say("moving.button"), role="aside")] if scene.case else []
    return question(
        scene,
        text,
        Choice(verb_token("continue"), say("pause.continue"), role="confirm"),
        *elsewhere,
        hint=open_until(scene),
    )


def was_silent(scene: Scene) -> bool:
    """Whether so long passed since the last turn that one may have forgotten the question (campaign.yaml)."""
    touched = scene.conversation.touched_at
    return touched is not None and scene.now - touched > scene.campaign.conversation.silence


def recap(scene: Scene) -> Message | None:
    """Where we are: how much is done, where the person stopped. None before there is anything to recall."""
    if scene.case is None:
        return None
    say = scene.say
    standings = scene.case.standings()
    done, total = sum(s.done for s in standings), sum(s.total for s in standings)
    if not done or all(s.complete for s in standings):
        return None
    current = next((s for s in standings if not s.complete), standings[0])
    top = scene.conversation.top
    if top.dialog == "sheet":
        current = next((s for s in standings if str(s.sheet.id) == top.data["sheet"]), current)
    return Message(say("pause.recap", done=done, total=total, title=current.title), tone="recap")
