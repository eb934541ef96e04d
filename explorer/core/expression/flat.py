"""A tree as a flat table and back: how an expression is pickled without recursing into it."""

from __future__ import annotations

from typing import Any

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder

__all__ = ["flatten", "unflatten"]

Flat = tuple[tuple[Any, ...], ...]


def flatten(root: Node) -> Flat:
    """One row a distinct node, operands first: (kind, value or name) or ("apply", operator, rows of its operands)."""
    rows: list[tuple[Any, ...]] = []
    index: dict[Node, int] = {}
    for node in postorder(root):
        index[node] = len(rows)
        if isinstance(node, Apply):
            rows.append(("apply", node.operator, tuple(index[arg] for arg in node.args)))
        elif isinstance(node, Number):
            rows.append(("number", node.value))
        elif isinstance(node, (Constant, Symbol)):
            rows.append((type(node).__name__.lower(), node.name))
    return tuple(rows)


def unflatten(flat: Flat) -> Node:
    """The tree that :func:`flatten` wrote; its last row is the root."""
    leaves = {"number": Number, "constant": Constant, "symbol": Symbol}
    nodes: list[Node] = []
    for kind, value, *operands in flat:
        nodes.append(Apply(value, [nodes[i] for i in operands[0]]) if kind == "apply" else leaves[kind](value))
    return nodes[-1]
