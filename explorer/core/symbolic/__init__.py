"""Exact partial derivatives and simplification by SymPy, which is imported at the first call."""

from __future__ import annotations

from explorer.core.expression.nodes import Node

__all__ = ["partial", "simplify_node"]


def partial(root: Node, name: str) -> Node:
    """∂root/∂name, differentiated and simplified by SymPy.

    Where SymPy cannot (a limit of depth, a form outside the real numbers), the unsimplified
    derivative of :mod:`explorer.core.autodiff` stands in: the answer is exact either way.
    """
    from explorer.core.symbolic.differentiate import partial_or_unsimplified

    return partial_or_unsimplified(root, name)[0]


def simplify_node(root: Node) -> Node:
    """An equal expression that reads at least as easily; ``root`` itself where none is found."""
    from explorer.core.symbolic.differentiate import simplify

    return simplify(root)
