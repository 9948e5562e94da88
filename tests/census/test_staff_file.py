"""A file of staff cards: what spreadsheets make of it is taken, and what is wrong is named by row and column."""

from datetime import date
from pathlib import Path

import pytest

from census.pair import Pair
from census.staff_cards import StaffCard
from census.staff_file import TOLD, StaffFileError, read_staff

REGIONS = ("11", "71")
HEAD = "number,surname,given_names,role,region,valid_from,valid_until"
ROW = "11-00123,Үлгіов,Мысал,interviewer,11,2021-10-01,2021-10-30"
CARD = StaffCard(
    "11-00123", "Үлгіов", "Мысал", "interviewer", "11", None, date(2021, 10, 1), date(2021, 10, 30), withdrawn=False
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cards.csv"


def problems(file: Path, text: str) -> tuple[str, ...]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StaffFileError) as wrong:
        read_staff(file, REGIONS)
    return wrong.value.problems


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ROW}\n",
        f"\ufeff{HEAD}\r\n{ROW}\r\n\r\n",
        f"{HEAD}\n{ROW}".replace(",", ";"),
        f"{HEAD}\n{ROW}".replace(",", "\t"),
        f"{HEAD.upper()},,\n{ROW},,\n,,,,,,,,\n",
        f"{HEAD}\n{ROW}".replace("2021-10-01", "01.10.2021").replace("2021-10-30", " 30.10.2021 "),
        f"{HEAD},state\n{ROW.replace('Үлгіов', chr(34) + 'Үлгіов' + chr(34))},valid",
    ],
)
def test_a_table_as_spreadsheets_save_it(file: Path, text: str) -> None:
    file.write_bytes(text.encode())
    assert read_staff(file, REGIONS) == [CARD]


def test_place_and_state(file: Path) -> None:
    row = ROW.replace(",2021-10-01", ",Көкшетау қаласы,город Кокшетау,withdrawn,2021-10-01")
    file.write_text(f"{HEAD.replace(',valid_from', ',place_kk,place_ru,state,valid_from')}\n{row}", encoding="utf-8")
    [card] = read_staff(file, REGIONS)
    assert card.place == Pair("Көкшетау қаласы", "город Кокшетау")
    assert card.withdrawn


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("11-00123", "", "row 2, number: is empty"),
        ("11-00123", "870101300123", "row 2, number: a card's number has 3 to 12 letters and digits"),
        ("Үлгіов", "Үлгіов\u202e", "row 2, surname: holds a sign that cannot be seen"),
        ("Үлгіов", "<b>", "row 2, surname: a name has letters, spaces, hyphens and apostrophes only"),
        ("Мысал", "М" * 101, "row 2, given_names: is longer than 100 characters"),
        ("interviewer", "boss", "row 2, role: is one of interviewer, instructor, operator"),
        (",11,", ",99,", "row 2, region: is one of 11, 71"),
        ("2021-10-01", "2021-13-01", "row 2, valid_from: a day is written 2021-10-30 or 30.10.2021"),
        ("2021-10-30", "30/10/21", "row 2, valid_until: a day is written 2021-10-30 or 30.10.2021"),
        ("2021-10-30", "2021-09-30", "row 2, valid_until: is before valid_from"),
        ("2021-10-30", "2021-10-30,more", "row 2, the end: there are more cells than columns"),
        (ROW, f"{ROW}\n{ROW.replace('11-', '11', 1)}", "row 3, number: reads like the number in row 2"),
        (ROW, "", "there is no card in it"),
        ("Мысал", '"Мысал', "the file is no table: "),
        ("Мысал", "М" * 200_000, "the file is no table: field larger than field limit"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(file: Path, right: str, wrong: str, said: str) -> None:
    assert problems(file, f"{HEAD}\n{ROW}\n".replace(right, wrong, 1))[0].startswith(said)


@pytest.mark.parametrize("only", ["place_kk", "place_ru"])
def test_a_place_in_one_language_is_refused(file: Path, only: str) -> None:
    [said] = problems(file, f"{HEAD},{only}\n{ROW},Кокшетау\n")
    assert said.endswith("a place stands in both languages or in none")


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("", "row 1: the column number is missing"),
        (HEAD.replace("role", "rôle"), "row 1: the column role is missing"),
        (f"{HEAD},role", "row 1: the column role stands twice"),
        (f"{HEAD},iin", "row 1, column 8: there is no column of this name"),
    ],
)
def test_a_wrong_heading_is_told_with_the_right_one(file: Path, heading: str, said: str) -> None:
    told = problems(file, f"{heading}\n{ROW}\n")
    assert said in told
    assert "needed are number, surname" in told[-1]


def test_all_problems_are_told_at_once_and_no_more_than_one_can_read(file: Path) -> None:
    wrong = [ROW.replace("00123", f"{n:05}").replace("interviewer", "boss") for n in range(3)]
    assert len(problems(file, "\n".join([HEAD, *wrong, ROW]))) == 3
    assert len(problems(file, "\n".join([HEAD, *wrong * 100]))) == TOLD


def test_what_stands_in_the_cells_is_never_quoted(file: Path) -> None:
    """Where columns have slipped, an IIN or a stranger's name may stand in any of them."""
    for row in (",".join(["870101300123"] * 7), ",".join(["Ахметова"] * 7), f"{ROW},870101300123"):
        said = " ".join(problems(file, f"{HEAD}\n{row}\n"))
        assert "870101300123" not in said
        assert "Ахметова" not in said


def test_a_huge_file_is_not_read(file: Path) -> None:
    with file.open("wb") as huge:
        huge.truncate(65 << 20)
    with pytest.raises(StaffFileError, match="larger than 64 MB"):
        read_staff(file, REGIONS)
