"""Ticking several choices before confirming them: the ticks live in the sheet's frame until then."""

from typing import Any

from dialogs.answers import find_choice
from questionnaire import Prompt


def picked(data: dict[str, Any], prompt: Prompt) -> list[str]:
    """The values ticked so far; before the first tick, those of the present answer or the suggested ones."""
    if "picked" in data:
        return list(data["picked"])
    return (prompt.answer or prompt.suggestion or "").split()


def toggle(data: dict[str, Any], prompt: Prompt, value: str) -> None:
    """Tick or untick. A choice marked `exclusive` in the form («Ничего из этого») clears the others, and they it."""
    ticked = picked(data, prompt)
    if value in ticked:
        ticked.remove(value)
    elif _exclusive(prompt, value):
        ticked = [value]
    else:
        ticked = [v for v in ticked if not _exclusive(prompt, v)] + [value]
    data["picked"] = ticked


def _exclusive(prompt: Prompt, value: str) -> bool:
    choice = find_choice(prompt.choices, value)
    return choice is not None and choice.extra.get("exclusive") == "yes"
