"""An answer to this very question as one may type it: from the campaign (`sanaq:example-kk`, `-ru`), else by its kind."""

from collections.abc import Sequence

from dialogs.asking import is_listed, is_searched
from dialogs.scene import Scene
from questionnaire import Choice, ChoiceList, Kind, Prompt

FEW = 6
"""So many choices are all named again; of a longer list, which stands below anyway, the first and the last number."""


def how_to_answer(scene: Scene, prompt: Prompt) -> str:
    """One sentence or two that say in what form the answer is understood, with an example."""
    say = scene.say
    if prompt.kind is Kind.MORE:
        return say("example.more")
    if prompt.kind is Kind.ACKNOWLEDGE:
        return say("understanding.acknowledge")
    if is_listed(prompt):
        several = prompt.kind in (Kind.SELECT_MULTIPLE, Kind.RANK)
        return say("example.choices" if several else "example.choice", choices=_numbered(scene, prompt.choices))
    if (prompt.extra or {}).get("type") == "iin":
        return say("example.iin")
    answer = example_of(scene, prompt)
    if is_searched(prompt):
        return say("example.search", answer=answer)
    return say("example.such", answer=answer) if answer else say("example.own_words")


def example_of(scene: Scene, prompt: Prompt) -> str:
    """The example itself; "" for a question in own words of which the campaign gives none."""
    say, extra = scene.say, prompt.extra or {}
    if own := extra.get(f"example-{scene.language}"):
        return own
    match prompt.kind:
        case Kind.DATE:
            return say(f"example.date_{prompt.precision}")
        case Kind.INTEGER | Kind.DECIMAL:
            return "5"
        case Kind.TIME:
            return "14:30"
        case Kind.DATETIME:
            return f"{say('example.date_day')} 14:30"
        case Kind.LOCATION:
            return "43.2389, 76.8897"
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE | Kind.RANK:
            return say("example.country" if extra.get("type") == "country" else "example.place")
        case Kind.TEXT if extra.get("type") == "person_name":
            return say("example.person_name")
        case _:
            return ""


def _numbered(scene: Scene, choices: ChoiceList | Sequence[Choice]) -> str:
    if len(choices) <= FEW:
        return ", ".join(f"{n + 1} – {choices[n].label}" for n in range(len(choices)))
    return scene.say(
        "example.from_to", first=choices[0].label, last=choices[len(choices) - 1].label, count=len(choices)
    )
