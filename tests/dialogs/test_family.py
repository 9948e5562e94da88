"""The whole census of a family of four, in Kazakh and in Russian, as golden conversations."""

from collections.abc import Callable

from tests.databases import on_both
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import finishes, signs_in
from tests.dialogs.scenario import Scenario


@on_both
async def test_a_family_of_four(scenario: Scenario, language: str, golden: Callable[[str, str], None]) -> None:
    person = scenario.person()
    await signs_in(person, language)
    await finishes(person)
    assert len([line for line in person.text.split("\n") if any(name in line for name in NAMES)]) == 4
    golden(f"family.{language}.txt", "\n".join(person.transcript) + "\n")
