"""Putting a question: from a step of the way to a Prompt in one language, texts finished."""

from collections.abc import Sequence

from questionnaire.definition import Control
from questionnaire.lists import OpenChoices
from questionnaire.live import Live, Roster
from questionnaire.prompt import Kind, Prompt, ReviewLine, RosterItem
from questionnaire.texts import Text, collapsed
from questionnaire.values import canonical, precision
from questionnaire.walk import Ask, More, Note, is_asked, is_given

CHOSEN = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})


def put(step: Ask | More, notes: Sequence[Note], choices: OpenChoices, language: str) -> Prompt:
    """The question of `step`; `notes` is what stands between the question before and this one."""
    said = tuple(text for note in notes if (text := note_text(note.live, language)))
    match step:
        case Ask(live):
            return _question(live, said, choices, language)
        case More(roster):
            return _more(roster, said, language)


def note_text(live: Live, language: str) -> str:
    """A note as it is said; a question that may only be read is said with its value."""
    control = live.element.control
    assert control is not None
    return "\n".join(part for part in (words(live, control.label, language), live.text()) if part)


def words(live: Live, text: Text, language: str) -> str:
    """`text` for this element: in its voice, with answers filled in."""
    return text.render(language, live.string, about_self=live.about_self()) if text else ""


def _question(live: Live, notes: tuple[str, ...], choices: OpenChoices, language: str) -> Prompt:
    bind, control = live.element.bind, live.element.control
    assert control is not None
    required = live.is_required()
    open_choices = choices.of(live, language) if control.itemset is not None else ()
    return Prompt(
        ref=live.ref,
        kind=control.kind,
        label=words(live, control.label, language),
        hint=words(live, control.hint, language),
        guidance=words(live, control.guidance, language),
        required=required,
        read_only=not is_asked(live),
        choices=open_choices,
        answer=live.tree.lookup(live.ref) if is_asked(live) else live.text(),
        given=is_given(live),
        suggestion=_suggestion(live, control, choices),
        skip_label="" if required else words(live, bind.skip_label, language),
        sections=sections(live, language),
        items=items_around(live, language),
        notes=notes,
        about_self=live.about_self(),
        precision=precision(control),
        appearance=control.appearance,
        extra=bind.extra,
    )


def _more(roster: Roster, notes: tuple[str, ...], language: str) -> Prompt:
    roster.items()  # gives the template its place
    template = roster.template
    return Prompt(
        ref=More(roster).ref,
        kind=Kind.MORE,
        label=words(template, roster.element.bind.more_label, language) if _speaks(roster, language) else "",
        hint="",
        guidance="",
        required=True,
        read_only=False,
        choices=(),
        answer="no" if roster.closed else None,
        given=False,
        suggestion=None,
        skip_label="",
        sections=sections(template, language),
        items=items_around(template, language),
        notes=notes,
        about_self=True,
        extra=roster.element.bind.extra,
    )


def _speaks(roster: Roster, language: str) -> bool:
    """A wording in another language is worse here than the caller's own."""
    return language in roster.element.bind.more_label.by_language


def _suggestion(live: Live, control: Control, choices: OpenChoices) -> str | None:
    """What the form finds likely, what stands there by default, or what the caller knows; only if it could be given as an
    answer, and none is."""
    if not is_asked(live) or live.tree.lookup(live.ref) is not None:
        return None
    suggest = live.element.bind.suggest
    likely = live.string(suggest) if suggest is not None else ""
    likely = likely or live.default() or live.tree.likely.get(live.ref, "")
    if not likely:
        return None
    if control.itemset is not None:
        return " ".join(choices.standing(live, likely)) or None
    return canonical(likely, control)


def sections(live: Live, language: str) -> tuple[str, ...]:
    """Labels of the groups around it, outermost first."""
    titles = (words(one, one.element.label, language) for one in live.around() if one.element.shape == "group")
    return tuple(title for title in titles if title)


def items_around(live: Live, language: str) -> tuple[RosterItem, ...]:
    return tuple(roster_item(one, language) for one in live.around() if one.item_id)


def roster_item(live: Live, language: str) -> RosterItem:
    return RosterItem(
        roster=live.ref.rpartition(":")[0],
        id=live.item_id,
        position=live.place,
        label=words(live, live.element.label, language),
    )


def line(live: Live, choices: OpenChoices, language: str) -> ReviewLine:
    """The question and its answer, as the review shows them."""
    control, bind = live.element.control, live.element.bind
    assert control is not None
    asked = is_asked(live)
    value = (live.tree.lookup(live.ref) or "") if asked else live.text()
    return ReviewLine(
        ref=live.ref,
        sections=sections(live, language),
        items=items_around(live, language),
        label=words(live, control.label, language),
        value=value,
        text=in_words(live, value, choices, language),
        kind=control.kind,
        given=is_given(live),
        read_only=not asked,
        extra=bind.extra,
    )


def in_words(live: Live, value: str, choices: OpenChoices, language: str) -> str:
    control = live.element.control
    assert control is not None
    if not value:
        return words(live, live.element.bind.skip_label, language)
    if control.kind in CHOSEN:
        listed = choices.of(live, language)
        found = (listed.by_value(one) for one in choices.standing(live, value))
        return ", ".join(choice.label for choice in found if choice is not None)
    return collapsed(value) if control.kind is Kind.TEXT else value
