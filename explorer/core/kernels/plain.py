"""Lowering a tree step by step, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.kernels.array_operators import ARRAY_OPERATORS
from explorer.core.kernels.instructions import Program

__all__ = ["lower_plainly"]


def lower_plainly(roots: Sequence[Node], extents: Mapping[str, int]) -> tuple[Program, tuple[int, ...]]:
    """A program, and the value in it of each of ``roots``. ``extents`` says how symbols vary; others do not."""
    program = Program()
    values: dict[Node, int] = {}
    for node in postorder(*roots):
        if isinstance(node, (Number, Constant)):
            values[node] = program.constant(node.value)
        elif isinstance(node, Symbol):
            values[node] = program.input(node.name, extents.get(node.name, 0))
        else:
            assert isinstance(node, Apply)
            lowering = ARRAY_OPERATORS[node.operator]
            values[node] = lowering(program, *(values[arg] for arg in node.args))
    return program, tuple(values[root] for root in roots)
