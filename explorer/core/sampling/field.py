"""A function and its partials sampled on a window: the one value that every picture is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Field", "FloatArray", "ProbeReading"]

FloatArray: TypeAlias = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """f and its two partials along the axes, on a rectangular lattice.

    ``x`` has shape (columns,), ``y`` has shape (rows,); ``f``, ``fx``, ``fy`` have shape
    (rows, columns), so that ``f[j, i]`` is the value at ``(x[i], y[j])``. ``fx`` and ``fy`` are
    the partials along the first and the second of ``axes``, whatever these are called. A lattice
    point where a quantity is undefined holds NaN. All arrays are read-only.
    """

    axes: tuple[str, str]
    x: FloatArray
    y: FloatArray
    f: FloatArray
    fx: FloatArray
    fy: FloatArray

    def __post_init__(self) -> None:
        for array in (self.x, self.y, self.f, self.fx, self.fy):
            array.setflags(write=False)

    @property
    def window(self) -> tuple[float, float, float, float]:
        """(x least, x most, y least, y most)."""
        return float(self.x[0]), float(self.x[-1]), float(self.y[0]), float(self.y[-1])

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns), that is (len(y), len(x))."""
        return len(self.y), len(self.x)


@dataclass(frozen=True, slots=True)
class ProbeReading:
    """All that is told at the probe: position on the axes, value and the two partials drawn."""

    x: float
    y: float
    value: float
    slope_x: float
    slope_y: float

    @property
    def norm(self) -> float:
        """Length of the gradient in the drawn plane."""
        return float(np.hypot(self.slope_x, self.slope_y))

    @property
    def defined(self) -> bool:
        """Whether f and both partials are finite here."""
        return bool(np.isfinite([self.value, self.slope_x, self.slope_y]).all())
