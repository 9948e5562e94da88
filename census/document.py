"""A YAML file of a campaign, read so that every problem is named by file, line and key, and all of them at once.

A `Document` is one place in the file. Reading a value never raises: a problem is noted, a harmless value takes its place,
and the reader goes on, so that a statistics office sees all that is to be mended in one go.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from census.pair import LANGUAGES, Pair

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The reader in C, ten times as fast, where PyYAML was built with it."""

NOWHERE = date(1, 1, 1)
"""Stands for a date that could not be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a campaign's file and how to mend it. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.message}" if self.where else f"{place}: {self.message}"


class Document:
    """A node of the file with the keys that lead to it. `problems` is shared by all nodes of a campaign."""

    def __init__(self, file: str, node: yaml.Node | None, where: str, problems: list[Problem]) -> None:
        self.file = file
        self.where = where
        self._node = node
        self.problems = problems

    @classmethod
    def open(cls, path: Path, problems: list[Problem]) -> "Document":
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except OSError as error:
            problems.append(Problem(path.name, 0, "", f"cannot be read ({error.strerror}): put the file there"))
            node = None
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problems.append(Problem(path.name, 0, "", f"is not YAML: {' '.join(str(error).split())}"))
            node = None
        return cls(path.name, node, "", problems)

    @property
    def line(self) -> int:
        return self._node.start_mark.line + 1 if self._node is not None else 0

    @property
    def exists(self) -> bool:
        return self._node is not None and not (
            isinstance(self._node, yaml.ScalarNode) and self._node.tag == "tag:yaml.org,2002:null"
        )

    def wrong(self, message: str) -> None:
        self.problems.append(Problem(self.file, self.line, self.where, message))

    # --- going down -----------------------------------------------------------------------------------------------

    def __getitem__(self, key: str) -> "Document":
        """The place under a key; it may not `exist`."""
        where = f"{self.where}.{key}" if self.where else key
        for name, value in self._entries():
            if name == key:
                return Document(self.file, value, where, self.problems)
        return Document(self.file, None, where, self.problems)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._entries())

    def __iter__(self) -> Iterator["Document"]:
        """The items of a list, named by number from 1."""
        if not isinstance(self._node, yaml.SequenceNode):
            self.wrong("write a list here, every item after a dash")
            return
        for n, node in enumerate(self._node.value, 1):
            yield Document(self.file, node, f"{self.where}[{n}]", self.problems)

    def only(self, *known: str) -> None:
        """Notes every key that is not known: a misspelt key would else be silently without effect."""
        for name in self.names:
            if name not in known:
                self[name].wrong(f"no such key; known here: {', '.join(known)}")

    def _entries(self) -> Sequence[tuple[str, yaml.Node]]:
        if not isinstance(self._node, yaml.MappingNode):
            return ()
        return [(str(key.value), value) for key, value in self._node.value]

    # --- reading --------------------------------------------------------------------------------------------------

    def text(self, default: str | None = None) -> str:
        if isinstance(self._node, yaml.ScalarNode) and self.exists and str(self._node.value).strip():
            return str(self._node.value).strip()
        if default is None:
            self.wrong("write a text here")
        return default or ""

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self)

    def pair(self) -> Pair:
        """{kk: …, ru: …}, both there."""
        self.only(*LANGUAGES)
        for language in LANGUAGES:
            if not self[language].exists:
                self.wrong(f"the text is missing in {language}: write both, {{kk: …, ru: …}}")
        return Pair(self["kk"].text(""), self["ru"].text(""))

    def date(self) -> date:
        text = self.text("")
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(f"write a date as 2021-09-01, not {text!r}" if text else "write a date as 2021-09-01")
            return NOWHERE

    def number(self, minimum: int = 0) -> int:
        text = self.text("")
        if text.isascii() and text.isdigit() and int(text) >= minimum:
            return int(text)
        self.wrong(f"write a whole number, {minimum} or more, not {text!r}")
        return minimum

    def truth(self) -> bool:
        text = self.text("false")
        if text not in ("true", "false"):
            self.wrong(f"write true or false, not {text!r}")
        return text == "true"

    def zone(self) -> ZoneInfo:
        text = self.text("")
        try:
            return ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.wrong(f"write a time zone of the tz database as Asia/Almaty, not {text!r}")
            return ZoneInfo("Asia/Almaty")

    def duration(self) -> timedelta:
        """ISO 8601 as far as a conversation needs it: PT30M, PT3H, P1D."""
        text = self.text("")
        found = re.fullmatch(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?", text, re.ASCII)
        if found is None or not any(found.groups()):
            self.wrong(f"write a duration as PT3H (3 hours), PT30M or P1D, not {text!r}")
            return timedelta(hours=1)
        days, hours, minutes = (int(part or 0) for part in found.groups())
        return timedelta(days=days, hours=hours, minutes=minutes)
