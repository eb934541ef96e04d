"""What a formula consists of once its characters are grouped: tokens with their places in the text."""

from __future__ import annotations

from typing import Final

__all__ = ["ENDS_OPERAND", "STARTS_OPERAND", "Token"]

STARTS_OPERAND: Final = frozenset(
    """number name constant function choice ( [ { \\{ |( | floor( ceil( root frac sqrt begin degree
    not true false""".split()
)
"""Kinds of token with which an operand can begin (a sign aside)."""

ENDS_OPERAND: Final = frozenset("number name constant ) ] } \\} |) floor) ceil) ! ° end true false".split())
"""Kinds of token with which an operand can end."""


class Token:
    """One token: ``kind``, what it says, and its place ``text[start:end]``.

    ``value`` is the number, the canonical name, the function's own name or the operator, by kind.
    """

    __slots__ = ("end", "kind", "start", "text", "value")

    def __init__(self, kind: str, text: str, start: int, end: int, value: float | str = "") -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.value = value

    def __repr__(self) -> str:
        return f"Token({self.kind!r}, {self.text!r}, {self.start}, {self.end})"
