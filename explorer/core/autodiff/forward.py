"""Forward differentiation, tree to tree.

The result shares every subexpression with its operand and between its own parts, so it is at most a
small multiple of the operand's size, also for deep trees and long products. It is simplified only
locally: meant for kernels, not for reading (the symbolic route does that).

A derivative tree does not repeat its function's domain. Evaluate both in one kernel (its first
output's NaN is spread to the others), or mask by the function's NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from explorer.core.autodiff.algebra import ONE, ZERO
from explorer.core.autodiff.rules import RULES
from explorer.core.expression.nodes import Apply, Node, Symbol, postorder

__all__ = ["derivative", "hessian", "partials"]


@lru_cache(maxsize=512)
def derivative(root: Node, name: str) -> Node:
    """∂root/∂name; almost everywhere, where ``root`` has kinks or jumps."""
    slopes: dict[Node, Node] = {}
    for node in postorder(root):
        if name not in node.symbols:
            slopes[node] = ZERO
        elif isinstance(node, Symbol):
            slopes[node] = ONE
        else:
            assert isinstance(node, Apply)
            slopes[node] = RULES[node.operator](node, [slopes[arg] for arg in node.args])
    return slopes[root]


def partials(root: Node, names: Sequence[str]) -> tuple[Node, ...]:
    """The gradient: ∂root/∂name for each of ``names``."""
    return tuple(derivative(root, name) for name in names)


def hessian(root: Node, names: Sequence[str]) -> tuple[tuple[Node, ...], ...]:
    """Second partials, shape (n, n); the halves on both sides of the diagonal are the same nodes."""
    gradient = partials(root, names)
    upper = {
        (row, column): derivative(gradient[row], names[column])
        for row in range(len(names))
        for column in range(row, len(names))
    }
    size = range(len(names))
    return tuple(tuple(upper[min(row, column), max(row, column)] for column in size) for row in size)
