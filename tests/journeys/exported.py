"""What a statistics office is given at the end: `sanaq export`, read back."""

import csv
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET


@dataclass(frozen=True)
class Exported:
    """`tables` are the rows of each CSV by its name without ending, `submissions` the XML roots by form."""

    tables: Mapping[str, list[dict[str, str]]]
    submissions: Mapping[str, list[ET.Element]]

    @classmethod
    def read(cls, folder: Path) -> "Exported":
        tables = {}
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                tables[path.stem] = list(csv.DictReader(file))
        submissions: dict[str, list[ET.Element]] = {}
        with zipfile.ZipFile(folder / "submissions.zip") as whole:
            for name in whole.namelist():
                submissions.setdefault(name.split("/")[0], []).append(ET.fromstring(whole.read(name)))
        return cls(tables, submissions)


def text(root: ET.Element, path: str) -> str:
    """The text of the one element at `path`, whatever its namespace."""
    [found] = root.findall("/".join(f"{{*}}{step}" for step in path.split("/")))
    return found.text or ""


def modes(folder: Path) -> set[int]:
    """Permissions of what lies in the folder."""
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
