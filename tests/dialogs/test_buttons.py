"""Buttons: old, pressed twice, of another sheet, forged, pressed while paused. None answers another question."""

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.reception import receive
from dialogs.reply import Reply
from dialogs.scene import Scene
from dialogs.texts import texts
from dialogs.tokens import AnswerToken, answer_token, parse_token, verb_token
from dialogs.turn import Act, Press, Text
from tests.dialogs.journeys import Resumed, StoppedAt, comes_to, goes_on
from tests.dialogs.scenario import Person, holds


async def stands_still(person: Person, act: Callable[[], Awaitable[None]]) -> None:
    """Nothing that is stored is changed by it, and the same is asked."""
    before, question = await person.kept(), person.prompt.text
    await act()
    assert await person.kept() == before
    assert person.prompt.text == question


async def test_the_same_answer_pressed_again_is_passed_over(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "gas")
    choice = person.button(question.choices[0].label)
    await person.does_press(choice)
    await stands_still(person, lambda: person.does_press(choice))
    assert person.screen.toast == texts(language)("sheet.already")
    assert len(person.screen.messages) == 1


async def test_another_answer_of_an_earlier_question_is_offered_not_done(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "gas")
    first, second = (person.button(question.choices[n].label) for n in (0, 1))
    await person.does_press(first)
    await comes_to(person, "toilet")
    await stands_still(person, lambda: person.does_press(second))
    person.hears("sheet.earlier_button", question=question.label, answer=first.label)
    await person.presses(texts(language)("sheet.correct_that"))
    person.sees(question.label)
    assert texts(language)("sheet.now", answer=first.label) in person.prompt.hint
    await person.presses(second.label)
    assert await person.answer("gas") == question.choices[1].value
    await comes_to(person, "toilet")


@pytest.mark.parametrize("typed", [str, str.upper, lambda label: f" {label}. "])
async def test_the_label_of_a_button_in_passing_is_typed(
    stopped_at: StoppedAt, language: str, typed: Callable[[str], str]
) -> None:
    person, question = await stopped_at(language, "gas")
    first, second = (person.button(question.choices[n].label) for n in (0, 1))
    await person.does_press(first)
    await comes_to(person, "toilet")
    await person.presses_old(second.token)
    await person.says(typed(texts(language)("sheet.correct_that")))
    assert person.prompt.text == question.label
    await person.says(second.label)
    assert await person.answer("gas") == question.choices[1].value


async def test_a_question_offered_with_help_is_typed_while_it_stands_there(
    stopped_at: StoppedAt, language: str
) -> None:
    person, _ = await stopped_at(language, "member_iin", "Айдар")
    await person.presses(texts(language)("aside.help"))
    entry = next(e for e in person.scenario.campaign.faq if "member_iin" in e.questions)
    await person.says(entry.question.of(language))
    person.sees(entry.answer.of(language))
    await person.presses(texts(language)("help.close"))
    await person.says(entry.question.of(language))
    assert person.screen.messages[0].tone == "refusal", "nothing offers it any more: it is an answer, and no IIN"


async def test_a_button_of_another_persons_sheet(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "citizenship", "Айгүл")
    abroad = person.button(question.choices[1].label)
    await comes_to(person, "citizenship", "Айдар")
    await stands_still(person, lambda: person.does_press(abroad))
    assert person.screen.toast == texts(language)("sheet.old_button")
    assert await person.answer("citizenship", "Айдар") is None
    assert await person.answer("citizenship", "Айгүл") == "kz"


async def test_an_old_yes_does_not_settle_another_doubt(resumed: Resumed, language: str) -> None:
    person, yes = await resumed("housed", language), texts(language)("yes")
    await comes_to(person, "age_first_marriage", "Айгүл")
    await person.says("14")
    old = person.button(yes)
    await person.does_press(old)
    await comes_to(person, "commute_minutes", "Айгүл")
    await person.says("200")
    assert person.prompt.tone == "doubt"
    await stands_still(person, lambda: person.does_press(old))
    assert person.prompt.tone == "doubt"
    await person.presses(yes)
    assert await person.answer("commute_minutes", "Айгүл") == "200"


async def test_an_old_done_does_not_confirm_other_ticks(resumed: Resumed, language: str) -> None:
    person, done = await resumed("housed", language), texts(language)("sheet.done")
    question = await comes_to(person, "proficiency_kazakh", "Айгүл")
    await person.presses(question.choices[0].label)
    old = person.button(done)
    await person.does_press(old)
    await person.presses(question.choices[1].label)
    await stands_still(person, lambda: person.does_press(old))
    assert await person.answer("proficiency_russian", "Айгүл") is None
    await person.presses(done)
    assert await person.answer("proficiency_russian", "Айгүл") == question.choices[1].value


async def test_a_double_tap_on_a_tick_unticks_and_keeps_nothing(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "durables")
    choice = person.button(question.choices[0].label)
    await person.does_press(choice)
    await person.does_press(choice)
    assert not any(shown.selected for shown in person.prompt.choices)
    assert await person.answer("durables") is None


async def test_a_button_pressed_while_paused_goes_on_there(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "gas")
    choice = person.button(question.choices[0].label)
    await person.commands("pause")
    person.hears("pause.saved")
    await person.does_press(choice)
    assert await person.answer("gas") == question.choices[0].value
    person.does_not_hear("pause.saved")
    assert await person.asked() is not None


async def test_an_old_button_pressed_while_paused(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "electricity")
    old = person.button(question.choices[0].label)
    await person.does_press(old)
    asked = person.prompt.text
    await person.commands("pause")
    before = await person.kept()
    await person.does_press(old)
    assert await person.kept() == before
    assert person.prompt.text == asked


async def test_a_button_of_a_withdrawn_sheet(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "citizenship", "Алихан")
    say = texts(language)
    old = person.button(question.choices[0].label)
    await person.commands("family")
    await removes(person, "Ахметов Алихан Айдарұлы")
    before = await person.kept()
    for page in ("family", "continue"):
        await person.commands(page)
        await person.does_press(old)
        assert await person.kept() == before
    await goes_on(person)
    await person.does_press(old)
    assert person.screen.toast == say("sheet.old_button")
    assert await person.kept() == before


async def removes(person: Person, name: str) -> None:
    say = texts(person.language)
    await person.presses(say("family.roster"))
    await person.presses(name)
    await person.presses(say("roster.remove"))
    await person.presses(say("yes"))


async def test_an_old_remove_takes_nobody_else_off(resumed: Resumed, language: str) -> None:
    person, say = await resumed("listed", language), texts(language)
    await person.presses(say("family.roster"))
    await person.presses("Ахметов Алихан")
    remove = person.button(say("roster.remove"))
    await person.presses(say("roster.remove"))
    sure = person.button(say("yes"))
    await person.presses(say("no"))
    await person.presses("Сейтова")
    await person.does_press(remove)
    await person.does_press(sure)
    assert len(await person.members()) == 4
    await person.presses(say("roster.remove"))
    await person.does_press(sure)
    assert len(await person.members()) == 4
    await person.presses(say("yes"))
    assert "Сейтова Мерует" not in await person.members()


# --- forged -----------------------------------------------------------------------------------------------------------


VERBS = st.sampled_from([
    "agree", "later", "no_iin", "back", "keep", "done", "yes", "no", "correct", "next", "submit", "open", "roster", "item",
    "rename", "remove", "line", "page", "go_on", "send", "faq", "close", "help", "continue", "pause", "family", "review",
    "language", "onward", "start", "", "😀",
])  # fmt: skip
ARGUMENTS = st.one_of(
    st.text(max_size=60), st.integers().map(str), st.sampled_from(["kk", "ru", "1", "0", "-1", "999", "²"])
)
TOKENS = st.one_of(
    st.text(max_size=80),
    st.builds(verb_token, VERBS, ARGUMENTS),
    st.builds(lambda sheet, question, value: f"a.{sheet}.{question}.{value}", *[st.text(max_size=20)] * 3),
    st.builds(answer_token, st.text(), st.text(), st.text()),
)
HARMLESS = st.one_of(
    st.text(max_size=80),
    st.builds(lambda sheet, question, value: f"a.{sheet}.{question}.{value}", *[st.text(max_size=20)] * 3),
)


MANY = settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True)


async def tries(person: Person, acts: list[Act]) -> Scene:
    """What the acts come to, one after the other; nothing of it is committed."""
    scene = await person.scene()
    for act in acts:
        messages = await receive(scene, act)
        holds(Reply(scene.language, tuple(messages), toast=scene.toast))
        scene.conversation.load(scene.conversation.dump())
    return scene


@pytest.fixture
async def stopped(resumed: Resumed, request: pytest.FixtureRequest) -> Person:
    """Somebody who stopped on a page, or at a question."""
    stage = getattr(request, "param", "asked")
    person = await resumed("housed" if stage == "asked" else stage, "ru")
    if stage == "asked":
        await comes_to(person, "citizenship", "Айгүл")
    return person


@pytest.mark.parametrize("stopped", ["listed", "asked", "filled", "sent"], indirect=True)
@MANY
@given(tokens=st.lists(TOKENS, min_size=1, max_size=4), words=st.text(max_size=40))
async def test_whatever_is_forged_never_raises(stopped: Person, tokens: list[str], words: str) -> None:
    await tries(stopped, [*map(Press, tokens), Text(words), Text("/" + words)])


@MANY
@given(token=HARMLESS)
async def test_a_forged_answer_changes_nothing_that_is_stored(stopped: Person, token: str) -> None:
    scene = await tries(stopped, [Press(token)])
    assert not scene.answers
    assert not scene.actions


@MANY
@given(value=st.text(max_size=30).filter(lambda text: text not in ("kz", "foreign", "stateless")))
async def test_a_value_that_is_not_offered_is_not_taken(stopped: Person, value: str) -> None:
    """The sheet and the question are right, the value is made up."""
    begun = parse_token(stopped.prompt.choices[0].token)
    assert isinstance(begun, AnswerToken)
    scene = await tries(stopped, [Press(f"a.{begun.sheet}.{begun.question}.{value}")])
    assert not scene.answers
    assert not scene.actions
