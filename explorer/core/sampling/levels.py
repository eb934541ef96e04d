"""Round numbers for axes and level curves, and the range of values that a picture shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.core.sampling.field import FloatArray

__all__ = ["RobustRange", "logarithmic_levels", "logarithmic_ticks", "nice_levels", "nice_ticks", "robust_range"]

_MANTISSAS = (1, 2, 5)
_LARGEST = 1e300  # differences of clipped values never overflow
_SMALLEST = 1e-300
_TAIL = 0.5  # a side is cut when its last 2 % span about half of the rest
_HEAVY = 1.0  # … and tighter, at 5 %, when even its 99.5 % point lies this far out


@dataclass(frozen=True, slots=True)
class RobustRange:
    """The range of values shown, ``low < high``; ``cut`` tells that finite values lie outside it."""

    low: float
    high: float
    cut: bool


def nice_ticks(low: float, high: float, count: int = 5) -> FloatArray:
    """About ``count`` multiples of a 1-2-5 step within ``[low, high]``, ends included.

    Each is the double nearest to its decimal numeral (0.3, never 0.30000000000000004). An empty
    range gives its one value. Raises ValueError where a bound is not finite.
    """
    low, high = _ordered(low, high)
    if low == high:
        return np.array([low])
    steps = _steps_near((high - low) / max(count, 1))
    counted = [(_last(high, step) - _first(low, step) + 1, step) for step in steps]
    _, best = min(counted, key=lambda pair: (abs(pair[0] - count), -pair[0]))
    return _multiples(_first(low, best), _last(high, best), best)


def nice_levels(low: float, high: float, count: int = 13) -> tuple[FloatArray, float]:
    """Level values strictly inside ``(low, high)`` at multiples of a 1-2-5 step, and that step.

    The step is the one nearest, in ratio, to an ``count``-th of the range. An empty range gives no
    levels and step 0. Raises ValueError where a bound is not finite.
    """
    low, high = _ordered(low, high)
    if low == high:
        return np.empty(0), 0.0
    ideal = (high - low) / max(count, 1)
    step = min(_steps_near(ideal), key=lambda step: abs(math.log(_number(1, step) / ideal)))
    levels = _multiples(_first(low, step), _last(high, step), step)
    margin = 1e-9 * (high - low)
    return levels[(levels > low + margin) & (levels < high - margin)], _number(1, step)


def logarithmic_levels(low: float, high: float, count: int = 13) -> tuple[FloatArray, float]:
    """Powers of ten strictly inside ``10^low`` … ``10^high`` at multiples of a round step of exponents, and that step.

    The step is 0.01, 0.02, 0.05, 0.1, 0.25, 0.5 or a whole number, the one nearest to a ``count``-th of the range.
    """
    ideal = (high - low) / max(count, 1)
    steps = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, *range(1, 1 + max(1, math.ceil(ideal))))
    step = float(min(steps, key=lambda step: abs(math.log(step / ideal)))) if ideal > 0 else 0.0
    if not step:
        return np.empty(0), 0.0
    exponents = step * np.arange(math.floor(low / step), math.ceil(high / step) + 1)
    margin = 1e-9 * (high - low)
    return 10.0 ** exponents[(exponents > low + margin) & (exponents < high - margin)], step


def logarithmic_ticks(low: float, high: float, count: int = 5) -> FloatArray:
    """About ``count`` round numbers within the positive ``[low, high]``: 1, 1-3 or 1-2-5 times powers of ten."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = max(1, math.ceil((last - first) / max(count, 1)))
    choices = [(1.0,), (1.0, 3.0), (1.0, 2.0, 5.0)] if stride == 1 else [(1.0,)]
    found = []
    for mantissas in choices:
        exponents = range(first + (-first) % stride, last + 1, stride)
        ticks = np.array([float(f"{mantissa:g}e{exponent}") for exponent in exponents for mantissa in mantissas])
        found.append(ticks[(ticks >= low) & (ticks <= high)])
    if high < 10.0 * low:  # within a decade, even steps are as good
        ticks = nice_ticks(low, high, count)
        found.append(ticks[(ticks >= low) & (ticks <= high)])
    enough = [ticks for ticks in found if len(ticks) >= 2]
    return min(enough or found[-1:], key=lambda ticks: abs(len(ticks) - count))


def robust_range(values: FloatArray) -> RobustRange:
    """The range in which a picture of ``values`` (one- or two-dimensional) tells most.

    The whole range, unless one tail would flatten the rest. With q(p) the quantiles by area, a
    side is cut at q(98 %) when the values beyond it span about half of q(98 %) − q(2 %) or more,
    and at q(95 %) when even q(99.5 %) lies further out than that difference (a pole). A peak that
    the lattice resolves (an inner extreme from which values fall gently, such as a narrow
    Gaussian) is never cut off. Cut ends are rounded to two digits of the range. Holes do not
    count; equal values get a range around them, no values −1 … 1.
    """
    array = np.asarray(values, dtype=np.float64)
    array = np.where(np.isfinite(array), np.clip(array, -_LARGEST, _LARGEST), np.nan)
    finite = array[np.isfinite(array)]
    if not finite.size:
        return RobustRange(-1.0, 1.0, False)
    least, most = float(finite.min()), float(finite.max())
    if most - least <= 8 * np.finfo(float).eps * max(abs(least), abs(most)):
        margin = 0.1 * abs(least) or 1.0
        return RobustRange(least - margin, most + margin, False)
    spread = _cell_values(array)
    spread = spread if spread.size else finite
    high = _upper_end(spread, array, most)
    low = -_upper_end(-spread, -array, -least)
    low, high = _rounded_ends(low, high, least, most)
    return RobustRange(low, high, low > least or high < most)


def _cell_values(array: FloatArray) -> FloatArray:
    """Mean of each lattice cell, so that quantiles are by area whatever the number of samples."""
    if array.ndim != 2 or min(array.shape) < 2:
        return array[np.isfinite(array)]
    pairs = array[1:] + array[:-1]
    cells = 0.25 * (pairs[:, 1:] + pairs[:, :-1])
    return cells[np.isfinite(cells)]


def _upper_end(spread: FloatArray, array: FloatArray, most: float) -> float:
    """Where the upper side is cut: the greatest value if its tail is short or a resolved peak."""
    low, q95, q98, q995 = (float(q) for q in np.quantile(spread, (0.02, 0.95, 0.98, 0.995)))
    core = q98 - low
    if most - q98 <= _TAIL * core or _is_resolved_peak(array, most, core):
        return most
    end = q95 if q995 - q98 > _HEAVY * core else q98
    return end if end > low else most


def _is_resolved_peak(array: FloatArray, most: float, core: float) -> bool:
    """Whether the greatest value is an inner peak wide enough to be a shape rather than a needle.

    Away from a smooth peak values fall four times as far in two cells as in one, from the tip of a
    cone twice as far, from a logarithmic or rational pole less.
    """
    if array.ndim != 2:
        return False
    row, column = divmod(int(np.nanargmax(array)), array.shape[1])
    if not (2 <= row < array.shape[0] - 2 and 2 <= column < array.shape[1] - 2):
        return False
    middle = float(np.nanmedian(array))
    fall_near = most - float(array[row - 1 : row + 2, column - 1 : column + 2].min())
    fall_far = most - float(array[row - 2 : row + 3, column - 2 : column + 3].min())
    gentle = fall_near <= 0.35 * (most - middle) and fall_far >= 1.8 * fall_near
    wide = np.count_nonzero(array > 0.5 * (most + middle)) >= 0.0015 * array.size
    return gentle and bool(wide or core < 0.01 * (most - middle))


def _rounded_ends(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """Cut ends at two digits of the range; ends that are not cut stay exact."""
    exponent = math.floor(math.log10(high - low)) - 1
    if low > least:
        low = max(least, _number(round(low / 10.0**exponent), (1, exponent)))
    if high < most:
        high = min(most, _number(round(high / 10.0**exponent), (1, exponent)))
    return (low, high) if low < high else (least, most)


Step = tuple[int, int]
"""Mantissa and decimal exponent of a step."""


def _ordered(low: float, high: float) -> tuple[float, float]:
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"a range needs two finite bounds, not {low} and {high}.")
    low, high = max(float(min(low, high)), -_LARGEST), min(float(max(low, high)), _LARGEST)
    return (low, high) if high - low > _SMALLEST else (low, low)


def _steps_near(ideal: float) -> list[Step]:
    exponent = math.floor(math.log10(ideal))
    return [(mantissa, power) for power in range(exponent - 1, exponent + 2) for mantissa in _MANTISSAS]


def _number(multiple: int, step: Step) -> float:
    """``multiple`` times ``step``, as the double nearest to that decimal."""
    mantissa, exponent = step
    return float(f"{multiple * mantissa}e{exponent}")


def _first(low: float, step: Step) -> int:
    multiple = low / _number(1, step)
    return math.ceil(multiple - _slack(multiple))


def _last(high: float, step: Step) -> int:
    multiple = high / _number(1, step)
    return math.floor(multiple + _slack(multiple))


def _slack(multiple: float) -> float:
    """Rounding allowed for, so that an end that is a multiple of the step counts as one."""
    return max(1e-9, 1e-15 * abs(multiple))


def _multiples(first: int, last: int, step: Step) -> FloatArray:
    return np.array([_number(multiple, step) for multiple in range(first, last + 1)], dtype=np.float64)
