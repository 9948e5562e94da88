"""The way in: a prompt, what was typed, and what it means."""

from datetime import date

from dialogs.understanding.reading import Reading
from questionnaire.prompt import Prompt


def read(prompt: Prompt, text: str, language: str, today: date) -> Reading:
    """What `text` answers to `prompt`. `language` ("kk", "ru") is the one of the reply; both are always understood."""
    raise NotImplementedError
