"""What became of typed words: a closed union, so that a caller's `match` is checked for completeness."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Understood:
    """`value` is the canonical XForms string for the prompt's kind; "" means skipped on purpose."""

    value: str


@dataclass(frozen=True, slots=True)
class Several:
    """These choices fit, best first, as choice values (never empty). `more`: others fit that were left out. `together`:
    where several may be chosen, the form calls all of these by what was said, so that all are likely meant."""

    values: tuple[str, ...]
    more: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """`reason` is a key of the catalogue domain "understanding"; `fields` are its fields, worded in the language
    the text was read in. Fields may repeat what was typed: for the reply to the person only, never for a log."""

    reason: str
    fields: Mapping[str, object] = field(default_factory=dict)


Reading = Understood | Several | NotUnderstood
