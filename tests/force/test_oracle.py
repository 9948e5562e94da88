"""The judgement sees what it is there for: an answer too few, one too many, a receipt given twice, an update swallowed."""

from dataclasses import replace
from random import Random

import pytest

from tests.force.hostile import Mischief, Shown, Telegram
from tests.force.oracle import Judgement, judged
from tests.force.people import Respondent
from tests.force.recording import Script
from tests.force.stored import Place, Stored

STREET: Place = ("person", "1", "", "street")


@pytest.fixture
def people(script: Script) -> list[Respondent]:
    """Two who have seen their receipts."""
    telegram = Telegram(Random(1), Mischief())
    people = [Respondent(number, script, telegram) for number in range(2)]
    for one in people:
        one.chat.given |= {f"42:m{one.number}{n}" for n in range(script.left.turns)}
        one.sees = script.end
        one.chat.shown.append(Shown(script.end, _receipt(one), ()))
    return people


def _receipt(one: Respondent) -> str:
    return f"8330-3692-1883-1{one.number}"


def _left_by(one: Respondent) -> Stored:
    left = one.script.left
    return replace(
        left,
        handled=tuple(one.chat.given),
        answers={place: one.own.get(value, value) for place, value in left.answers.items()},
        log={
            place: tuple(value and one.own.get(value, value) for value in values) for place, values in left.log.items()
        },
        counted=tuple(replace(counted, receipt=_receipt(one).replace("-", "")) for counted in left.counted),
    )


def _judged(people: list[Respondent], **first: object) -> Judgement:
    """With these things of the first one's otherwise."""
    found = {str(one.chat.id): _left_by(one) for one in people}
    address = str(people[0].chat.id)
    found[address] = replace(found[address], **first)  # type: ignore[arg-type]
    return judged(people, found)


def test_what_an_undisturbed_interview_leaves_is_right(people: list[Respondent]) -> None:
    judgement = _judged(people)
    assert judgement.faults == ()
    assert (judgement.lost, judgement.doubled, judgement.finished) == (0, 0, 2)


def test_everybody_has_words_of_his_own(people: list[Respondent]) -> None:
    assert len({_left_by(one).answers[STREET] for one in people}) == 2


def test_an_answer_is_lost(people: list[Respondent]) -> None:
    answers = dict(_left_by(people[0]).answers)
    del answers[STREET]
    judgement = _judged(people, answers=answers)
    assert judgement.lost == 1
    assert judgement.faults == ("1000000: the answers are not what was said",)


def test_an_answer_is_another_persons(people: list[Respondent]) -> None:
    judgement = _judged(people, answers=_left_by(people[1]).answers)
    assert judgement.lost == 1


def test_an_answer_counts_twice(people: list[Respondent]) -> None:
    log = dict(_left_by(people[0]).log)
    log[STREET] *= 2
    judgement = _judged(people, log=log)
    assert judgement.doubled == 1
    assert judgement.faults == ("1000000: the log of answers is not what was said, each time once",)


def test_a_receipt_is_given_twice(people: list[Respondent]) -> None:
    judgement = _judged(people, counted=_left_by(people[1]).counted)
    assert "the receipt 83303692188311 was given 2 times" in judgement.faults
    assert "1000000: the receipt that was shown is another one" in judgement.faults


def test_somebody_was_not_counted(people: list[Respondent]) -> None:
    judgement = _judged(people, counted=(), sent=False)
    assert judgement.finished == 1
    assert judgement.faults == ("1000000: the sheets were not sent, or not everybody was counted once",)


def test_an_acknowledged_update_was_not_handled(people: list[Respondent]) -> None:
    handled = _left_by(people[0]).handled[1:]
    assert len(_judged(people, handled=handled).faults) == 2, "it is missing, and the version does not fit"


def test_somebody_is_not_there_at_all(people: list[Respondent]) -> None:
    judgement = judged(people, {str(people[1].chat.id): _left_by(people[1])})
    assert judgement.lost == 5
    assert judgement.finished == 1
