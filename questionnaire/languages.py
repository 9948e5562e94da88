"""The lint of languages: everything a respondent reads is there in every language of the form, in both voices."""

import re
from collections.abc import Iterator, Mapping, Sequence

from questionnaire.findings import Finding, Severity
from questionnaire.sheets import Row, Sheet, Workbook
from questionnaire.texts import MISSING, PROXY, language_code

STATE = ("kk", "ru")
"""The languages of the state: a form that has one of them needs both, whole."""

FEW = 10

NAMES = {"kk": "Kazakh", "ru": "Russian"}

TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_SUFFIXED = re.compile(r"^bind::sanaq:(soft|skip|more)-(.+)$")


def languages_of(workbook: Workbook) -> list[str]:
    """The codes of its languages in the author's order, without the voice variants."""
    headings = [*workbook.sheet("survey").headings, *workbook.sheet("choices").headings]
    found: dict[str, None] = {}
    for heading in headings:
        base, separator, language = heading.partition("::")
        if separator and base.lower() in TRANSLATED:
            found[language_code(language)] = None
    return [code for code in found if not code.endswith(PROXY)]


def lint_languages(workbook: Workbook) -> Iterator[Finding]:
    used = languages_of(workbook)
    wanted = used
    if not wanted:
        return
    if any(code in STATE for code in wanted):
        for code in STATE:
            if code not in wanted:
                only = next(name for name in STATE if name in wanted)
                message = f"The form is in {NAMES[only]} only; {NAMES[code]} is missing throughout"
                yield Finding("error", message, mend=f"Add columns such as “label::… ({code})”.")
        wanted = [*STATE, *(code for code in wanted if code not in STATE)]
    there = [code for code in wanted if code in used]
    for name in ("survey", "choices"):
        yield from _summed(name, list(_sheet(workbook.sheet(name), there)))


def _summed(sheet: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """Every gap that stops the form; of the others, beyond a few, only how many there are."""
    yield from (finding for finding in found if finding.severity == "error")
    others = [finding for finding in found if finding.severity != "error"]
    yield from others[:FEW]
    if len(others) > FEW:
        message = f"{len(others) - FEW} more texts are missing in one of the form's languages"
        yield Finding("warning", message, sheet, others[FEW].row)


def _severity(code: str) -> Severity:
    return "error" if code.removesuffix(PROXY) in STATE else "warning"


def _sheet(sheet: Sheet, wanted: Sequence[str]) -> Iterator[Finding]:
    columns = {
        base: {language_code(h.partition("::")[2]): h for h in sheet.headings if h.lower().partition("::")[0] == base}
        for base in TRANSLATED
    }
    for row in sheet.rows:
        for base, headings in columns.items():
            yield from _row(sheet.name, row, base, {code: row.cells.get(h, "") for code, h in headings.items()}, wanted)
        yield from _ours(sheet.name, row, wanted)


def _row(sheet: str, row: Row, base: str, cells: Mapping[str, str], wanted: Sequence[str]) -> Iterator[Finding]:
    there = {code for code, text in cells.items() if text not in ("", MISSING)}
    if not there:
        return
    name = row.get("name", "value")
    for code in wanted:
        if code not in there:
            message = f"“{name}” has no {base} in {NAMES.get(code, code)}"
            yield Finding(
                _severity(code), message, sheet, row.number, _heading(row, base), f"Translate it into {code}."
            )
    proxies = {code.removesuffix(PROXY) for code in there if code.endswith(PROXY)}
    for code in wanted:
        if proxies and code not in proxies:
            message = f"The {base} of “{name}” about somebody else is missing in {NAMES.get(code, code)}"
            mend = f"Add it under “{base}::… ({code}{PROXY})”."
            yield Finding(_severity(code), message, sheet, row.number, _heading(row, base), mend)


def _heading(row: Row, base: str) -> str:
    return next((own for own in row.cells if own.lower().partition("::")[0] == base), base)


def _ours(sheet: str, row: Row, wanted: Sequence[str]) -> Iterator[Finding]:
    """`bind::sanaq:soft-kk` and its like."""
    there: dict[str, set[str]] = {}
    for heading, text in row.cells.items():
        found = _SUFFIXED.match(heading)
        if found and text.strip():
            there.setdefault(found[1], set()).add(found[2])
    for name, codes in there.items():
        for code in wanted:
            if code not in codes:
                heading = f"bind::sanaq:{name}-{code}"
                message = f"“{row.get('name')}” has no {name} text in {NAMES.get(code, code)}"
                yield Finding(_severity(code), message, sheet, row.number, heading, f"Fill {heading}.")


def lint_list(name: str, rows: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    """A list in a file that questions choose from: its labels in both languages of the state."""
    missing = [code for code in STATE if rows and f"label_{code}" not in rows[0]]
    for code in missing:
        message = f"The list has no labels in {NAMES[code]}"
        yield Finding("error", message, row=1, mend=f"Add the column label_{code}.", file=name)
    for number, row in enumerate(rows if not missing else (), 2):
        for code in STATE:
            if not row.get(f"label_{code}"):
                message = f"“{row.get('name', '')}” has no label in {NAMES[code]}"
                yield Finding("error", message, row=number, column=f"label_{code}", file=name)
