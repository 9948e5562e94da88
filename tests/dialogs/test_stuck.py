"""Help where one is stuck: each refusal says something else, and every question has an example that would be taken."""

from collections.abc import Callable

import pytest

from dialogs import examples
from dialogs.asking import is_listed, is_searched
from dialogs.scene import Scene
from dialogs.texts import texts
from dialogs.understanding import Several, Understood, read
from questionnaire import Interview, Kind, Prompt, Refused
from questionnaire.prompting import put
from questionnaire.walk import Ask
from tests.dialogs.journeys import Resumed, StoppedAt, agrees
from tests.dialogs.scenario import Person, Scenario

NONSENSE = "😀"


def labels(person: Person) -> list[str]:
    return [choice.label for message in person.screen.messages for choice in message.choices]


# --- step by step -----------------------------------------------------------------------------------------------------


async def test_first_why_then_in_other_words_then_a_person(
    stopped_at: StoppedAt, language: str, golden: Callable[[str, str], None]
) -> None:
    person, question = await stopped_at(language, "total_area_m2")
    say = texts(language)
    await person.says("көп")
    assert [message.tone for message in person.screen.messages] == ["refusal", "question"]
    await person.says("много")
    person.sees(question.guidance)
    person.hears("example.such", answer="54")
    person.hears("sheet.stuck", phone="1446")
    assert say("aside.later") in labels(person)
    await person.says("очень много")
    person.hears("person.stuck", phone="1446")
    person.does_not_see(question.guidance)
    assert say("aside.pause") in labels(person)
    await person.says("не меньше других")
    person.does_not_hear("person.stuck", phone="1446")
    await person.says("54")
    assert await person.answer("total_area_m2") == "54"
    golden(f"stuck.{language}.txt", "\n".join(person.transcript) + "\n")


async def test_no_sentence_is_said_twice_in_a_row(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "arrival_date", "Айдар")
    before: set[str] = set()
    for _ in range(8):
        await person.says(NONSENSE)
        said = {message.text for message in person.screen.messages[:-1]}
        assert not said & before
        assert person.prompt.text == question.label
        before = said


async def test_an_answer_begins_anew(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "total_area_m2")
    for said in (NONSENSE, NONSENSE, "62", NONSENSE):
        await person.says(said)
    assert [message.tone for message in person.screen.messages] == ["refusal", "question"]


async def test_what_cannot_wait_says_how_not_to_answer(stopped_at: StoppedAt, language: str) -> None:
    person, question = await stopped_at(language, "member_iin", "Айдар")
    for said in ("1", "12"):
        await person.says(said)
    person.hears("stuck.may_skip", answer=question.skip_label)
    person.hears("example.iin")


async def test_who_refuses_to_answer_what_cannot_wait_comes_to_a_person(stopped_at: StoppedAt, language: str) -> None:
    person, _ = await stopped_at(language, "member_birth_date", "Алихан")
    for _ in range(3):
        await person.says("не скажу")
    person.hears("person.stuck", phone="1446")


async def test_who_asks_for_a_person_is_told_of_him(resumed: Resumed, language: str) -> None:
    person = await resumed("listed", language)
    await person.says({"kk": "оператор керек", "ru": "нужен оператор"}[language])
    person.hears("person.asked", phone="1446")


# --- every question of the four sheets --------------------------------------------------------------------------------


def every_question(scene: Scene, form: str) -> list[Prompt]:
    """Each question of the form as it is put, whatever it hangs on."""
    forms = scene.premises.forms
    compiled = forms.get(form, forms.current[form])
    begun = {"head_is_self": "yes"} if form == "list" else {}
    interview = Interview(compiled, begun, given={"part": "B"}, now=scene.moment, language=scene.language, seed="s")
    asked = [element for element in compiled.questions() if element.control and not element.control.is_note]
    return [
        put(Ask(live), (), interview._choices, scene.language)
        for element in asked
        for live in interview._tree.lives(element.path)
    ]


@pytest.mark.parametrize("form", ["list", "dwelling", "person", "visitor"])
async def test_every_question_has_words_of_its_own_and_an_example_that_is_understood(
    resumed: Resumed, language: str, form: str
) -> None:
    scene = await (await resumed("listed", language)).scene()
    questions = every_question(scene, form)
    assert len(questions) == {"list": 18, "dwelling": 24, "person": 60, "visitor": 11}[form]
    for question in questions:
        assert question.guidance, question.ref
        told = examples.how_to_answer(scene, question)
        example = "1" if is_listed(question) else examples.example_of(scene, question)
        if (question.extra or {}).get("type") == "iin":
            continue  # an example would be somebody's number
        if question.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) and not len(question.choices):
            continue  # chosen from what was answered before
        assert example in told, question.ref
        reading = read(question, example, language, scene.moment.date())
        assert isinstance(reading, Several if is_searched(question) else Understood), (question.ref, reading)


async def test_the_examples_would_be_taken(resumed: Resumed, language: str) -> None:
    """By the forms' own rules, in the sheets of a family; that of a month may be before somebody's birth."""
    scene = await (await resumed("filled", language)).scene()
    for sheet in scene.household.sheets:
        interview = scene.household.interview(sheet)
        for line in interview.review():
            question = interview.prompt_at(line.ref)
            if question.kind not in (Kind.TEXT, Kind.INTEGER, Kind.DECIMAL) or question.read_only:
                continue
            if example := examples.example_of(scene, question):
                with interview.trial(line.ref, example, scene.moment) as outcome:
                    assert not isinstance(outcome, Refused), (line.ref, outcome)


# --- why it is asked --------------------------------------------------------------------------------------------------


async def test_every_topic_has_its_reason(resumed: Resumed, language: str) -> None:
    scene = await (await resumed("listed", language)).scene()
    reasons = set()
    for form in ("list", "dwelling", "person", "visitor"):
        reasons |= {(question.extra or {})["topic"] for question in every_question(scene, form)}
    assert reasons | {"census"} == scene.campaign.why.keys()
    said = [reason.of(language) for reason in scene.campaign.why.values()]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("words", ["Зачем?", "неге керек?", "зачем вам это знать", "бұл не үшін керек"])
async def test_who_asks_why_hears_the_reason_of_this_question(stopped_at: StoppedAt, language: str, words: str) -> None:
    person, question = await stopped_at(language, "religion", "Айгүл")
    why = person.scenario.campaign.why
    await person.says(words)
    person.sees(why["religion"].of(language))
    person.hears("help.secret")
    person.does_not_hear("help.general")
    assert person.prompt.text == question.label
    await person.says("1")
    await person.commands("help")
    person.sees(why["migration"].of(language))


async def test_why_is_no_answer_to_an_open_question(
    stopped_at: StoppedAt, language: str, golden: Callable[[str, str], None]
) -> None:
    person, _ = await stopped_at(language, "occupation", "Айгүл")
    await person.says({"kk": "Менің жұмысым сізге не үшін керек?", "ru": "зачем вам моя работа?"}[language])
    person.sees(person.scenario.campaign.why["work"].of(language))
    assert await person.answer("occupation", "Айгүл") is None
    golden(f"why.{language}.txt", "\n".join(person.transcript) + "\n")


async def test_why_before_and_between_the_questions(scenario: Scenario, language: str) -> None:
    person = scenario.person()
    await agrees(person, language)
    await person.says({"kk": "неге", "ru": "зачем"}[language])
    person.sees(scenario.campaign.why["iin"].of(language))
    await person.says("900101400013")
    await person.commands("family")
    await person.says({"kk": "неге", "ru": "зачем"}[language])
    person.sees(scenario.campaign.why["census"].of(language))
