"""One key for every spelling of the same word."""


def fold(text: str) -> str:
    """The matching key of `text`: equal for spellings that mean the same word. Idempotent; "" for no letters or digits."""
    raise NotImplementedError
