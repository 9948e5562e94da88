"""Long lists by a few letters."""

from dialogs.understanding.reading import NotUnderstood, Several
from questionnaire.prompt import ChoiceList


def search(choices: ChoiceList, text: str, language: str, limit: int = 8) -> Several | NotUnderstood:
    """The choices whose names fit the letters typed, best first, at most `limit`."""
    raise NotImplementedError
