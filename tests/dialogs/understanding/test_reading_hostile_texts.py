"""One process reads for everybody: whatever is typed, reading it is a moment."""

from time import process_time

import pytest

from dialogs.understanding import NotUnderstood, Understood, read
from questionnaire.prompt import Kind
from tests.dialogs.understanding.asked import TODAY, Listed, choice, question

FEW = [choice(f"c{n}", f"Жауаптың нұсқасы {n} – осындай", f"Вариант ответа {n}, например такой") for n in range(12)]
MANY = Listed(
    [choice(f"p{n}", f"Ақсу {n} ауылы — аудан", f"село Аксу {n} — район, область") for n in range(9_000)], "many"
)
QUESTIONS = {
    "one": question(Kind.SELECT_ONE, *FEW),
    "several": question(Kind.SELECT_MULTIPLE, *FEW),
    "places": question(Kind.SELECT_ONE, choices=MANY),
    "date": question(Kind.DATE),
    "number": question(Kind.INTEGER),
    "words": question(Kind.TEXT),
    "name": question(Kind.TEXT, extra={"type": "person_name"}),
    "more": question(Kind.MORE),
}
HOSTILE = [
    "1" + " " * 3_990 + "x",
    "кв" + " " * 3_990 + "x",
    "1 \n" * 1_300,
    "а " * 2_000,
    "акс " * 1_000,
    "1 " * 2_000,
    "ﷺ" * 4_000,
    ",".join("абвгд"[n % 5] * 5 for n in range(600)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:4].strip())
@pytest.mark.parametrize("asked", QUESTIONS)
def test_no_text_holds_up_the_others(asked: str, text: str) -> None:
    read(QUESTIONS[asked], "аксу", "ru", TODAY)  # the index of a long list is made once
    began = process_time()
    read(QUESTIONS[asked], text, "ru", TODAY)
    assert process_time() - began < 0.5


@pytest.mark.parametrize("asked", ["one", "several", "places", "date", "number"])
def test_a_story_is_no_choice_no_date_and_no_number(asked: str) -> None:
    story = "ну как сказать " * 40
    said = NotUnderstood("understanding.text.too_long", {"most": 500, "length": len(story.strip())})
    assert read(QUESTIONS[asked], story, "ru", TODAY) == said
    assert read(QUESTIONS["words"], story, "ru", TODAY) == Understood(story.strip())


def test_white_space_is_no_part_of_an_answer() -> None:
    assert read(QUESTIONS["one"], " \t 3 \u00a0 \n ", "ru", TODAY) == Understood("c2")
    assert read(QUESTIONS["several"], "1 \n\n 3", "ru", TODAY) == Understood("c0 c2")
