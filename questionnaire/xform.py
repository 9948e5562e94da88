"""Reading the XForm that pyxform wrote: elements, binds, controls, translations and lists, still uncompiled text.

The subset of https://getodk.github.io/xforms-spec/ that pyxform emits. Names are taken without their namespaces.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.etree import ElementTree as ET  # our own compiler's output, never a stranger's file

from questionnaire.texts import language_code

SANAQ = "{https://sanaq.org/xforms}"
JR = "{http://openrosa.org/javarosa}"
CONTROLS = frozenset({"input", "select1", "select", "rank", "trigger", "upload", "range"})


@dataclass(slots=True)
class Words:
    """A text as written: plain pieces and, in tuples, the XPaths of the answers in it, by language; `media` beside it."""

    by_language: dict[str, list[str | tuple[str]]] = field(default_factory=dict)
    guidance: dict[str, list[str | tuple[str]]] = field(default_factory=dict)
    media: tuple[str, ...] = ()


NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class RawItemset:
    nodeset: str
    value: str
    label: str
    items: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class RawControl:
    tag: str
    attributes: Mapping[str, str]
    label: Words
    hint: Words
    itemset: RawItemset | None


@dataclass(frozen=True, slots=True)
class RawSetValue:
    target: str
    events: frozenset[str]
    value: str | None
    literal: str
    source: str
    """The control it stands in, "" for the model's."""


@dataclass(slots=True)
class RawForm:
    root: ET.Element
    title: str = ""
    languages: list[str] = field(default_factory=list)
    texts: dict[str, Words] = field(default_factory=dict)
    instances: dict[str, ET.Element] = field(default_factory=dict)
    binds: dict[str, dict[str, str]] = field(default_factory=dict)
    controls: dict[str, RawControl] = field(default_factory=dict)
    groups: dict[str, Words] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)
    """Repeats by path, with the XPath of their count, "" for an open-ended one."""
    set_values: list[RawSetValue] = field(default_factory=list)


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def read_xform(xml: bytes | str) -> RawForm:
    """Raises ValueError when this is not an XForm."""
    try:
        html = ET.fromstring(xml)  # noqa: S314 - see the import
    except ET.ParseError as error:
        raise ValueError(f"This is not an XForm: {error}") from error
    head, body = _child(html, "head"), _child(html, "body")
    model = _child(head, "model") if head is not None else None
    if head is None or body is None or model is None:
        raise ValueError("This is not an XForm: it has no model or no body")
    primary: ET.Element | None = None
    instances: dict[str, ET.Element] = {}
    for element in model:
        if local(element.tag) == "instance":
            if primary is None:
                primary = next(iter(element), None)
            else:
                instances[element.get("id", "")] = element
    if primary is None:
        raise ValueError("This is not an XForm: it has no instance")
    raw = RawForm(primary, instances=instances)
    title = _child(head, "title")
    raw.title = (title.text or "").strip() if title is not None else ""
    _read_itext(raw, model)
    for element in model:
        if local(element.tag) == "bind":
            raw.binds[element.get("nodeset", "").strip()] = dict(element.attrib)
        elif local(element.tag) == "setvalue":
            raw.set_values.append(_set_value(element, ""))
    _read_body(raw, body)
    return raw


def _child(element: ET.Element, name: str) -> ET.Element | None:
    return next((child for child in element if local(child.tag) == name), None)


def _read_itext(raw: RawForm, model: ET.Element) -> None:
    itext = _child(model, "itext")
    if itext is None:
        return
    for translation in itext:
        language = language_code(translation.get("lang", ""))
        raw.languages.append(language)
        for text in translation:
            words = raw.texts.setdefault(text.get("id", ""), Words())
            for value in text:
                form = value.get("form", "")
                if form == "guidance":
                    words.guidance[language] = list(_pieces(value))
                elif form in ("", "short", "long"):
                    words.by_language[language] = list(_pieces(value))
                elif form not in words.media:
                    words.media = (*words.media, form)


def _pieces(element: ET.Element) -> Iterator[str | tuple[str]]:
    if element.text:
        yield element.text
    for child in element:
        if local(child.tag) == "output":
            yield ((child.get("value") or child.get("ref") or "").strip(),)
        if child.tail:
            yield child.tail


def _read_body(raw: RawForm, parent: ET.Element) -> None:
    for element in parent:
        name = local(element.tag)
        if name == "group":
            label = _child(element, "label")
            if (ref := element.get("ref")) and label is not None:
                raw.groups[ref.strip()] = _words(raw, label)
            _read_body(raw, element)
        elif name == "repeat":
            raw.counts[element.get("nodeset", "").strip()] = element.get(JR + "count", "").strip()
            _read_body(raw, element)
        elif name == "setvalue":
            raw.set_values.append(_set_value(element, ""))
        elif name in CONTROLS:
            ref = element.get("ref", "").strip()
            raw.controls[ref] = _control(raw, element, name)
            raw.set_values += [_set_value(child, ref) for child in element if local(child.tag) == "setvalue"]


def _set_value(element: ET.Element, source: str) -> RawSetValue:
    return RawSetValue(
        target=element.get("ref", "").strip(),
        events=frozenset(element.get("event", "").split()),
        value=element.get("value"),
        literal=element.text or "",
        source=source,
    )


def _control(raw: RawForm, element: ET.Element, tag: str) -> RawControl:
    label, hint, itemset = _child(element, "label"), _child(element, "hint"), _child(element, "itemset")
    found: RawItemset | None = None
    if itemset is not None:
        value, shown = _child(itemset, "value"), _child(itemset, "label")
        found = RawItemset(
            itemset.get("nodeset", "").strip(),
            value.get("ref", "name") if value is not None else "name",
            shown.get("ref", "label") if shown is not None else "label",
        )
    elif items := [child for child in element if local(child.tag) == "item"]:
        found = RawItemset("", "", "", tuple(_inline_item(raw, item) for item in items))
    return RawControl(
        tag,
        MappingProxyType(dict(element.attrib)),
        _words(raw, label) if label is not None else NO_WORDS,
        _words(raw, hint) if hint is not None else NO_WORDS,
        found,
    )


def _inline_item(raw: RawForm, item: ET.Element) -> tuple[str, Words]:
    value, label = _child(item, "value"), _child(item, "label")
    return (value.text or "" if value is not None else "").strip(), _words(
        raw, label
    ) if label is not None else NO_WORDS


def _words(raw: RawForm, element: ET.Element) -> Words:
    ref = element.get("ref", "")
    return referred(raw, ref) if ref else Words({"": list(_pieces(element))})


def referred(raw: RawForm, ref: str) -> Words:
    """The text of `jr:itext('id')`; of a message that is written out, the message itself."""
    if ref.startswith("jr:itext("):
        return raw.texts.get(ref.removeprefix("jr:itext(").rstrip(") ").strip("'\" "), NO_WORDS)
    return Words({"": [ref]}) if ref else NO_WORDS
