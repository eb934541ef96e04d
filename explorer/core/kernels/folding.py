"""What every kernel does to its trees first: fold constants, and make undefined conditions undefined."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Constant, Node, Number, postorder
from explorer.core.expression.operators import OPERATORS

__all__ = ["fold_constants", "is_condition", "prepare"]

_TOTAL: Final = (
    "add mul neg exp sin cos sinh cosh tanh sech arctan arccot arsinh abs sign floor ceil sigmoid relu "
    "leaky_relu softplus step gauss erf sinc cbrt hypot min max"
)
_ALWAYS_DEFINED: Final = frozenset(_TOTAL.split())


def is_condition(node: Node) -> bool:
    """Whether the node is a comparison or a combination of comparisons."""
    return isinstance(node, Apply) and OPERATORS[node.operator].kind in ("comparison", "logic")


def prepare(roots: Sequence[Node]) -> tuple[Node, ...]:
    """``roots`` as kernels want them: constants folded, conditions on undefined values undefined.

    In machine arithmetic NaN < 1 is false; here it has no truth value, and a piecewise that meets it
    is NaN. So each operand a that may be undefined puts a branch "NaN if a ≠ a" before its condition.
    """
    rewritten: dict[Node, Node] = {}
    uncertain: set[Node] = set()
    for node in postorder(*roots):
        result = _folded(node, rewritten)
        if isinstance(result, Apply):
            if result.operator not in _ALWAYS_DEFINED or not uncertain.isdisjoint(result.args):
                uncertain.add(result)
            if result.operator == "piecewise":
                result = _with_undefined_conditions(result, uncertain)
                uncertain.add(result)
        rewritten[node] = result
    return tuple(rewritten[root] for root in roots)


def fold_constants(roots: Sequence[Node]) -> tuple[Node, ...]:
    """``roots`` with every finite subexpression without symbols replaced by its value.

    What is undefined or overflows stays as it is (a literal is finite) and is met at run time;
    so do conditions, which are no numbers.
    """
    folded: dict[Node, Node] = {}
    for node in postorder(*roots):
        folded[node] = _folded(node, folded)
    return tuple(folded[root] for root in roots)


def _folded(node: Node, folded: dict[Node, Node]) -> Node:
    if isinstance(node, Constant):
        return Number(node.value)
    if not isinstance(node, Apply):
        return node
    args = tuple(folded[arg] for arg in node.args)
    rebuilt = Apply(node.operator, args)
    if rebuilt.symbols or is_condition(node):
        return rebuilt
    if all(isinstance(arg, Number) or is_condition(arg) for arg in args):
        value = evaluate(rebuilt, {})
        return Number(value) if math.isfinite(value) else rebuilt
    return rebuilt


def _with_undefined_conditions(node: Apply, uncertain: set[Node]) -> Node:
    args: list[Node] = []
    for index in range(0, len(node.args) - 1, 2):
        for operand in _compared(node.args[index]):
            if operand in uncertain:
                args += (Apply("ne", (operand, operand)), operand)
        args += node.args[index : index + 2]
    if len(node.args) % 2:
        args.append(node.args[-1])
    return Apply("piecewise", args)


def _compared(condition: Node) -> Iterator[Node]:
    """The distinct operands of the comparisons that a condition combines."""
    seen: set[Node] = set()
    stack = [condition]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            if is_condition(node):
                stack.extend(node.children)
            else:
                yield node
