"""Every text a person may be shown, in Kazakh and in Russian, side by side with its place; and what is wrong with a pair.

Read from where an editor changes it: the catalogues, the campaign's YAML files and its forms. The labels of the place lists
(thousands of rows made from the classifier) are not among them; `sanaq check` holds those to both languages.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml

from dialogs.texts import LANGUAGES, LOCALES, texts
from questionnaire.languages import TRANSLATED
from questionnaire.sheets import Row, Sheet, read_workbook
from questionnaire.texts import MISSING, PROXY, language_code

ROOT = Path(__file__).resolve().parent.parent
SHOWING = ("bot", "callcenter", "census", "dialogs", "handlers", "questionnaire", "web")
BUTTON = 40
"""Characters of a button. A phone shows 32 across its width; a longer choice is written out above its number."""
LIMITS = {"telegram.command.": 256, "telegram.description": 512, "telegram.short_description": 120}
"""Telegram's own, by the beginning of the key."""
NO_TERMS = ("check_words.",)
"""Words that name nothing of the census, by the beginning of the key."""
MESSAGE = 4096

_FIELD = re.compile(r"\{\w+\}")
_EXPRESSION = re.compile(r"[$]?{(?:[^{}]|[$]?{[^{}]*})*}")
_OURS = re.compile(r"bind::sanaq:(soft|skip|more|example)-(kk|ru)$")

Kind = Literal["missing", "long", "term"]


@dataclass(frozen=True, slots=True)
class TextPair:
    """`source`: the catalogue or the campaign's file; `key` within it; `place`: where a person meets it. `most`: characters."""

    source: str
    key: str
    place: str
    kk: str
    ru: str
    most: int = MESSAGE

    @property
    def anchor(self) -> str:
        return re.sub(r"[^\w.-]+", "-", f"{self.source}-{self.key}")

    def of(self, language: str) -> str:
        return {"kk": self.kk, "ru": self.ru}[language]


@dataclass(frozen=True, slots=True)
class TextFinding:
    kind: Kind
    pair: TextPair
    sentence: str

    def __str__(self) -> str:
        return f"{self.pair.source} {self.pair.key}: {self.sentence}"


@dataclass(frozen=True)
class Term:
    """A thing and its name in both languages. Of `wanted` (by language, regular expressions without case) one calls for the
    other: `holds` says in which direction. `avoid`: words that are not to stand for it, with what is to be written instead.
    """

    wanted: Mapping[str, str]
    holds: Literal["both", "kk", "ru", "none"]
    avoid: Mapping[str, str]
    names: Mapping[str, str]

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {language: re.compile(self.wanted[language], re.IGNORECASE) for language in self.wanted}

    @cached_property
    def avoided(self) -> Mapping[str, re.Pattern[str]]:
        return {language: re.compile(self.avoid[language], re.IGNORECASE) for language in self.avoid}


def read_terms(path: Path = LOCALES / "terms.yaml") -> tuple[Term, ...]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Term(
            {language: entry[language]["found"] for language in LANGUAGES if "found" in entry[language]},
            entry.get("holds", "none"),
            {language: entry[language]["avoid"] for language in LANGUAGES if "avoid" in entry[language]},
            {language: entry[language]["term"] for language in LANGUAGES},
        )
        for entry in entries
    )


def all_pairs(campaign: Path) -> list[TextPair]:
    """Catalogues, then the campaign's data, then its forms. Raises UnreadableError for a form, OSError."""
    pairs = [*_catalogues()]
    for name in ("campaign.yaml", "faq.yaml"):
        path = campaign / name
        pairs += _in_data(yaml.safe_load(path.read_text(encoding="utf-8")), name, "")
    for path in sorted((campaign / "forms").glob("*.md")):
        pairs += _in_form(path)
    return pairs


def findings(pairs: Sequence[TextPair], terms: Sequence[Term]) -> list[TextFinding]:
    """What is missing, too long, or says a thing by another word than the list of terms."""
    return [finding for pair in pairs for finding in (*_missing(pair), *_long(pair), *_terms(pair, terms))]


def _missing(pair: TextPair) -> Iterator[TextFinding]:
    for language in LANGUAGES:
        if not pair.of(language).strip():
            yield TextFinding("missing", pair, f"nothing stands there in {language}")


def _long(pair: TextPair) -> Iterator[TextFinding]:
    for language in LANGUAGES:
        length = max(len(_FIELD.sub("", form)) for form in pair.of(language).split("\n\n\n"))
        if length > pair.most:
            yield TextFinding("long", pair, f"{length} characters in {language}, {pair.most} fit")


def _terms(pair: TextPair, terms: Sequence[Term]) -> Iterator[TextFinding]:
    said = {language: _EXPRESSION.sub(" ", pair.of(language)) for language in LANGUAGES}
    for term in () if pair.key.startswith(NO_TERMS) else terms:
        for language, pattern in term.avoided.items():
            if found := pattern.search(said[language]):
                yield TextFinding("term", pair, f"«{found[0]}» in {language}: write «{term.names[language]}»")
        for here, there in (("ru", "kk"), ("kk", "ru")):
            if term.holds not in ("both", here) or not term.patterns[here].search(said[here]):
                continue
            if said[there] and not term.patterns[there].search(said[there]):
                names = f"«{term.names[here]}» is «{term.names[there]}» in {there}, which is not there"
                yield TextFinding("term", pair, names)


# --- the catalogues -----------------------------------------------------------------------------------------------------


def _catalogues() -> Iterator[TextPair]:
    kk, ru = (texts(language).messages for language in LANGUAGES)
    places, buttons = _places([*ru])
    for domain, key in _keys():
        most = next((n for start, n in LIMITS.items() if key.startswith(start)), BUTTON if key in buttons else MESSAGE)
        place = places.get(key, "the page" if key.startswith("web.") else "")
        yield TextPair(domain, key, place, _forms(kk.get(key, "")), _forms(ru.get(key, "")), most)


def _keys() -> Iterator[tuple[str, str]]:
    """Every key of either language with its catalogue, once."""
    seen = set()
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        for key in re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE):
            if key not in seen:
                seen.add(key)
                yield path.name, key


def _forms(message: str | tuple[str, ...]) -> str:
    """Plural forms one under the other."""
    return message if isinstance(message, str) else "\n\n\n".join(dict.fromkeys(message))


def _places(keys: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Where the program names each key, and which of them stand on buttons. A key made of parts is found by its shape."""
    known, places, buttons = set(keys), dict[str, str](), set[str]()
    for path in (path for room in SHOWING for path in sorted((ROOT / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [node.value] if isinstance(node, ast.Constant) else []
            if isinstance(node, ast.JoinedStr):
                shape = "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values)
                named = [key for key in keys if "." in shape.replace(".+", "") and re.fullmatch(shape, key)]
            for key in named:
                if isinstance(key, str) and key in known:
                    places.setdefault(key, f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("Choice", "button"):
                inside = (part.value for each in node.args for part in ast.walk(each) if isinstance(part, ast.Constant))
                buttons |= {str(value) for value in inside} & known
    return places, buttons


# --- the campaign -------------------------------------------------------------------------------------------------------


def _in_data(node: object, source: str, where: str) -> Iterator[TextPair]:
    if isinstance(node, Mapping):
        if node.keys() & set(LANGUAGES) and not where.endswith(".words"):
            kk, ru = (str(node.get(language) or "") for language in LANGUAGES)
            yield TextPair(source, where.lstrip("."), "help" if source == "faq.yaml" else "conversation", kk, ru)
            return
        for key, value in node.items():
            yield from _in_data(value, source, f"{where}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node, 1):
            yield from _in_data(value, source, f"{where}.{number}")


def _in_form(path: Path) -> Iterator[TextPair]:
    workbook = read_workbook(path)
    for name in ("survey", "choices"):
        sheet = workbook.sheet(name)
        for row in sheet.rows:
            yield from _in_row(path.name, sheet, row)


def _in_row(source: str, sheet: Sheet, row: Row) -> Iterator[TextPair]:
    """A text of one row is a pair when either language has it; the voice that speaks about somebody else is another."""
    found: dict[str, dict[str, str]] = {}
    for heading, text in row.cells.items():
        base, _, language = heading.partition("::")
        code = language_code(language)
        if base.lower() in TRANSLATED and code.removesuffix(PROXY) in LANGUAGES:
            voice = " about another" if code.endswith(PROXY) else ""
            found.setdefault(base.lower() + voice, {})[code.removesuffix(PROXY)] = "" if text == MISSING else text
        elif ours := _OURS.fullmatch(heading):
            found.setdefault(ours[1], {})[ours[2]] = text
    name = row.get("name", "value")
    key = f"{row.get('list_name', 'list name')}.{name}" if sheet.name == "choices" else name
    for part, both in found.items():
        kk, ru = (both.get(language, "").strip() for language in LANGUAGES)
        if kk or ru:
            button = part == "skip" or sheet.name == "choices"
            place = f"{sheet.name}, row {row.number}"
            yield TextPair(source, f"{key} {part}", place, kk, ru, BUTTON if button else MESSAGE)
