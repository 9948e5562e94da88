"""Which keys of the catalogues the program names: read from its source, page templates and scripts."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from census.staff_cards import Role, Standing
from dialogs.moved import NAMED
from dialogs.texts import Texts
from dialogs.turn import AttachmentKind, Channel
from dialogs.understanding.dates import Precision
from handlers.telegram.profile import COMMANDS
from questionnaire.outcome import Rule

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "callcenter", "census", "dialogs", "handlers", "questionnaire", "web")
KEY = re.compile(r"[a-z]+(?:\.[a-z0-9_{}]+)+")

MADE: dict[str, tuple[str, ...]] = {
    "attachment.{}": get_args(AttachmentKind),
    "card.{}": get_args(Standing)[1:],
    "card.role_{}": get_args(Role),
    "rights.channel.{}": get_args(Channel),
    "example.date_{}": get_args(Precision),
    "sheet.refused.{}": get_args(Rule),
    "sheet.date_{}": get_args(Precision),
    "moved.to_{}": NAMED,
    "joining.{}": ("used", "expired"),
    "moving.{}": ("used", "expired"),
    "sheet.placeholder.{}": ("search", "iin", "integer", "decimal"),
    "sheet.placeholder.date_{}": get_args(Precision),
    "telegram.command.{}": COMMANDS,
    "understanding.date.expected_{}": get_args(Precision),
    "understanding.date.year_missing_{}": get_args(Precision),
    "understanding.date.month_missing_{}": ("day", "month"),
    "webchat.{}": ("left", "no_session", "too_many", "full", "crowded"),
    "wording.date.{}": get_args(Precision),
}
"""Keys put together in the program (`f"attachment.{kind}"`), and what may stand in the gap."""

NO_TEXTS = {"language.kk", "language.ru"}
"""Verbs that look like keys."""

BUTTONS = {"family.begin", "family.continue", "sheet.skip"}
"""Keys that come to their button by a variable."""

NAMED_BY_THE_CAMPAIGN = {"title", "slogan"}
"""Words of a page that are not of the catalogue."""


@dataclass
class Named:
    """What the source names. `calls`: key, fields given with it, place. `buttons`: keys of what stands on a button."""

    literals: dict[str, str] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, frozenset[str], str]] = field(default_factory=list)
    buttons: set[str] = field(default_factory=lambda: set(BUTTONS))


def named_in_python(catalogue: Texts) -> Named:
    roots = {key.partition(".")[0] for key in catalogue.messages if "." in key}
    named = Named()
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = {id(value) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values}
        for node in ast.walk(tree):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr) and KEY.fullmatch(shape := _shape(node)):
                if shape.partition(".")[0] in roots:
                    named.patterns[shape] = where
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                if _is_key(node.value, roots, catalogue):
                    named.literals[node.value] = where
            elif isinstance(node, ast.Call):
                _take_call(named, node, where, catalogue)
    return named


def _shape(node: ast.JoinedStr) -> str:
    return "".join(str(value.value) if isinstance(value, ast.Constant) else "{}" for value in node.values)


def _is_key(text: str, roots: set[str], catalogue: Texts) -> bool:
    if text in catalogue.messages:
        return True
    return KEY.fullmatch(text) is not None and text.partition(".")[0] in roots and text not in NO_TEXTS


def _take_call(named: Named, call: ast.Call, where: str, catalogue: Texts) -> None:
    name = ast.unparse(call.func).rpartition(".")[2]
    if isinstance(call.func, ast.Call):  # texts(language)("…")
        name = "say"
    if name in ("Choice", "button"):
        named.buttons |= {key for part in call.args for key in _keys(part, catalogue)}
    key = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    if not isinstance(key, str) or key not in catalogue.messages:
        return
    if name == "NotUnderstood":
        fields = call.args[1] if len(call.args) > 1 else ast.Dict(keys=[], values=[])
        if isinstance(fields, ast.Dict):
            given = {str(name.value) for name in fields.keys if isinstance(name, ast.Constant)}
            named.calls.append((key, frozenset(given), where))
    elif name in ("say", "plural") and all(keyword.arg for keyword in call.keywords):
        given = {keyword.arg or "" for keyword in call.keywords}
        named.calls.append((key, frozenset(given), where))


def _keys(node: ast.AST, catalogue: Texts) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value in catalogue.messages:
            yield part.value


def named_on_pages() -> set[str]:
    """Keys under `web.` that templates and scripts show, and the kinds of the error page."""
    words: set[str] = set()
    for path in sorted((ROOT / "web" / "templates").glob("*.html")):
        page = path.read_text(encoding="utf-8")
        words |= set(re.findall(r"\bwords\.(\w+)", page))
        words |= set(re.findall(r'\bsay\("(\w+)"[,)]', page))
        words |= set(re.findall(r'data-words(?:-label)?="(\w+)"', page))
        if 'say("error_" ~ kind' in page:
            kinds = ("missing", "refused", "broken", "crowded", "offline")
            words |= {f"error_{kind}{part}" for kind in kinds for part in ("", "_text")}
    for path in sorted((ROOT / "web" / "static").rglob("*.js")):
        script = path.read_text(encoding="utf-8")
        for said in re.findall(r"\bsay\(([^)]*)\)", script):
            words |= set(re.findall(r'"(\w+)"', said))
        if labelled := re.search(r"const LABELLED = \[([^\]]*)\]", script):
            words |= set(re.findall(r'"(\w+)"', labelled.group(1)))
    manifest = (ROOT / "web" / "pages.py").read_text(encoding="utf-8")
    words |= set(re.findall(r'\bwords\["(\w+)"\]', manifest))
    return {f"web.{word}" for word in words - NAMED_BY_THE_CAMPAIGN}
