"""Sampling a function on a window: inputs checked, then handed to its kernel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from explorer.core.expression.names import canonical_name
from explorer.core.objective import Objective
from explorer.core.sampling.field import Field

__all__ = ["MOST_SAMPLES", "drawn_axes", "sample"]

MOST_ALONG_AXIS = 4096
MOST_SAMPLES = 1 << 24
_SPARE_NAMES = ("x", "y", "z", "u", "v", "t")


def sample(
    f: Objective,
    x: tuple[float, float] = (-3.0, 3.0),
    y: tuple[float, float] = (-3.0, 3.0),
    shape: tuple[int, int] = (256, 256),
    at: Mapping[str, float] | None = None,
    axes: tuple[str, str] | None = None,
    dtype: str = "float64",
) -> Field:
    """f and its partials on a lattice of ``shape`` (rows, columns) = (along y, along x).

    ``x`` and ``y`` are axis *roles*: the ranges of the first and the second of ``axes`` (by
    default the first two variables). ``at`` holds every other variable, and may set parameters. A
    function of one variable is a ridge along a free second axis (``fy`` is 0), one of none a plane.
    Raises ValueError, with a sentence, for a range, shape, name or dtype that makes no sense.
    """
    names = drawn_axes(f) if axes is None else _chosen_axes(f, axes)
    _check_range("x", x)
    _check_range("y", y)
    rows, columns = _checked_shape(shape)
    kind = np.dtype(dtype).name
    if kind not in ("float32", "float64"):
        raise ValueError(f"dtype must be float32 or float64, not {dtype}.")
    held = _held_values(f, names, at or {})
    return f.sample(names, (float(x[0]), float(x[1])), (float(y[0]), float(y[1])), (rows, columns), held, kind)


def drawn_axes(f: Objective) -> tuple[str, str]:
    """The two names drawn by default: the first two variables, filled up with unused letters."""
    taken = {*f.variables, *getattr(f, "names", ())}
    spare = [name for name in _SPARE_NAMES if name not in taken]
    first, second, *_ = (*f.variables[:2], *spare)
    return first, second


def _chosen_axes(f: Objective, axes: Sequence[str]) -> tuple[str, str]:
    if isinstance(axes, str) or len(axes) != 2:
        raise ValueError(f"axes must be two names, not {axes!r}.")
    first, second = (canonical_name(name) for name in axes)
    if first == second:
        raise ValueError(f"the two axes must differ, both are {first}.")
    for name in (first, second):
        if name not in (*f.variables, *getattr(f, "names", ())) and len(f.variables) > 1:
            raise ValueError(f"f has no variable {name}; it has {', '.join(f.variables)}.")
    return first, second


def _check_range(role: str, bounds: Sequence[float]) -> None:
    if len(bounds) != 2:
        raise ValueError(f"{role} must be a range of two numbers, not {bounds!r}.")
    low, high = float(bounds[0]), float(bounds[1])
    if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(high - low)):
        raise ValueError(f"{role} must be a finite range, not {low:g} to {high:g}.")
    if not low < high:
        raise ValueError(f"{role} must run from a smaller to a larger number, not from {low:g} to {high:g}.")


def _checked_shape(shape: Sequence[int]) -> tuple[int, int]:
    if len(shape) != 2:
        raise ValueError(f"shape must be (rows, columns), not {shape!r}.")
    rows, columns = (int(count) for count in shape)
    if not (2 <= rows <= MOST_ALONG_AXIS and 2 <= columns <= MOST_ALONG_AXIS and rows * columns <= MOST_SAMPLES):
        raise ValueError(f"shape must be from 2 to {MOST_ALONG_AXIS} a side, not {rows} × {columns}.")
    return rows, columns


def _held_values(f: Objective, axes: tuple[str, str], at: Mapping[str, float]) -> dict[str, float]:
    held: dict[str, float] = {}
    for spelling, value in at.items():
        try:
            name = canonical_name(spelling)
        except ValueError:
            continue
        if isinstance(value, (str, bytes)) or not math.isfinite(value):
            raise ValueError(f"{name} must be held at a finite number, not {value!r}.")
        held[name] = float(value)
    missing = [name for name in f.variables if name not in axes and name not in held]
    if missing:
        example = ", ".join(f'"{name}": 0' for name in missing)
        raise ValueError(f"{', '.join(missing)} must be held somewhere: at={{{example}}}.")
    return held
