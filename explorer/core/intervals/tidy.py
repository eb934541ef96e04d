"""Rewriting a tree so that its intervals are narrow: an operand that occurs twice is met once.

x·x is a square (never negative), x − x is nothing, 2u + 3u is 5u. Interval arithmetic takes two
occurrences of a value for two independent values; every one that is joined beforehand narrows the result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from explorer.core.autodiff.algebra import power, product, total
from explorer.core.expression.nodes import Apply, Node, Number, postorder
from explorer.core.kernels.folding import fold_constants

__all__ = ["tidied"]

_MOST_JOINED = 64  # the largest whole power that factors are joined into


def tidied(roots: Sequence[Node]) -> tuple[Node, ...]:
    """``roots`` with equal factors and equal terms joined, constants folded."""
    folded = fold_constants(roots)
    rewritten: dict[Node, Node] = {}
    for node in postorder(*folded):
        rewritten[node] = _rebuilt(node, rewritten)
    return tuple(rewritten[root] for root in folded)


def _rebuilt(node: Node, rewritten: dict[Node, Node]) -> Node:
    if not isinstance(node, Apply):
        return node
    args = tuple(rewritten[arg] for arg in node.args)
    if node.operator == "mul":
        return _joined_factors(args)
    if node.operator == "add":
        return _joined_terms(args)
    if node.operator == "neg":
        return product((Number(-1.0), args[0]))
    if node.operator == "pow" and _whole(args[1]) is not None:
        return _raised(args[0], args[1])
    return Apply(node.operator, args)


def _whole(exponent: Node) -> int | None:
    """A positive whole literal of moderate size."""
    if isinstance(exponent, Number) and exponent.value.is_integer() and 1 <= exponent.value <= _MOST_JOINED:
        return int(exponent.value)
    return None


def _raised(base: Node, exponent: Node) -> Node:
    """(uᵃ)ᵇ = uᵃᵇ."""
    outer = _whole(exponent)
    if outer is not None and isinstance(base, Apply) and base.operator == "pow":
        inner = _whole(base.args[1])
        if inner is not None and inner * outer <= _MOST_JOINED:
            return power(base.args[0], float(inner * outer))
    return power(base, float(outer)) if outer is not None else Apply("pow", (base, exponent))


def _factors(node: Node) -> list[tuple[Node, int]]:
    if isinstance(node, Apply) and node.operator == "pow":
        exponent = _whole(node.args[1])
        if exponent is not None:
            return [(node.args[0], exponent)]
    return [(node, 1)]


def _joined_factors(args: Sequence[Node]) -> Node:
    coefficient = 1.0
    exponents: dict[Node, int] = {}
    flat = [part for arg in args for part in (arg.args if isinstance(arg, Apply) and arg.operator == "mul" else (arg,))]
    for arg in flat:
        if isinstance(arg, Number):
            coefficient *= arg.value
            continue
        for base, exponent in _factors(arg):
            exponents[base] = exponents.get(base, 0) + exponent
    if not math.isfinite(coefficient) or max(exponents.values(), default=0) > _MOST_JOINED:
        return Apply("mul", args)
    factors = [power(base, float(exponent)) for base, exponent in exponents.items()]
    if coefficient == 0.0 and factors:
        return Apply("mul", (Number(0.0), *factors))
    return product((Number(coefficient), *factors))


def _joined_terms(args: Sequence[Node]) -> Node:
    coefficients: dict[Node | None, float] = {}
    flat = [part for arg in args for part in (arg.args if isinstance(arg, Apply) and arg.operator == "add" else (arg,))]
    for arg in flat:
        coefficient, rest = _coefficient(arg)
        coefficients[rest] = coefficients.get(rest, 0.0) + coefficient
    if not all(map(math.isfinite, coefficients.values())):
        return Apply("add", args)
    return total(
        Number(coefficient) if rest is None else product((Number(coefficient), rest))
        for rest, coefficient in coefficients.items()
    )


def _coefficient(node: Node) -> tuple[float, Node | None]:
    if isinstance(node, Number):
        return node.value, None
    if isinstance(node, Apply) and node.operator == "neg":
        value, rest = _coefficient(node.args[0])
        return -value, rest
    if isinstance(node, Apply) and node.operator == "mul" and isinstance(node.args[0], Number):
        rest = node.args[1] if len(node.args) == 2 else Apply("mul", node.args[1:])
        return node.args[0].value, rest
    return 1.0, node
