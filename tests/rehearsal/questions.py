"""What is asked, known by its wording as a reader knows it: the questions of all forms by their labels."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.reply import Message
from questionnaire import Choice, Form, Kind
from questionnaire.definition import Element
from questionnaire.lists import Catalogue
from questionnaire.texts import Part, Text, collapsed

SHORT_LIST = 20
ANSWER = "\0"
MORE = "more"
"""The question «anyone else?», of whichever roster."""


@dataclass(frozen=True)
class Question:
    """`labels` has one pattern for each language and voice; `choices` only those of a short list."""

    name: str
    kind: Kind
    patterns: tuple[re.Pattern[str], ...]
    element: Element = field(repr=False)
    choices: tuple[Choice, ...] = ()

    def label(self, value: str, language: str) -> str:
        """How the choice stands on the screen; "" when there is none."""
        return next((choice.labels[language] for choice in self.choices if choice.value == value), "")

    def value(self, label: str) -> str:
        """The choice with this label, in whatever language; "" when there is none."""
        return next((choice.value for choice in self.choices if label in choice.labels.values()), "")


class Questions:
    """All that a campaign may ask."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.all = [question for form in forms for question in _of_form(form)]
        self._known: dict[str, Question | None] = {}

    def asked(self, message: Message) -> Question | None:
        """The question this message puts; None when it puts none of the census."""
        if message.progress is None or message.tone == "doubt":
            return None
        label = message.text.rpartition("\n\n")[2]
        if label not in self._known:
            found = (q for q in self.all if any(pattern.fullmatch(label) for pattern in q.patterns))
            self._known[label] = next(found, None)
        return self._known[label]

    def named(self, name: str) -> Question:
        return next(question for question in self.all if question.name == name)


def _of_form(form: Form) -> Iterator[Question]:
    for element in form.questions():
        assert element.control is not None
        catalogue = form.catalogues.get(element.path)
        yield Question(
            element.name, element.control.kind, _patterns(element.control.label), element, _choices(catalogue)
        )
    for element in form.elements.values():
        if element.is_open_ended:
            yield Question(MORE, Kind.MORE, _patterns(element.bind.more_label), element)


def _patterns(label: Text) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(parts) for parts in label.by_language.values())


def _pattern(parts: Sequence[Part]) -> re.Pattern[str]:
    """A label as it stands on the screen; where an answer stands in it, anything may."""
    words = collapsed("".join(part if isinstance(part, str) else ANSWER for part in parts))
    return re.compile(".+?".join(re.escape(piece) for piece in words.split(ANSWER)))


def _choices(catalogue: Catalogue | None) -> tuple[Choice, ...]:
    if catalogue is None or len(catalogue) > SHORT_LIST:
        return ()
    items = [catalogue._items[position] for position in range(len(catalogue))]
    return tuple(Choice(item.value, item.label.render("ru", str), _labels(item.label), item.extra) for item in items)


def _labels(label: Text) -> Mapping[str, str]:
    return {language: label.render(language, str) for language in ("kk", "ru")}
