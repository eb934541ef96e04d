"""Sums, products, quotients and powers of trees, simplified only where that is free.

Zeros vanish, ones disappear, literal coefficients are collected in front. Nothing is expanded or
reordered beyond that, so every operand keeps its identity and stays shared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from explorer.core.expression.nodes import Apply, Node, Number

__all__ = ["ONE", "ZERO", "apply", "negated", "power", "product", "quotient", "scaled", "total"]

ZERO: Final = Number(0.0)
ONE: Final = Number(1.0)


def apply(operator: str, *args: Node) -> Node:
    """The operator on its operands, as it stands."""
    return Apply(operator, args)


def negated(node: Node) -> Node:
    """−node."""
    return scaled(-1.0, node)


def scaled(factor: float, node: Node) -> Node:
    """factor · node."""
    return product((Number(factor), node))


def total(terms: Iterable[Node]) -> Node:
    """The sum of the terms that are not zero."""
    kept = [term for term in terms if not _is_zero(term)]
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Apply("add", kept)


def product(factors: Iterable[Node]) -> Node:
    """The product, its literal coefficients multiplied into one."""
    coefficient = 1.0
    rest: list[Node] = []
    for factor in factors:
        value, others = _split(factor)
        if value == 0.0:
            return ZERO
        if not math.isfinite(coefficient * value) or coefficient * value == 0.0:
            rest.append(Number(value))
        else:
            coefficient *= value
        rest.extend(others)
    return _assembled(coefficient, rest)


def quotient(numerator: Node, denominator: Node) -> Node:
    """numerator / denominator, literal coefficients of both collected in front."""
    above, upper = _split(numerator)
    below, lower = _split(denominator)
    if above == 0.0:
        return ZERO
    coefficient = above / below if below else math.nan
    exact = lower or coefficient * below == above
    if not math.isfinite(coefficient) or coefficient == 0.0 or not exact:
        return Apply("div", (numerator, denominator))
    if not lower:
        return _assembled(coefficient, upper)
    if not upper and coefficient != -1.0:
        return Apply("div", (Number(coefficient), _assembled(1.0, lower)))
    return _assembled(coefficient, [Apply("div", (_assembled(1.0, upper), _assembled(1.0, lower)))])


def power(base: Node, exponent: float) -> Node:
    """base to a literal exponent."""
    if exponent == 0.0:
        return ONE
    return base if exponent == 1.0 else Apply("pow", (base, Number(exponent)))


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 0.0


def _split(node: Node) -> tuple[float, list[Node]]:
    """Literal coefficient and remaining factors."""
    if isinstance(node, Number):
        return node.value, []
    if isinstance(node, Apply):
        if node.operator == "neg":
            value, rest = _split_product(node.args[0])
            return -value, rest
        return _split_product(node)
    return 1.0, [node]


def _split_product(node: Node) -> tuple[float, list[Node]]:
    if isinstance(node, Number):
        return node.value, []
    if isinstance(node, Apply) and node.operator == "mul" and isinstance(node.args[0], Number):
        return node.args[0].value, list(node.args[1:])
    return 1.0, [node]


def _assembled(coefficient: float, factors: list[Node]) -> Node:
    if not factors:
        return Number(coefficient)
    if coefficient not in (1.0, -1.0):
        return Apply("mul", (Number(coefficient), *factors))
    rest = factors[0] if len(factors) == 1 else Apply("mul", factors)
    return rest if coefficient == 1.0 else Apply("neg", (rest,))
