"""A tree without its poles: N of f = N/D, which has the zeros of f and is finite where f is not.

Interval arithmetic cannot exclude a zero of 1/x − y from a box that contains x = 0, where the range is
the whole line; it can of 1 − xy.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from explorer.core.autodiff.algebra import ONE, apply, negated, power, product, quotient, total
from explorer.core.expression.nodes import Apply, Node, Number, number_of_nodes, postorder

__all__ = ["numerator"]

_MOST_FACTORS: Final = 16
_MOST_GROWTH: Final = 4

_RATIOS: Final[dict[str, tuple[str | None, str]]] = {
    "tan": ("sin", "cos"),
    "cot": ("cos", "sin"),
    "sec": (None, "cos"),
    "csc": (None, "sin"),
    "coth": ("cosh", "sinh"),
    "csch": (None, "sinh"),
}


class _TooLarge(Exception):
    pass


class _Fraction(NamedTuple):
    """``above`` over the product of the factors ``below``, each to its exponent."""

    above: Node
    below: Mapping[Node, int]


@lru_cache(maxsize=128)
def numerator(root: Node) -> Node:
    """N such that root = N/D, with D the product of all that ``root`` divides by.

    Where D is not 0, N is 0 exactly where ``root`` is. Sums are brought to their common denominator;
    fractions inside other functions stay. A tree that would grow too much is given back as it is.
    """
    fractions: dict[Node, _Fraction] = {}
    try:
        for node in postorder(root):
            fractions[node] = _fraction(node, fractions)
    except _TooLarge:
        return root
    above = fractions[root].above
    return above if number_of_nodes(above) <= _MOST_GROWTH * number_of_nodes(root) + 200 else root


def _fraction(node: Node, known: Mapping[Node, _Fraction]) -> _Fraction:
    if not isinstance(node, Apply):
        return _Fraction(node, {})
    parts = [known[arg] for arg in node.args]
    if node.operator in _RATIOS:
        over, under = _RATIOS[node.operator]
        return _Fraction(ONE if over is None else apply(over, *node.args), {apply(under, *node.args): 1})
    if node.operator == "neg":
        return _Fraction(negated(parts[0].above), parts[0].below)
    if node.operator == "mul":
        below: dict[Node, int] = {}
        for part in parts:
            _multiply(below, part.below)
        return _Fraction(product(part.above for part in parts), below)
    if node.operator == "div":
        return _quotient(node, *parts)
    if node.operator == "add" and any(part.below for part in parts):
        return _sum(parts)
    if node.operator == "pow" and isinstance(node.args[1], Number):
        return _power(node, parts[0], node.args[1].value)
    return _Fraction(node, {})


def _quotient(node: Apply, first: _Fraction, second: _Fraction) -> _Fraction:
    if not node.args[1].symbols:
        return _Fraction(apply("div", first.above, node.args[1]), first.below)
    below = dict(first.below)
    literals, factors = _factors(second.above)
    _multiply(below, factors)
    return _Fraction(quotient(product((first.above, *_product_of(second.below))), literals), below)


def _power(node: Apply, base: _Fraction, exponent: float) -> _Fraction:
    if not exponent.is_integer() or abs(exponent) > _MOST_FACTORS or exponent == 0.0:
        return _Fraction(node, {})
    count = int(abs(exponent))
    below: dict[Node, int] = {}
    if exponent > 0:
        _multiply(below, base.below, count)
        return _Fraction(node if not below else power(base.above, float(count)), below)
    if not node.args[0].symbols:
        return _Fraction(node, {})
    literals, factors = _factors(base.above)
    _multiply(below, factors, count)
    above = product(power(factor, float(count)) for factor in _product_of(base.below))
    return _Fraction(quotient(above, power(literals, float(count))), below)


def _sum(parts: list[_Fraction]) -> _Fraction:
    common: dict[Node, int] = {}
    for part in parts:
        for factor, count in part.below.items():
            common[factor] = max(common.get(factor, 0), count)
    if sum(common.values()) > _MOST_FACTORS:
        raise _TooLarge
    terms = []
    for part in parts:
        missing = {factor: count - part.below.get(factor, 0) for factor, count in common.items()}
        terms.append(product((part.above, *_product_of(missing))))
    return _Fraction(total(terms), common)


def _factors(node: Node) -> tuple[Node, dict[Node, int]]:
    """A denominator as its literal part, which is no pole, times factors with their exponents."""
    found: dict[Node, int] = {}
    literals: list[Node] = []
    waiting = [(node, 1)]
    while waiting:
        part, count = waiting.pop()
        if isinstance(part, Apply) and part.operator == "mul":
            waiting.extend((arg, count) for arg in part.args)
        elif isinstance(part, Apply) and part.operator == "neg":
            waiting.append((part.args[0], count))
            literals.append(Number((-1.0) ** count))
        elif _is_whole_power(part):
            assert isinstance(part, Apply) and isinstance(part.args[1], Number)
            waiting.append((part.args[0], count * int(part.args[1].value)))
        elif part.symbols:
            _multiply(found, {part: count})
        else:
            literals.append(power(part, float(count)))
    return product(literals), found


def _is_whole_power(node: Node) -> bool:
    if not (isinstance(node, Apply) and node.operator == "pow" and isinstance(node.args[1], Number)):
        return False
    return node.args[1].value.is_integer() and 0 < node.args[1].value <= _MOST_FACTORS


def _multiply(below: dict[Node, int], factors: Mapping[Node, int], times: int = 1) -> None:
    for factor, count in factors.items():
        below[factor] = below.get(factor, 0) + count * times
    if sum(below.values()) > _MOST_FACTORS:
        raise _TooLarge


def _product_of(factors: Mapping[Node, int]) -> list[Node]:
    return [power(factor, float(count)) for factor, count in factors.items() if count]
