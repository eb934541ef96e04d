"""What one row's prediction costs: the loss as a function of the model's output and the target, with two derivatives.

Each works on arrays of any shape whose last axis is the rows. Where the model ends in a sigmoid, cross-entropy takes
what stands inside it: log(1 + eᶻ) − t·z neither overflows nor loses digits (Goodfellow, Bengio and Courville,
*Deep Learning*, §6.2.2.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from explorer.core.expression.nodes import Apply, Constant, Node, Number

__all__ = ["KINDS", "Pointwise", "logit_of", "pointwise"]

Array = Any

_FACTORS: Final = 512

KINDS: Final = ("squared", "absolute", "huber", "cross-entropy")


@dataclass(frozen=True, slots=True)
class Pointwise:
    """``each``, ``slope`` and ``curvature`` are by row: ℓ, ∂ℓ/∂η, ∂²ℓ/∂η².

    ``total(η, t)`` sums ℓ over the rows. ``quick(η, t)`` does so to some units of the last place of the sum, and
    overwrites η, an array.
    """

    total: Callable[[Array, Array], Array]
    quick: Callable[[Array, Array], Array]
    each: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]
    curvature: Callable[[Array, Array], Array]


def _summed(each: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda output, target: np.sum(each(output, target), axis=-1)


def _squared_total(output: Array, target: Array) -> Array:
    residual = output - target
    return np.vecdot(residual, residual)


def _squared_quick(output: Array, target: Array) -> Array:
    np.subtract(output, target, out=output)
    return np.vecdot(output, output)


def _absolute_quick(output: Array, target: Array) -> Array:
    np.subtract(output, target, out=output)
    np.abs(output, out=output)
    return output.sum(axis=-1)


SQUARED: Final = Pointwise(
    _squared_total,
    _squared_quick,
    lambda output, target: np.square(output - target),
    lambda output, target: 2.0 * (output - target),
    lambda output, target: np.where(np.isnan(output - target), np.nan, 2.0),
)
ABSOLUTE: Final = Pointwise(
    _summed(lambda output, target: np.abs(output - target)),
    _absolute_quick,
    lambda output, target: np.abs(output - target),
    lambda output, target: np.sign(output - target),
    lambda output, target: 0.0 * (output - target),
)


def _huber(delta: float) -> Pointwise:
    def each(output: Array, target: Array) -> Array:
        size = np.abs(output - target)
        inner = np.minimum(size, delta)
        return inner * (size - 0.5 * inner)

    def curvature(output: Array, target: Array) -> Array:
        residual = output - target
        return np.where(np.isnan(residual), np.nan, (np.abs(residual) <= delta) * 1.0)

    return Pointwise(
        _summed(each), _summed(each), each, lambda output, target: np.clip(output - target, -delta, delta), curvature
    )


def _rounded(delta: float) -> Pointwise:
    """√((η − t)² + δ²): the absolute loss with its corner rounded, curved everywhere."""

    def each(output: Array, target: Array) -> Array:
        return np.hypot(output - target, delta)

    return Pointwise(
        _summed(each),
        _summed(each),
        each,
        lambda output, target: (output - target) / each(output, target),
        lambda output, target: np.square(delta / each(output, target)) / each(output, target),
    )


def _logit_each(output: Array, target: Array) -> Array:
    return np.log1p(np.exp(-np.abs(output))) + (np.maximum(output, 0.0) - target * output)


def _logit_quick(output: Array, target: Array) -> Array:
    """Σ log(1 + eʸ), y = (1 − 2t)·z: of the factors 1 + e^−|y|, at most 2 each, the logarithm of products is taken."""
    np.multiply(output, 1.0 - 2.0 * target, out=output)
    positive = np.maximum(output, 0.0).sum(axis=-1)
    np.abs(output, out=output)
    np.negative(output, out=output)
    np.exp(output, out=output)
    output += 1.0
    starts = np.arange(0, output.shape[-1], _FACTORS)
    return positive + np.log(np.multiply.reduceat(output, starts, axis=-1)).sum(axis=-1)


def _sigmoid(output: Array) -> Array:
    small = np.exp(-np.abs(output))
    return np.where(output >= 0, 1.0, small) / (1.0 + small)


def _logit_curvature(output: Array, target: Array) -> Array:
    small = np.exp(-np.abs(output))
    return small / np.square(1.0 + small) + 0.0 * target


LOGIT: Final = Pointwise(
    _summed(_logit_each), _logit_quick, _logit_each, lambda output, target: _sigmoid(output) - target, _logit_curvature
)


def _likelihood(output: Array, target: Array) -> Array:
    """The probability that the model gives to the label that is there; NaN where the output is no probability."""
    likely = np.where(target > 0.5, output, 1.0 - output)
    return np.where((likely < 0.0) | (likely > 1.0), np.nan, likely)


PROBABILITY: Final = Pointwise(
    _summed(lambda output, target: -np.log(_likelihood(output, target))),
    _summed(lambda output, target: -np.log(_likelihood(output, target))),
    lambda output, target: -np.log(_likelihood(output, target)),
    lambda output, target: np.where(target > 0.5, -1.0, 1.0) / _likelihood(output, target),
    lambda output, target: 1.0 / np.square(_likelihood(output, target)),
)


def pointwise(kind: str, is_logit: bool, delta: float) -> Pointwise:
    """The loss of that kind; "rounded" is the absolute one, rounded within ``delta``. Raises ValueError for others."""
    if kind in ("huber", "rounded"):
        return _huber(delta) if kind == "huber" else _rounded(delta)
    table = {"squared": SQUARED, "absolute": ABSOLUTE, "cross-entropy": LOGIT if is_logit else PROBABILITY}
    if kind not in table:
        raise ValueError(f"There is no loss {kind!r}; there are {', '.join(KINDS)}.")
    return table[kind]


def logit_of(root: Node) -> Node | None:
    """What stands inside the sigmoid that a model ends in, σ(z) or 1/(1 + e⁻ᶻ), or None."""
    if not isinstance(root, Apply):
        return None
    if root.operator == "sigmoid":
        return root.args[0]
    if root.operator != "div" or root.args[0] is not Number(1.0):
        return None
    below = root.args[1]
    if not (isinstance(below, Apply) and below.operator == "add" and len(below.args) == 2):
        return None
    others = [arg for arg in below.args if arg is not Number(1.0)]
    exponent = _exponent_of(others[0]) if len(others) == 1 else None
    if exponent is None:
        return None
    return exponent.args[0] if isinstance(exponent, Apply) and exponent.operator == "neg" else -exponent


def _exponent_of(node: Node) -> Node | None:
    if isinstance(node, Apply) and node.operator == "exp":
        return node.args[0]
    if isinstance(node, Apply) and node.operator == "pow" and node.args[0] is Constant("e"):
        return node.args[1]
    return None
