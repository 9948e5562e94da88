"""A question to read answers to, and lists of choices as the engine gives them."""

from collections.abc import Sequence
from datetime import date

from questionnaire.prompt import Choice, Kind, Prompt

TODAY = date(2021, 9, 10)


class Listed:
    """A ChoiceList that counts how often it is read from."""

    def __init__(self, choices: Sequence[Choice], key: str) -> None:
        self.key = key
        self.language = "ru"
        self.reads = 0
        self._choices = choices
        self._by_value = {choice.value: choice for choice in choices}

    def __len__(self) -> int:
        return len(self._choices)

    def __getitem__(self, position: int) -> Choice:
        self.reads += 1
        return self._choices[position]

    def by_value(self, value: str) -> Choice | None:
        return self._by_value.get(value)


def choice(value: str, kk: str, ru: str, *, shown: str = "ru", **extra: str) -> Choice:
    labels = {"kk": kk, "ru": ru}
    return Choice(value, labels[shown], labels, extra)


def question(kind: Kind, *choices: Choice, **changes: object) -> Prompt:
    given: dict[str, object] = {
        "ref": "q", "kind": kind, "label": "?", "hint": "", "guidance": "", "required": True, "read_only": False,
        "choices": choices, "answer": None, "given": False, "suggestion": None, "skip_label": "", "sections": (),
        "items": (), "notes": (), "about_self": True,
    }  # fmt: skip
    return Prompt(**(given | changes))  # type: ignore[arg-type]  # the fields are typed in Prompt
