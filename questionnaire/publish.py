"""Publishing: an XLSForm becomes an XForm, once, and everything wrong with it is said at once.

pyxform does the translation (without its Java validator); our own compiler is the validator, and the lint says what a form
needs beyond that to be asked in a chat, in two languages.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version as version_of
from pathlib import Path
from types import MappingProxyType

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from questionnaire.errors import FormError, Problem
from questionnaire.expression import Extension
from questionnaire.findings import Finding, PublishError
from questionnaire.form import Form
from questionnaire.languages import lint_languages
from questionnaire.lint import lint
from questionnaire.sheets import Row, UnreadableError, Workbook, read_workbook, rows_by_path
from questionnaire.xform import RawForm, local, read_xform

NO_EXTENSIONS: Mapping[str, Extension] = MappingProxyType({})

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_SHEET = re.compile(r"[Oo]n the '(survey|choices|settings)' sheet|the (survey|choices|settings) sheet")
_OURS_TO_SAY = re.compile(r"^(Language '|The following language declarations)")
"""pyxform's warnings about translations: the lint says the same with rows, and knows the voice variants."""


@dataclass(frozen=True, slots=True)
class Publication:
    """`version` is the settings sheet's; without one, a fingerprint of the form. `files`: the lists beside it, by name."""

    xml: str
    name: str
    version: str
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]

    def form(self, extensions: Mapping[str, Extension] = NO_EXTENSIONS) -> Form:
        return Form.from_xml(self.xml, self.load, extensions)

    def load(self, name: str) -> bytes:
        if name not in self.files:
            raise FileNotFoundError(name)
        return self.files[name]


def publish(path: str | Path, *, extensions: Mapping[str, Extension] = NO_EXTENSIONS) -> Publication:
    """Raises PublishError when there is an error among the findings."""
    path = Path(path)
    try:
        workbook = read_workbook(path)
    except UnreadableError as error:
        raise PublishError([Finding("error", str(error))]) from error
    findings: list[Finding] = []
    try:
        converted = convert(str(path), validate=False, file_type=path.suffix.lower())
        raw = read_xform(converted.xform)
    except PyXFormError as error:
        raise PublishError([_from_pyxform("error", str(error), workbook)]) from error
    except Exception as error:  # whatever pyxform stumbles over instead of saying what is wrong
        said = f"pyxform cannot make a form of it ({error or type(error).__name__})"
        mend = "Look at the sheets changed last: their headings, and signs that names cannot have."
        raise PublishError([Finding("error", f"{said}.", mend=mend, file=path.name)]) from error
    findings += [
        _from_pyxform("warning", warning, workbook) for warning in converted.warnings if not _OURS_TO_SAY.match(warning)
    ]
    files = _files(raw, path.parent)
    xml, version = _versioned(converted.xform, raw, files)
    publication = Publication(xml, raw.root.get("id", ""), version, MappingProxyType(files), ())
    rows = rows_by_path(workbook.sheet("survey"), local(raw.root.tag))
    findings += [replace(finding, file=path.name) for finding in lint_languages(workbook)]
    try:
        form = publication.form(extensions)
    except FormError as error:
        found = [*findings, *(_placed(problem, rows, path.name) for problem in error.problems)]
        raise PublishError(found) from error
    findings += lint(form, workbook, rows, files)
    if any(finding.severity == "error" for finding in findings):
        raise PublishError(findings)
    return replace(publication, findings=tuple(findings))


def lists_beside(xml: str, folder: Path) -> dict[str, bytes]:
    """The lists in `folder` that a published form names, by name. Raises ValueError when `xml` is no XForm."""
    return _files(read_xform(xml), folder)


@cache
def publisher() -> str:
    """A digest of the code that publishes: what it made of a form once, it makes of it again while this is the same."""
    digest = sha256(version_of("pyxform").encode())
    room = Path(__file__).parent
    for module in sorted(room.rglob("*.py")):
        digest.update(module.relative_to(room).as_posix().encode() + module.read_bytes())
    return digest.hexdigest()


def _files(raw: RawForm, folder: Path) -> dict[str, bytes]:
    """The lists beside the form that it names, those that are there. A form cannot name a file anywhere else."""
    names = {instance.get("src", "").rpartition("/")[2] for instance in raw.instances.values()} - {""}
    return {name: (folder / name).read_bytes() for name in sorted(names) if (folder / name).is_file()}


def _versioned(xml: str, raw: RawForm, files: Mapping[str, bytes]) -> tuple[str, str]:
    """The XForm with a version in it. Answers are kept by it, so a form without one gets its and its lists' fingerprint."""
    version = raw.root.get("version", "")
    if version:
        return xml, version
    digest = sha256(xml.encode())
    for name, content in files.items():
        digest.update(name.encode() + sha256(content).digest())
    version = digest.hexdigest()[:12]
    opening = f"<{local(raw.root.tag)} "
    return xml.replace(opening, f'{opening}version="{version}" ', 1), version


def _from_pyxform(severity: str, message: str, workbook: Workbook) -> Finding:
    """pyxform counts rows as a spreadsheet does; in a text file they stand on other lines."""
    found, sheet = _ROW.search(message), _SHEET.search(message)
    name = next((group for group in sheet.groups() if group), "survey") if sheet else "survey"
    row = int(found[1]) if found else 0
    rows = workbook.sheet(name).rows
    number = rows[row - 2].number if 2 <= row < len(rows) + 2 else row
    return Finding(
        "error" if severity == "error" else "warning",
        _ROW.sub("", message).strip(),
        name if found or sheet else "",
        number,
        file=workbook.path.name,
    )


def _placed(problem: Problem, rows: Mapping[str, Row], file: str) -> Finding:
    """A defect of the XForm, shown where the author wrote it."""
    row = rows.get(problem.path)
    sheet = "choices" if problem.part == "choices" else "survey" if problem.path else ""
    column = row.heading(problem.part) if row and problem.part and sheet == "survey" else ""
    return Finding("error", problem.message, sheet, row.number if row else 0, column, problem.mend, file)
