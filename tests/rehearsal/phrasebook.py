"""The phrasebook: what people say to a question in words of their own (`phrases.toml`)."""

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("kk", "ru")
_BOOK = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text())


def values(question: str) -> list[str]:
    """The answers to a question with choices that people have words for; a value of several choices is «a b»."""
    return list(_BOOK["choices"].get(_BOOK["same"].get(question, question), ()))


@cache
def phrases(question: str, value: str, language: str) -> tuple[str, ...]:
    """What people say who mean this choice; empty when they use the form's own words."""
    meant = _BOOK["choices"].get(_BOOK["same"].get(question, question), {}).get(value)
    return _split(meant, language) if meant else ()


@cache
def words(section: str, name: str, language: str) -> tuple[str, ...]:
    """`words("words", "occupation", "ru")`, `words("places", "birth", "kk")`, `words("asks", "why", "ru")`."""
    return _split(_BOOK[section][name], language)


def worded() -> list[str]:
    """The questions that are answered in one's own words."""
    return list(_BOOK["words"])


def _split(pair: list[str], language: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in pair[LANGUAGES.index(language)].split(";"))
