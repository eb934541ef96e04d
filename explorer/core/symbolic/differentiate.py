"""Symbolic partials: SymPy differentiates, then the candidate that reads most easily is kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import sympy
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from explorer.core.expression.nodes import Apply, Node, Number, number_of_nodes, postorder
from explorer.core.symbolic.convert import has_decimals, symbol, to_sympy
from explorer.core.symbolic.textbook import from_sympy

__all__ = ["partial_or_unsimplified", "reading_cost", "simplify"]

Expression = Any
_SAMPLES: Final = ((0.731, 1.327, 0.518), (-0.619, 0.893, 1.713), (1.911, -1.277, -0.347), (-1.433, -2.119, 2.903))
_LARGEST_TREE: Final = 3000
_LARGEST_REWRITTEN: Final = 400
_LARGEST_SIMPLIFIED: Final = 60
_LARGEST_POWER: Final = 10
_FAILURES: Final = (NotImplementedError, RecursionError, ArithmeticError, ValueError, TypeError, AttributeError)
_WORTH_REWRITING: Final = 0.88
"""A rewritten derivative must read this much more easily than the one that the rules gave."""


def partial_or_unsimplified(root: Node, name: str) -> tuple[Node, bool]:
    """∂root/∂name and whether SymPy made it; False where it is the derivative of the tree itself."""
    if name not in root.symbols:
        return Number(0), True
    try:
        if number_of_nodes(root) <= _LARGEST_TREE:
            slope = to_sympy(root).diff(symbol(name))
            return _nicest(slope, has_decimals(root)), True
    except _FAILURES:
        pass
    from explorer.core.autodiff import derivative

    return derivative(root, name), False


def simplify(root: Node) -> Node:
    """An equal tree that reads more easily, else ``root``."""
    if number_of_nodes(root) > _LARGEST_TREE:
        return root
    try:
        found = _nicest(to_sympy(root), has_decimals(root))
    except _FAILURES:
        return root
    return found if reading_cost(found) < reading_cost(root) else root


def reading_cost(root: Node) -> int:
    """How much there is to read, every occurrence counted: leaves, brackets, fraction bars, roots, functions."""
    cost: dict[Node, int] = {}
    for node in postorder(root):
        total = sum(cost[child] for child in node.children)
        if not isinstance(node, Apply):
            cost[node] = 1 if not isinstance(node, Number) else len(f"{abs(node.value):g}")
        elif node.operator == "mul":
            cost[node] = total + sum(2 for child in node.args if isinstance(child, Apply) and child.operator == "add")
        elif node.operator == "neg":
            bracketed = isinstance(node.args[0], Apply) and node.args[0].operator == "add"
            cost[node] = total + 2 * bracketed
        elif node.operator == "pow":
            bracketed = isinstance(node.args[0], Apply)
            cost[node] = total + 2 * bracketed
        elif node.operator == "div":
            cost[node] = (
                total + 1 + sum(2 for child in node.args if isinstance(child, Apply) and child.operator == "add")
            )
        else:
            cost[node] = total + (0 if node.operator == "add" else 2)
    return cost[root]


def _nicest(expression: Expression, decimals: bool) -> Node:
    best = plain = from_sympy(expression, decimals)
    lowest: float = reading_cost(best) * _WORTH_REWRITING
    for candidate in _candidates(expression):
        try:
            node = from_sympy(candidate, decimals)
        except _FAILURES:
            continue
        cost = reading_cost(node)
        if cost < lowest and _agree(node, plain):
            best, lowest = node, cost
    return best


def _agree(candidate: Node, plain: Node) -> bool:
    """Whether both have the same values at some points, wherever both are defined."""
    try:
        from explorer.core.expression.evaluate import evaluate
    except ImportError:
        return True
    names = sorted(plain.symbols | candidate.symbols)
    for values in _SAMPLES:
        point = {name: values[index % len(values)] + 0.07 * index for index, name in enumerate(names)}
        first, second = evaluate(candidate, point), evaluate(plain, point)
        if math.isfinite(first) and math.isfinite(second) and abs(first - second) > 1e-7 * (1 + abs(second)):
            return False
    return True


def _candidates(expression: Expression) -> Iterator[Expression]:
    """Equal expressions, each bought at a bounded price: nothing that could write out a huge power is tried."""
    size = _operations(expression)
    if size > _LARGEST_REWRITTEN or _largest_power(expression) > _LARGEST_POWER:
        return
    cheap: list[Callable[[Expression], Expression]] = [sympy.factor_terms, sympy.powsimp]
    if _expanded_terms(expression) <= 30:
        cheap.append(sympy.expand_mul)
        if _largest_power(expression) <= 4:
            cheap.append(sympy.expand)
    if size <= _LARGEST_SIMPLIFIED:
        cheap += [sympy.together, lambda whole: sympy.factor_terms(sympy.together(whole)), _gathered]
        # Trigonometric rewriting makes shorter formulas that nobody recognises: cos²(πx) for cos(2πx).
        if not expression.is_polynomial() and not expression.has(TrigonometricFunction):
            cheap.append(sympy.simplify)
    for rewrite in cheap:
        # SymPy raises many kinds of error where a method does not apply; a candidate is only an offer.
        with suppress(Exception):
            yield rewrite(expression)


def _gathered(expression: Expression) -> Expression:
    """One fraction with its numerator expanded and its denominator factored."""
    above, below = sympy.fraction(sympy.together(expression))
    above = sympy.expand(above) if _expanded_terms(above) <= 30 else above
    return above / sympy.factor_terms(below)


def _operations(expression: Expression) -> int:
    """The number of occurrences, counted without recursion and only as far as it matters."""
    count = 0
    stack = [expression]
    while stack and count <= _LARGEST_REWRITTEN:
        count += 1
        stack.extend(stack.pop().args)
    return count


def _largest_power(expression: Expression) -> float:
    largest = 0.0
    stack = [expression]
    while stack:
        current = stack.pop()
        stack.extend(current.args)
        if current.is_Pow and current.args[1].is_Rational:
            exponent = current.args[1]
            largest = max(largest, float(abs(exponent.p)), float(exponent.q))
    return largest


def _expanded_terms(expression: Expression) -> int:
    """An upper bound of the terms that multiplying out would give."""
    bound: dict[Expression, int] = {}
    order = [expression]
    for current in order:
        order.extend(current.args)
    for current in reversed(order):
        if current.is_Add:
            bound[current] = sum(bound[arg] for arg in current.args)
        elif current.is_Mul:
            product = 1
            for arg in current.args:
                product *= bound[arg]
            bound[current] = product
        elif current.is_Pow and current.args[1].is_Integer and 0 < current.args[1] <= _LARGEST_POWER:
            bound[current] = bound[current.args[0]] ** int(current.args[1])
        else:
            bound[current] = 1
    return bound[expression]
