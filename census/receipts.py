"""Receipt numbers: what a counted person keeps, shows to an interviewer at the door, and reads out on the telephone.

Twelve random digits and two check digits of ISO 7064 MOD 97-10 (`python-stdnum`), which find every single wrong digit and
every two neighbours exchanged. Shown in groups: 4821-7730-5618-25. Nothing can be read from the number, and knowing one
does not help to guess another.
"""

from collections.abc import Callable

from stdnum.iso7064 import mod_97_10


def new_receipt(random_bits: Callable[[int], int]) -> str:
    """Fourteen digits. `random_bits(k)` gives an integer of k random bits (`secrets.randbits`).

    Two receipts may coincide (at 19 million people about one new number in fifty thousand does): the database refuses the
    second with `ReceiptTaken`, and another is drawn.
    """
    body = f"{random_bits(80) % 10**12:012}"  # 80 bits: no digit is noticeably likelier than another
    return body + str(mod_97_10.calc_check_digits(body))


def show_receipt(receipt: str, hyphen: str = "\N{NON-BREAKING HYPHEN}") -> str:
    """The number in groups of four, with hyphens that do not break at the end of a line: «4821‑7730‑5618‑25».

    Where it is copied from or is a file's name, `hyphen` is the one of the keyboard.
    """
    return hyphen.join(receipt[start : start + 4] for start in range(0, len(receipt), 4))
