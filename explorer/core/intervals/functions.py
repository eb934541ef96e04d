"""The ranges of the functions of one operand: monotone ones by their ends, the others by their turning points."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.core import special
from explorer.core.intervals.arithmetic import ONE, add, divide, reciprocal
from explorer.core.intervals.enclosure import (
    JUMP,
    KINK,
    NOWHERE,
    PARTLY,
    Enclosure,
    Flags,
    FloatArray,
    flagged,
    outward,
    settled,
)

__all__ = ["FUNCTIONS", "IntervalFunction"]

IntervalFunction = Callable[[Enclosure], Enclosure]
ArrayFunction = Callable[[FloatArray], FloatArray]
Mask: TypeAlias = NDArray[np.bool_]

_SINC_LEAST: Final = -0.21723362821122166  # sinc at ±4.493…, its lowest point


def _contains(u: Enclosure, value: float) -> Mask:
    result: Mask = (u.bounds[0] <= value) & (u.bounds[1] >= value)
    return result


def _increasing(function: ArrayFunction, *, kink_at_zero: bool = False, errors: float = 4.0) -> IntervalFunction:
    def enclose(u: Enclosure) -> Enclosure:
        flags = flagged(u.flags, (KINK, _contains(u, 0.0))) if kink_at_zero else u.flags
        return Enclosure(outward(settled(function(u.bounds)), errors), flags)

    return enclose


def _on_domain(function: ArrayFunction, low: float, high: float, *, decreasing: bool = False) -> IntervalFunction:
    """A monotone function of [low, high] whose slope is infinite at the finite ends."""

    def enclose(u: Enclosure) -> Enclosure:
        bounds = settled(function(np.clip(u.bounds, low, high)))
        flags = flagged(u.flags, *_outside(u, low, high))
        return Enclosure(outward(bounds[::-1] if decreasing else bounds, 4.0), flags)

    return enclose


def _outside(u: Enclosure, low: float, high: float) -> list[tuple[np.uint8, Mask]]:
    return [
        (PARTLY, (u.bounds[0] < low) | (u.bounds[1] > high)),
        (NOWHERE, (u.bounds[1] < low) | (u.bounds[0] > high)),
        (KINK, _contains(u, low) | _contains(u, high)),
    ]


def _logarithm(function: ArrayFunction) -> IntervalFunction:
    def enclose(u: Enclosure) -> Enclosure:
        bounds = outward(function(np.maximum(u.bounds, 0.0)), 4.0)
        touching = u.bounds[0] <= 0
        return Enclosure(bounds, flagged(u.flags, (PARTLY | JUMP, touching), (NOWHERE, u.bounds[1] < 0)))

    return enclose


def _artanh(u: Enclosure) -> Enclosure:
    bounds = outward(np.arctanh(np.clip(u.bounds, -1.0, 1.0)), 4.0)
    beyond = (u.bounds[0] <= -1) | (u.bounds[1] >= 1)
    return Enclosure(
        bounds, flagged(u.flags, (PARTLY | JUMP, beyond), (NOWHERE, (u.bounds[1] < -1) | (u.bounds[0] > 1)))
    )


def _sizes(u: Enclosure) -> FloatArray:
    """Bounds of |u|."""
    low, high = u.bounds
    return np.stack((np.maximum(np.maximum(low, -high), 0.0), np.maximum(np.abs(low), np.abs(high))))


def _even(function: ArrayFunction, *, decreasing: bool) -> IntervalFunction:
    """A function of |u| that is monotone in it."""

    def enclose(u: Enclosure) -> Enclosure:
        bounds = function(_sizes(u))
        return Enclosure(outward(bounds[::-1] if decreasing else bounds, 4.0), u.flags)

    return enclose


def _abs(u: Enclosure) -> Enclosure:
    return Enclosure(_sizes(u), flagged(u.flags, (KINK, _contains(u, 0.0))))


def _meets(u: Enclosure, offset: float, period: float) -> Mask:
    """Whether a box may contain ``offset`` + a multiple of ``period``."""
    turns = (u.bounds - offset) / period
    slack = 4e-16 * (1.0 + np.abs(turns))
    result: Mask = np.floor(turns[1] + slack[1]) >= np.ceil(turns[0] - slack[0])
    return result | ~np.isfinite(turns).all(axis=0)


def _wave(function: ArrayFunction, highest_at: float) -> IntervalFunction:
    """sin and cos: ends, and ±1 where a crest or a trough lies between them."""

    def enclose(u: Enclosure) -> Enclosure:
        ends = function(np.where(np.isfinite(u.bounds), u.bounds, 0.0))
        bounds = np.clip(outward(np.stack((ends.min(axis=0), ends.max(axis=0))), 4.0), -1.0, 1.0)
        bounds[0] = np.where(_meets(u, highest_at - math.pi, math.tau), -1.0, bounds[0])
        bounds[1] = np.where(_meets(u, highest_at, math.tau), 1.0, bounds[1])
        return Enclosure(bounds, u.flags)

    return enclose


def _between_poles(function: ArrayFunction, offset: float, *, decreasing: bool) -> IntervalFunction:
    """tan and cot."""

    def enclose(u: Enclosure) -> Enclosure:
        pole = _meets(u, offset, math.pi)
        ends = settled(function(np.where(np.isfinite(u.bounds), u.bounds, 1.0)))
        bounds = outward(ends[::-1] if decreasing else ends, 6.0)
        bounds = np.stack((np.where(pole, -np.inf, bounds[0]), np.where(pole, np.inf, bounds[1])))
        return Enclosure(bounds, flagged(u.flags, (PARTLY | JUMP, pole)))

    return enclose


SINE: Final = _wave(np.sin, math.pi / 2)
COSINE: Final = _wave(np.cos, 0.0)


def _sinc(u: Enclosure) -> Enclosure:
    sizes = _sizes(u)
    with np.errstate(all="ignore"):
        ends = np.where(sizes == 0, 1.0, np.sin(sizes) / sizes)
    near = sizes[1] <= math.pi
    far = divide(SINE(Enclosure(sizes, u.flags)), Enclosure(sizes, u.flags)).bounds
    low = np.where(near, outward(ends[::-1], 6.0)[0], np.maximum(far[0], _SINC_LEAST))
    high = np.where(near, outward(ends[::-1], 6.0)[1], np.minimum(far[1], 1.0))
    return Enclosure(np.stack((low, np.minimum(high, 1.0))), u.flags)


def _rounded(function: ArrayFunction) -> IntervalFunction:
    def enclose(u: Enclosure) -> Enclosure:
        return Enclosure(function(u.bounds), flagged(u.flags, (JUMP, np.ceil(u.bounds[0]) <= u.bounds[1])))

    return enclose


def _switch(below: float, above: float, flag: np.uint8) -> IntervalFunction:
    """A constant on each side of 0; a box that touches 0 has both, as the slopes on both sides of a kink."""

    def enclose(u: Enclosure) -> Enclosure:
        low = np.where(u.bounds[0] > 0, above, below)
        high = np.where(u.bounds[1] < 0, below, above)
        return Enclosure(np.stack((low, high)), flagged(u.flags, (flag, _contains(u, 0.0))))

    return enclose


def _softplus(values: FloatArray) -> FloatArray:
    result: FloatArray = np.maximum(values, 0.0) + np.log1p(np.exp(-np.abs(values)))
    return result


def _sigmoid(values: FloatArray) -> FloatArray:
    decay = np.exp(-np.abs(values))
    result: FloatArray = np.where(values >= 0, 1.0, decay) / (1.0 + decay)
    return result


def _pole_between(u: Enclosure) -> Mask:
    """Whether a box may contain 0, −1, −2, …"""
    result: Mask = np.ceil(u.bounds[0]) <= np.minimum(np.floor(u.bounds[1]), 0.0)
    result |= ~np.isfinite(u.bounds[0])
    return result


def _with_poles(bounds: FloatArray, pole: Mask, flags: Flags) -> Enclosure:
    open_bounds = np.stack((np.where(pole, -np.inf, bounds[0]), np.where(pole, np.inf, bounds[1])))
    return Enclosure(settled(open_bounds), flagged(flags, (PARTLY | JUMP, pole)))


def _digamma_zero(first: float, last: float) -> float:
    for _ in range(80):
        middle = 0.5 * (first + last)
        if special.digamma_scalar(middle) < 0:
            first = middle
        else:
            last = middle
    return 0.5 * (first + last)


_GAMMA_TURNS: Final = tuple(
    _digamma_zero(*ends) for ends in ((1.0, 2.0), *((-n + 1e-9, -n + 1 - 1e-9) for n in range(1, 41)))
)
"""Where Γ turns: its lowest point right of 0, then one turning point between any two poles."""


def _gamma(u: Enclosure) -> Enclosure:
    ends = special.gamma(u.bounds)
    ends = np.where((u.bounds < -40) | np.isnan(ends), 0.0, ends)
    low, high = np.minimum(ends[0], ends[1]), np.maximum(ends[0], ends[1])
    for turn in _GAMMA_TURNS:
        inside = _contains(u, turn)
        if inside.any():
            extreme = special.gamma_scalar(turn)
            low = np.where(inside, np.minimum(low, extreme), low)
            high = np.where(inside, np.maximum(high, extreme), high)
    far = u.bounds[0] < -40
    bounds = outward(np.stack((np.where(far, low - 1e-40, low), np.where(far, high + 1e-40, high))), 64.0)
    return _with_poles(bounds, _pole_between(u), u.flags)


def _digamma(u: Enclosure) -> Enclosure:
    bounds = special.digamma(u.bounds)
    slack = 1e-14 * (1.0 + np.minimum(np.abs(np.nan_to_num(bounds)), 1e300))
    return _with_poles(np.stack((bounds[0] - slack[0], bounds[1] + slack[1])), _pole_between(u), u.flags)


def _trigamma(u: Enclosure) -> Enclosure:
    ends = special.trigamma(u.bounds)
    low = np.where(u.bounds[0] > 0, ends[1], 0.0)
    high = np.where(u.bounds[0] > 0, ends[0], np.maximum(ends[0], ends[1]))
    pole = _pole_between(u)
    result = _with_poles(outward(np.stack((low, high)), 64.0), pole, u.flags)
    return Enclosure(np.maximum(result.bounds, 0.0), result.flags)


def _reciprocal_of(function: IntervalFunction) -> IntervalFunction:
    return lambda u: reciprocal(function(u))


def _of_reciprocal(function: IntervalFunction) -> IntervalFunction:
    return lambda u: function(reciprocal(u))


_ARCOSH: Final = _on_domain(np.arccosh, 1.0, np.inf)
_ARCSIN: Final = _on_domain(np.arcsin, -1.0, 1.0)
_ARCCOS: Final = _on_domain(np.arccos, -1.0, 1.0, decreasing=True)
_ARSINH: Final = _increasing(np.arcsinh)
_TANH: Final = _increasing(np.tanh)
_SINH: Final = _increasing(np.sinh)
_COSH: Final = _even(np.cosh, decreasing=False)


def _arccot(u: Enclosure) -> Enclosure:
    return Enclosure(outward(np.arctan2(1.0, u.bounds[::-1]), 4.0), u.flags)


def _arsech(u: Enclosure) -> Enclosure:
    """arcosh(1/u), for u in (0, 1]; the reciprocal's other branch never counts."""
    positive = Enclosure(np.maximum(u.bounds, 0.0), u.flags)
    inverse = reciprocal(positive)
    result = _ARCOSH(Enclosure(inverse.bounds, u.flags))
    return Enclosure(
        result.bounds, flagged(result.flags, (PARTLY | JUMP, u.bounds[0] <= 0), (NOWHERE, u.bounds[1] < 0))
    )


FUNCTIONS: Final[dict[str, IntervalFunction]] = {
    "sqrt": _on_domain(np.sqrt, 0.0, np.inf),
    "cbrt": _increasing(np.cbrt, kink_at_zero=True),
    "exp": _increasing(np.exp),
    "log": _logarithm(np.log),
    "sin": SINE,
    "cos": COSINE,
    "tan": _between_poles(np.tan, math.pi / 2, decreasing=False),
    "cot": _between_poles(lambda v: 1.0 / np.tan(v), 0.0, decreasing=True),
    "sec": _reciprocal_of(COSINE),
    "csc": _reciprocal_of(SINE),
    "arcsin": _ARCSIN,
    "arccos": _ARCCOS,
    "arctan": _increasing(np.arctan),
    "arccot": _arccot,
    "arcsec": _of_reciprocal(_ARCCOS),
    "arccsc": _of_reciprocal(_ARCSIN),
    "sinh": _SINH,
    "cosh": _COSH,
    "tanh": _TANH,
    "coth": _reciprocal_of(_TANH),
    "sech": _reciprocal_of(_COSH),
    "csch": _reciprocal_of(_SINH),
    "arsinh": _ARSINH,
    "arcosh": _ARCOSH,
    "artanh": _artanh,
    "arcoth": _of_reciprocal(_artanh),
    "arsech": _arsech,
    "arcsch": _of_reciprocal(_ARSINH),
    "abs": _abs,
    "sign": _switch(-1.0, 1.0, JUMP),
    "floor": _rounded(np.floor),
    "ceil": _rounded(np.ceil),
    "sigmoid": _increasing(_sigmoid, errors=8.0),
    "relu": _increasing(lambda v: np.maximum(v, 0.0), kink_at_zero=True),
    "leaky_relu": _increasing(lambda v: np.maximum(v, 0.01 * v), kink_at_zero=True),
    "softplus": _increasing(_softplus, errors=8.0),
    "step": _switch(0.0, 1.0, JUMP),
    "gauss": _even(lambda v: np.exp(-v * v), decreasing=True),
    "erf": _increasing(lambda v: special.erf(v), errors=8.0),
    "gamma": _gamma,
    "digamma": _digamma,
    "trigamma": _trigamma,
    "factorial": lambda u: _gamma(add(u, ONE)),
    "sinc": _sinc,
}
