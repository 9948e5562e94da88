"""How far apart two keys are: slips of the finger."""


def within_one(one: str, other: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped, make one word the other."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = 0
    while at < len(one) and one[at] == other[at]:
        at += 1
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] == other[at] and one[at] == other[at + 1 : at + 2]
    return one[at + 1 :] == other[at + 1 :] or (swapped and one[at + 2 :] == other[at + 2 :])


def distance(one: str, other: str, most: int) -> int:
    """Edits between two words (a swap of neighbours is one), or `most` + 1 when there are more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        two_before, before, row = before, row, [i, *row[1:]]
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], two_before[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


_SHORT, _LONG = 6, 8
"""Letters of a word from which any letter may be wrong, and from which two may."""
_VOWELS = frozenset("аеиоу")
_CONFUSED = ("аеиоу", "бп", "вфу", "гкх", "дт", "жзсшчт", "лр", "мн")
"""Letters, as keys have them, that are heard or written for one another."""


def resembles(word: str, candidate: str) -> bool:
    """Whether `word` may well be `candidate` mistyped, or the beginning of it.

    The first letter is rarely wrong and a short word has too many neighbours, so an honest slip in one is a swap, a letter
    too many or too few, or one that is heard alike; and it is the whole word that is compared. Without a vowel it is none.
    """
    if _VOWELS.isdisjoint(word):
        return False
    if word[0] != candidate[0] and not _is_confused(word[0], candidate[0]) and word[1:2] + word[:1] != candidate[:2]:
        return False
    if len(word) < _SHORT:
        return within_one(word, candidate) and _is_honest(word, candidate)
    if any(within_one(word, candidate[:length]) for length in range(len(word) - 1, len(word) + 2)):
        return True
    return len(word) >= _LONG and distance(word, candidate, 2) <= 2


def _is_honest(one: str, other: str) -> bool:
    if len(one) != len(other):
        return True
    wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(wrong) != 1 or _is_confused(*wrong[0])


def _is_confused(one: str, other: str) -> bool:
    return any(one in letters and other in letters for letters in _CONFUSED)


_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def is_mashed(text: str) -> bool:
    """Whether a word of `text` (as it was typed) is no word: one key held down, or keys struck as they lie in a row."""
    return any(_is_held(word) or _lies_in_a_row(word) for word in text.casefold().split())


def _is_held(word: str) -> bool:
    """«ыыыы», «пшшш», but not «Аллллматы»: what is left is nothing to search by."""
    left = "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)
    return len(left) < len(word) - 1 and len(left) < 4 and word.isalpha()


def _lies_in_a_row(word: str) -> bool:
    return len(word) >= 4 and any(word in row or word in row[::-1] for row in _ROWS)
