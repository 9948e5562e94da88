"""A few of the rehearsal's respondents, one of each character, in both languages by turns: all come to their receipts.

Who fails is played again with `python -m tests.rehearsal --seed … --only …`; thousands with `make rehearse`.
"""

from pathlib import Path

import pytest

from census.campaign import Campaign
from dialogs.forms import Forms
from tests.rehearsal.characters import CORRECTOR, EVERYBODY, Character
from tests.rehearsal.stage import Stage
from tests.rehearsal.tally import Tally, page, summary

LAST_LINES = -80


@pytest.fixture(scope="session")
def stage(campaign: Campaign, forms: Forms, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(campaign, forms, tmp_path_factory.mktemp("rehearsal"), empty_database)


@pytest.mark.parametrize("character", EVERYBODY, ids=lambda character: character.name)
async def test_everybody_comes_to_his_receipts(stage: Stage, character: Character) -> None:
    language = ("kk", "ru")[EVERYBODY.index(character) % 2]  # the others: make rehearse
    size = 3 if character is CORRECTOR else 1
    outcome = await stage.plays(len(language), EVERYBODY.index(character), character, language, size)
    assert not outcome.failure, "\n".join([outcome.failure, *outcome.transcript[LAST_LINES:]])


@pytest.mark.parametrize("number", [34, 79], ids=["searched what was likely", "took the second off a list of two"])
async def test_who_once_met_a_fault_comes_through(stage: Stage, number: int) -> None:
    outcome = await stage.plays(1, number)
    assert not outcome.failure, "\n".join([outcome.failure, *outcome.transcript[LAST_LINES:]])


async def test_who_is_played_again_says_the_same(stage: Stage) -> None:
    once, again = [await stage.plays(7, 3, size=1) for _ in range(2)]
    assert once.transcript == again.transcript
    assert once.counts == again.counts


async def test_the_page_says_what_happened(stage: Stage) -> None:
    tally = Tally()
    tally.add(await stage.plays(7, 3, size=1))
    assert "dead ends: 0" in "\n".join(summary(tally))
    written = page(tally, "make rehearse", ["Before: …"])
    assert all(f"| {question} |" in written for question in tally.counts.asked)
