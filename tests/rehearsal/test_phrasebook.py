"""The phrasebook read as it stands: what is understood is understood as it is meant, and most of it is."""

from datetime import date

import pytest

from dialogs.forms import Forms
from dialogs.understanding import NotUnderstood, Several, Understood, read
from questionnaire import Prompt
from tests.rehearsal import phrasebook
from tests.rehearsal.questions import Question, Questions

TODAY = date(2021, 9, 10)


@pytest.fixture(scope="session")
def questions(forms: Forms) -> Questions:
    return Questions(forms.get(name) for name in forms.current)


def put(question: Question, language: str) -> Prompt:
    """The question as the engine would put it, in as far as a reader of one message looks."""
    control, bind = question.element.control, question.element.bind
    label = control.label.render(language, str) if control else ""
    return Prompt(
        ref=question.name, kind=question.kind, label=label, hint="", guidance="", required=bind.required is not None,
        read_only=False, choices=question.choices, answer=None, given=False, suggestion=None,
        skip_label=bind.skip_label.render(language, str), sections=(), items=(), notes=(), about_self=True, extra=bind.extra,
    )  # fmt: skip


def test_no_phrase_is_taken_for_another_answer_and_most_are_understood(questions: Questions) -> None:
    wrong, refused, all_said = [], 0, 0
    for question in questions.all:
        for value in phrasebook.values(question.name):
            for language in phrasebook.LANGUAGES:
                for phrase in phrasebook.phrases(question.name, value, language):
                    all_said += 1
                    match read(put(question, language), phrase, language, TODAY):
                        case Understood(read_as) if set(read_as.split()) != set(value.split()):
                            wrong.append((question.name, phrase, value, read_as))
                        case Several(values) if not set(value.split()) & set(values):
                            wrong.append((question.name, phrase, value, values))
                        case NotUnderstood():
                            refused += 1
                        case _:
                            pass
    assert not wrong
    assert refused / all_said < 0.05


def test_every_question_of_the_phrasebook_is_asked(questions: Questions) -> None:
    names = {question.name for question in questions.all}
    known = {*phrasebook._BOOK["choices"], *phrasebook.worded(), *phrasebook._BOOK["same"]}
    assert known - names <= {"sex", "proficiency", "livelihood", "difficulty", "citizenship"}


def test_every_value_of_the_phrasebook_is_a_choice(questions: Questions) -> None:
    for question in questions.all:
        values = {choice.value for choice in question.choices} or {"yes", "no"}
        for value in phrasebook.values(question.name):
            assert set(value.split()) <= values, (question.name, value)
