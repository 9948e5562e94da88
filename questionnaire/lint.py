"""The lint: what a form needs, beyond being right, to be asked in a chat."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from questionnaire.channels import DOORS, NEVER_FILLED, carried
from questionnaire.definition import Element
from questionnaire.dependencies import expressions_of, is_bare_word
from questionnaire.findings import Finding
from questionnaire.form import Form
from questionnaire.languages import STATE, languages_of, lint_list
from questionnaire.paths import resolved
from questionnaire.sheets import Row, Workbook

BUTTON = 40
"""Characters of a choice that fit on a button of a narrow telephone."""

LIST_ROW = 24
"""Characters of a row in a WhatsApp list
(https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages)."""

SHOWN = 20
"""A longer list is searched by typing, its choices are not put on buttons."""

_REGEX = re.compile(r"""regex\s*\([^,]*,\s*(?:'([^']*)'|"([^"]*)")\s*\)""")
_LITERAL = re.compile(r"""'[^']*'|"[^"]*\"""")
_FORGIVING = frozenset({"coalesce", "if", "sum", "number", "once"})


def lint(form: Form, workbook: Workbook, rows: Mapping[str, Row], files: Mapping[str, bytes]) -> list[Finding]:
    found = [
        *_doors(form, rows),
        *_device_types(workbook),
        *_choice_values(workbook),
        *_lists(form, workbook, files),
        *_labels(workbook),
        *_expressions(form, rows),
        *_rules(form, rows),
    ]
    return [replace(finding, file=finding.file or workbook.path.name) for finding in found]


def _at(rows: Mapping[str, Row], element: Element, part: str) -> tuple[str, int, str]:
    row = rows.get(element.path)
    return "survey", row.number if row else 0, row.heading(part) if row else part


def _doors(form: Form, rows: Mapping[str, Row]) -> Iterator[Finding]:
    """A question that no door can carry would stop everybody."""
    for element in form.questions():
        control = element.control
        assert control is not None
        doors = carried(control.kind, element.bind.type)
        place = _at(rows, element, "type")
        if not doors:
            message = f"“{element.name}” cannot be asked in a conversation: no door carries {element.bind.type}"
            yield Finding("error", message, *place, "Ask for words, a number, a date or a choice instead.")
        elif len(doors) < len(DOORS):
            missing = ", ".join(door for door in DOORS if door not in doors)
            required = element.bind.required is not None
            message = f"“{element.name}” cannot be asked over {missing}"
            mend = "Make it optional, or respondents there will be stuck." if required else ""
            yield Finding("warning" if required else "remark", message, *place, mend)
        if control.media:
            media = ", ".join(control.media)
            yield Finding(
                "warning", f"The {media} of “{element.name}” is not shown in a chat", *_at(rows, element, "media")
            )


def _device_types(workbook: Workbook) -> Iterator[Finding]:
    for row in workbook.sheet("survey").rows:
        kind = row.get("type").lower()
        if kind in NEVER_FILLED:
            yield Finding(
                "warning", f"“{kind}” stays blank: a conversation has no such device", "survey", row.number, "type"
            )


def _choice_values(workbook: Workbook) -> Iterator[Finding]:
    """Several choices are kept as one text with spaces between them, so no value may have a space of its own."""
    for row in workbook.sheet("choices").rows:
        value = row.get("name", "value")
        if value and (finding := _spaced(value)):
            yield Finding("error", finding, "choices", row.number, "name", f"Write “{'_'.join(value.split())}”.")


def _spaced(value: str) -> str:
    return f"The choice value “{value}” has a space in it" if re.search(r"\s", value) else ""


def _lists(form: Form, workbook: Workbook, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Lists in files beside the form that questions choose from."""
    itemsets = {
        e.control.itemset.instance: e.control.itemset for e in form.questions() if e.control and e.control.itemset
    }
    bilingual = any(code in STATE for code in languages_of(workbook))
    for file in files:
        name = file.removesuffix(".csv")
        if name not in itemsets:
            continue
        rows = list(form.instances[name].rows("item"))
        column = itemsets[name].value_column
        for number, row in enumerate(rows, 2):  # the first row names the columns
            if finding := _spaced(row.get(column, "")):
                yield Finding("error", finding, row=number, column=column, file=file)
        if bilingual:
            yield from lint_list(file, rows)


def _labels(workbook: Workbook) -> Iterator[Finding]:
    """Labels that do not fit where they will stand."""
    sizes: dict[str, int] = {}
    for row in workbook.sheet("choices").rows:
        name = row.get("list_name", "list name")
        sizes[name] = sizes.get(name, 0) + 1
    long_rows: dict[str, int] = {}
    for row in workbook.sheet("choices").rows:
        name = row.get("list_name", "list name")
        if sizes[name] > SHOWN:
            continue
        for heading, label in row.cells.items():
            if heading.lower().partition("::")[0] != "label":
                continue
            if len(label) > BUTTON:
                message = f"“{label}” is {len(label)} characters long; a button shows {BUTTON}"
                yield Finding("warning", message, "choices", row.number, heading, "Shorten it, or explain in the hint.")
            long_rows[name] = long_rows.get(name, 0) + (len(label) > LIST_ROW)
    for name, count in long_rows.items():
        if count:
            message = (
                f"{count} labels of the list “{name}” are longer than the {LIST_ROW} characters of a WhatsApp list row"
            )
            yield Finding("remark", message, "choices", mend="They will be numbered lines of the message there.")


def _expressions(form: Form, rows: Mapping[str, Row]) -> Iterator[Finding]:
    """Expressions that are right and still do not say what was meant."""
    for element in form.elements.values():
        for part, expression in expressions_of(element):
            place = _at(rows, element, part)
            for single, double in _REGEX.findall(expression.source):
                pattern = single or double
                if not (pattern.startswith("^") and pattern.endswith("$")):
                    message = (
                        f"The pattern “{pattern}” is not anchored, and ODK's own engines disagree about such patterns"
                    )
                    yield Finding("warning", message, *place, "Begin it with ^ and end it with $.")
            if "+" in _LITERAL.sub("", expression.source) and _FORGIVING.isdisjoint(expression.functions):
                optional = _optional(form, element, [reference.steps for reference in expression.references])
                if optional:
                    message = f"“{optional}” may stay blank, and a sum with a blank in it is blank"
                    yield Finding("warning", message, *place, f"Write coalesce(${{{optional}}}, 0).")
            for reference in expression.references:
                if is_bare_word(reference, element):
                    word = reference.steps[0]
                    message = f"The word “{word}” without quotes reads as blank"
                    yield Finding("warning", message, *place, f"Write '{word}', or '' for blank.")


def _optional(form: Form, element: Element, ways: list[tuple[str, ...]]) -> str:
    """The first of these questions that may stay blank."""
    for steps in ways:
        start = "" if steps and f"/{steps[0]}" == form.root.path else element.path
        found = form.elements.get(resolved(start, "/".join(steps)))
        if found is not None and found.control is not None and found.bind.required is None:
            return found.name
    return ""


def _rules(form: Form, rows: Mapping[str, Row]) -> Iterator[Finding]:
    for element in form.questions():
        bind = element.bind
        if bind.constraint is not None and not bind.constraint_message:
            message = f"Who breaks the rule of “{element.name}” is not told why"
            yield Finding("warning", message, *_at(rows, element, "constraint"), "Add a constraint_message.")
        if bind.soft is not None and not bind.soft_message:
            message = f"The doubt about “{element.name}” has no sentence"
            mend = "Add bind::sanaq:soft-kk and bind::sanaq:soft-ru."
            yield Finding("error", message, *_at(rows, element, "bind::sanaq:soft"), mend)
