"""Several choices in one message: «1, 3», «1 3 и 5», labels apart by commas, «все»; and a ranking of all of them."""

import re
from collections.abc import Sequence

from dialogs.understanding.choices import Labels, read_exact, read_one
from dialogs.understanding.folding import fold
from dialogs.understanding.meanings import evades
from dialogs.understanding.numbers import ascii_digits
from dialogs.understanding.reading import NotUnderstood, Reading, Several, Understood
from dialogs.understanding.vocabulary import phrases
from dialogs.wording import join_alternatives, quote
from questionnaire.prompt import Choice

_SEPARATOR = re.compile(
    r"\s*[,;\n/&+•]\s*|\s+(?:и|және|жане|zhane|jane|мен|бен|пен|да|and)\s+|(?<=\d)[.)]?\s+(?=\d)", re.IGNORECASE
)
_RANGE = re.compile(r"\d+\s*[-–—]\s*\d+")
_ALL = phrases("choices", "all")


def read_many(labels: Labels, text: str, language: str, question: str = "") -> Reading:
    """All choices that `text` names, in the list's order, apart by spaces."""
    exact = read_exact(labels, text)
    if isinstance(exact, Several):
        return _called_alike(labels, text, exact)
    if isinstance(exact, Understood):
        return exact  # a choice that is called «Все» is meant by it
    if fold(text) in _ALL:
        return _joined(labels, [c for c in labels.choices if not _exclusive(c) and not evades(c)], language)
    if _RANGE.fullmatch(ascii_digits(text.strip())):
        return NotUnderstood("understanding.choices.range")
    pieces = _pieces(text)
    if len(pieces) < 2:
        return read_one(labels, text, question)
    named = _named(labels, text, pieces, language, question)
    if isinstance(named, NotUnderstood):
        whole = read_one(labels, text, question)  # «часть дома и сад» may be one label cut in two
        return whole if isinstance(whole, Understood) else named
    return _joined(labels, named, language)


def _called_alike(labels: Labels, text: str, found: Several) -> Several:
    """«Свободно» is to speak, to read and to write when the form calls all three so; «1» that is also a label is a doubt."""
    among = [choice for choice in labels.choices if choice.value in found.values]
    numbers = any(letter.isdecimal() for letter in ascii_digits(text))
    return found if numbers or any(map(_exclusive, among)) else Several(found.values, together=True)


def read_ranking(labels: Labels, text: str, language: str, question: str = "") -> Reading:
    """All choices, best first: «2, 1, 3»."""
    named = _named(labels, text, _pieces(text), language, question)
    if isinstance(named, NotUnderstood):
        return named
    values = list(dict.fromkeys(choice.value for choice in named))
    if len(values) != len(labels.choices) or len(named) != len(values):
        return NotUnderstood("understanding.rank.all", {"count": len(labels.choices)})
    return Understood(" ".join(values))


_Span = tuple[int, int]


def _pieces(text: str) -> list[_Span]:
    """Where the parts of `text` between separators begin and end."""
    spans, start = list[_Span](), 0
    for separator in _SEPARATOR.finditer(text):
        spans.append((start, separator.start()))
        start = separator.end()
    spans.append((start, len(text)))
    return [(begin, end) for begin, end in spans if text[begin:end].strip(" .!")]


def _named(
    labels: Labels, text: str, pieces: Sequence[_Span], language: str, question: str
) -> list[Choice] | NotUnderstood:
    """The choices the pieces name. A label may hold commas itself: the longest run of pieces that is a label wins."""
    named, at = list[Choice](), 0
    while at < len(pieces):
        begin = pieces[at][0]
        reading, after = None, at + 1
        for last in range(min(len(pieces), at + 5), at, -1):
            reading = read_exact(labels, text[begin : pieces[last - 1][1]])
            if isinstance(reading, Understood):
                after = last
                break
        piece = text[begin : pieces[after - 1][1]].strip()
        match reading if isinstance(reading, Understood) else read_one(labels, piece, question):
            case Understood(value):
                named.append(next(choice for choice in labels.choices if choice.value == value))
            case Several(values):
                fitting = [quote(choice.label, language) for choice in labels.choices if choice.value in values]
                choices = join_alternatives(fitting, language)
                return NotUnderstood(
                    "understanding.choices.which", {"part": quote(piece, language), "choices": choices}
                )
            case NotUnderstood("understanding.choice.number", fields):
                return NotUnderstood("understanding.choice.number", fields)
            case NotUnderstood():
                return NotUnderstood("understanding.choices.part", {"part": quote(piece, language)})
        at = after
    return named


def _joined(labels: Labels, named: Sequence[Choice], language: str) -> Reading:
    """In the list's order, each once; a choice that excludes the others stands alone or not at all."""
    values = {choice.value for choice in named}
    chosen = [choice for choice in labels.choices if choice.value in values]
    alone = next((choice for choice in chosen if _exclusive(choice)), None)
    if alone is not None and len(chosen) > 1:
        return NotUnderstood("understanding.choices.exclusive", {"choice": quote(alone.label, language)})
    return Understood(" ".join(choice.value for choice in chosen))


def _exclusive(choice: Choice) -> bool:
    return choice.extra.get("exclusive") == "yes"
