"""A Form: one version of a questionnaire, compiled, frozen, shared by all its interviews and threads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType

from questionnaire.compilation import Compiler
from questionnaire.definition import Control, Element, SetValue
from questionnaire.dependencies import Affected, Clock, affected, circles, clock, speaks, unknown_references
from questionnaire.errors import FormError, Problem
from questionnaire.expression import Expression, Extension, compile_expression
from questionnaire.filters import Filter
from questionnaire.lists import Catalogue, NodeItems, WrittenItems
from questionnaire.paths import own_item
from questionnaire.records import InstanceError
from questionnaire.secondary import SecondaryInstance, shared_csv
from questionnaire.texts import NO_TEXT, PROXY, Text
from questionnaire.xform import RawForm, read_xform

Load = Callable[[str], bytes]
"""The bytes of a file that stands beside the form, by name ("places.csv"). Raises FileNotFoundError."""

NO_EXTENSIONS: Mapping[str, Extension] = MappingProxyType({})


def nothing_beside(name: str) -> bytes:
    raise FileNotFoundError(name)


@dataclass(frozen=True)
class Form:
    """`name` is the form's id, `languages` its languages in its own order without the voice variants.

    `elements` has every element by its path. `trigger` says what an answer sets elsewhere, by the question's path.
    """

    name: str
    version: str
    title: str
    languages: tuple[str, ...]
    root: Element
    elements: Mapping[str, Element]
    triggers: Mapping[str, tuple[SetValue, ...]]
    catalogues: Mapping[str, Catalogue]
    filters: Mapping[str, Filter]
    instances: Mapping[str, SecondaryInstance]
    extensions: Mapping[str, Extension]
    texts: Mapping[str, Text]
    _evaluated: dict[tuple[str, str], Expression] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_xml(
        cls,
        xml: bytes | str,
        load: Load = nothing_beside,
        extensions: Mapping[str, Extension] = NO_EXTENSIONS,
    ) -> "Form":
        """Raises FormError with everything that is wrong, ValueError when `xml` is no XForm at all."""
        raw = read_xform(xml)
        compiler = Compiler(raw, extensions)
        root = compiler.tree()
        triggers = compiler.triggers()
        elements = {element.path: element for element in root.descendants()}
        problems = compiler.problems
        instances = _instances(raw, load, problems)
        catalogues, texts = _catalogues(raw, compiler, elements, instances)
        if not problems:
            problems += unknown_references(elements, frozenset(raw.instances))
        if not problems:
            problems += circles(elements)
        if problems:
            raise FormError(problems)
        return cls(
            name=raw.root.get("id", ""),
            version=raw.root.get("version", ""),
            title=raw.title,
            languages=tuple(language for language in raw.languages if not language.endswith(PROXY)),
            root=root,
            elements=MappingProxyType(elements),
            triggers=triggers,
            catalogues=MappingProxyType(catalogues),
            filters=MappingProxyType(_filters(elements, catalogues)),
            instances=MappingProxyType(instances),
            extensions=extensions,
            texts=MappingProxyType(texts),
        )

    def questions(self) -> Sequence[Element]:
        """Everything a respondent may be asked, in the form's order; `Element.ref` names it."""
        return [e for e in self.elements.values() if e.control is not None and not e.control.is_note]

    def control_at(self, path: str) -> Control | None:
        element = self.elements.get(path)
        return element.control if element else None

    def expression(self, xpath: str, path: str) -> Expression:
        """`xpath` compiled for an element. Raises ExpressionError. Kept, for callers ask the same again and again."""
        key = (xpath, path)
        if key not in self._evaluated:
            self._evaluated[key] = compile_expression(
                own_item(xpath.strip(), path, self.repeats), extensions=self.extensions
            )
        return self._evaluated[key]

    @cached_property
    def affected(self) -> Mapping[str, Affected]:
        """What another answer to a question may change, by its path."""
        return affected(self.elements)

    @cached_property
    def clock(self) -> Clock:
        """How exactly the form looks at the clock."""
        return clock(self.elements)

    @cached_property
    def speaks(self) -> bool:
        """Whether what is worked out from the answers may be another in another language."""
        return speaks(self.elements)

    @cached_property
    def repeats(self) -> frozenset[str]:
        return frozenset(path for path, element in self.elements.items() if element.shape == "repeat")

    @cached_property
    def has_first_defaults(self) -> bool:
        return any(element.dynamic_default for element in self.elements.values())

    @cached_property
    def has_counted_rosters(self) -> bool:
        return any(element.count is not None for element in self.elements.values())

    @cached_property
    def roster_choices(self) -> tuple[Element, ...]:
        """Questions whose choices are the items of a roster."""
        return tuple(q for q in self.questions() if q.control and q.control.itemset and q.control.itemset.roster)


def _instances(raw: RawForm, load: Load, problems: list[Problem]) -> dict[str, SecondaryInstance]:
    instances: dict[str, SecondaryInstance] = {}
    for name, element in raw.instances.items():
        source = element.get("src", "")
        try:
            if source.startswith("jr://file-csv/"):
                file = source.removeprefix("jr://file-csv/")
                instances[name] = shared_csv(name, load(file), file)
            elif source:
                problems.append(
                    Problem("", "type", f"The list “{name}” comes from {source}, which nothing here can read.")
                )
            else:
                instances[name] = SecondaryInstance.from_element(name, element)
        except FileNotFoundError:
            file = source.rpartition("/")[2]
            mend = "Put it into the folder of the form."
            problems.append(Problem("", "type", f"The list “{name}” needs the file {file}, which is missing.", mend))
        except InstanceError as error:
            problems.append(Problem("", "type", f"The list “{name}” cannot be read: {error}"))
    return instances


def _catalogues(
    raw: RawForm, compiler: Compiler, elements: Mapping[str, Element], instances: Mapping[str, SecondaryInstance]
) -> tuple[dict[str, Catalogue], dict[str, Text]]:
    """By the path of the question. Questions with one list share a catalogue, unless its labels have answers in them."""
    languages = tuple(language for language in raw.languages if not language.endswith(PROXY)) or ("",)
    form = f"{raw.root.get('id')}/{raw.root.get('version')}"
    shared: dict[tuple[str, ...], Catalogue] = {}
    found: dict[str, Catalogue] = {}
    texts: dict[str, Text] = {}
    for path, element in elements.items():
        itemset = element.control.itemset if element.control else None
        if itemset is None or itemset.roster:
            continue
        instance = instances.get(itemset.instance)
        if instance is None:
            labels = [item.label for item in itemset.items]
            identity = "" if any(label.expressions() for label in labels) else f"{form}{path}"
            found[path] = Catalogue(identity, WrittenItems(itemset.items), languages, voiced=_voiced(labels))
            continue
        ids: set[str] = set()
        if itemset.label_column.startswith("jr:itext("):
            ids = {
                one.text() for item in instance.children("item") for one in item.children("itextId")
            } & raw.texts.keys()
        has_answers = any(
            isinstance(piece, tuple) for one in ids for words in raw.texts[one].by_language.values() for piece in words
        )
        own = path if has_answers else ""
        key = (itemset.instance, itemset.value_column, itemset.label_column, own)
        if key not in shared:
            mine = {one: compiler.text(raw.texts[one], path, "choices") for one in sorted(ids)}
            texts |= mine
            items = NodeItems(instance, itemset, partial(_text_of, mine))
            where = instance.digest or f"{form}/{itemset.instance}"
            identity = "" if has_answers else "|".join((where, itemset.value_column, itemset.label_column, *languages))
            shared[key] = Catalogue(identity, items, languages, voiced=_voiced(mine.values()))
        found[path] = shared[key]
    return found, texts


def _voiced(labels: Iterable[Text]) -> bool:
    return any(language.endswith(PROXY) for label in labels for language in label.by_language)


def _filters(elements: Mapping[str, Element], catalogues: Mapping[str, Catalogue]) -> dict[str, Filter]:
    """By the path of the question. Questions that narrow one list alike, whatever is answered, share a filter."""
    filters: dict[str, Filter] = {}
    fixed: dict[tuple[str, int], Filter] = {}
    for path, catalogue in catalogues.items():
        control = elements[path].control
        itemset = control.itemset if control else None
        if itemset is None or itemset.nodes is None:
            continue
        narrowed = Filter(itemset.nodes, itemset.inputs, catalogue)
        if narrowed.fixed:
            narrowed = fixed.setdefault((itemset.nodes.source, id(catalogue)), narrowed)
        filters[path] = narrowed
    return filters


def _text_of(texts: Mapping[str, Text], text_id: str) -> Text:
    return texts.get(text_id, NO_TEXT)
