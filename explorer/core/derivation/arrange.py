"""Finished results of a rule, written as a textbook writes them: ``y·2x`` is 2xy, ``x² + 0`` is x².

Only what a rule has just made is arranged, never a part of the formula that is still to be
differentiated. Numbers are multiplied and stand first, then constants, then powers of names in the
order in which the formula has them, then all else as it came. Nothing is multiplied out or cancelled
but whole numbers, so a result is defined wherever its parts were.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from explorer.core.autodiff.algebra import ONE, ZERO
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol

__all__ = ["Arranger", "exact_product", "exact_sum"]

_MOST_FACTORS: Final = 64
_MOST_DIGITS_KEPT: Final = 15


class Arranger:
    """Arranges operations whose operands are finished; ``names`` are in the order in which they stand."""

    def __init__(self, names: Iterable[str]) -> None:
        self._place = {name: index for index, name in enumerate(names)}

    def settled(self, node: Apply) -> Node:
        """An equal node: a sum without zeros, a product or quotient in order, else ``node`` itself."""
        if node.operator == "add":
            kept = [term for term in node.args if term is not ZERO]
            return node if len(kept) == len(node.args) else _sum(kept)
        if node.operator in ("mul", "div", "neg"):
            return self._fraction(node)
        return node

    def _fraction(self, node: Apply) -> Node:
        parts = _Parts()
        if not parts.collect(node):
            return ZERO if parts.is_zero else node
        return parts.assembled(self._ordered(parts.above), self._ordered(parts.below))

    def _ordered(self, factors: list[Node]) -> list[Node]:
        powers: dict[Symbol, int] = {}
        rest: list[Node] = []
        for factor in factors:
            base, exponent = _whole_power(factor)
            if isinstance(base, Symbol) and exponent:
                powers[base] = powers.get(base, 0) + exponent
            else:
                rest.append(factor)
        made = [base if n == 1 else Apply("pow", (base, Number(n))) for base, n in powers.items()]
        return sorted([*made, *rest], key=self._rank)

    def _rank(self, factor: Node) -> tuple[int, int]:
        if isinstance(factor, (Number, Constant)):
            return 0, 0
        base, exponent = _whole_power(factor)
        if isinstance(base, Symbol) and exponent:
            return 1, self._place.get(base.name, len(self._place))
        return 2, 0


class _Parts:
    """A product or quotient taken apart: sign, whole or decimal coefficients, factors above and below the bar."""

    def __init__(self) -> None:
        self.sign = 1
        self.is_zero = False
        self._coefficients = [1.0, 1.0]
        self.above: list[Node] = []
        self.below: list[Node] = []

    def collect(self, node: Node) -> bool:
        """Take ``node`` apart; False where it is zero, divided by zero, or too long to be arranged."""
        stack: list[tuple[Node, int]] = [(node, 0)]
        while stack:
            part, side = stack.pop()
            if isinstance(part, Number):
                if not self._multiply(part.value, side):
                    return False
            elif isinstance(part, Apply) and part.operator in ("neg", "mul", "div"):
                self.sign = -self.sign if part.operator == "neg" else self.sign
                sides = (side, 1 - side) if part.operator == "div" else (side,) * len(part.args)
                stack.extend(reversed(list(zip(part.args, sides, strict=True))))
            else:
                (self.below if side else self.above).append(part)
            if len(stack) + len(self.above) + len(self.below) > _MOST_FACTORS:
                return False
        return True

    def _multiply(self, value: float, side: int) -> bool:
        if value == 0.0:
            self.is_zero = side == 0
            return False
        product = exact_product(self._coefficients[side], abs(value))
        if product is None:
            return False
        self._coefficients[side] = product
        self.sign = -self.sign if value < 0 else self.sign
        return True

    def assembled(self, above: list[Node], below: list[Node]) -> Node:
        """The product or quotient again, from ordered factors."""
        over, under = _reduced(*self._coefficients)
        upper = _product(over, above)
        result = upper if not below and under == 1.0 else Apply("div", (upper, _product(under, below)))
        if self.sign > 0:
            return result
        return Number(-result.value) if isinstance(result, Number) else Apply("neg", (result,))


def _sum(terms: list[Node]) -> Node:
    if not terms:
        return ZERO
    return terms[0] if len(terms) == 1 else Apply("add", terms)


def _product(coefficient: float, factors: list[Node]) -> Node:
    if not factors:
        return Number(coefficient)
    if coefficient != 1.0:
        return Apply("mul", (Number(coefficient), *factors))
    return factors[0] if len(factors) == 1 else Apply("mul", factors)


def _whole_power(node: Node) -> tuple[Node, int]:
    """Base and exponent of a power with a positive whole exponent; (node, 1) for a name, (node, 0) for all else."""
    if isinstance(node, Symbol):
        return node, 1
    if isinstance(node, Apply) and node.operator == "pow":
        base, exponent = node.args
        if isinstance(exponent, Number) and exponent.value.is_integer() and 0 < exponent.value < 1e6:
            return base, int(exponent.value)
    return node, 0


def _reduced(over: float, under: float) -> tuple[float, float]:
    if over.is_integer() and under.is_integer():
        divisor = math.gcd(int(over), int(under))
        return over / divisor, under / divisor
    return (over, ONE.value) if under == 1.0 else (over, under)


def exact_product(first: float, second: float) -> float | None:
    """The product of two decimals as one would write it (0.1·3 is 0.3); None beyond double precision's digits."""
    return _kept(Decimal(repr(first)) * Decimal(repr(second)))


def exact_sum(first: float, second: float) -> float | None:
    """The sum of two decimals as one would write it; None beyond double precision's digits."""
    return _kept(Decimal(repr(first)) + Decimal(repr(second)))


def _kept(exact: Decimal) -> float | None:
    value = float(exact)
    short = len(exact.normalize().as_tuple().digits) <= _MOST_DIGITS_KEPT
    return value if short and math.isfinite(value) and (value != 0.0 or not exact) else None
