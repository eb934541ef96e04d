"""Two derivatives that no operator names, as trees that keep their digits: ψ″ and sinc′."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from explorer.core.autodiff.algebra import ONE, ZERO, apply, negated, power, product, quotient, scaled, total
from explorer.core.expression.nodes import Node, Number

__all__ = ["derivative_of_sinc", "tetragamma"]

_STEPS: Final = 8
_BERNOULLI: Final = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798)
_TETRAGAMMA_SERIES: Final = tuple(-(2 * k + 1) * b for k, b in enumerate(_BERNOULLI, 1))
_NEAR_ZERO: Final = 0.5
_SINC_SERIES: Final = tuple((-1) ** k * 2 * k / math.factorial(2 * k + 1) for k in range(1, 10))


def tetragamma(u: Node) -> Node:
    """ψ″(u), the derivative of trigamma: recurrence, asymptotic series and reflection (NIST DLMF §5.15)."""
    distance = apply("abs", u)
    z = apply("add", distance, Number(_STEPS))
    w = power(z, -2.0)
    steps = [power(apply("add", distance, Number(k)) if k else distance, -3.0) for k in range(_STEPS)]
    series = product((power(w, 2.0), _polynomial(_TETRAGAMMA_SERIES, w)))
    right = total((scaled(-2.0, total(steps)), negated(w), negated(power(z, -3.0)), series))
    angle = scaled(math.pi, u)
    cotangent = quotient(scaled(-2.0 * math.pi**3, apply("cos", angle)), power(apply("sin", angle), 3.0))
    left = total((right, scaled(-2.0, power(u, -3.0)), cotangent))
    return apply("piecewise", apply("gt", u, ZERO), right, left)


def derivative_of_sinc(u: Node, sinc: Node) -> Node:
    """sinc′(u) = (cos u − sinc u)/u, by its power series near 0 where that difference cancels."""
    near = product((u, _polynomial(_SINC_SERIES, power(u, 2.0))))
    far = quotient(total((apply("cos", u), negated(sinc))), u)
    return apply("piecewise", apply("lt", apply("abs", u), Number(_NEAR_ZERO)), near, far)


def _polynomial(coefficients: Sequence[float], w: Node) -> Node:
    """Horner's form, lowest coefficient first."""
    result: Node = Number(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        result = total((Number(coefficient), product((w, result)) if result is not ONE else w))
    return result
