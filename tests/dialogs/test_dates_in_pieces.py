"""A whole date said piece by piece: never a month for a day."""

import pytest

from tests.dialogs.journeys import StoppedAt


@pytest.mark.parametrize(
    "said",
    [
        ("1944", "5.11"),
        ("1944", "05 11"),
        ("5.11", "1944"),
        ("5 қараша", "1944"),
        ("1944 год", "5 ноября"),
        ("11.1944", "5"),
        ("1944 11", "5"),
        ("1944", "ноябрь", "5"),
        ("қараша", "1944", "5"),
        ("1954", "1944", "11", "5"),
    ],
)
async def test_of_two_numbers_beside_a_year_the_day_comes_first(
    stopped_at: StoppedAt, language: str, said: tuple[str, ...]
) -> None:
    """In whatever order the pieces come; a piece said again takes the place of the first."""
    person, _ = await stopped_at(language, "member_birth_date", "Мерует")
    for piece in said:
        await person.says(piece)
    assert await person.answer("member_birth_date", "Мерует") == "1944-11-05"
