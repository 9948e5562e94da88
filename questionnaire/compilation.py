"""From an XForm as read to the tree an interview runs on: every expression compiled, every problem collected."""

from collections.abc import Mapping, Sequence
from itertools import count
from types import MappingProxyType
from xml.etree import ElementTree as ET

from questionnaire.definition import NO_BIND, Bind, Control, Element, Item, Itemset, SetValue
from questionnaire.errors import Problem
from questionnaire.expression import Expression, ExpressionError, Extension, compile_expression
from questionnaire.filters import IMPURE
from questionnaire.paths import items_of, own_item, resolved
from questionnaire.prompt import Kind
from questionnaire.texts import Part, Text, text_of
from questionnaire.xform import JR, SANAQ, RawControl, RawForm, RawItemset, Words, local, referred

OUR_ATTRIBUTES = frozenset({"voice", "suggest", "soft", "after", "min", "max"})
OUR_TEXTS = ("soft", "skip", "more")

_BY_TYPE = {
    "int": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATETIME,
    "barcode": Kind.BARCODE,
    "geopoint": Kind.LOCATION,
    "geotrace": Kind.LOCATION,
    "geoshape": Kind.LOCATION,
    "binary": Kind.FILE,
}
_BY_TAG = {
    "select1": Kind.SELECT_ONE,
    "select": Kind.SELECT_MULTIPLE,
    "rank": Kind.RANK,
    "trigger": Kind.ACKNOWLEDGE,
    "upload": Kind.FILE,
}


class Compiler:
    """Compiles one form. `problems` fills up on the way; the tree is only worth running when it stays empty."""

    def __init__(self, raw: RawForm, extensions: Mapping[str, Extension]) -> None:
        self.raw = raw
        self.extensions = extensions
        self.repeats = frozenset(raw.counts)
        self.problems: list[Problem] = []
        self._indexes = count()

    def tree(self) -> Element:
        return self._element(self.raw.root, "/" + local(self.raw.root.tag))

    def triggers(self) -> Mapping[str, tuple[SetValue, ...]]:
        """By the path of the question that sets them off: what a changed answer sets."""
        found: dict[str, tuple[SetValue, ...]] = {}
        for one in self.raw.set_values:
            if one.source and "xforms-value-changed" in one.events:
                value = self.expression(one.value, one.target, "calculation")
                found[one.source] = (*found.get(one.source, ()), SetValue(one.target, value, one.literal))
        return MappingProxyType(found)

    def expression(self, source: str | None, path: str, part: str) -> Expression | None:
        if source is None or not source.strip():
            return None
        if "${" in source:
            self.problems.append(Problem(path, part, f"A raw reference is left in “{source}”.", "Check its spelling."))
            return None
        try:
            return compile_expression(own_item(source.strip(), path, self.repeats), extensions=self.extensions)
        except ExpressionError as error:
            self.problems.append(Problem(path, part, f"{error}.", column=error.column))
            return None

    def _element(self, dom: ET.Element, path: str) -> Element:
        name = local(dom.tag)
        index = next(self._indexes)
        bind = self._bind(path)
        children: dict[str, Element] = {}
        for child in dom:
            child_name = local(child.tag)
            if child_name not in children:  # the template of a repeat comes first, then its first item
                children[child_name] = self._element(child, f"{path}/{child_name}")
        label = self.text(self.raw.groups.get(path), path, "label")
        if path in self.repeats:
            count = self.expression(self.raw.counts[path] or None, path, "repeat_count")
            return Element(index, path, name, "repeat", bind, None, label, count, tuple(children.values()))
        if children or path.count("/") == 1 or path in self.raw.groups:
            return Element(index, path, name, "group", bind, None, label, None, tuple(children.values()))
        raw = self.raw.controls.get(path)
        return Element(
            index,
            path,
            name,
            "field",
            bind,
            self._control(raw, path, bind) if raw else None,
            default=(dom.text or "").strip(),
            dynamic_default=self._dynamic_default(path),
        )

    def _dynamic_default(self, path: str) -> SetValue | None:
        for one in self.raw.set_values:
            if one.target == path and not one.source and one.events & {"odk-instance-first-load", "odk-new-repeat"}:
                return SetValue(path, self.expression(one.value, path, "default"), one.literal)
        return None

    def _bind(self, path: str) -> Bind:
        raw = self.raw.binds.get(path)
        if raw is None:
            return NO_BIND
        ours = {key.removeprefix(SANAQ): value for key, value in raw.items() if key.startswith(SANAQ)}
        texts = {name: self._our_text(name, ours, path) for name in OUR_TEXTS}
        preload = raw.get(JR + "preload", "")
        return Bind(
            type=raw.get("type", "string").rpartition(":")[2],
            relevant=self.expression(raw.get("relevant"), path, "relevant"),
            required=self.expression(raw.get("required"), path, "required"),
            read_only=self.expression(raw.get("readonly"), path, "read_only"),
            constraint=self.expression(raw.get("constraint"), path, "constraint"),
            calculate=self.expression(raw.get("calculate"), path, "calculation"),
            constraint_message=self._message(raw, "constraintMsg", path, "constraint_message"),
            required_message=self._message(raw, "requiredMsg", path, "required_message"),
            voice=self.expression(ours.get("voice"), path, "bind::sanaq:voice"),
            suggest=self.expression(ours.get("suggest"), path, "bind::sanaq:suggest"),
            soft=self.expression(ours.get("soft"), path, "bind::sanaq:soft"),
            soft_message=texts["soft"],
            skip_label=texts["skip"],
            more_label=texts["more"],
            after_roster=self._after(ours, path),
            minimum=self._bound("min", ours, path),
            maximum=self._bound("max", ours, path),
            preload=f"{preload}:{raw.get(JR + 'preloadParams', '')}" if preload else "",
            extra=MappingProxyType({key: value for key, value in ours.items() if not _is_ours(key)}),
        )

    def _after(self, ours: Mapping[str, str], path: str) -> bool:
        value = ours.get("after", "").strip()
        if value and (value != "roster" or path.rpartition("/")[0] not in self.repeats or path in self.raw.controls):
            self.problems.append(
                Problem(
                    path,
                    "bind::sanaq:after",
                    f"“{value}” cannot stand here.",
                    "Write “roster”, on a group that lies directly inside a repeat.",
                )
            )
        return value == "roster"

    def _bound(self, name: str, ours: Mapping[str, str], path: str) -> Expression | None:
        """`sanaq:min`, `sanaq:max`: how many items an open-ended roster has at least and at most."""
        if name in ours and self.raw.counts.get(path) != "":
            mend = "It belongs on a repeat without repeat_count."
            self.problems.append(Problem(path, f"bind::sanaq:{name}", f"“{name}” cannot stand here.", mend))
        return self.expression(ours.get(name), path, f"bind::sanaq:{name}")

    def _message(self, raw: Mapping[str, str], name: str, path: str, part: str) -> Text:
        return self.text(referred(self.raw, raw.get(JR + name, "").strip()), path, part)

    def _our_text(self, name: str, ours: Mapping[str, str], path: str) -> Text:
        """`soft-kk` and its like: words with `{xpath}` in them."""
        by_language: dict[str, list[Part]] = {}
        for key, value in ours.items():
            stem, _, language = key.partition("-")
            if stem == name and language:
                by_language[language] = self._parts(braces(value), path, f"bind::sanaq:{key}")
        return text_of(by_language)

    def text(self, words: Words | None, path: str, part: str, *, guidance: bool = False) -> Text:
        if words is None:
            return text_of({})
        pieces = words.guidance if guidance else words.by_language
        return text_of({language: self._parts(found, path, part) for language, found in pieces.items()})

    def _parts(self, pieces: Sequence[str | tuple[str]], path: str, part: str) -> list[Part]:
        parts: list[Part] = []
        for piece in pieces:
            if isinstance(piece, str):
                if "${" in piece:
                    self.problems.append(Problem(path, part, f"A raw reference is left in “{piece.strip()}”."))
                parts.append(piece)
            elif (compiled := self.expression(piece[0], path, part)) is not None:
                parts.append(compiled)
        return parts

    def _control(self, raw: RawControl, path: str, bind: Bind) -> Control:
        kind = _BY_TAG.get(raw.tag) or _BY_TYPE.get(bind.type, Kind.TEXT)
        is_note = (
            raw.tag == "input" and bind.calculate is None and _always(self.raw.binds.get(path, {}).get("readonly"))
        )
        return Control(
            kind=kind,
            label=self.text(raw.label, path, "label"),
            hint=self.text(raw.hint, path, "hint"),
            guidance=self.text(raw.hint, path, "guidance_hint", guidance=True),
            appearance=tuple(raw.attributes.get("appearance", "").split()),
            itemset=self._itemset(raw.itemset, path) if raw.itemset else None,
            least=_number(raw.attributes.get("start")) if raw.tag == "range" else None,
            most=_number(raw.attributes.get("end")) if raw.tag == "range" else None,
            step=_number(raw.attributes.get("step")) if raw.tag == "range" else None,
            is_note=is_note,
            media=raw.label.media,
        )

    def _inputs(self, nodes: Expression, path: str) -> tuple[Expression, ...] | None:
        if not IMPURE.isdisjoint(nodes.functions):
            return None
        ways = [
            "/" * (one.start == "root") + "/".join(one.steps) for one in nodes.references if one.start != "instance"
        ]
        compiled = [self.expression(way or ".", path, "choice_filter") for way in dict.fromkeys(ways)]
        return tuple(one for one in compiled if one is not None)

    def _itemset(self, raw: RawItemset, path: str) -> Itemset:
        if raw.items:
            none: Mapping[str, str] = MappingProxyType({})
            return Itemset(
                items=tuple(
                    Item(n, value, self.text(words, path, "choices"), none)
                    for n, (value, words) in enumerate(raw.items)
                )
            )
        source = items_of(raw.nodeset, path, self.repeats)
        nodes = self.expression(source, path, "choice_filter")
        if nodes is None:
            return Itemset()
        reference = nodes.references[-1]  # those of the filter come before the path itself
        if reference.start == "instance":
            if reference.instance not in self.raw.instances:
                self.problems.append(Problem(path, "type", f"There is no list “{reference.instance}”."))
            plain = source.replace(" ", "") == f"instance('{reference.instance}')/root/item"
            filtered = None if plain else nodes
            inputs = self._inputs(nodes, path)
            return Itemset(reference.instance, filtered, inputs, value_column=raw.value, label_column=raw.label)
        start = path if reference.start == "context" else ""
        roster = resolved(start, "/".join(reference.steps))
        return Itemset(
            nodes=nodes,
            roster=roster,
            value_of=self.expression(raw.value, roster, "type"),
            label_of=self.expression(raw.label, roster, "type"),
        )


def braces(text: str) -> list[str | tuple[str]]:
    """Words and, in tuples, what stands in braces."""
    pieces: list[str | tuple[str]] = []
    rest = text
    while rest:
        before, opened, after = rest.partition("{")
        inside, closed, rest = after.partition("}")
        if before:
            pieces.append(before)
        if opened and closed:
            pieces.append((inside.strip(),))
        elif opened:
            pieces.append("{" + inside)
    return pieces


def _is_ours(key: str) -> bool:
    return key in OUR_ATTRIBUTES or key.partition("-")[0] in OUR_TEXTS


def _always(expression: str | None) -> bool:
    return expression is not None and expression.replace(" ", "") == "true()"


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
