"""Taking an answer: one rule after the other, the first that is broken decides."""

from dataclasses import dataclass
from math import isnan

from questionnaire.edit import Edit
from questionnaire.form import Form
from questionnaire.lists import OpenChoices
from questionnaire.live import CLOSED, ROSTER_LIMIT, Live, Roster
from questionnaire.outcome import Accepted, Doubtful, Losing, Outcome, Refused
from questionnaire.prompt import Kind, RosterItem
from questionnaire.prompting import CHOSEN, roster_item, words
from questionnaire.texts import Text
from questionnaire.values import canonical, clean


@dataclass(frozen=True, slots=True)
class Verdict:
    """What judging an answer needs. The answer is tried in the tree (a rule reads it there as `.`) through `edit`."""

    form: Form
    live: Live
    choices: OpenChoices
    language: str
    edit: Edit

    def say(self, text: Text) -> str:
        return words(self.live, text, self.language)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A counted roster before the answer."""

    ids: tuple[int, ...]
    items: dict[int, RosterItem]


def judge(verdict: Verdict, value: str, *, confirmed: bool) -> Outcome:
    """Accepted leaves the answer and all that follows from it in `verdict.edit`; anything else is to be undone."""
    live, bind, edit = verdict.live, verdict.live.element.bind, verdict.edit
    value = clean(value)
    rosters = _counted(verdict) if verdict.form.has_counted_rosters else {}
    before = live.text()
    if value == "":
        if live.is_required():
            return Refused(live.ref, "required", verdict.say(bind.required_message))
        edit.put(live.ref, "")
    else:
        kept = _kept(verdict, value)
        if isinstance(kept, Refused):
            return kept
        value = kept
        edit.put(live.ref, value)
        if bind.constraint is not None and not live.true(bind.constraint):
            return Refused(live.ref, "constraint", verdict.say(bind.constraint_message))
        if bind.soft is not None and not confirmed and not live.true(bind.soft):
            return Doubtful(live.ref, value, verdict.say(bind.soft_message))
    if live.text() != before:
        edit.trigger(verdict.form, live)
    return _settle(verdict, value, rosters, confirmed=confirmed) or Accepted(live.ref, ())


def judge_more(roster: Roster, value: str, language: str, edit: Edit) -> Outcome:
    """The answer to "anyone else?": one item more, or the roster is closed."""
    ref = roster.ref + CLOSED
    match value:
        case "yes":
            item = edit.add_item(roster)
            edit.put(ref, None)
            return Accepted(ref, (), added=roster_item(item, language))
        case "no":
            edit.put(ref, "no")
            return Accepted(ref, ())
        case _:
            return Refused(ref, "required" if value == "" else "choice", "")


def _kept(verdict: Verdict, value: str) -> str | Refused:
    """The value as it is kept, or why it cannot be."""
    live = verdict.live
    control = live.element.control
    assert control is not None
    kept = canonical(value, control)
    if kept is None:
        return Refused(live.ref, "type", "")
    if control.kind not in CHOSEN or control.itemset is None:
        return kept
    wanted = {kept} if control.kind is Kind.SELECT_ONE else set(kept.split())
    standing = verdict.choices.standing(live, kept)
    complete = control.kind is not Kind.RANK or len(standing) == len(verdict.choices.of(live, verdict.language))
    if set(standing) != wanted or not complete:
        return Refused(live.ref, "choice", "")
    if control.kind is Kind.SELECT_MULTIPLE:
        standing = _without_exclusive(verdict, standing)
    return " ".join(standing)


def _without_exclusive(verdict: Verdict, standing: list[str]) -> list[str]:
    """«None of these» beside other choices: the later of the two is meant."""
    listed = verdict.choices.of(verdict.live, verdict.language)
    exclusive = [
        value
        for value in standing
        if (choice := listed.by_value(value)) is not None
        and choice.extra.get("exclusive", "").lower() in ("yes", "true", "1")
    ]
    if not exclusive or len(standing) == 1:
        return standing
    earlier = (verdict.live.tree.lookup(verdict.live.ref) or "").split()
    new = [value for value in exclusive if value not in earlier]
    return new[:1] or [value for value in standing if value not in exclusive]


def _counted(verdict: Verdict) -> dict[str, _Standing]:
    """The counted rosters that are asked about now, by ref."""
    found: dict[str, _Standing] = {}
    for roster in verdict.live.tree.rosters():
        if _is_counted(roster):
            items = {live.item_id: roster_item(live, verdict.language) for live in roster.relevant_nodes()}
            found[roster.ref] = _Standing(tuple(roster.ids()), items)
    return found


def _is_counted(roster: Roster) -> bool:
    return roster.element.count is not None and bool(roster.element.count.references)


def _settle(verdict: Verdict, value: str, before: dict[str, _Standing], *, confirmed: bool) -> Outcome | None:
    """Bring counted rosters to their new size: grown ones get items, shrunk ones lose theirs, but only when confirmed."""
    if not verdict.form.has_counted_rosters:
        return None
    edit = verdict.edit
    losing: list[RosterItem] = []
    for roster in list(verdict.live.tree.rosters()):
        count = roster.count() if _is_counted(roster) else None
        if count is None:
            continue
        if _asked_for(roster) > ROSTER_LIMIT:
            return Refused(verdict.live.ref, "constraint", "")
        stood = before.get(roster.ref)
        ids = roster.ids()
        gone = set(stood.ids) - set(ids) if stood else set()
        grown = [item_id for item_id in ids if item_id not in (stood.ids if stood else ())]
        if gone and stood:
            losing += [item for item_id, item in stood.items.items() if item_id in gone and edit.has_answers(item.ref)]
            edit.drop_items(roster, gone)
        elif ids != roster.kept_ids() and roster.relevant:
            edit.put_ids(roster, ids)
        for item_id in grown:
            item = roster.item(item_id)
            if item is not None and item.relevant:
                edit.begin(item)
    if losing and not confirmed:
        return Losing(verdict.live.ref, value, tuple(losing))
    return None


def _asked_for(roster: Roster) -> float:
    count = roster.element.count
    number = count.evaluate_number(roster.tree.context, roster.template) if count is not None else 0
    return 0 if isnan(number) else number
