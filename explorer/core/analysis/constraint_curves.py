"""The curves g = 0 in a window, for the map and the surface."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.analysis.positions import Floats, read_only
from explorer.core.function import Function
from explorer.core.sampling.contours import FieldContours

__all__ = ["constraint_curves"]

_LATTICE: Final = 257
_CORRECTIONS: Final = 3


def constraint_curves(g: Function, low: Floats, high: Floats) -> tuple[Floats, ...]:
    """g = 0 in the window from ``low`` to ``high`` (2,): polylines (m, 2), read-only; a closed one repeats its start.

    Traced on a lattice, then each vertex moved onto the curve by Newton's method. Where g only
    touches 0 without a change of sign, as (x − y)² does, there is no curve to trace.
    """
    axes = (g.variables[0], g.variables[1])
    field = g.sample(
        axes, (float(low[0]), float(high[0])), (float(low[1]), float(high[1])), (_LATTICE, _LATTICE), g.parameters
    )
    cell = (high - low) / (_LATTICE - 1)
    pieces = [np.asarray(piece, dtype=np.float64) for piece in FieldContours(field).curve(0.0).pieces]
    # Where g touches 0 at single lattice points, the tracing gives specks.
    return tuple(
        read_only(_corrected(g, piece, cell)) for piece in pieces if (np.ptp(piece, axis=0) > 0.5 * cell).any()
    )


def _corrected(g: Function, points: Floats, cell: Floats) -> Floats:
    """Vertices moved onto g = 0, by less than a lattice step each."""
    corrected = points
    for _ in range(_CORRECTIONS):
        values, slopes = g.values_at(corrected), g.gradients_at(corrected) * cell
        size = (slopes**2).sum(axis=1)
        with np.errstate(all="ignore"):
            step = (values / size)[:, None] * slopes
        step = np.where(np.isfinite(step).all(axis=1, keepdims=True), step, 0.0)
        corrected = corrected - step * cell
    kept = (np.abs(corrected - points) <= cell).all(axis=1, keepdims=True)
    return np.where(kept, corrected, points)
