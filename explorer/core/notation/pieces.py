"""Nodes with their places in the text, made within bounds and with every constant checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from explorer.core.expression.evaluate import apply_operator
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.expression.operators import COMPARISONS, LOGIC
from explorer.core.notation.errors import NotationError

__all__ = ["MOST_NODES", "Builder", "Path", "Piece", "spans_of"]

MOST_NODES: Final = 20_000
_TRUTH: Final = frozenset((*COMPARISONS, *LOGIC))
_LOGARITHMS: Final = frozenset(("log", "log_base"))

Path = tuple[int, ...]
"""Where a node stands below the root: the index of the operand at each step down."""


class Piece:
    """A node with its place ``text[start:end]`` and those of its operands.

    ``truth`` tells a condition from a value; ``value`` is the number of a constant, else None.
    """

    __slots__ = ("end", "node", "parts", "start", "truth", "value")

    def __init__(
        self,
        node: Node,
        start: int,
        end: int,
        parts: tuple[Piece, ...] = (),
        truth: bool = False,
        value: float | None = None,
    ) -> None:
        self.node = node
        self.start = start
        self.end = end
        self.parts = parts
        self.truth = truth
        self.value = value

    def placed(self, start: int, end: int) -> Piece:
        """The same piece with another place: its brackets are part of it."""
        return Piece(self.node, start, end, self.parts, self.truth, self.value)


class Builder:
    """Makes pieces; counts them and refuses constants that are no finite real number."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    def number(self, value: float, start: int, end: int) -> Piece:
        """A literal."""
        self.count += 1
        return Piece(Number(value), start, end, (), False, value)

    def name(self, name: str, start: int, end: int) -> Piece:
        """A variable or parameter."""
        self.count += 1
        return Piece(Symbol(name), start, end)

    def constant(self, name: str, start: int, end: int) -> Piece:
        """One of e, π, τ."""
        self.count += 1
        node = Constant(name)
        return Piece(node, start, end, (), False, node.value)

    def apply(self, operator: str, parts: Sequence[Piece], start: int, end: int) -> Piece:
        """An operator on pieces. Raises :class:`NotationError` for a constant that is undefined."""
        self.count += 1
        if self.count > MOST_NODES:
            raise NotationError(
                f"The formula has more than {MOST_NODES:,} parts.", start, end, "Shorten it or split it up."
            )
        parts = tuple(parts)
        node = Apply(operator, [part.node for part in parts])
        value = None
        if not node.symbols:
            value = self._constant_value(operator, parts, start, end)
        return Piece(node, start, end, parts, operator in _TRUTH, value)

    def negated(self, part: Piece, start: int) -> Piece:
        """−part, from the sign at ``start`` on."""
        return self.apply("neg", (part,), start, part.end)

    def _constant_value(self, operator: str, parts: tuple[Piece, ...], start: int, end: int) -> float:
        numbers = [part.value if part.value is not None else math.nan for part in parts]
        value = apply_operator(operator, numbers)
        if math.isfinite(value):
            return value
        raise NotationError(
            _undefined(operator, numbers, value), start, end, "Change it: a constant must be a real number."
        )


def _undefined(operator: str, numbers: list[float], value: float) -> str:
    if (operator == "div" and numbers[1] == 0) or (operator == "pow" and numbers[0] == 0):
        return "This divides by zero."
    if operator in _LOGARITHMS and numbers[0] <= 0:
        return "The logarithm of a number that is not positive is not real."
    if operator == "log_base":
        return "The base of a logarithm is a positive number other than 1."
    if math.isinf(value):
        return "This constant is infinite or too large (numbers reach up to 1.8·10^308)."
    if operator in ("sqrt", "pow", "root"):
        return "This root of a negative number is not real."
    return "This constant is not defined in the real numbers."


def spans_of(root: Piece) -> dict[Path, tuple[int, int]]:
    """The place of every node by its path from the root, which is ()."""
    spans: dict[Path, tuple[int, int]] = {}
    stack: list[tuple[Path, Piece]] = [((), root)]
    while stack:
        path, piece = stack.pop()
        spans[path] = (piece.start, piece.end)
        stack.extend(((*path, index), part) for index, part in enumerate(piece.parts))
    return spans
