"""Forward-mode derivatives at one point with dual numbers, over the DAG.

A dual number u + u̇ε with ε² = 0 carries a value and its rate of change along one seed; each operator
turns the duals of its operands into its own (Griewank and Walther, *Evaluating Derivatives*, §3.1).
One sweep gives one partial, so a gradient of n variables takes n sweeps, where reverse mode takes one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from explorer.core.autodiff.algebra import ZERO
from explorer.core.autodiff.rules import RULES
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.kernels.scalar import ScalarFunction, compile_scalar

__all__ = ["Dual", "dual_number", "forward_gradient"]


@dataclass(frozen=True, slots=True)
class Dual:
    """``value`` and ``rate``, its derivative along the seed."""

    value: float
    rate: float


def forward_gradient(root: Node, values: Mapping[str, float], names: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Value of ``root`` at the point ``values`` and its partial by each of ``names``, a sweep each.

    Where the function is undefined, value and partials are NaN. Raises KeyError if ``values`` lacks a
    symbol of ``root``.
    """
    value = dual_number(root, values, {}).value
    rates = {name: dual_number(root, values, {name: 1.0}).rate for name in names}
    return value, {name: math.nan if math.isnan(value) else rate for name, rate in rates.items()}


def dual_number(root: Node, values: Mapping[str, float], seed: Mapping[str, float]) -> Dual:
    """``root`` at the point ``values`` that moves along ``seed`` (name → rate, 0 where not named)."""
    duals: dict[Node, Dual] = {}
    for node in postorder(root):
        if isinstance(node, Symbol):
            duals[node] = Dual(float(values[node.name]), float(seed.get(node.name, 0.0)))
        elif isinstance(node, (Number, Constant)):
            duals[node] = Dual(node.value, 0.0)
        else:
            assert isinstance(node, Apply)
            duals[node] = _applied(node.operator, [duals[arg] for arg in node.args])
    return duals[root]


def _applied(operator: str, operands: Sequence[Dual]) -> Dual:
    """The operator on dual numbers. What stands still gives a result that stands still, also at a pole of the slope."""
    if operator == "add":
        return Dual(sum(u.value for u in operands), sum(u.rate for u in operands))
    if operator == "mul":
        return _product(operands)
    moving = tuple(u.rate != 0.0 for u in operands)
    result = _operation(operator, moving)(
        *(u.value for u in operands), *(u.rate for u, moves in zip(operands, moving, strict=True) if moves)
    )
    return Dual(*result)


def _product(operands: Sequence[Dual]) -> Dual:
    """(u + u̇ε)(v + v̇ε) = uv + (u̇v + uv̇)ε, factor by factor: linear in their number."""
    value, rate = operands[0].value, operands[0].rate
    for factor in operands[1:]:
        # A rate of 0 times an infinite value is nothing that moves.
        grown = (rate * factor.value if rate else 0.0) + (value * factor.rate if factor.rate else 0.0)
        value, rate = value * factor.value, grown
    return Dual(value, rate)


@lru_cache(maxsize=512)
def _operation(operator: str, moving: tuple[bool, ...]) -> ScalarFunction:
    """Values of all operands, rates of the ``moving`` ones → value and rate of the operator."""
    values = [Symbol(f"u_{index}") for index in range(len(moving))]
    rates = [Symbol(f"r_{index}") if moves else ZERO for index, moves in enumerate(moving)]
    node = Apply(operator, values)
    rate = RULES[operator](node, rates) if any(moving) else ZERO
    names = [symbol.name for symbol in (*values, *rates) if isinstance(symbol, Symbol)]
    return compile_scalar((node, rate), names)
