"""The bot's words: gettext catalogues of locales/, read once at the start into dictionaries.

A message is named by a key ("signin.ask_iin"), not by an English sentence: Kazakh and Russian are both originals. Fields
are written `{name}`; a key with plural forms takes the number as `{n}`. A key or a field that is missing is a defect of
the program and raises at once; tests/locales holds both catalogues to the same keys and fields.
"""

from collections.abc import Callable, Mapping
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("kk", "ru")
LOCALES = Path(__file__).resolve().parent.parent / "locales"


class Texts:
    """The catalogue of one language. Call it with a key: `texts("signin.ask_iin")`."""

    def __init__(
        self, language: str, messages: Mapping[str, str | tuple[str, ...]], plural: Callable[[int], int]
    ) -> None:
        self.language = language
        self.messages = messages
        self._plural = plural

    def __call__(self, key: str, /, **fields: object) -> str:
        message = self.messages[key]
        if not isinstance(message, str):
            raise TypeError(f"{key} has plural forms: call texts.plural")
        return message.format(**fields) if fields else message

    def plural(self, key: str, n: int, /, **fields: object) -> str:
        """The form of `key` that fits `n` (Russian 1, 2-4, 5-20…; Kazakh nouns stay singular after a number)."""
        forms = self.messages[key]
        if isinstance(forms, str):
            return forms.format(n=n, **fields)
        return forms[self._plural(n)].format(n=n, **fields)


@cache
def texts(language: str) -> Texts:
    """The catalogue of "kk" or "ru", all domains together."""
    messages: dict[str, str | tuple[str, ...]] = {}
    rule: Callable[[int], int] | None = None
    for path in sorted((LOCALES / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        rule = _plural_rule(catalog.plural_expr)
        for message in catalog:
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key in messages:
                raise ValueError(f"{path}: the key {key} stands in another catalogue too")
            messages[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())
    if rule is None:
        raise FileNotFoundError(f"no catalogue for the language {language!r} in {LOCALES}")
    return Texts(language, messages, rule)


def _plural_rule(expression: str) -> Callable[[int], int]:
    return c2py(expression)
