"""Reverse-mode differentiation at one point, over the DAG, with everything it met on the way.

One sweep up gives the value of every node, one sweep down its adjoint ∂root/∂node (Griewank and
Walther, *Evaluating Derivatives*, §3.2). The rules of forward mode serve here as numbers; sums,
products, extremes and branches are done directly, so the cost is linear in the number of edges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from explorer.core.autodiff.algebra import ONE, ZERO
from explorer.core.autodiff.rules import RULES
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.kernels.scalar import ScalarFunction, compile_scalar

__all__ = ["Trace", "local_slopes", "node_value", "reverse_gradient"]

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Both sweeps: ``order`` goes up (operands first), its reverse is the order of the way down.

    ``slopes[node]`` holds ∂node/∂operand for each operand (0 for an operand that no requested name
    enters); ``adjoints`` has an entry for every node that a requested name enters.
    """

    order: tuple[Node, ...]
    values: Mapping[Node, float]
    slopes: Mapping[Node, Numbers]
    adjoints: Mapping[Node, float]


def reverse_gradient(
    root: Node, values: Mapping[str, float], names: Sequence[str]
) -> tuple[float, dict[str, float], Trace]:
    """Value, gradient by ``names`` and trace of ``root`` at the point ``values``.

    Where the function is undefined, its value and whole gradient are NaN. Raises KeyError if
    ``values`` lacks a symbol of ``root``.
    """
    order = postorder(root)
    known: dict[Node, float] = {}
    for node in order:
        known[node] = node_value(node, known, values)
    wanted = frozenset(names)
    adjoints = {node: 0.0 for node in order if not wanted.isdisjoint(node.symbols)}
    adjoints[root] = 1.0
    slopes: dict[Node, Numbers] = {}
    for node in reversed(order):
        if isinstance(node, Apply) and node in adjoints and adjoints[node] != 0.0:
            slopes[node] = local_slopes(node, known, wanted)
            for arg, slope in zip(node.args, slopes[node], strict=True):
                if arg in adjoints and slope != 0.0:
                    adjoints[arg] += adjoints[node] * slope
    value = known[root]
    gradient = {name: math.nan if math.isnan(value) else adjoints.get(Symbol(name), 0.0) for name in names}
    trace = Trace(tuple(order), MappingProxyType(known), MappingProxyType(slopes), MappingProxyType(adjoints))
    return value, gradient, trace


def node_value(node: Node, known: Mapping[Node, float], values: Mapping[str, float]) -> float:
    """The value of ``node``, given those of its operands (``known``) and of the names (``values``)."""
    if isinstance(node, Symbol):
        return float(values[node.name])
    if isinstance(node, (Number, Constant)):
        return node.value
    assert isinstance(node, Apply)
    operands = [known[arg] for arg in node.args]
    if node.operator == "add":
        return sum(operands[1:], operands[0])
    if node.operator == "mul":
        return math.prod(operands)
    return _operation(node.operator, len(operands))(*operands)[0]


@lru_cache(maxsize=256)
def _operation(operator: str, count: int) -> ScalarFunction:
    """The operator as a function of ``count`` floats."""
    names = [f"a{index}" for index in range(count)]
    return compile_scalar((Apply(operator, map(Symbol, names)),), names)


@lru_cache(maxsize=256)
def _rule(operator: str, count: int, index: int) -> ScalarFunction:
    """∂operator/∂operand ``index`` as a function of the operands."""
    names = [f"a{position}" for position in range(count)]
    node = Apply(operator, map(Symbol, names))
    slope = RULES[operator](node, [ONE if position == index else ZERO for position in range(count)])
    return compile_scalar((slope,), names)


def local_slopes(node: Apply, known: Mapping[Node, float], wanted: frozenset[str]) -> Numbers:
    """∂node/∂operand for each operand, given its and their values; 0 where no name of ``wanted`` enters."""
    operands = tuple(known[arg] for arg in node.args)
    direct = _DIRECT.get(node.operator)
    if direct is not None:
        return direct(operands, known[node])
    return tuple(
        0.0 if wanted.isdisjoint(arg.symbols) else _rule(node.operator, len(operands), index)(*operands)[0]
        for index, arg in enumerate(node.args)
    )


def _of_sum(operands: Numbers, value: float) -> Numbers:
    return (1.0,) * len(operands)


def _of_product(operands: Numbers, value: float) -> Numbers:
    """The product of the others, from products of all before and all after."""
    after = [1.0]
    for operand in reversed(operands[1:]):
        after.append(after[-1] * operand)
    slopes = []
    before = 1.0
    for operand, rest in zip(operands, reversed(after), strict=True):
        slopes.append(before * rest)
        before *= operand
    return tuple(slopes)


def _of_extreme(operands: Numbers, value: float) -> Numbers:
    taken = operands.index(value) if value in operands else -1
    return tuple(float(index == taken) for index in range(len(operands)))


def _of_hypotenuse(operands: Numbers, value: float) -> Numbers:
    return tuple(operand / value if value else math.nan for operand in operands)


def _of_branches(operands: Numbers, value: float) -> Numbers:
    taken = next((index + 1 for index in range(0, len(operands) - 1, 2) if operands[index]), len(operands) - 1)
    return tuple(float(index == taken) for index in range(len(operands)))


_DIRECT: Final[dict[str, Callable[[Numbers, float], Numbers]]] = {
    "add": _of_sum,
    "mul": _of_product,
    "min": _of_extreme,
    "max": _of_extreme,
    "hypot": _of_hypotenuse,
    "piecewise": _of_branches,
}
