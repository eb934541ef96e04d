"""Gradients without the factors that cannot be zero.

Where ∂f/∂x = e^(−x²)·h, its zeros are the zeros of h, and the ranges of h over boxes are far narrower
(far out, e^(−x²)·h is nothing but rounding). The same holds for denominators: u/v is zero where u is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.core.autodiff.algebra import ONE, power, product, total
from explorer.core.expression.nodes import Apply, Node, Number, postorder
from explorer.core.intervals.tidy import tidied

__all__ = ["same_zeros"]

_POSITIVE: Final = frozenset("exp gauss cosh sech sigmoid softplus".split())
_NEVER_ZERO: Final = frozenset("sec csc coth csch".split())
_NOT_NEGATIVE: Final = frozenset("abs relu step sqrt hypot arccos arcosh arsech arccot".split())
_MOST_TERMS: Final = 400
_MOST_DENOMINATORS: Final = 3  # every term is multiplied by the others' denominators


class _Signs:
    """Which nodes are positive, or at least not negative, wherever they are defined."""

    def __init__(self, roots: Sequence[Node]) -> None:
        self.positive: set[Node] = set()
        self.not_negative: set[Node] = set()
        for node in postorder(*roots):
            self.learn(node)

    def learn(self, node: Node) -> None:
        """Judge one node whose operands are known."""
        if self._is_positive(node):
            self.positive.add(node)
            self.not_negative.add(node)
        elif self._is_not_negative(node):
            self.not_negative.add(node)

    def never_zero(self, node: Node) -> bool:
        """Whether a node is not zero anywhere."""
        return node in self.positive or (isinstance(node, Apply) and node.operator in _NEVER_ZERO)

    def _is_positive(self, node: Node) -> bool:
        if isinstance(node, Number):
            return node.value > 0
        if not isinstance(node, Apply):
            return False
        args = node.args
        if node.operator in ("mul", "div"):
            return all(arg in self.positive for arg in args)
        if node.operator == "add":
            return all(arg in self.not_negative for arg in args) and any(arg in self.positive for arg in args)
        if node.operator == "pow":
            even = _is_even(args[1]) and isinstance(args[0], Apply) and args[0].operator in _NEVER_ZERO
            return args[0] in self.positive or even
        return node.operator in _POSITIVE or (node.operator == "sqrt" and args[0] in self.positive)

    def _is_not_negative(self, node: Node) -> bool:
        if isinstance(node, Number):
            return node.value >= 0
        if not isinstance(node, Apply):
            return False
        if node.operator in ("mul", "div", "add"):
            return all(arg in self.not_negative for arg in node.args)
        if node.operator == "pow":
            return _is_even(node.args[1]) or node.args[0] in self.not_negative
        return node.operator in _NOT_NEGATIVE


def _is_even(node: Node) -> bool:
    return isinstance(node, Number) and node.value % 2 == 0


def same_zeros(roots: Sequence[Node]) -> tuple[Node, ...]:
    """For each root a tree with the same zeros, where the root is defined, and narrower ranges."""
    tidy = tidied([_without_cancellation(root) for root in tidied(roots)])
    signs = _Signs(tidy)
    return tidied([_stripped(root, signs) for root in tidy])


def _without_cancellation(root: Node) -> Node:
    """1 − tanh²u as sech²u, and the like: what is left far out is then more than rounding."""
    rewritten: dict[Node, Node] = {}
    for node in postorder(root):
        if not isinstance(node, Apply):
            rewritten[node] = node
            continue
        rebuilt = Apply(node.operator, [rewritten[arg] for arg in node.args])
        rewritten[node] = _identity(rebuilt) if node.operator == "add" else rebuilt
    return rewritten[root]


def _identity(node: Apply) -> Node:
    if len(node.args) != 2 or ONE not in node.args:
        return node
    other = node.args[0] if node.args[1] is ONE else node.args[1]
    if not isinstance(other, Apply):
        return node
    negative = other.operator == "neg"
    inner = other.args[0] if negative else other
    if not isinstance(inner, Apply):
        return node
    if negative and inner.operator == "sigmoid":
        return Apply("sigmoid", (product((Number(-1.0), inner.args[0])),))
    if inner.operator == "pow" and inner.args[1] == Number(2.0) and isinstance(inner.args[0], Apply):
        base = inner.args[0]
        renamed = {(True, "tanh"): "sech", (False, "tan"): "sec", (False, "cot"): "csc"}.get((negative, base.operator))
        if renamed:
            return power(Apply(renamed, base.args), 2.0)
    return node


def _stripped(node: Node, signs: _Signs) -> Node:
    """The factors of ``node`` that may be zero."""
    coefficient, factors = _factors(node)
    kept: list[Node] = []
    for factor, exponent in factors.items():
        if exponent <= 0 or signs.never_zero(factor):
            continue
        inner = _stripped_sum(factor, signs) if isinstance(factor, Apply) and factor.operator == "add" else factor
        # A multiple zero becomes a simple one, which Newton's method reaches and interval arithmetic proves.
        kept.append(inner if float(exponent).is_integer() else power(inner, float(exponent)))
    sign = -1.0 if coefficient < 0 else float(coefficient > 0)
    return product((Number(sign), *kept))


def _stripped_sum(node: Apply, signs: _Signs) -> Node:
    """A sum cleared of denominators and of positive factors that all its terms share."""
    terms = [_factors(term) for term in node.args]
    if len(terms) > _MOST_TERMS:
        return node
    lowest: dict[Node, float] = {}
    for factor in {factor for _, factors in terms for factor in factors}:
        least = min(factors.get(factor, 0.0) for _, factors in terms)
        if least < 0 or (least > 0 and signs.never_zero(factor)):
            lowest[factor] = least
    denominators = [factor for factor, least in lowest.items() if least < 0]
    if len(denominators) > _MOST_DENOMINATORS:
        for factor in denominators:
            del lowest[factor]
    if not lowest:
        return node
    cleared = []
    for coefficient, factors in terms:
        exponents = dict(factors)
        for factor, least in lowest.items():
            exponents[factor] = exponents.get(factor, 0.0) - least
        parts = [power(factor, exponent) for factor, exponent in exponents.items() if exponent]
        cleared.append(product((Number(coefficient), *parts)))
    return total(cleared)


def _factors(node: Node) -> tuple[float, dict[Node, float]]:
    """A literal coefficient and the factors of a product or quotient with their literal exponents."""
    coefficient = 1.0
    exponents: dict[Node, float] = {}
    stack: list[tuple[Node, float]] = [(node, 1.0)]
    while stack:
        part, exponent = stack.pop()
        if isinstance(part, Number) and part.value != 0 and exponent in (1.0, -1.0):
            coefficient *= part.value**exponent
        elif isinstance(part, Apply) and part.operator == "mul":
            stack.extend((arg, exponent) for arg in part.args)
        elif isinstance(part, Apply) and part.operator == "neg":
            coefficient = -coefficient if exponent % 2 == 1 else coefficient
            stack.append((part.args[0], exponent))
        elif isinstance(part, Apply) and part.operator == "div":
            stack.extend(((part.args[0], exponent), (part.args[1], -exponent)))
        elif isinstance(part, Apply) and part.operator == "pow" and _is_whole(part.args[1]) and exponent in (1.0, -1.0):
            assert isinstance(part.args[1], Number)
            stack.append((part.args[0], exponent * part.args[1].value))
        else:
            exponents[part] = exponents.get(part, 0.0) + exponent
    return coefficient, exponents


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.value.is_integer() and node.value != 0
