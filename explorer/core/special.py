"""Special functions of a real operand that neither NumPy nor :mod:`math` has.

The array functions take anything that converts to an array and return an array of the operand's
shape: float32 stays float32 (computed in double precision), everything else becomes float64.
Where a function is undefined or has a pole the value is NaN; nothing raises or warns.

Methods: ``erf`` by Chebyshev interpolants (fitted to 60-digit values) of erf(x)/x and, beyond 1, of
exp(x²)·erfc(x); ``gamma``, ``digamma`` and ``trigamma`` by eight steps of their recurrence, then
their asymptotic series, negative operands by reflection (NIST DLMF §§5.4, 5.5, 5.11, 5.15).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "digamma",
    "digamma_scalar",
    "erf",
    "erf_scalar",
    "gamma",
    "gamma_scalar",
    "trigamma",
    "trigamma_scalar",
]

Float64Array: TypeAlias = NDArray[np.float64]

_STEPS: Final = 8
_BERNOULLI: Final = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330,
)  # fmt: skip
_LOG_GAMMA_SERIES: Final = tuple(b / ((2 * k) * (2 * k - 1)) for k, b in enumerate(_BERNOULLI, 1))
_DIGAMMA_SERIES: Final = tuple(-b / (2 * k) for k, b in enumerate(_BERNOULLI, 1))
_LARGEST_FACTORIAL: Final = 170
_FACTORIALS: Final = np.array([float(math.factorial(n)) for n in range(_LARGEST_FACTORIAL + 1)])

# erf(x)/x as a polynomial in 2x² - 1, for |x| <= 1; lowest degree first.
_ERF_CENTRE: Final = (
    0.9654687386698673, -0.1405360890227171, 0.019852496688983708, -0.0022854855611441132,
    0.00021751715604159932, -1.7537169441124866e-05, 1.223382738359897e-06, -7.511569286591727e-08,
    4.115800583208149e-09, -2.035228405815769e-10, 9.167619596865806e-12, -3.8078824063194953e-13,
    1.4543887079465116e-14,
)  # fmt: skip
# exp(x²)·erfc(x) as a polynomial in (7/3)·(x - 2.5)/(x + 2.5), for 1 <= x <= 6.25.
_ERF_TAIL: Final = (
    0.21080636406114356, -0.1593157431209886, 0.04623303548892101, -0.009842251936525765,
    0.0013468245168823524, -5.7741975567166176e-05, -1.637315024827316e-05, 2.3260802535233993e-06,
    2.5992172901340185e-07, -6.286162577467439e-08, -7.14304975112497e-09, 1.6678633464264264e-09,
    2.870881589980956e-10, -3.806454954974769e-11, -1.0925387228303346e-11, 3.8865756850035306e-13,
)  # fmt: skip


def erf(x: ArrayLike) -> NDArray[Any]:
    """The error function 2/√π · ∫₀ˣ e^(−t²) dt."""
    return _elementwise(_erf, x)


def gamma(x: ArrayLike) -> NDArray[Any]:
    """Γ(x); exact to the last bit at the positive integers, inf beyond 171.6, NaN at 0, −1, −2, …"""
    return _elementwise(_gamma, x)


def digamma(x: ArrayLike) -> NDArray[Any]:
    """ψ(x) = Γ′(x)/Γ(x); NaN at 0, −1, −2, …"""
    return _elementwise(_digamma, x)


def trigamma(x: ArrayLike) -> NDArray[Any]:
    """ψ′(x), the derivative of :func:`digamma`; NaN at 0, −1, −2, …"""
    return _elementwise(_trigamma, x)


def erf_scalar(x: float) -> float:
    """:func:`erf` of one number."""
    return math.erf(x)


def gamma_scalar(x: float) -> float:
    """:func:`gamma` of one number."""
    try:
        return math.gamma(x)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def digamma_scalar(x: float) -> float:
    """:func:`digamma` of one number."""
    if not 0 < x < math.inf:
        if x == math.inf:
            return math.inf
        if not math.isfinite(x) or x == math.floor(x):
            return math.nan
        return digamma_scalar(-x) - 1 / x - math.pi / math.tan(math.pi * (x - round(x)))
    z = x + _STEPS
    shift = 0.0
    for k in range(_STEPS):
        shift += 1 / (x + k)
    w = 1 / (z * z)
    return math.log(z) - 0.5 / z + w * _polynomial_scalar(_DIGAMMA_SERIES, w) - shift


def trigamma_scalar(x: float) -> float:
    """:func:`trigamma` of one number."""
    if not 0 < x < math.inf:
        if x == math.inf:
            return 0.0
        if not math.isfinite(x) or x == math.floor(x):
            return math.nan
        sine = math.sin(math.pi * (x - round(x)))
        return (math.pi / sine) ** 2 - trigamma_scalar(-x) + (1 / x) ** 2
    z = x + _STEPS
    shift = 0.0
    for k in range(_STEPS):
        reciprocal = 1 / (x + k)
        shift += reciprocal * reciprocal
    w = 1 / (z * z)
    return 1 / z + 0.5 * w + w / z * _polynomial_scalar(_BERNOULLI, w) + shift


def _elementwise(function: Callable[[Float64Array], Float64Array], x: ArrayLike) -> NDArray[Any]:
    operand = np.asarray(x)
    single = operand.dtype == np.float32
    with np.errstate(all="ignore"):
        result = function(np.asarray(operand, dtype=np.float64))
        return result.astype(np.float32) if single else result


def _polynomial(coefficients: Sequence[float], t: Float64Array) -> Float64Array:
    result = np.full_like(t, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        result *= t
        result += coefficient
    return result


def _polynomial_scalar(coefficients: Sequence[float], t: float) -> float:
    result = 0.0
    for coefficient in reversed(coefficients):
        result = result * t + coefficient
    return result


def _erf(x: Float64Array) -> Float64Array:
    distance = np.abs(x)
    clipped = np.minimum(distance, 1.0)
    centre = x * _polynomial(_ERF_CENTRE, 2 * clipped * clipped - 1)
    far = np.clip(distance, 1.0, 6.25)
    tail = _polynomial(_ERF_TAIL, (7 / 3) * (far - 2.5) / (far + 2.5)) * np.exp(-far * far)
    return np.where(distance <= 1.0, centre, np.copysign(1.0 - tail, x))


def _reflected(x: Float64Array) -> tuple[Float64Array, NDArray[np.bool_], Float64Array]:
    """|x|, whether x is left of zero, and πx less its nearest multiple of π (so that sin keeps its digits)."""
    return np.abs(x), x <= 0, np.pi * (x - np.round(x))


def _without_poles(x: Float64Array, values: Float64Array) -> Float64Array:
    return np.where((x <= 0) & (x == np.floor(x)), np.nan, values)


def _gamma_of_positive(x: Float64Array) -> Float64Array:
    z = x + _STEPS
    lost = x - (z - _STEPS)  # what rounding took from z; Γ(z + lost) ≈ Γ(z)·(1 + lost·log z)
    product = x.copy()
    for k in range(1, _STEPS):
        product *= x + k
    half_power = np.power(z, 0.5 * z - 0.25)
    correction = np.exp(_polynomial(_LOG_GAMMA_SERIES, 1 / (z * z)) / z) * (1 + lost * np.log(z))
    # In this order nothing overflows before Γ itself does.
    values = half_power * np.exp(-z) * (math.sqrt(2 * math.pi) * correction) / product * half_power
    index = np.clip(np.nan_to_num(x), 1, _LARGEST_FACTORIAL + 1).astype(np.intp) - 1
    values = np.where((x == np.floor(x)) & (x <= _LARGEST_FACTORIAL + 1), _FACTORIALS[index], values)
    return np.where(x > 172, np.inf, values)


def _gamma(x: Float64Array) -> Float64Array:
    distance, left, angle = _reflected(x)
    right = _gamma_of_positive(np.where(distance == 0, np.nan, distance))
    sign = 1 - 2 * np.mod(np.round(x), 2)  # the nearest multiple of π that ``angle`` leaves out
    reflected = -np.pi * sign / (x * np.sin(angle) * right)
    return _without_poles(x, np.where(left, reflected, right))


def _digamma(x: Float64Array) -> Float64Array:
    distance, left, angle = _reflected(x)
    z = distance + _STEPS
    w = 1 / (z * z)
    values = np.log(z) - 0.5 / z + w * _polynomial(_DIGAMMA_SERIES, w)
    shift = np.zeros_like(x)
    for k in range(_STEPS):
        shift += 1 / (distance + k)
    values -= shift
    return _without_poles(x, np.where(left, values - 1 / x - np.pi / np.tan(angle), values))


def _trigamma(x: Float64Array) -> Float64Array:
    distance, left, angle = _reflected(x)
    z = distance + _STEPS
    w = 1 / (z * z)
    values = 1 / z + 0.5 * w + w / z * _polynomial(_BERNOULLI, w)
    for k in range(_STEPS):
        values += np.square(1 / (distance + k))
    reflected = np.square(np.pi / np.sin(angle)) - values + np.square(1 / x)
    return _without_poles(x, np.where(left, reflected, values))
