"""Values in words: dates, numbers, lists and names as they are written in Kazakh and in Russian."""

from collections.abc import Sequence
from typing import Literal


def say_date(iso: str, language: str, precision: Literal["day", "month", "year"] = "day") -> str:
    """«2021 жылғы 1 қыркүйек» / «1 сентября 2021 года»; `iso` is yyyy-mm-dd."""
    raise NotImplementedError


def say_number(value: int | float | str, language: str) -> str:
    """«19 186 015,5»: groups by a no-break space, decimal comma, in both languages."""
    raise NotImplementedError


def join_list(items: Sequence[str], language: str) -> str:
    """«A, B және C» / «A, B и C»."""
    raise NotImplementedError


def short_name(full_name: str, others: Sequence[str]) -> str:
    """The given name, told apart from `others` (full names of the household's other members)."""
    raise NotImplementedError


def quote(text: str, language: str) -> str:
    """«…»."""
    raise NotImplementedError
