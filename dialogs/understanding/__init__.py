"""Understanding: typed words become the answer to a question, or a sentence that says what is expected.

Rules: pure functions; nothing typed raises; the same text, prompt and day always read the same. Every spelling people use
is met on one key (`fold`): Kazakh with and without its letters, in Cyrillic and in Latin, Russian in Cyrillic and Latin.
A doubtful reading is never guessed: it is `Several` or `NotUnderstood`, whose reason is a sentence with an example.

Must not know: messengers, the conversation's state, the database, the clock (today is an argument), the rules of the form
(ranges and "not in the future" are the form's constraints), and IIN (the caller asks census for that).
"""

from dialogs.understanding.folding import fold
from dialogs.understanding.free_text import LONGEST, clean
from dialogs.understanding.language import detect_language
from dialogs.understanding.lookup import search
from dialogs.understanding.mistakes import amended
from dialogs.understanding.name_lists import are_parts_of_one_name, may_be_one_name, split_names
from dialogs.understanding.reader import LONG_LIST, read
from dialogs.understanding.reading import NotUnderstood, Reading, Several, Understood
from dialogs.understanding.terms import may_be_a_term
from dialogs.understanding.words import Word, is_enough, is_greeting, is_upset, names_another_household, read_word

__all__ = [
    "LONGEST",
    "LONG_LIST",
    "NotUnderstood",
    "Reading",
    "Several",
    "Understood",
    "Word",
    "amended",
    "are_parts_of_one_name",
    "clean",
    "detect_language",
    "fold",
    "is_enough",
    "is_greeting",
    "is_upset",
    "may_be_a_term",
    "may_be_one_name",
    "names_another_household",
    "read",
    "read_word",
    "search",
    "split_names",
]
