"""The frequent questions of a campaign, in both languages."""

from dataclasses import dataclass

from census.document import Document
from census.pair import LANGUAGES, Pair


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """`verify`: the source is weak, so the answer is shown with the advice to ask at the telephone number.

    `topic` and `questions` (names of the forms' questions) say where help offers the entry; `words` are what people type
    when they look for it, in both languages.
    """

    number: int
    topic: str
    verify: bool
    question: Pair
    answer: Pair
    questions: tuple[str, ...]
    words: tuple[str, ...]


def read_faq(document: Document) -> tuple[FaqEntry, ...]:
    """The entries of faq.yaml, numbered from 1 without a gap; problems are noted in the document."""
    entries = []
    for n, item in enumerate(document, 1):
        item.only("number", "topic", "verify", "question", "answer", "questions", "words")
        if item["number"].number(1) != n:
            item["number"].wrong(f"number the entries from 1 without a gap: this one is {n}")
        words = item["words"]
        words.only(*LANGUAGES)
        entries.append(
            FaqEntry(
                number=n,
                topic=item["topic"].text(),
                verify=item["verify"].truth(),
                question=item["question"].pair(),
                answer=item["answer"].pair(),
                questions=item["questions"].texts() if item["questions"].exists else (),
                words=tuple(word for language in LANGUAGES for word in words[language].texts()),
            )
        )
    return tuple(entries)
