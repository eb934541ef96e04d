"""What is wrong with data, in a sentence that says where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["DataError", "told_number", "told_places", "told_text"]

_TOLD: Final = 3
_LONGEST: Final = 30


class DataError(ValueError):
    """Data that cannot be taken as they are.

    ``message`` is the sentence; ``row`` (counted from 1, the header too) and ``column`` (its title) say where,
    or are None where the trouble is not in one place.
    """

    def __init__(self, message: str, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.row = row
        self.column = column


def told_text(text: str) -> str:
    """A cell's text in quotes, shortened, with no character that would break the sentence."""
    plain = "".join(c if c.isprintable() else " " for c in text.strip())
    return f"“{plain}”" if len(plain) <= _LONGEST else f"“{plain[: _LONGEST - 1]}…”"


def told_number(value: float) -> str:
    """A number as short as it can be told."""
    return f"{value:.6g}"


def told_places(places: Sequence[tuple[int, str]]) -> str:
    """``row 5, column size; row 9, column age and 3 more``: where something occurs."""
    first = "; ".join(f"row {row:,}, column {column}" for row, column in places[:_TOLD])
    more = len(places) - _TOLD
    return first if more <= 0 else f"{first}; and {more:,} more"
