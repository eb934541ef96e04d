"""Kinks and jumps at a point, along each variable: where a slope is that of one side only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["Kink", "kinks_at"]

_STEPS = np.array([1e-6, 1e-6 / 16, 1e-6 / 256])
_SMALLEST = 1e-6
_ALIKE = 0.1
_COARSEST = 1e-4  # below this share of a coordinate, steps would be lost in its rounding


@dataclass(frozen=True, slots=True)
class Kink:
    """Along variable ``name`` the slope changes at once from ``left`` to ``right``, or f itself jumps (``is_jump``)."""

    name: str
    left: float
    right: float
    is_jump: bool = False


def kinks_at(f: Objective, position: ArrayLike, lengths: Sequence[float] | None = None) -> tuple[Kink, ...]:
    """The variables along which f has a kink or a jump at ``position`` (n,).

    Slopes on both sides are compared at three distances that shrink sixteenfold: the change across a
    smooth place shrinks with them, that across a kink stays. ``lengths`` (n,) are typical lengths
    along the variables, 1 if not given. A kink that only shows in a slanting direction (√(x² + y²)
    has none along y = 0, x = 0 by its partials alone) is not seen.
    """
    at = np.asarray(position, dtype=np.float64)
    scale = np.maximum(
        np.ones(at.size) if lengths is None else np.asarray(lengths, dtype=np.float64), _COARSEST * np.abs(at)
    )
    offsets = np.zeros((2, len(_STEPS), at.size, at.size))
    index = np.arange(at.size)
    for row, step in enumerate(_STEPS):
        offsets[0, row, index, index] = -step * scale
        offsets[1, row, index, index] = step * scale
    positions = (at + offsets).reshape(-1, at.size)
    slopes = f.gradients_at(positions).reshape(*offsets.shape)[:, :, index, index]
    values = f.values_at(positions).reshape(offsets.shape[:3])
    found = []
    for k, name in enumerate(f.variables):
        left, right = float(slopes[0, -1, k]), float(slopes[1, -1, k])
        if _stays(values[:, :, k]):
            found.append(Kink(name, left, right, is_jump=True))
        elif _stays(slopes[:, :, k]):
            found.append(Kink(name, left, right))
    return tuple(found)


def _stays(sides: FloatArray) -> bool:
    """Whether what lies left and right (2, steps) differs by as much at every distance."""
    if not np.isfinite(sides).all():
        return False
    change = np.abs(sides[1] - sides[0])
    size = np.abs(sides).max()
    return bool(change.min() > _SMALLEST * size and change.max() - change.min() <= _ALIKE * change.max())
