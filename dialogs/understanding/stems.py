"""Words that are one word: by their beginning, or in another case."""

from dialogs.understanding.folding import fold

SMALL = frozenset(fold("и в на из с по у от для не нет да или мен және бар жоқ бен пен де да the of").split())
"""Keys of words that tell nothing by themselves."""
_STEM_FROM = 4


def begins(word: str, other: str) -> bool:
    return other == word or (len(word) > 2 and other.startswith(word))


def of_one_stem(word: str, other: str) -> bool:
    """The same word in another case: «казахском», «казахский»; «пәтерде», «пәтер»."""
    if word == other:
        return True
    short, long = sorted((len(word), len(other)))
    shared = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), short)
    return shared >= _STEM_FROM and shared >= short - 2 and long - shared <= 4
