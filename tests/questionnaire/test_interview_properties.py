"""No sequence of answers, edits, backs, adds and removes strands an interview or contradicts a fresh recompute."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from questionnaire import Accepted, Interview, Kind, Losing, NotAsked
from tests.questionnaire.scenario import NOW, form_of

# A closed form: conditions, a least number, details after the names, a count in a roster, roster items as choices, rules
# that others' answers break, a filter, a trigger.
FORM = """
    | survey |
    | | type | name | label | required | relevant | constraint | choice_filter | repeat_count | calculation | trigger | default | bind::sanaq:min | bind::sanaq:after | bind::sanaq:soft | bind::sanaq:soft-kk |
    | | select_one yn | alone | Alone? | yes | | | | | | | | | | | |
    | | begin_repeat | member | ${who} | | ${alone} != 'x' | | | | | | | if(${alone} = 'no', 2, 1) | | | |
    | | text | who | Name? | yes | | | | | | | | | | | |
    | | begin_group | details | About ${who} | | | | | | | | | | roster | | |
    | | integer | age | Age? | yes | | . >= 0 and . < 120 | | | | | | | | . < 98 | Sure? |
    | | select_one ${who} | mother | Mother? | yes | ${age} < 18 | | ${age} > 17 | | | | | | | | |
    | | integer | jobs | Jobs? | | ${age} > 17 | . < 4 | | | | | 1 | | | | |
    | | begin_repeat | job | ${title} | | | | | ${jobs} | | | | | | | |
    | | text | title | Title? | yes | | | | | | | | | | | |
    | | end_repeat | | | | | | | | | | | | | | |
    | | end_group | | | | | | | | | | | | | | |
    | | end_repeat | | | | | | | | | | | | | | |
    | | calculate | people | | | | | | | count(${member}) | | | | | | |
    | | integer | adults | Adults? | | | . <= ${people} | | | | | | | | | |
    | | select_one region | region | Region? | yes | ${people} > 1 | | | | | | | | | | |
    | | select_multiple city | cities | Cities? | yes | ${region} != '' | | region = ${region} | | | | | | | | |
    | | text | note | Note? | | ${adults} > 0 | | | | | | | | | | |
    | | text | echo | Echo? | | | | | | ${note} | ${note} | | | | | |
    | choices |
    | | list_name | name | label | region | exclusive |
    | | yn | yes | Yes | | |
    | | yn | no | No | | |
    | | yn | x | Refuse | | |
    | | region | a | A | | |
    | | region | b | B | | |
    | | city | a1 | A1 | a | |
    | | city | a2 | A2 | a | |
    | | city | b1 | B1 | b | |
    | | city | none | None | b | yes |
    | settings |
    | | form_title | form_id | namespaces |
    | | T | t | sanaq="https://sanaq.org/xforms" |
"""  # noqa: E501 - a table

# An open form in two languages: places in a roster, a count of items that a condition takes away, the most there may be, a
# question that may only be read, labels of choices and days in what is worked out.
OPEN_FORM = """
    | survey |
    | | type | name | label::Қазақша (kk) | label::Русский (ru) | required | relevant | constraint | calculation | read_only | bind::sanaq:max | bind::sanaq:voice |
    | | integer | most | Көп | Много | | | . < 5 | | | | |
    | | begin_repeat | member | ${who} (kk) | ${who} (ru) | | | | | | ${most} | |
    | | text | who | Аты | Имя | yes | | | | | | |
    | | calculate | nth | | | | | | position(..) | | | |
    | | select_one yn | here | ${nth} осында | ${nth} тут | yes | ${nth} > 1 | | | | | |
    | | end_repeat | | | | | | | | | | | |
    | | calculate | present | | | | | | count(${member}[here = 'yes']) | | | |
    | | select_one yn | alone | Жалғыз | Один | | ${present} = 0 | | | ${most} = 3 | | |
    | | calculate | said | | | | | | jr:choice-name(${alone}, '${alone}') | | | |
    | | text | why | Неге ${said} | Почему ${said} | | ${said} != '' | | | | | ${alone} = 'yes' |
    | | date | until | Дейін | До | | ${present} > 0 | . >= today() | | | | |
    | | begin_group | inner | Іші ${present} | Внутри ${present} | | ${most} > 1 | | | | | |
    | | select_one ${who} | first | Бірінші | Первый | | | | | | | |
    | | text | last | Соңы | Конец | | ${until} != '' | | | | | |
    | | end_group | | | | | | | | | | | |
    | choices |
    | | list_name | name | label::Қазақша (kk) | label::Русский (ru) |
    | | yn | yes | Иә | Да |
    | | yn | no | Жоқ | Нет |
    | settings |
    | | form_title | form_id | default_language | namespaces |
    | | T | o | Қазақша (kk) | sanaq="https://sanaq.org/xforms" |
"""  # noqa: E501 - a table

# Conditions on conditions: groups within groups, and a rule that looks at another answer.
CONDITIONS = """
    | survey |
    | | type | name | label | required | relevant | constraint |
    | | integer | a | A? | yes | | |
    | | begin_group | outer | Outer | | ${a} > 1 | |
    | | text | b | B? | | | |
    | | begin_group | inner | Inner | | ${b} = 'A' | |
    | | integer | c | C? | yes | ${a} < 30 | |
    | | text | d | D? | | | |
    | | end_group | | | | | |
    | | text | e | E? | | ${c} > 2 | |
    | | end_group | | | | | |
    | | integer | f | F? | | ${d} != '' or ${a} = 1 | . <= ${a} |
    | | note | g | G ${f} | | ${f} > 0 | |
"""

VALUES = st.one_of(
    st.sampled_from(
        ["", "yes", "no", "x", "a", "b", "a1 a2", "a2", "b1 none", "1", "2", "3", "0", "15", "40", "99", "130"]
    ),
    st.text(max_size=5),
)


class AnyWay(RuleBasedStateMachine):
    form = FORM
    languages = ("",)

    @initialize()
    def begin(self):
        self.interview = Interview(form_of(self.form), now=NOW, language=self.languages[0], seed="s")
        self.stored = {}

    def fresh(self):
        now = self.interview
        fresh = Interview(now.form, dict(self.stored), now=now.now, language=now.language, at=now.at, seed="s")
        fresh.likely = now.likely
        return fresh

    def _store(self, outcome):
        before = dict(self.stored)
        if not isinstance(outcome, Accepted):
            assert self.interview.answers == before
            return
        for change in outcome.changes:
            assert self.stored.get(change.ref) == change.old
            if change.new is None:
                del self.stored[change.ref]
            else:
                self.stored[change.ref] = change.new

    @rule(value=VALUES, confirmed=st.booleans())
    def answer(self, value, confirmed):
        prompt = self.interview.prompt()
        if prompt is not None:
            self._store(self.interview.answer(prompt.ref, value, NOW, confirmed))

    @rule(data=st.data())
    def answer_well(self, data):
        prompt = self.interview.prompt()
        if prompt is None:
            return
        match prompt.kind:
            case Kind.MORE:
                value = data.draw(st.sampled_from(["yes", "no", "no"]))
            case Kind.INTEGER:
                value = data.draw(st.sampled_from(["1", "2", "17", "30"]))
            case Kind.DATE:
                value = data.draw(st.sampled_from(["2021-09-01", "2021-09-02", "2021-12-31"]))
            case Kind.TEXT:
                value = data.draw(st.sampled_from(["A", "B"]))
            case _:
                values = [choice.value for choice in prompt.choices]
                value = data.draw(st.sampled_from(values)) if values else ""
        self._store(self.interview.answer(prompt.ref, value, NOW, confirmed=True))

    @rule(value=VALUES, data=st.data())
    def correct(self, value, data):
        refs = [line.ref for line in self.interview.review()] or ["nothing"]
        self._store(self.interview.answer(data.draw(st.sampled_from(refs)), value, NOW, data.draw(st.booleans())))

    @rule(value=VALUES, data=st.data())
    def try_out(self, value, data):
        """What a trial says comes of the answer, and the trial itself has changed nothing."""
        now, confirmed = self.interview, data.draw(st.booleans())
        ref = data.draw(st.sampled_from([*self.stored, *now.unanswered(), "nothing"]))
        before = (dict(now.answers), list(now.answers), now.at, now.record(), now.unanswered())
        with now.trial(ref, value, NOW, confirmed) as tried:
            during = now.record()
        assert before == (dict(now.answers), list(now.answers), now.at, now.record(), now.unanswered())
        outcome = now.answer(ref, value, NOW, confirmed)
        self._store(outcome)
        assert outcome == tried
        assert now.record() == during

    @rule(data=st.data())
    def speak(self, data):
        self.interview.language = data.draw(st.sampled_from(self.languages))

    @rule(days=st.integers(0, 2))
    def go_on_later(self, days):
        self.interview.now = NOW + timedelta(days=days, seconds=1)

    @rule(data=st.data(), value=VALUES)
    def find_likely(self, data, value):
        refs = self.interview.unanswered()
        self.interview.likely = {data.draw(st.sampled_from(refs)): value} if refs else {}

    @rule()
    def back(self):
        self.interview.back()

    @rule(data=st.data())
    def go(self, data):
        known = [*self.stored, "member:1", "details", "nonsense"]
        with suppress(NotAsked):
            self.interview.go_to(data.draw(st.sampled_from(known)))

    @rule()
    def add(self):
        try:
            if len(members(self.interview)) < 5:
                self._store(self.interview.add("member"))
        except NotAsked:
            pass  # it is not asked, or full

    @rule(data=st.data(), confirmed=st.booleans())
    def remove(self, data, confirmed):
        items = members(self.interview)
        for item in list(items):
            with suppress(NotAsked):
                items += self.interview.items(f"{item.ref}/details/job")
        if items:
            item = data.draw(st.sampled_from(items))
            others = [one.ref for one in self.interview.items(item.roster) if one.id != item.id]
            outcome = self.interview.remove(item.ref, confirmed)
            self._store(outcome)
            if isinstance(outcome, Accepted):
                left = [one.ref for one in self.interview.items(item.roster)]
                assert [ref for ref in left if ref in others] == others
                assert item.ref not in left
            elif isinstance(outcome, Losing):
                assert not confirmed

    @invariant()
    def agrees_with_a_fresh_recompute(self):
        now, fresh = self.interview, self.fresh()
        assert dict(now.answers) == self.stored
        assert fresh.record() == now.record()
        assert fresh.unanswered() == now.unanswered()
        assert fresh.complete == now.complete
        assert fresh.progress() == now.progress()
        assert fresh.review() == now.review()
        assert members(fresh) == members(now)
        assert fresh.closing_notes() == now.closing_notes()
        assert seen(fresh.prompt()) == seen(now.prompt())
        for ref in now.unanswered():
            assert seen(fresh.prompt_at(ref)) == seen(now.prompt_at(ref))

    @invariant()
    def is_never_stranded(self):
        fresh = self.fresh()
        fresh.at = None
        prompt = fresh.prompt()
        assert (prompt is None) == fresh.complete
        progress = fresh.progress()
        assert 0 <= progress.done <= progress.total
        if prompt is not None:
            assert not prompt.read_only
            if prompt.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) and prompt.required:
                assert len(prompt.choices) > 0


class Reaching(AnyWay):
    form = OPEN_FORM
    languages = ("kk", "ru")


class Conditional(AnyWay):
    form = CONDITIONS


def members(interview):
    try:
        return [*interview.items("member")]
    except NotAsked:
        return []


def seen(prompt):
    """A prompt with its choices as a person sees them."""
    return prompt and (replace(prompt, choices=()), list(prompt.choices))


AnyWay.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
Reaching.TestCase.settings = Conditional.TestCase.settings = AnyWay.TestCase.settings
TestAnyWay = AnyWay.TestCase
TestReaching = Reaching.TestCase
TestConditional = Conditional.TestCase
