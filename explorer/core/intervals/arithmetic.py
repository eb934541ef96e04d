"""Sums, products, quotients and powers of enclosures."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from explorer.core.intervals.enclosure import (
    JUMP,
    KINK,
    NOWHERE,
    PARTLY,
    SMOOTH,
    Enclosure,
    FloatArray,
    constant,
    flagged,
    joined,
    outward,
    settled,
)

__all__ = ["add", "divide", "hypot", "multiply", "negate", "power", "real_root", "reciprocal", "square", "whole_power"]

_LARGEST_WHOLE: Final = 2.0**31


def add(first: Enclosure, *others: Enclosure) -> Enclosure:
    """The sum."""
    bounds = first.bounds
    for other in others:
        bounds = bounds + other.bounds
    return Enclosure(outward(settled(bounds), float(len(others))), joined(first, *others))


def negate(u: Enclosure) -> Enclosure:
    """−u."""
    return Enclosure(-u.bounds[::-1], u.flags)


def multiply(first: Enclosure, *others: Enclosure) -> Enclosure:
    """The product of operands that vary independently."""
    result = first
    for other in others:
        result = _product(result, other)
    return result


def _product(a: Enclosure, b: Enclosure) -> Enclosure:
    if b.bounds.shape[1] == 1 and a.bounds.shape[1] > 1:
        a, b = b, a
    if a.bounds.shape[1] == 1 and a.bounds[0, 0] == a.bounds[1, 0]:
        factor = float(a.bounds[0, 0])
        bounds = b.bounds * factor if factor >= 0 else b.bounds[::-1] * factor
        if factor == 0:
            bounds = np.zeros_like(bounds)
        return Enclosure(outward(settled(bounds)), joined(a, b))
    corners = a.bounds[:, None, :] * b.bounds[None, :, :]
    _without_indefinite(corners)
    corners = corners.reshape(4, -1)
    return Enclosure(outward(np.stack((corners.min(axis=0), corners.max(axis=0)))), joined(a, b))


def _without_indefinite(corners: FloatArray) -> None:
    """0·∞ at a corner stands for 0: no number is infinite, only its bound is."""
    indefinite = np.isnan(corners)
    if indefinite.any():
        corners[indefinite] = 0.0


def reciprocal(u: Enclosure) -> Enclosure:
    """1/u, undefined where u is 0."""
    low, high = u.bounds
    with_zero = (low <= 0) & (high >= 0)
    bounds = 1.0 / u.bounds[::-1]
    if with_zero.any():
        # An end that is exactly 0 leaves one sign: [0, b] becomes [1/b, ∞].
        bounds[0] = np.where(with_zero, np.where((low == 0) & (high > 0), 1.0 / high, -np.inf), bounds[0])
        bounds[1] = np.where(with_zero, np.where((high == 0) & (low < 0), 1.0 / low, np.inf), bounds[1])
    exactly_zero = (low == 0) & (high == 0) if u.bounds.shape[1] == 1 else np.zeros(1, dtype=bool)
    flags = flagged(u.flags, (PARTLY | JUMP, with_zero), (NOWHERE, exactly_zero))
    return Enclosure(outward(settled(bounds)), flags)


def divide(u: Enclosure, v: Enclosure) -> Enclosure:
    """u/v, undefined where v is 0."""
    return _product(u, reciprocal(v))


def square(u: Enclosure) -> Enclosure:
    """u²."""
    return whole_power(u, 2)


def whole_power(u: Enclosure, exponent: int) -> Enclosure:
    """u to a literal whole exponent."""
    if exponent < 0:
        return reciprocal(whole_power(u, -exponent))
    if exponent == 0:
        return Enclosure(np.ones((2, 1)), u.flags)
    if exponent == 1:
        return u
    ends = _repeated_product(u.bounds, exponent)
    if exponent % 2 == 0:
        low, high = u.bounds
        least = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(ends[0], ends[1]))
        ends = np.stack((least, np.maximum(ends[0], ends[1])))
    return Enclosure(outward(ends, 2.0 * exponent.bit_length()), u.flags)


def _repeated_product(values: FloatArray, exponent: int) -> FloatArray:
    if exponent > 64:
        return np.power(values, float(exponent))
    result: FloatArray | None = None
    factor = values
    while exponent:
        if exponent & 1:
            result = factor if result is None else result * factor
        exponent >>= 1
        if exponent:
            factor = factor * factor
    assert result is not None
    return result


def power(u: Enclosure, v: Enclosure) -> Enclosure:
    """u to the power v: real for negative u only where v is a whole number."""
    exponent = _literal(v)
    if exponent is not None:
        if exponent.is_integer() and abs(exponent) < _LARGEST_WHOLE:
            return whole_power(u, int(exponent))
        return _real_power(u, exponent)
    base = _literal(u)
    if base == math.e:
        return Enclosure(outward(np.exp(v.bounds), 4.0), v.flags)
    return _varying_power(u, v)


def _literal(u: Enclosure) -> float | None:
    """The number that an operand is, whatever the box."""
    if u.bounds.shape[1] == 1 and u.bounds[0, 0] == u.bounds[1, 0] and not (u.flags & NOWHERE).any():
        return float(u.bounds[0, 0])
    return None


def _real_power(u: Enclosure, exponent: float) -> Enclosure:
    low, high = u.bounds
    inside = np.maximum(u.bounds, 0.0)
    bounds = np.power(inside, exponent)
    if exponent < 0:
        bounds = bounds[::-1]
    touching = low <= 0
    flags = flagged(u.flags, (KINK, touching & (high >= 0)), (PARTLY, low < 0), (NOWHERE, high < 0))
    if exponent < 0:
        flags = flagged(flags, (PARTLY | JUMP, touching))
    # A relative error of log u is multiplied by the exponent's size and by |log u|, at most 745.
    return Enclosure(outward(settled(bounds), 8.0), flags)


def _varying_power(u: Enclosure, v: Enclosure) -> Enclosure:
    low, high = u.bounds
    logarithms = Enclosure(outward(settled(np.log(np.maximum(u.bounds, 0.0))), 4.0), SMOOTH)
    exponents = _product(logarithms, Enclosure(v.bounds, SMOOTH))
    bounds = outward(np.exp(exponents.bounds), 4.0)
    # Left of 0 the power is defined at whole exponents only, with either sign.
    negative = (low < 0) & (np.ceil(v.bounds[0]) <= v.bounds[1])
    bounds = np.stack((np.where(negative, -np.inf, bounds[0]), np.where(negative, np.inf, bounds[1])))
    touching = (low <= 0) & (high >= 0)
    return Enclosure(
        settled(bounds),
        flagged(joined(u, v), (PARTLY, low < 0), (NOWHERE, (high < 0) & ~negative), (KINK | PARTLY | JUMP, touching)),
    )


def real_root(u: Enclosure, n: Enclosure) -> Enclosure:
    """The real n-th root, of a negative u only where n is an odd whole number."""
    degree = _literal(n)
    if degree is not None and degree % 2 == 1:
        roots = np.copysign(np.power(np.abs(u.bounds), 1.0 / degree), u.bounds)
        with_zero = (u.bounds[0] <= 0) & (u.bounds[1] >= 0)
        if degree < 0:
            ends = Enclosure(np.copysign(np.power(np.abs(u.bounds), -1.0 / degree), u.bounds), u.flags)
            return reciprocal(Enclosure(outward(ends.bounds, 8.0), ends.flags))
        return Enclosure(outward(roots, 8.0), flagged(u.flags, (KINK, with_zero)))
    if degree is not None:
        if degree == 0:
            return Enclosure(np.zeros((2, 1)), joined(u, n) | NOWHERE)
        return _real_power(u, 1.0 / degree)
    return _varying_power(u, reciprocal(n))


def hypot(*operands: Enclosure) -> Enclosure:
    """√(u² + v² + …), with a kink where all are 0."""
    total = add(*(square(u) for u in operands)) if len(operands) > 1 else square(operands[0])
    bounds = outward(np.sqrt(np.maximum(total.bounds, 0.0)), 2.0)
    return Enclosure(bounds, flagged(total.flags, (KINK, total.bounds[0] <= 0)))


ONE: Final = constant(1.0)
