"""A text in both languages of the state: a type, so that a text in one language cannot exist."""

from dataclasses import dataclass

LANGUAGES = ("kk", "ru")


@dataclass(frozen=True, slots=True)
class Pair:
    kk: str
    ru: str

    def of(self, language: str) -> str:
        """The text in "kk" or "ru"; KeyError for any other language."""
        return {"kk": self.kk, "ru": self.ru}[language]
