"""Help where one is stuck: each refusal of an answer says something else than the one before.

First why it was not taken; then the question in other words, an example, and the way to leave it for now; then a person of
the call centre. How many refusals come before which is the campaign's (campaign.yaml, `conversation`).

Frame data: `refusals` (in a row at this question), `refused` (the mark of the sentence said last; it may quote an answer).
"""

from dataclasses import dataclass
from typing import Literal

from dialogs import person
from dialogs.examples import how_to_answer
from dialogs.putting_off import is_stuck, may_put_off
from dialogs.reply import Message
from dialogs.scene import Scene
from dialogs.speech import notice, refusal
from dialogs.tokens import mark
from questionnaire import Prompt


def refused(scene: Scene, prompt: Prompt, sentence: str) -> list[Message]:
    """Why an answer to a question of the census was not taken, and from the second time on another way."""
    match _next_step(scene):
        case "help":
            more = [_in_other_words(scene, prompt), *_for_now(scene, prompt)]
        case "example":
            more = [notice(how_to_answer(scene, prompt)), *_for_now(scene, prompt)]
        case "person":
            more = [person.offered(scene)]
        case _:
            more = []
    return [refusal(_unsaid(scene, sentence, "stuck.not_yet")), *more]


@dataclass(frozen=True, slots=True)
class Steps:
    """By their keys: what is said instead of a sentence said before, in other words, and of a person."""

    not_yet: str
    stuck: str
    person: str


def refused_before(scene: Scene, sentence: str, steps: Steps) -> list[Message]:
    """The same before the first question of the census, where the bot asks one of its own."""
    match _next_step(scene):
        case "help" | "example":
            more = [notice(scene.say(steps.stuck))]
        case "person":
            more = [person.offered(scene, steps.person)]
        case _:
            more = []
    return [refusal(_unsaid(scene, sentence, steps.not_yet)), *more]


def _next_step(scene: Scene) -> Literal["", "help", "example", "person"]:
    """What goes with one more refusal at this question, which is counted."""
    data, settings = scene.conversation.top.data, scene.campaign.conversation
    data["refusals"] = refusals = data.get("refusals", 0) + 1
    if not is_stuck(scene):
        return ""
    if refusals == settings.refusals_before_help:
        return "help"
    return "example" if (refusals - settings.refusals_before_person) % 2 else "person"


def _unsaid(scene: Scene, sentence: str, again: str) -> str:
    """The sentence, or another (its key) where it was the last one said: who did not understand it will not the second time."""
    data = scene.conversation.top.data
    if data.get("refused") == mark(sentence):
        sentence = scene.say(again)
    data["refused"] = mark(sentence)
    return sentence


def _in_other_words(scene: Scene, prompt: Prompt) -> Message:
    return notice("\n\n".join(part for part in (prompt.guidance, how_to_answer(scene, prompt)) if part))


def _for_now(scene: Scene, prompt: Prompt) -> list[Message]:
    """The way past the question, where there is one."""
    say = scene.say
    if may_put_off(scene, prompt):
        return [notice(say("sheet.stuck", phone=scene.campaign.phone))]
    if not prompt.required:
        return [notice(say("stuck.may_skip", answer=prompt.skip_label or say("sheet.skip")))]
    return []
