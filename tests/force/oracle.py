"""The judgement: everything acknowledged is in the database, once, and everybody's part of it is what he said.

What an undisturbed interview left (`Script.left`) is what each of them must have left, with his own words in it: every answer,
and every value it ever had, in order. An answer that was lost is missing there, one that was counted twice is there too often.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.force.people import Respondent
from tests.force.stored import Place, Stored


@dataclass(frozen=True, slots=True)
class Judgement:
    """`lost`: answers that are not there or are others; `doubled`: values too many in the log; `finished`: interviews with all
    receipts. `faults`: sentences about everything that is not as it should be."""

    answers: int
    lost: int
    doubled: int
    finished: int
    turns: int
    faults: tuple[str, ...]


def judged(people: Sequence[Respondent], found: Mapping[str, Stored]) -> Judgement:
    everybody = [(one, found.get(str(one.chat.id))) for one in people]
    there = [(one, stored) for one, stored in everybody if stored is not None]
    faults = [f"{one.chat.id}: there is no conversation" for one, stored in everybody if stored is None]
    faults += [f"{one.chat.id}: {fault}" for one, stored in there for fault in _faults(one, stored)]
    faults += [f"{address} is nobody's conversation" for address in found.keys() - {str(one.chat.id) for one in people}]
    receipts = Counter(counted.receipt for _, stored in there for counted in stored.counted)
    faults += [f"the receipt {receipt} was given {times} times" for receipt, times in receipts.items() if times > 1]
    differ = [_differ(one, stored) for one, stored in there]
    missing = sum(len(one.script.left.log) for one, stored in everybody if stored is None)
    return Judgement(
        answers=sum(len(one.script.left.log) for one in people),
        lost=missing + sum(lost for lost, _ in differ),
        doubled=sum(doubled for _, doubled in differ),
        finished=sum(stored.sent and all(counted.receipt for counted in stored.counted) for _, stored in there),
        turns=sum(stored.turns for _, stored in there),
        faults=tuple(faults),
    )


def _faults(one: Respondent, stored: Stored) -> Iterator[str]:
    expected = one.script.left
    if stored.answers != _own(one, expected.answers):
        yield "the answers are not what was said"
    if stored.log != _own_log(one):
        yield "the log of answers is not what was said, each time once"
    if Counter(stored.handled) != Counter(one.chat.given):
        yield f"{len(one.chat.given)} updates were acknowledged and {len(stored.handled)} handled"
    if stored.turns != len(stored.handled):
        yield f"the conversation has moved {stored.turns} times in {len(stored.handled)} turns"
    if not stored.sent or [each.item for each in stored.counted] != [each.item for each in expected.counted]:
        yield "the sheets were not sent, or not everybody was counted once"
    if not all(counted.receipt in _digits(one.screen.text) for counted in stored.counted):
        yield "the receipt that was shown is another one"


def _differ(one: Respondent, stored: Stored) -> tuple[int, int]:
    """How many answers are lost, and how many values are there too often."""
    log = _own_log(one)
    lost = sum(stored.answers.get(place) != value for place, value in _own(one, one.script.left.answers).items())
    doubled = sum(max(len(values) - len(log.get(place, ())), 0) for place, values in stored.log.items())
    return lost, doubled


def _own(one: Respondent, answers: Mapping[Place, str]) -> Mapping[Place, str]:
    return {place: one.own.get(value, value) for place, value in answers.items()}


def _own_log(one: Respondent) -> Mapping[Place, tuple[str | None, ...]]:
    return {
        place: tuple(value and one.own.get(value, value) for value in values)
        for place, values in one.script.left.log.items()
    }


def _digits(text: str) -> str:
    return text.replace("-", "")
