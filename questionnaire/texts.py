"""Texts of a form: one sentence in several languages, with answers in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from questionnaire.expression import Expression

PROXY = "-x-proxy"
"""`kk-x-proxy` is the variant of `kk` that speaks about somebody else (BCP 47 private use)."""

MISSING = "-"
"""What pyxform writes where a translation is missing."""

Part = str | Expression

_SPACES = re.compile(r"[ \t\r\f\v]+")
_BLANK_EDGES = re.compile(r" ?\n ?")
_CODE = re.compile(r"\(([^()]+)\)\s*$")


def language_code(name: str) -> str:
    """`Қазақша (kk)` is "kk"; a name without a code in parentheses is its own code."""
    found = _CODE.search(name)
    return (found[1] if found else name).strip()


def collapsed(text: str) -> str:
    """White space as a reader sees it: pyxform pads texts that have answers in them. Line breaks stay."""
    return _BLANK_EDGES.sub("\n", _SPACES.sub(" ", text)).strip()


@dataclass(frozen=True, slots=True)
class Text:
    """`by_language` holds only what the form has; "" is the language of a form without translations."""

    by_language: Mapping[str, tuple[Part, ...]]

    def __bool__(self) -> bool:
        return bool(self.by_language)

    def parts(self, language: str, *, about_self: bool = True) -> tuple[Part, ...]:
        """In this language and voice; else in this language; else in the form's first: a foreign text beats none."""
        found = None if about_self else self.by_language.get(language + PROXY)
        if found is None:
            found = self.by_language.get(language)
        if found is None:
            found = next(iter(self.by_language.values()), ())
        return found

    def render(self, language: str, evaluate: Callable[[Expression], str], *, about_self: bool = True) -> str:
        parts = self.parts(language, about_self=about_self)
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        return collapsed("".join(part if isinstance(part, str) else evaluate(part) for part in parts))

    def expressions(self) -> Sequence[Expression]:
        return [part for parts in self.by_language.values() for part in parts if not isinstance(part, str)]


NO_TEXT = Text(MappingProxyType({}))


def text_of(by_language: Mapping[str, Sequence[Part]]) -> Text:
    """Drops what is missing and finishes plain texts, so that rendering one is a look-up."""
    kept: dict[str, tuple[Part, ...]] = {}
    for language, parts in by_language.items():
        if all(isinstance(part, str) for part in parts):
            plain = collapsed("".join(str(part) for part in parts))
            if plain not in ("", MISSING):
                kept[language] = (plain,)
        else:
            kept[language] = tuple(parts)
    return Text(MappingProxyType(kept)) if kept else NO_TEXT
