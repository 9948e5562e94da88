"""A question that is hard to answer waits until the others of its sheet are answered.

Frame data: `later`, the refs put off; `refusals` (see stuck.py) says when it is offered.
"""

from dialogs.scene import Scene
from questionnaire import Kind, Prompt


def is_stuck(scene: Scene) -> bool:
    """Whether one was refused so often at this question (campaign.yaml) that another way is offered."""
    refusals: int = scene.conversation.top.data.get("refusals", 0)
    return refusals >= scene.campaign.conversation.refusals_before_help


def may_put_off(scene: Scene, prompt: Prompt) -> bool:
    """Whether the question can wait until the others of its sheet are answered: there are others, and it is asked for the
    first time. The household list cannot wait: all other sheets follow from it."""
    data = scene.conversation.top.data
    sheet = scene.household.sheet(data["sheet"])
    if sheet.form == scene.campaign.list.form or prompt.kind is Kind.MORE or prompt.answer is not None or "at" in data:
        return False
    interview = scene.household.interview(sheet)
    return not {prompt.ref, *interview.put_off}.issuperset(interview.unanswered())
